"""How does one look at the streams over a connection of one's own, without writing?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import cached_property
from typing import Any, Final, LiteralString
from uuid import UUID

import psycopg

from domain.journal.asked import BUREAUS, GRANTEES, KEPT, kept
from domain.journal.desk import Desk
from domain.journal.envelope import Kept, Recorded
from domain.journal.log import Log
from domain.journal.mapper import decode, recorded
from domain.journal.names import Fact

_STREAMS: Final[LiteralString] = (
    "SELECT stream, version, topic, state FROM journal.facts"
    " WHERE stream = ANY(%s) AND position < %s ORDER BY stream, version"
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
    return Desks(conn, today, before, shut)()


class Desks:
    """Desks on which nothing is written yet, as many as are asked for: they read each stream once
    between them, several `ahead` at once."""

    def __init__(
        self,
        conn: psycopg.Connection[Any],
        today: date,
        before: int,
        unseal: Callable[[str, str], str],
        log: Log | None = None,
    ) -> None:
        self._conn, self._today, self._before = conn, today, before
        self._unseal, self._log = unseal, log
        self._read: dict[UUID, list[Recorded]] = {}

    def __call__(self) -> Desk:
        return Desk(self._select, self._bureaus, self._today, self._log, self._keeping)

    def ahead(self, streams: Iterable[UUID]) -> None:
        """Read these, as far as none did: one question, where a question for each would do."""
        wanted = [one for one in dict.fromkeys(streams) if one not in self._read]
        found: dict[UUID, list[Recorded]] = {one: [] for one in wanted}
        rows = self._conn.execute(_STREAMS, (wanted, self._before)) if wanted else ()
        for stream, version, topic, state in rows:
            told = recorded((stream, version), topic, bytes(state), self._unseal)
            found[stream].append(told)
        self._read |= found

    def _select(self, stream: UUID) -> Sequence[Recorded]:
        self.ahead([stream])
        return self._read[stream]

    def _bureaus(self) -> tuple[str, ...]:
        return self._all_bureaus

    @cached_property
    def _all_bureaus(self) -> tuple[str, ...]:
        return tuple(bureau for (bureau,) in self._conn.execute(BUREAUS))

    def _keeping(self, stream: UUID, versions: Sequence[int]) -> list[Kept]:
        rows = self._conn.execute(KEPT, (stream, list(versions))).fetchall()
        return [kept(*row) for row in rows]
