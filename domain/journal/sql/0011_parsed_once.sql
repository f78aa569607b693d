-- A fact's JSON is parsed once as it is appended, and not once for each typed column. Otherwise as
-- before.
-- {app} stands for a role of this database.

DROP FUNCTION journal.append;
CREATE FUNCTION journal.append(
    p_streams uuid[], p_names text[], p_versions bigint[], p_topics text[], p_states bytea[],
    p_read_streams uuid[], p_read_versions bigint[],
    p_actor text, p_role text, p_request text, p_correlation uuid, p_causation text,
    p_key text, p_command bytea, p_answer jsonb,
    p_quiet_bureau text DEFAULT NULL, p_quiet_year integer DEFAULT NULL,
    p_quiet_since bigint DEFAULT NULL, p_approvals text DEFAULT '[]'
) RETURNS TABLE (first_position bigint, last_position bigint, recorded_at timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_last   bigint;
    v_time   timestamptz;
    v_stale  uuid;
    v_before bytea;
    v_wrong  record;
    v_count  integer := cardinality(p_streams);
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('merit-ledger/append'));

    IF p_key IS NOT NULL THEN
        SELECT c.command INTO v_before FROM journal.commands c
         WHERE c.actor = p_actor AND c.key = p_key;
        IF FOUND THEN
            RAISE EXCEPTION 'key % was used before', p_key
                USING ERRCODE = CASE WHEN v_before = p_command THEN 'ML003' ELSE 'ML002' END;
        END IF;
    END IF;

    SELECT r.stream INTO v_stale
      FROM unnest(p_read_streams, p_read_versions) AS r(stream, version)
     WHERE r.version <> coalesce((SELECT max(f.version) FROM journal.facts f
                                   WHERE f.stream = r.stream), 0)
     LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'stream % has moved on', v_stale USING ERRCODE = 'ML001';
    END IF;

    IF EXISTS (SELECT FROM journal.facts f
                WHERE f.bureau = p_quiet_bureau AND f.year = p_quiet_year
                  AND f.position > p_quiet_since) THEN
        RAISE EXCEPTION 'year % of % has moved on', p_quiet_year, p_quiet_bureau
            USING ERRCODE = 'ML001';
    END IF;

    -- Of each stream its last version is looked for once; its further facts follow the one before.
    SELECT s.name, s.version, s.expected INTO v_wrong
      FROM (SELECT a.n, a.name, a.version, 1 + coalesce(
                       lag(a.version) OVER (PARTITION BY a.stream ORDER BY a.n),
                       (SELECT max(f.version) FROM journal.facts f WHERE f.stream = a.stream),
                       0) AS expected
              FROM unnest(p_streams, p_names, p_versions)
                   WITH ORDINALITY AS a(stream, name, version, n)) AS s
     WHERE s.version IS DISTINCT FROM s.expected
     ORDER BY s.n LIMIT 1;
    IF FOUND AND v_wrong.version < v_wrong.expected THEN
        RAISE EXCEPTION 'stream % has moved on', v_wrong.name USING ERRCODE = 'ML001';
    ELSIF FOUND THEN
        RAISE EXCEPTION 'stream % has no version %', v_wrong.name, v_wrong.expected
            USING ERRCODE = 'ML012', DETAIL = format('version %s was said', v_wrong.version);
    END IF;

    SELECT f.position, f.recorded_at INTO v_last, v_time
      FROM journal.facts f ORDER BY f.position DESC LIMIT 1;
    v_last := coalesce(v_last, 0);
    v_time := greatest(clock_timestamp(), v_time + interval '1 microsecond');

    INSERT INTO journal.facts (
        position, recorded_at, stream, stream_name, version, topic, state,
        actor, role, request, correlation, causation,
        bureau, year, subject, number, item, indicator, effective_on, points, approvals)
    SELECT v_last + a.n, v_time + (a.n - 1) * interval '1 microsecond',
           a.stream, a.name, a.version, a.topic, a.state,
           p_actor, p_role, p_request, p_correlation, p_causation,
           s.j ->> 'bureau', (s.j ->> 'year')::integer, s.j ->> 'subject',
           (s.j ->> 'number')::integer, s.j ->> 'item', s.j ->> 'indicator',
           (s.j ->> 'effective_on')::date, (s.j ->> 'claimed')::numeric, p_approvals
      FROM unnest(p_streams, p_names, p_versions, p_topics, p_states)
           WITH ORDINALITY AS a(stream, name, version, topic, state, n),
           -- OFFSET 0: parsed once, and not for each of the columns that are read of it.
           LATERAL (SELECT convert_from(a.state, 'UTF8')::jsonb AS j OFFSET 0) AS s;

    IF p_key IS NOT NULL THEN
        INSERT INTO journal.commands
        VALUES (p_actor, p_key, p_command,
                CASE WHEN v_count > 0 THEN v_last + 1 END,
                -- of the whole command, of which this may be the first of several calls
                CASE WHEN v_count > 0 THEN v_last + (p_answer ->> 'facts')::bigint END,
                v_time, p_answer);
    END IF;
    PERFORM pg_notify('ledger_events', (v_last + v_count)::text);
    RETURN QUERY SELECT v_last + 1, v_last + v_count,
                        v_time + greatest(v_count - 1, 0) * interval '1 microsecond';
EXCEPTION WHEN unique_violation THEN
    RAISE EXCEPTION 'a stream has moved on' USING ERRCODE = 'ML001';
END $$;

REVOKE ALL ON FUNCTION journal.append FROM PUBLIC;
GRANT EXECUTE ON FUNCTION journal.append TO {app};
