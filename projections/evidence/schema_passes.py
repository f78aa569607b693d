"""Is the database still guarded as it was made: rights, triggers, functions?"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Final, LiteralString

from projections.evidence.findings import Audited, Finding

SCHEMA: Final = "schema rights"
_TABLES: Final = (
    "journal.facts",
    "journal.commands",
    "evidence.leaves",
    "evidence.tiles",
    "evidence.checkpoints",
    "evidence.signings",
)
_WRITES: Final = ("INSERT", "UPDATE", "DELETE", "TRUNCATE")
_MAY_INSERT: Final = {
    ("notary", "evidence.leaves"),
    ("notary", "evidence.tiles"),
    ("notary", "evidence.checkpoints"),
}
_ROLES: Final = ("app", "projector", "auditor", "notary", "backup")
_TRIGGERS: Final = {
    ("journal.facts", "facts_append_only"),
    ("journal.facts", "facts_not_while_halted"),
    ("journal.commands", "commands_append_only"),
    ("evidence.leaves", "leaves_append_only"),
    ("evidence.tiles", "tiles_append_only"),
    ("evidence.checkpoints", "checkpoints_append_only"),
    ("evidence.signings", "signings_append_only"),
}
_ENABLED: Final[LiteralString] = """
SELECT n.nspname || '.' || c.relname, t.tgname, t.tgenabled FROM pg_trigger AS t
  JOIN pg_class AS c ON c.oid = t.tgrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
 WHERE NOT t.tgisinternal AND n.nspname IN ('journal', 'evidence')
"""
_HALTS: Final[LiteralString] = (
    "SELECT number, raised_at, reason FROM evidence.halts WHERE lifted_at IS NULL"
)
_FUNCTIONS: Final[LiteralString] = """
SELECT n.nspname || '.' || p.proname, p.prosrc FROM pg_proc AS p
  JOIN pg_namespace AS n ON n.oid = p.pronamespace
 WHERE n.nspname IN ('journal', 'evidence', 'keys')
"""


def schema(audited: Audited, sources: dict[str, str]) -> Iterator[Finding]:
    """`sources` are the bodies of the functions as the migrations make them, by name."""
    yield from _rights(audited)
    yield from _triggers(audited)
    bodies = dict(audited.conn.execute(_FUNCTIONS).fetchall())
    for name in sorted(sources.keys() | bodies.keys()):
        if sources.get(name, "").strip() != bodies.get(name, "").strip():
            yield Finding(SCHEMA, None, f"function {name}", "as migrated", "another body")
    for number, raised_at, reason in audited.conn.execute(_HALTS):
        yield Finding(SCHEMA, None, f"halt {number}", "writing goes on", f"{raised_at}: {reason}")
    audited.tell(SCHEMA, audited.size)


def _rights(audited: Audited) -> Iterator[Finding]:
    """Nobody writes but the notary its own rows: the journal is written by its one function."""
    database = audited.conn.info.dbname
    for role, table, right in product(_ROLES, _TABLES, _WRITES):
        row = audited.conn.execute(
            "SELECT has_table_privilege(%s, %s, %s)", (f"{database}_{role}", table, right)
        ).fetchone()
        may = right == "INSERT" and (role, table) in _MAY_INSERT
        if row is None or bool(row[0]) != may:
            what = f"{right} on {table} by {role}"
            yield Finding(SCHEMA, None, what, str(may), str(row and row[0]))


def _triggers(audited: Audited) -> Iterator[Finding]:
    states = {(table, name): state for table, name, state in audited.conn.execute(_ENABLED)}
    for trigger in sorted(_TRIGGERS):
        if states.get(trigger) not in ("O", "A"):
            found = states.get(trigger, "none")
            yield Finding(SCHEMA, None, f"trigger {trigger[1]} on {trigger[0]}", "enabled", found)
    for table, name in sorted(states.keys() - _TRIGGERS):
        yield Finding(SCHEMA, None, f"trigger on {table}", "none besides ours", name)
