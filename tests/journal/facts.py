"""How does the application role append facts without the ledger, and what does the log hold?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, LiteralString
from uuid import UUID, uuid4

import psycopg
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from domain.journal.mapper import encode
from domain.journal.names import NAME_OF, Fact
from domain.journal.streams import Stream, stream_of
from domain.registers.facts import OfficerRegistered

_APPEND: Final[LiteralString] = """
SELECT first_position, last_position, recorded_at FROM journal.append(
    %b::uuid[], %b::text[], %b::bigint[], %b::text[], %b::bytea[], %b::uuid[], %b::bigint[],
    'officer:9001', 'recorder', NULL, %s, NULL, %s, %s, %s)
"""
_LOG: Final[LiteralString] = "SELECT * FROM journal.facts ORDER BY position"
COMMAND: Final = bytes(32)


@dataclass(frozen=True)
class Stored:
    """A fact as bytes: any name, any state, any version."""

    stream: Stream
    version: int
    topic: str
    state: Mapping[str, Any] = field(default_factory=dict)


def stored(fact: Fact, version: int = 1) -> Stored:
    state = fact.model_dump(mode="json", exclude_none=True)
    return Stored(stream_of(fact), version, NAME_OF[type(fact)], state)


def newcomer(number: str) -> Stored:
    """A fact in a stream of its own, so that it meets no other writer's."""
    return stored(OfficerRegistered(bureau="nanyue", officer=number, name=number))


def append(
    conn: psycopg.Connection[Any],
    facts: Sequence[Stored],
    reads: Mapping[UUID, int] | None = None,
    key: str | None = None,
    command: bytes = COMMAND,
) -> tuple[int, int, datetime]:
    """The first and last position, and the time, that the function says."""
    given = (
        [f.stream.id for f in facts],
        [f.stream.name for f in facts],
        [f.version for f in facts],
        [f.topic for f in facts],
        [encode(dict(f.state)) for f in facts],
        list((reads or {}).keys()),
        list((reads or {}).values()),
        uuid4(),
        key,
        command,
        Jsonb({"position": 0, "facts": len(facts), "entries": [], "details": {}}),
    )
    with conn.cursor(binary=True) as cursor:
        row = cursor.execute(_APPEND, given).fetchone()
    assert row is not None
    return row[0], row[1], row[2]


_FORGED: Final[LiteralString] = """
INSERT INTO journal.facts (position, recorded_at, stream, stream_name, version, topic, state, actor,
                           role, correlation)
SELECT position + 1, recorded_at + interval '1 second', %s, %s, %s, %s, %s, 'x', 'x', correlation
  FROM journal.facts ORDER BY position DESC LIMIT 1
"""


def forge(owner: psycopg.Connection[Any], facts: Sequence[Stored]) -> None:
    """Facts after the last one, past the door that would refuse them."""
    for f in facts:
        state = encode(dict(f.state))
        owner.execute(_FORGED, (f.stream.id, f.stream.name, f.version, f.topic, state))


def log(conn: psycopg.Connection[Any]) -> list[dict[str, Any]]:
    """Every stored fact in order."""
    with conn.cursor(row_factory=dict_row, binary=True) as cursor:
        return cursor.execute(_LOG).fetchall()


def one(conn: psycopg.Connection[Any], query: LiteralString, *given: object) -> Any:
    """The single value that a query answers."""
    row = conn.execute(query, given).fetchone()
    assert row is not None
    return row[0]
