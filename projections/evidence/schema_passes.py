"""Is the database still guarded as it was made: rights, triggers, functions?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, LiteralString

from projections.evidence.findings import INCOMPLETE, Audited, Finding

SCHEMA: Final = "schema rights"
_ROLES: Final = ("app", "projector", "auditor", "notary", "backup")
_TABLES: Final[dict[str, tuple[str, ...]]] = {
    "journal.facts": (
        "facts_pkey",
        "facts_position_check",
        "facts_recorded_at_key",
        "facts_stream_version_key",
        "facts_version_check",
    ),
    "journal.commands": ("commands_command_check", "commands_pkey"),
    "evidence.leaves": (
        "leaves_check",
        "leaves_index_check",
        "leaves_leaf_check",
        "leaves_pkey",
        "leaves_position_key",
        "leaves_stream_version_key",
    ),
    "evidence.tiles": (
        "tiles_hash_check",
        "tiles_index_check",
        "tiles_level_check",
        "tiles_pkey",
    ),
    "evidence.checkpoints": (
        "checkpoints_heads_check",
        "checkpoints_pkey",
        "checkpoints_root_check",
        "checkpoints_size_check",
    ),
    "evidence.signings": ("signings_pkey", "signings_size_fkey"),
    "evidence.witnessings": (
        "witnessings_check",
        "witnessings_pkey",
        "witnessings_size_fkey",
    ),
    "evidence.halts": ("halts_check", "halts_pkey"),
    "keys.subject_keys": ("subject_keys_pkey",),
    "access.tokens": ("tokens_digest_check", "tokens_pkey"),
    "access.sessions": ("sessions_digest_check", "sessions_pkey", "sessions_token_fkey"),
    "access.reads": ("reads_count_check", "reads_pkey", "reads_subjects_check"),
    "access.files": ("files_digest_check", "files_pkey", "files_size_check"),
    "access.refusals": ("refusals_count_check", "refusals_digest_check", "refusals_pkey"),
}
"""Every table and its constraints."""
_SIGNINGS: Final = ("size", "note", "heads_note", "signed_at")
_WITNESSINGS: Final = ("size", "witness", "cosignature", "refusal")
_TOLD_OF_TOKENS: Final = ("name", "issued_by", "issued_at", "expires_at", "revoked_at")
_READ: Final = ("actor", "role", "request", "route", "bureau", "subjects", "asked", "count")
_REFUSED: Final = (
    *("at", "actor", "peer", "role", "command"),
    *("code", "subject", "digest", "request", "count"),
)
_FILED: Final = ("actor", "subject", "digest", "kind", "size", "sealed")
_TRACES: Final = ("reads", "refusals")
_GRANTED: Final = {
    ("app", "INSERT", "keys.subject_keys"),
    ("notary", "INSERT", "evidence.leaves"),
    ("notary", "INSERT", "evidence.tiles"),
    ("notary", "INSERT", "evidence.checkpoints"),
    *(("notary", "INSERT", f"evidence.signings.{column}") for column in _SIGNINGS),
    *(("notary", "INSERT", f"evidence.witnessings.{column}") for column in _WITNESSINGS),
    ("notary", "INSERT", "evidence.halts.reason"),
    ("app", "EXECUTE", "journal.append"),
    ("app", "EXECUTE", "journal.append_each"),
    ("app", "EXECUTE", "keys.destroy"),
    *((role, "EXECUTE", "journal.position_at") for role in _ROLES),
    ("app", "SELECT", "keys.subject_keys"),
    *(("auditor", "SELECT", f"keys.subject_keys.{column}") for column in ("subject", "created_at")),
    *(
        (role, "SELECT", f"access.{table}")
        for role in ("app", "backup")
        for table in ("tokens", "sessions", "files")
    ),
    *(("auditor", "SELECT", f"access.tokens.{column}") for column in _TOLD_OF_TOKENS),
    *(("app", right, "access.sessions") for right in ("INSERT", "DELETE")),
    ("app", "UPDATE", "access.sessions.seen_at"),
    *(
        (role, "SELECT", f"access.{table}")
        for role in ("app", "auditor", "backup")
        for table in _TRACES
    ),
    *(("backup", "SELECT", f"access.{table}_number_seq") for table in (*_TRACES, "files")),
    *(("app", "INSERT", f"access.reads.{column}") for column in _READ),
    *(("app", "INSERT", f"access.refusals.{column}") for column in _REFUSED),
    *(("app", "INSERT", f"access.files.{column}") for column in _FILED),
}
"""Who may do what besides reading the journal and the evidence: nobody else, and nothing more."""
_DEFINERS: Final = {
    "journal.append",
    "journal.append_each",
    "evidence.refuse_halted",
    "keys.destroy",
}
_PATH: Final = ["search_path=pg_catalog, pg_temp"]
_SETTINGS: Final = {
    "journal.refuse_change": None,
    "journal.append_each": [*_PATH, "plan_cache_mode=force_generic_plan", "jit=off"],
}
_TRIGGERS: Final = {
    ("journal.facts", "facts_append_only"),
    ("journal.facts", "facts_not_while_halted"),
    ("journal.commands", "commands_append_only"),
    ("evidence.halts", "halts_append_only"),
    ("evidence.halts", "halts_lifted_once"),
    ("evidence.leaves", "leaves_append_only"),
    ("evidence.tiles", "tiles_append_only"),
    ("evidence.checkpoints", "checkpoints_append_only"),
    ("evidence.signings", "signings_append_only"),
    ("evidence.witnessings", "witnessings_append_only"),
    ("access.files", "files_append_only"),
    ("access.reads", "reads_append_only"),
    ("access.refusals", "refusals_append_only"),
}
_ENABLED: Final[LiteralString] = """
SELECT n.nspname || '.' || c.relname, t.tgname, t.tgenabled FROM pg_trigger AS t
  JOIN pg_class AS c ON c.oid = t.tgrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
 WHERE NOT t.tgisinternal AND n.nspname IN ('journal', 'evidence', 'keys', 'access')
