-- Several commands in one transaction, each appended or refused by itself; as journal.append would,
-- but looked at and written at once: one statement for all of them. What touches a stream that an
-- earlier one of them writes is refused as stale, whatever became of that one. So is what was
-- decided of a journal whose head was another; refused, too, what is sealed with a key that is no
-- longer its subject's.
-- {app} stands for a role of this database.

DROP FUNCTION journal.append_each(jsonb);
CREATE FUNCTION journal.append_each(p_commands jsonb)
RETURNS TABLE (first_position bigint, last_position bigint, recorded_at timestamptz,
               refused text, why text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan SET jit = off AS $$
DECLARE
    v_last bigint;
    v_time timestamptz;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('merit-ledger/append'));
    SELECT f.position, f.recorded_at INTO v_last, v_time
      FROM journal.facts f ORDER BY f.position DESC LIMIT 1;
    v_last := coalesce(v_last, 0);
    v_time := greatest(clock_timestamp(), v_time + interval '1 microsecond');

    RETURN QUERY
    WITH said AS MATERIALIZED (
        SELECT o.n, c.*
          FROM jsonb_array_elements(p_commands) WITH ORDINALITY AS o(said, n),
               jsonb_to_record(o.said) AS c(
                   streams uuid[], names text[], versions bigint[], topics text[], states text[],
                   read_streams uuid[], read_versions bigint[], head bigint, head_at timestamptz,
                   sealed_for text[], sealed_by text[],
                   actor text, role text, request text, correlation uuid, causation text,
                   key text, command text, answer jsonb,
                   quiet_bureau text, quiet_year integer, quiet_since bigint, approvals text)
    ), facts AS MATERIALIZED (
        SELECT c.n, a.*, a.state::jsonb AS j
          FROM said AS c, unnest(c.streams, c.names, c.versions, c.topics, c.states)
               WITH ORDINALITY AS a(stream, name, version, topic, state, k)
    ), reads AS (
        SELECT c.n, r.stream, r.version
          FROM said AS c, unnest(c.read_streams, c.read_versions) AS r(stream, version)
    ), heads AS MATERIALIZED (
        SELECT s.stream, coalesce((SELECT max(f.version) FROM journal.facts f
                                    WHERE f.stream = s.stream), 0) AS version,
               s.writer
          FROM (SELECT t.stream, min(t.writer) AS writer
                  FROM (SELECT r.stream, NULL AS writer FROM reads AS r
                        UNION ALL SELECT f.stream, f.n FROM facts AS f) AS t
                 GROUP BY t.stream) AS s
    ), wrong AS (
        SELECT c.n, 1 AS rank,
               CASE WHEN c.before = decode(c.command, 'hex') THEN 'ML003' ELSE 'ML002' END AS refused,
               format('key %s was used before', c.key) AS why
          FROM (SELECT c.*, (SELECT b.command FROM journal.commands AS b
                              WHERE b.actor = c.actor AND b.key = c.key) AS before
                  FROM said AS c) AS c
         WHERE c.before IS NOT NULL
        UNION ALL
        SELECT c.n, 2, 'ML001', format('position %s was another', c.head)
          FROM said AS c
         WHERE c.head > 0 AND c.head_at IS DISTINCT FROM
               (SELECT f.recorded_at FROM journal.facts f WHERE f.position = c.head)
        UNION ALL
        SELECT c.n, 3, 'ML001', format('key %s is used by another', c.key)
          FROM said AS c JOIN said AS b ON b.n < c.n AND b.actor = c.actor AND b.key = c.key
        UNION ALL
        SELECT r.n, 4, 'ML001', format('stream %s has moved on', r.stream)
          FROM reads AS r JOIN heads AS h ON h.stream = r.stream
         WHERE r.version <> h.version OR h.writer < r.n
        UNION ALL
        SELECT c.n, 5, 'ML001', format('year %s of %s has moved on', c.quiet_year, c.quiet_bureau)
          FROM said AS c
         WHERE c.quiet_bureau IS NOT NULL
           AND (c.n > 1 OR c.quiet_since < (SELECT max(f.position) FROM journal.facts f
                                             WHERE f.bureau = c.quiet_bureau
                                               AND f.year = c.quiet_year))
        UNION ALL
        SELECT v.n, 6 + v.k, CASE WHEN v.version < v.expected OR v.writer < v.n
                            THEN 'ML001' ELSE 'ML012' END,
               CASE WHEN v.version < v.expected OR v.writer < v.n
                    THEN format('stream %s has moved on', v.name)
                    ELSE format('stream %s has no version %s', v.name, v.expected) END
          FROM (SELECT f.n, f.k, f.name, f.version, h.writer,
                       1 + coalesce(lag(f.version) OVER (PARTITION BY f.n, f.stream ORDER BY f.k),
                                    h.version) AS expected
                  FROM facts AS f JOIN heads AS h ON h.stream = f.stream) AS v
         WHERE v.version IS DISTINCT FROM v.expected OR v.writer < v.n
        UNION ALL
        SELECT c.n, 1000000, 'ML013', format('the key of %s is another', s.subject)
          FROM said AS c, unnest(c.sealed_for, c.sealed_by) AS s(subject, wrapped)
         WHERE decode(s.wrapped, 'hex') IS DISTINCT FROM
               (SELECT k.wrapped FROM keys.subject_keys k WHERE k.subject = s.subject)
    ), first_wrong AS MATERIALIZED (
        SELECT DISTINCT ON (w.n) w.n, w.refused, w.why FROM wrong AS w ORDER BY w.n, w.rank
    ), placed AS MATERIALIZED (
        SELECT f.*, row_number() OVER (ORDER BY f.n, f.k) AS place
          FROM facts AS f WHERE NOT EXISTS (SELECT FROM first_wrong AS w WHERE w.n = f.n)
    ), appended AS (
        INSERT INTO journal.facts (
            position, recorded_at, stream, stream_name, version, topic, state,
            actor, role, request, correlation, causation,
            bureau, year, subject, number, item, indicator, effective_on, points, approvals)
        SELECT v_last + p.place, v_time + (p.place - 1) * interval '1 microsecond',
               p.stream, p.name, p.version, p.topic, convert_to(p.state, 'UTF8'),
               c.actor, c.role, c.request, c.correlation, c.causation,
               p.j ->> 'bureau', (p.j ->> 'year')::integer, p.j ->> 'subject',
               (p.j ->> 'number')::integer, p.j ->> 'item', p.j ->> 'indicator',
               (p.j ->> 'effective_on')::date, (p.j ->> 'claimed')::numeric, c.approvals
          FROM placed AS p JOIN said AS c ON c.n = p.n
    ), answers AS MATERIALIZED (
        SELECT c.n, c.actor, c.key, c.command, c.answer, w.refused, w.why, o.count,
               v_last + coalesce(sum(o.count) OVER (ORDER BY c.n), 0)::bigint AS upto
          FROM said AS c
          LEFT JOIN first_wrong AS w ON w.n = c.n
          LEFT JOIN (SELECT p.n, count(*) FROM placed AS p GROUP BY p.n) AS o ON o.n = c.n
    ), remembered AS (
        INSERT INTO journal.commands
        SELECT a.actor, a.key, decode(a.command, 'hex'),
               CASE WHEN a.count > 0 THEN a.upto - a.count + 1 END,
               CASE WHEN a.count > 0 THEN a.upto END,
               v_time + greatest(a.upto - v_last - coalesce(a.count, 0), 0) * interval '1 microsecond',
               a.answer
          FROM answers AS a WHERE a.refused IS NULL
    )
    SELECT CASE WHEN a.refused IS NULL THEN a.upto - coalesce(a.count, 0) + 1 END,
           CASE WHEN a.refused IS NULL THEN a.upto END,
           CASE WHEN a.refused IS NULL
                THEN v_time + greatest(a.upto - v_last - 1, 0) * interval '1 microsecond' END,
           a.refused, a.why
      FROM answers AS a ORDER BY a.n;
    PERFORM pg_notify('ledger_events', (SELECT max(f.position)::text FROM journal.facts f));
END $$;

REVOKE ALL ON FUNCTION journal.append_each FROM PUBLIC;
GRANT EXECUTE ON FUNCTION journal.append_each TO {app};
