"""Which statement may which role execute? Each is tried on the migrated schema."""

from __future__ import annotations

from typing import Final, LiteralString

from domain.journal.migrations import ROLES

EVERYONE: Final = ROLES
READERS: Final = ("app", "projector", "auditor")
NOBODY: Final = ()

_CHECKPOINT: Final[LiteralString] = (
    "WITH c AS (INSERT INTO evidence.checkpoints VALUES (9, sha256('x'), sha256('x')))"
)
_SIGNING: Final[LiteralString] = (
    f"{_CHECKPOINT} INSERT INTO evidence.signings (size, note, heads_note, signed_at)"
    " VALUES (9, 'x', 'x', now())"
)
_WITNESSING: Final[LiteralString] = (
    f"{_CHECKPOINT} INSERT INTO evidence.witnessings (size, witness, cosignature)"
    " VALUES (9, 'x', 'x')"
)

ALLOWED: Final[dict[LiteralString, tuple[str, ...]]] = {
    # the journal is read by all, written by none
    "SELECT state FROM journal.facts": EVERYONE,
    "SELECT answer FROM journal.commands": EVERYONE,
    "SELECT notification_id FROM journal.ledger_events": EVERYONE,
    "SELECT journal.position_at(clock_timestamp())": EVERYONE,
    "INSERT INTO journal.facts SELECT * FROM journal.facts": NOBODY,
    "INSERT INTO journal.facts (position) VALUES (99)": NOBODY,
    "UPDATE journal.facts SET actor = 'x'": NOBODY,
    "UPDATE journal.facts SET position = position + 1": NOBODY,
    "DELETE FROM journal.facts": NOBODY,
    "TRUNCATE journal.facts": NOBODY,
    "COPY journal.facts FROM STDIN": NOBODY,
    "SELECT 1 FROM journal.facts FOR UPDATE": NOBODY,
    "LOCK TABLE journal.facts IN SHARE MODE": NOBODY,
    "INSERT INTO journal.ledger_events (topic) VALUES ('x')": NOBODY,
    "UPDATE journal.ledger_events SET topic = 'x'": NOBODY,
    "DELETE FROM journal.ledger_events": NOBODY,
    "INSERT INTO journal.commands SELECT * FROM journal.commands": NOBODY,
    "UPDATE journal.commands SET key = 'x'": NOBODY,
    "DELETE FROM journal.commands": NOBODY,
    "TRUNCATE journal.commands": NOBODY,
    # the door, its lock and its guard are not theirs to change
    "SELECT journal.append('{}', '{}', '{}', '{}', '{}', '{}', '{}', 'a', 'r', NULL,"
    " gen_random_uuid(), NULL, NULL, NULL, NULL)": ("app",),
    "SELECT journal.append_each('[]')": ("app",),
    "CREATE OR REPLACE FUNCTION journal.position_at(timestamptz) RETURNS bigint"
    " LANGUAGE sql AS 'SELECT 0::bigint'": NOBODY,
    "CREATE OR REPLACE FUNCTION journal.refuse_change() RETURNS trigger"
    " LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'": NOBODY,
    "ALTER FUNCTION journal.append SECURITY INVOKER": NOBODY,
    "ALTER FUNCTION journal.append RESET search_path": NOBODY,
    "DROP FUNCTION journal.append": NOBODY,
    "ALTER TABLE journal.facts DISABLE TRIGGER ALL": NOBODY,
    "ALTER TABLE journal.facts DISABLE TRIGGER facts_append_only": NOBODY,
    "DROP TRIGGER facts_append_only ON journal.facts": NOBODY,
    "CREATE TRIGGER mine BEFORE INSERT ON journal.facts"
    " FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()": NOBODY,
    "CREATE RULE mine AS ON INSERT TO journal.facts DO INSTEAD NOTHING": NOBODY,
    "ALTER TABLE journal.facts DROP CONSTRAINT facts_pkey": NOBODY,
    "ALTER TABLE journal.facts ADD COLUMN mine text": NOBODY,
    "CREATE INDEX mine ON journal.facts (actor)": NOBODY,
    "DROP TABLE journal.facts CASCADE": NOBODY,
    "DROP SCHEMA journal CASCADE": NOBODY,
    "SET session_replication_role = replica": NOBODY,
    # the subjects' keys are the application's alone, and it cannot destroy one
    "SELECT wrapped FROM keys.subject_keys": ("app",),
    "INSERT INTO keys.subject_keys (subject, wrapped) VALUES ('x', 'y')": ("app",),
    "UPDATE keys.subject_keys SET wrapped = 'x'": NOBODY,
    "DELETE FROM keys.subject_keys": NOBODY,
    "TRUNCATE keys.subject_keys": NOBODY,
    "SELECT subject, created_at FROM keys.subject_keys": ("app", "auditor"),
    "SELECT keys.destroy('officer:0001') WHERE false": ("app",),
    # tokens are the owner's to issue; the application opens and ends sessions
    "SELECT digest FROM access.tokens": ("app", "backup"),
    "SELECT name, expires_at, revoked_at FROM access.tokens": ("app", "auditor", "backup"),
    "SELECT actor FROM access.sessions": ("app", "backup"),
    "INSERT INTO access.tokens (digest, name, issued_by, expires_at)"
    " VALUES (sha256('x'), 'x', 'x', now())": NOBODY,
    "UPDATE access.tokens SET revoked_at = NULL": NOBODY,
    "UPDATE access.tokens SET expires_at = 'infinity'": NOBODY,
    "DELETE FROM access.tokens": NOBODY,
    "INSERT INTO access.sessions (digest, actor, ends_at) VALUES (sha256('x'), 'x', now())": (
        "app",
    ),
    "UPDATE access.sessions SET seen_at = now()": ("app",),
    "UPDATE access.sessions SET actor = 'x'": NOBODY,
    "UPDATE access.sessions SET ends_at = 'infinity'": NOBODY,
    "DELETE FROM access.sessions": ("app",),
    # who read and what was refused is added to, and altered by nobody
    "SELECT subjects FROM access.reads": ("app", "auditor", "backup"),
    "SELECT code FROM access.refusals": ("app", "auditor", "backup"),
    "SELECT last_value FROM access.reads_number_seq": ("backup",),
    "INSERT INTO access.reads (actor, role, route, subjects, asked)"
    " VALUES ('x', 'x', 'x', '{x}', '{}')": ("app",),
    "INSERT INTO access.reads (at, actor, role, route, subjects, asked)"
    " VALUES (now(), 'x', 'x', 'x', '{x}', '{}')": NOBODY,
    "INSERT INTO access.refusals (at, actor, role, command, code, count)"
    " VALUES (now(), 'x', 'x', 'x', 'x', 1)": ("app",),
    "UPDATE access.reads SET actor = 'x'": NOBODY,
    "DELETE FROM access.reads": NOBODY,
    "TRUNCATE access.reads": NOBODY,
    "UPDATE access.refusals SET count = 1": NOBODY,
    "DELETE FROM access.refusals": NOBODY,
    "TRUNCATE access.refusals": NOBODY,
    "ALTER TABLE access.reads DISABLE TRIGGER ALL": NOBODY,
    # files are handed in and read by the application, and altered by nobody
    "SELECT sealed FROM access.files": ("app", "backup"),
    "SELECT subject FROM access.files": ("app", "backup"),
    "SELECT last_value FROM access.files_number_seq": ("backup",),
    "INSERT INTO access.files (actor, subject, digest, kind, size, sealed)"
    " VALUES ('x', 'x', sha256('x'), 'text', 1, 'x')": ("app",),
    "INSERT INTO access.files (at, actor, subject, digest, kind, size, sealed)"
    " VALUES (now(), 'x', 'x', sha256('x'), 'text', 1, 'x')": NOBODY,
    "UPDATE access.files SET subject = 'x'": NOBODY,
    "DELETE FROM access.files": NOBODY,
    "TRUNCATE access.files": NOBODY,
    "ALTER TABLE access.files DISABLE TRIGGER ALL": NOBODY,
    "CREATE TABLE access.mine (n integer)": NOBODY,
    "DROP SCHEMA access CASCADE": NOBODY,
    # the evidence is read by all; the notary adds to it, and alters nothing
    "SELECT entry FROM evidence.leaves": EVERYONE,
    "SELECT hash FROM evidence.tiles": EVERYONE,
    "SELECT root FROM evidence.checkpoints": EVERYONE,
    "SELECT note FROM evidence.signings": EVERYONE,
    "SELECT cosignature FROM evidence.witnessings": EVERYONE,
    "SELECT reason FROM evidence.halts": EVERYONE,
    "SELECT last_value FROM evidence.signings_number_seq": ("backup",),
    "INSERT INTO evidence.leaves SELECT 9, 10, gen_random_uuid(), 1, sha256('x'), 'x'": ("notary",),
    "INSERT INTO evidence.tiles VALUES (1, 0, sha256('x'))": ("notary",),
    "INSERT INTO evidence.checkpoints VALUES (9, sha256('x'), sha256('x'))": ("notary",),
    _SIGNING: ("notary",),
    _WITNESSING: ("notary",),
    "INSERT INTO evidence.halts (reason) VALUES ('x')": ("notary",),
    "INSERT INTO evidence.halts (reason, lifted_at) VALUES ('x', now())": NOBODY,
    "UPDATE evidence.halts SET lifted_at = now()": NOBODY,
    "DELETE FROM evidence.halts": NOBODY,
    "UPDATE evidence.leaves SET entry = 'x'": NOBODY,
    "DELETE FROM evidence.leaves": NOBODY,
    "TRUNCATE evidence.leaves": NOBODY,
    "UPDATE evidence.checkpoints SET root = sha256('x')": NOBODY,
    "DELETE FROM evidence.checkpoints": NOBODY,
    "DELETE FROM evidence.tiles": NOBODY,
    "DELETE FROM evidence.signings": NOBODY,
    "UPDATE evidence.signings SET note = 'x'": NOBODY,
    "DELETE FROM evidence.witnessings": NOBODY,
    "ALTER TABLE evidence.leaves DISABLE TRIGGER ALL": NOBODY,
    "ALTER TABLE journal.facts DISABLE TRIGGER facts_not_while_halted": NOBODY,
    "CREATE TABLE evidence.mine (n integer)": NOBODY,
    "DROP SCHEMA evidence CASCADE": NOBODY,
    # the read models are the projector's
    "SELECT points FROM read.entries": READERS,
    "SELECT position FROM read.cursor": READERS,
    "UPDATE read.entries SET points = 99": ("projector",),
    "DELETE FROM read.entries": ("projector",),
    "UPDATE read.cursor SET position = 0": ("projector",),
    "CREATE TABLE read.mine (n integer)": ("projector",),
    "DROP SCHEMA read CASCADE": ("projector",),
    "CREATE SCHEMA mine": ("projector",),
    # nothing else
    "CREATE TABLE journal.mine (n integer)": NOBODY,
    "CREATE TABLE keys.mine (n integer)": NOBODY,
    "CREATE TABLE public.mine (n integer)": NOBODY,
    "CREATE FUNCTION public.hashtext(text) RETURNS integer LANGUAGE sql AS 'SELECT 1'": NOBODY,
    "SELECT digest FROM public.merit_migrations": ("backup",),
    "SELECT keys FROM public.merit_installation": ("backup",),
    "INSERT INTO public.merit_migrations VALUES (99, 'x', 'x')": NOBODY,
    "DELETE FROM public.merit_installation": NOBODY,
    "COPY (SELECT 1) TO PROGRAM 'true'": NOBODY,
    "SELECT pg_read_file('postgresql.conf')": NOBODY,
    "SELECT lo_import('/etc/hostname')": NOBODY,
    "SELECT pg_reload_conf()": NOBODY,
    "CREATE ROLE mine": NOBODY,
}
