-- Several commands in one transaction, each appended or refused by itself: journal.append for each,
-- in the order given. An error that is not about one command ends all of them.
-- {app} stands for a role of this database.

CREATE FUNCTION journal.append_each(p_commands jsonb)
RETURNS TABLE (first_position bigint, last_position bigint, recorded_at timestamptz,
               refused text, why text)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_one jsonb;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('merit-ledger/append'));
    FOR v_one IN SELECT c.value FROM jsonb_array_elements(p_commands) WITH ORDINALITY AS c(value, n)
                  ORDER BY c.n
    LOOP
        BEGIN
            SELECT a.first_position, a.last_position, a.recorded_at, NULL, NULL
              INTO first_position, last_position, recorded_at, refused, why
              FROM jsonb_to_record(v_one) AS c(
                       streams uuid[], names text[], versions bigint[], topics text[],
                       states text[], read_streams uuid[], read_versions bigint[],
                       actor text, role text, request text, correlation uuid, causation text,
                       key text, command text, answer jsonb,
                       quiet_bureau text, quiet_year integer, quiet_since bigint, approvals text),
                   journal.append(
                       c.streams, c.names, c.versions, c.topics,
                       ARRAY(SELECT convert_to(s.state, 'UTF8')
                               FROM unnest(c.states) WITH ORDINALITY AS s(state, n) ORDER BY s.n),
                       c.read_streams, c.read_versions,
                       c.actor, c.role, c.request, c.correlation, c.causation,
                       c.key, decode(c.command, 'hex'), c.answer,
                       c.quiet_bureau, c.quiet_year, c.quiet_since, c.approvals) AS a;
        EXCEPTION WHEN SQLSTATE 'ML001' OR SQLSTATE 'ML002' OR SQLSTATE 'ML003' OR SQLSTATE 'ML012'
        THEN
            first_position := NULL;
            last_position := NULL;
            recorded_at := NULL;
            refused := SQLSTATE;
            why := SQLERRM;
        END;
        RETURN NEXT;
    END LOOP;
END $$;

REVOKE ALL ON FUNCTION journal.append_each FROM PUBLIC;
GRANT EXECUTE ON FUNCTION journal.append_each TO {app};
