"""How does one look at the streams over a connection of one's own, without writing?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from typing import Any, Final, LiteralString
from uuid import UUID

import psycopg

from domain.journal.asked import BUREAUS, GRANTEES, KEPT, kept
from domain.journal.desk import Desk
from domain.journal.envelope import Kept, Recorded
from domain.journal.log import Log
from domain.journal.mapper import decode, recorded
from domain.journal.names import Fact

_STREAM: Final[LiteralString] = (
    "SELECT version, topic, state FROM journal.facts WHERE stream = %s AND position < %s"
    " ORDER BY version"
)
_ALL: Final = 2**63 - 1


def shut(_subject: str, _text: str) -> str:
    return "[sealed 已封存]"


def read_shut(name: str, state: bytes) -> Fact:
    """The fact, its names and narrative sealed."""
    return decode(name, state, shut)


def grantees(conn: psycopg.Connection[Any], bureau: str, before: int) -> tuple[str, ...]:
    """Whoever was granted a role in a bureau before a position."""
    return tuple(grantee for (grantee,) in conn.execute(GRANTEES, (bureau, before - 1)))


def desk_over(conn: psycopg.Connection[Any], today: date, before: int = _ALL) -> Desk:
    """A desk that reads the streams as they stand, or as they stood before a position; what is
    sealed stays so."""
    return desks_over(conn, today, before, shut)()


def desks_over(
    conn: psycopg.Connection[Any],
    today: date,
    before: int,
    unseal: Callable[[str, str], str],
    log: Log | None = None,
) -> Callable[[], Desk]:
    """Desks on which nothing is written yet, as many as are asked for: they read each stream once
    between them."""

    @cache
    def select(stream: UUID) -> tuple[Recorded, ...]:
        rows = conn.execute(_STREAM, (stream, before)).fetchall()
        return tuple(
            recorded((stream, version), topic, bytes(state), unseal)
            for version, topic, state in rows
        )

    @cache
    def bureaus() -> tuple[str, ...]:
        return tuple(bureau for (bureau,) in conn.execute(BUREAUS))

    def keeping(stream: UUID, versions: Sequence[int]) -> list[Kept]:
        return [kept(*row) for row in conn.execute(KEPT, (stream, list(versions))).fetchall()]

    return lambda: Desk(select, bureaus, today, log, keeping)