"""
_HALTS: Final[LiteralString] = (
    "SELECT number, raised_at, reason FROM evidence.halts WHERE lifted_at IS NULL"
)
_FUNCTIONS: Final[LiteralString] = """
SELECT n.nspname || '.' || p.proname, p.prosrc, p.prosecdef, p.proconfig FROM pg_proc AS p
  JOIN pg_namespace AS n ON n.oid = p.pronamespace
 WHERE n.nspname IN ('journal', 'evidence', 'keys', 'access')
"""
_GRANTS: Final[LiteralString] = """
WITH ours AS (SELECT oid, nspname FROM pg_namespace
               WHERE nspname IN ('journal', 'evidence', 'keys', 'access')),
tables AS (SELECT c.oid, n.nspname || '.' || c.relname AS name, c.relowner, c.relacl
             FROM pg_class AS c JOIN ours AS n ON n.oid = c.relnamespace),
given AS (
    SELECT t.name, t.relowner AS owner, a.grantee, a.privilege_type
      FROM tables AS t, aclexplode(t.relacl) AS a
    UNION ALL
    SELECT t.name || '.' || c.attname, t.relowner, a.grantee, a.privilege_type
      FROM tables AS t JOIN pg_attribute AS c ON c.attrelid = t.oid, aclexplode(c.attacl) AS a
    UNION ALL
    SELECT n.nspname || '.' || p.proname, p.proowner, a.grantee, a.privilege_type
      FROM pg_proc AS p JOIN ours AS n ON n.oid = p.pronamespace,
           aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) AS a)
SELECT coalesce(r.rolname, 'PUBLIC'), g.privilege_type, g.name
  FROM given AS g LEFT JOIN pg_roles AS r ON r.oid = g.grantee
 WHERE g.grantee <> g.owner
   AND NOT (g.privilege_type = 'SELECT' AND g.name !~ '^(keys|access)' AND r.rolname IS NOT NULL)
"""
_POWERS: Final[LiteralString] = """
SELECT r.rolname,
       concat_ws(' ', CASE WHEN r.rolsuper THEN 'superuser' END,
                 CASE WHEN r.rolcreaterole THEN 'createrole' END,
                 CASE WHEN r.rolreplication THEN 'replication' END,
                 CASE WHEN r.rolbypassrls THEN 'bypassrls' END,
                 (SELECT string_agg('member of ' || o.rolname, ' ') FROM pg_auth_members AS m
                    JOIN pg_roles AS o ON o.oid = m.roleid WHERE m.member = r.oid))
  FROM pg_roles AS r WHERE r.rolname = ANY(%s) ORDER BY 1
