-- Files that prove what is claimed. Added to alone; sealed under the key of the subject whose they
-- are, so that with the key the file is gone. `digest` is of the file as it was handed in.
-- {app} and {backup} stand for the roles of this database.

CREATE TABLE access.files (
    number  bigint      PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    actor   text        NOT NULL,
    subject text        NOT NULL,
    digest  bytea       NOT NULL CHECK (length(digest) = 32),
    kind    text        NOT NULL,
    size    integer     NOT NULL CHECK (size > 0),
    sealed  bytea       NOT NULL
);
CREATE INDEX files_of_subject ON access.files (subject, digest);

CREATE TRIGGER files_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON access.files
    FOR EACH STATEMENT EXECUTE FUNCTION journal.refuse_change();

GRANT SELECT ON access.files TO {app}, {backup};
GRANT SELECT ON SEQUENCE access.files_number_seq TO {backup};
-- The moment at which a file came in is the database's to say.
GRANT INSERT (actor, subject, digest, kind, size, sealed) ON access.files TO {app};
