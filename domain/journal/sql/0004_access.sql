-- Access: tokens and sessions, known by their hash alone. Who may do what with one is a fact in the
-- journal; here stands only whose it is and how long it is good.
-- {app}, {auditor} and {backup} stand for the roles of this database.

CREATE SCHEMA access;

-- Issued by the owner on this machine, never by the application. One a name is good at a time.
CREATE TABLE access.tokens (
    digest     bytea       PRIMARY KEY CHECK (length(digest) = 32),
    name       text        NOT NULL,
    issued_by  text        NOT NULL,
    issued_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz
);
CREATE UNIQUE INDEX tokens_good ON access.tokens (name) WHERE revoked_at IS NULL;

-- A browser's session; one that a token opened ends with its token.
CREATE TABLE access.sessions (
    digest    bytea       PRIMARY KEY CHECK (length(digest) = 32),
    actor     text        NOT NULL,
    token     bytea       REFERENCES access.tokens,
    opened_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    ends_at   timestamptz NOT NULL,
    seen_at   timestamptz NOT NULL DEFAULT clock_timestamp()
);

GRANT USAGE ON SCHEMA access TO {app}, {auditor}, {backup};
GRANT SELECT ON access.tokens, access.sessions TO {app}, {backup};
GRANT INSERT, DELETE, UPDATE (seen_at) ON access.sessions TO {app};
GRANT SELECT (name, issued_by, issued_at, expires_at, revoked_at) ON access.tokens TO {auditor};
