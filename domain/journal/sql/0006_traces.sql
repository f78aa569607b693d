-- Traces: who was told what of whom, and which commands were refused. They are added to alone;
-- nobody alters or deletes one. They stand outside the journal: a read is no fact of the record.
-- {app}, {auditor} and {backup} stand for the roles of this database.

-- One row an answer. `subjects` are those told of, '*' where it was everybody or too many to list;
-- `asked` says by which clocks and filters; `count` of how many subjects, where that is known.
CREATE TABLE access.reads (
    number   bigint      PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    at       timestamptz NOT NULL DEFAULT clock_timestamp(),
    actor    text        NOT NULL,
    role     text        NOT NULL,
    request  text,
    route    text        NOT NULL,
    bureau   text,
    subjects text[]      NOT NULL CHECK (cardinality(subjects) > 0),
    asked    jsonb       NOT NULL,
    count    integer     CHECK (count > 0)
);
CREATE INDEX reads_of_subject ON access.reads USING gin (subjects);

-- One row a refusal, of the same from the same more than a few a minute only their count.
-- `digest` is of the body as it was sent; what was in it is not kept.
CREATE TABLE access.refusals (
    number  bigint      PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    at      timestamptz NOT NULL,
    actor   text        NOT NULL,
    peer    text,
    role    text        NOT NULL,
    command text        NOT NULL,
    code    text        NOT NULL,
    subject text,
    digest  bytea       CHECK (length(digest) = 32),
    request text,
    count   integer     NOT NULL CHECK (count > 0)
);

CREATE TRIGGER reads_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON access.reads
    FOR EACH STATEMENT EXECUTE FUNCTION journal.refuse_change();
CREATE TRIGGER refusals_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON access.refusals
    FOR EACH STATEMENT EXECUTE FUNCTION journal.refuse_change();

GRANT SELECT ON access.reads, access.refusals TO {app}, {auditor}, {backup};
GRANT SELECT ON ALL SEQUENCES IN SCHEMA access TO {backup};
-- The moment of a read is the database's to say.
GRANT INSERT (actor, role, request, route, bureau, subjects, asked, count) ON access.reads TO {app};
GRANT INSERT (at, actor, peer, role, command, code, subject, digest, request, count)
    ON access.refusals TO {app};
