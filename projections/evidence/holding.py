"""Does the log go on from the checkpoint that its notary keeps outside the database?

The notary asks before each signature, and whoever opens the ledger for writing asks at the start:
a database that was put back from an older backup takes nothing in.
"""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path
from typing import Any, Final, LiteralString

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from domain.journal.reasons import reason_title
from projections.evidence.merkle import frontier_at
from projections.evidence.notes import Trust, Vkey, open_checkpoint, parse_vkey
from projections.evidence.signatures import CHECKS
from projections.evidence.store import LogStore, MissingHashes
from projections.scores import View

LAST: Final = "last-checkpoint"
_HALTED: Final[LiteralString] = (
    "SELECT reason FROM evidence.halts WHERE lifted_at IS NULL ORDER BY number LIMIT 1"
)


_OF_A_LOG: Final = ("leaves", "tiles", "checkpoints", "signings", "witnessings")


class PastRewritten(Exception):
    """The log is not the one that was signed: nothing is signed, and writing is halted."""


DOUBTS: Final = (PastRewritten, MissingHashes, ValueError, LookupError, TypeError, AttributeError)
"""What is not as it was; a note that is none, bytes that are no fact's, a stream with two heads."""


def hold(store: LogStore, key: Vkey, note: bytes) -> None:
    """Raises one of DOUBTS unless the log begins with what the note, signed by the key, says."""
    own = open_checkpoint(note, Trust(CHECKS, (key,))).checkpoint
    if own.size > store.size:
        raise PastRewritten(f"the log has {store.size} facts, fewer than the {own.size} signed")
    if frontier_at(own.size, store.subtree).root != own.root:
        raise PastRewritten(f"the first {own.size} facts are not those that were signed")


def halted(conn: psycopg.Connection[Any]) -> str | None:
    """Why nothing is recorded, while nobody has lifted the halt."""
    row = conn.execute(_HALTED).fetchone()
    return str(row[0]) if row else None


def halt(conn: psycopg.Connection[Any], reason: str) -> None:
    """Let nothing be recorded until the owner has looked into it; once a reason."""
    if halted(conn) != reason:
        conn.execute("INSERT INTO evidence.halts (reason) VALUES (%s)", (reason,))


def hold_at_start(dsn: str, vkey: Path, folder: Path) -> None:
    """As the notary's role: halt a database that does not go on from the notary's last checkpoint.

    Where the notary's files are not at hand, it asks itself before it signs.
    """
    if not (os.access(vkey, os.R_OK) and os.access(folder / LAST, os.R_OK)):
        return
    with psycopg.connect(dsn, autocommit=True, application_name="merit start") as conn:
        try:
            key = parse_vkey(vkey.read_text(encoding="utf-8"))
            hold(LogStore(conn), key, (folder / LAST).read_bytes())
        except DOUBTS as doubt:
            halt(conn, f"the database is not the one that the notary signed last: {doubt}")


class Halt(View):
    """Since when nothing was recorded, and why in both languages; who lifted it, and why."""

    number: int
    reason: str
    reason_zh: str
    raised_at: datetime
    lifted_at: datetime | None
    lifted_by: str | None
    lifted_why: str | None


class Halts(View):
    """Every halt that there was."""

    halts: tuple[Halt, ...]


def list_halts(conn: psycopg.Connection[Any]) -> Halts:
    with conn.cursor(row_factory=dict_row) as cursor:
        found = cursor.execute(
            "SELECT number, reason, raised_at, lifted_at, lifted_by, lifted_why"
            "  FROM evidence.halts ORDER BY number"
        ).fetchall()
    halts = [Halt(**row, reason_zh=reason_title(row["reason"]).zh) for row in found]
    return Halts(halts=tuple(halts))


class Opening(View):
    """That a new log began: what was left of the facts that the one before had signed."""

    position: int
    recorded_at: datetime
    actor: str
    log: str
    checkpoint: str
    kept: int
    vouched: int
    lost: int
    ground: str


def list_openings(conn: psycopg.Connection[Any]) -> tuple[Opening, ...]:
    rows = conn.execute(
        "SELECT position, recorded_at, actor, state FROM journal.facts"
        " WHERE topic = 'log-opened' ORDER BY position"
    ).fetchall()
    names = ("position", "recorded_at", "actor")
    return tuple(
        Opening(**dict(zip(names, row[:3], strict=True)), **json.loads(row[3])) for row in rows
    )


def lift(conn: psycopg.Connection[Any], number: int, by: str, why: str) -> bool:
    """As the owner, once the log was held; False where there is no such halt to lift."""
    done = conn.execute(
        "UPDATE evidence.halts SET lifted_at = clock_timestamp(), lifted_by = %s, lifted_why = %s"
        " WHERE number = %s AND lifted_at IS NULL",
        (by, why, number),
    )
    return done.rowcount == 1


def end_log(conn: psycopg.Connection[Any]) -> None:
    """As the owner: of a log that cannot go on nothing is left but what a fact says of it."""
    tables = [sql.Identifier("evidence", name) for name in _OF_A_LOG]
    for table in tables:
        conn.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(table))
    conn.execute(sql.SQL("TRUNCATE {}").format(sql.SQL(", ").join(tables)))
    for table in tables:
        conn.execute(sql.SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(table))
