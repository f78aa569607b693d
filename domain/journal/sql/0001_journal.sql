-- The journal: facts in commit order, never altered; who may do what.
-- {app}, {projector} and {auditor} stand for the roles of this database.

CREATE SCHEMA journal;

CREATE TABLE journal.facts (
    position     bigint      PRIMARY KEY CHECK (position > 0),
    recorded_at  timestamptz NOT NULL UNIQUE,
    stream       uuid        NOT NULL,
    stream_name  text        NOT NULL,
    version      bigint      NOT NULL CHECK (version > 0),
    topic        text        NOT NULL,
    state        bytea       NOT NULL,
    actor        text        NOT NULL,
    role         text        NOT NULL,
    request      text,
    correlation  uuid        NOT NULL,
    causation    text,
    -- typed columns, filled from the state at append and nowhere else
    bureau       text,
    year         integer,
    subject      text,
    number       integer,
    item         text,
    indicator    text,
    effective_on date,
    points       numeric(12, 4),
    UNIQUE (stream, version)
);
COMMENT ON COLUMN journal.facts.points IS 'signed points claimed when the entry was granted';
CREATE INDEX facts_of_bureau ON journal.facts (bureau, year, position);
CREATE INDEX facts_by_topic ON journal.facts (topic, position);

-- What the event store library reads, under its own names.
CREATE VIEW journal.ledger_events AS
SELECT stream AS originator_id, version AS originator_version, topic, state,
       position AS notification_id
  FROM journal.facts;

-- One row a command: the same key and command get the same answer for ever.
CREATE TABLE journal.commands (
    actor          text        NOT NULL,
    key            text        NOT NULL,
    command        bytea       NOT NULL CHECK (length(command) = 32),
    first_position bigint,
    last_position  bigint,
    recorded_at    timestamptz NOT NULL,
    answer         jsonb       NOT NULL,
    PRIMARY KEY (actor, key)
);

CREATE FUNCTION journal.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the journal is append-only' USING ERRCODE = 'ML009';
END $$;
CREATE TRIGGER facts_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON journal.facts
    FOR EACH STATEMENT EXECUTE FUNCTION journal.refuse_change();
CREATE TRIGGER commands_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON journal.commands
    FOR EACH STATEMENT EXECUTE FUNCTION journal.refuse_change();

-- The only way in. The lock makes commit order the order of positions; whoever appends holds it
-- until the end of the transaction, so that a follower never meets a gap that fills later.
-- Answers the first and the last position, and the moment of the last.
CREATE FUNCTION journal.append(
    p_streams uuid[], p_names text[], p_versions bigint[], p_topics text[], p_states bytea[],
    p_read_streams uuid[], p_read_versions bigint[],
    p_actor text, p_role text, p_request text, p_correlation uuid, p_causation text,
    p_key text, p_command bytea, p_answer jsonb
) RETURNS TABLE (first_position bigint, last_position bigint, recorded_at timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_last   bigint;
    v_time   timestamptz;
    v_stale  uuid;
    v_before bytea;
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

    SELECT f.position, f.recorded_at INTO v_last, v_time
      FROM journal.facts f ORDER BY f.position DESC LIMIT 1;
    v_last := coalesce(v_last, 0);
    v_time := greatest(clock_timestamp(), v_time + interval '1 microsecond');

    INSERT INTO journal.facts (
        position, recorded_at, stream, stream_name, version, topic, state,
        actor, role, request, correlation, causation,
        bureau, year, subject, number, item, indicator, effective_on, points)
    SELECT v_last + a.n, v_time + (a.n - 1) * interval '1 microsecond',
           a.stream, a.name, a.version, a.topic, a.state,
           p_actor, p_role, p_request, p_correlation, p_causation,
           s.j ->> 'bureau', (s.j ->> 'year')::integer, s.j ->> 'subject',
           (s.j ->> 'number')::integer, s.j ->> 'item', s.j ->> 'indicator',
           (s.j ->> 'effective_on')::date, (s.j ->> 'claimed')::numeric
      FROM unnest(p_streams, p_names, p_versions, p_topics, p_states)
           WITH ORDINALITY AS a(stream, name, version, topic, state, n),
           LATERAL (SELECT convert_from(a.state, 'UTF8')::jsonb AS j) AS s;

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

-- The position that was the last at a moment. The shared lock waits for appends under way, whose
-- facts already bear an earlier time than they become visible.
CREATE FUNCTION journal.position_at(p_moment timestamptz) RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(hashtext('merit-ledger/append'));
    RETURN coalesce((SELECT f.position FROM journal.facts f WHERE f.recorded_at <= p_moment
                      ORDER BY f.recorded_at DESC LIMIT 1), 0);
END $$;

-- One key a subject, wrapped by a key that is not in the database. Destroying a row erases the
-- subject's name and narrative and leaves every fact as it is.
CREATE SCHEMA keys;
CREATE TABLE keys.subject_keys (
    subject    text        PRIMARY KEY,
    wrapped    bytea       NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA journal FROM PUBLIC;
GRANT USAGE ON SCHEMA journal TO {app}, {projector}, {auditor};
GRANT SELECT ON ALL TABLES IN SCHEMA journal TO {app}, {projector}, {auditor};
GRANT EXECUTE ON FUNCTION journal.append TO {app};
GRANT EXECUTE ON FUNCTION journal.position_at TO {app}, {projector}, {auditor};
GRANT USAGE ON SCHEMA keys TO {app};
GRANT SELECT, INSERT ON keys.subject_keys TO {app};
GRANT CREATE, TEMPORARY ON DATABASE {database} TO {projector};