"""
_CONSTRAINTS: Final[LiteralString] = """
SELECT n.nspname || '.' || c.relname, k.conname FROM pg_constraint AS k
  JOIN pg_class AS c ON c.oid = k.conrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
 WHERE n.nspname IN ('journal', 'evidence', 'keys', 'access') AND k.contype IN ('c', 'f', 'p', 'u')
"""
_RULES: Final[LiteralString] = """
SELECT n.nspname || '.' || c.relname, r.rulename FROM pg_rewrite AS r
  JOIN pg_class AS c ON c.oid = r.ev_class JOIN pg_namespace AS n ON n.oid = c.relnamespace
 WHERE n.nspname IN ('journal', 'evidence', 'keys', 'access') AND r.rulename <> '_RETURN'
"""


def schema(audited: Audited, sources: dict[str, str]) -> Iterator[Finding]:
    """`sources` are the bodies of the functions as the migrations make them, by name."""
    yield from _rights(audited)
    yield from _tables(audited)
    yield from _triggers(audited)
    yield from _functions(audited, sources)
    for number, raised_at, reason in audited.conn.execute(_HALTS):
        # A doubt of the notary's: if it is right, another pass says what was done.
        said = (f"halt {number}", "writing goes on", f"{raised_at}: {reason}")
        yield Finding(SCHEMA, None, *said, INCOMPLETE)
    audited.tell(SCHEMA, audited.size)


def _functions(audited: Audited, sources: dict[str, str]) -> Iterator[Finding]:
    """Their bodies; with whose rights they run, and where they look."""
    found = {name: parts for name, *parts in audited.conn.execute(_FUNCTIONS)}
    for name in sorted(sources.keys() | found.keys()):
        body, *runs = found.get(name, [""])
        if sources.get(name, "").strip() != body.strip():
            yield Finding(SCHEMA, None, f"function {name}", "as migrated", "another body")
        expected = [name in _DEFINERS, _SETTINGS.get(name, _PATH)]
        if runs and runs != expected:
            what = f"function {name}: security definer, settings"
            yield Finding(SCHEMA, None, what, str(expected), str(runs))


def _rights(audited: Audited) -> Iterator[Finding]:
    """Nobody writes but the notary its own rows: the journal is written by its one function."""
    database = audited.conn.info.dbname
    roles = [f"{database}_{role}" for role in _ROLES]
    expected = {(f"{database}_{role}", right, name) for role, right, name in _GRANTED}
    found = set(audited.conn.execute(_GRANTS).fetchall())
    for role, right, name in sorted(expected ^ found):
        what = f"{right} on {name} by {role}"
        may, can = ((role, right, name) in granted for granted in (expected, found))
        yield Finding(SCHEMA, None, what, str(may), str(can))
    for role, powers in audited.conn.execute(_POWERS, (roles,)):
        if powers:
            yield Finding(SCHEMA, None, f"powers of {role}", "none", powers)


def _tables(audited: Audited) -> Iterator[Finding]:
    """Every constraint, and no rule that makes something else of a statement."""
    expected = {(table, name) for table, names in _TABLES.items() for name in names}
    found = set(audited.conn.execute(_CONSTRAINTS).fetchall())
    for table, name in sorted(expected - found):
        yield Finding(SCHEMA, None, f"constraint {name} on {table}", "there", "none")
    for table, name in audited.conn.execute(_RULES):
        yield Finding(SCHEMA, None, f"rule on {table}", "none", name)


def _triggers(audited: Audited) -> Iterator[Finding]:
    states = {(table, name): state for table, name, state in audited.conn.execute(_ENABLED)}
    for trigger in sorted(_TRIGGERS):
        if states.get(trigger) not in ("O", "A"):
            found = states.get(trigger, "none")
            yield Finding(SCHEMA, None, f"trigger {trigger[1]} on {trigger[0]}", "enabled", found)
    for table, name in sorted(states.keys() - _TRIGGERS):
        yield Finding(SCHEMA, None, f"trigger on {table}", "none besides ours", name)
