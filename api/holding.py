"""Which roles does a caller hold today? Known from before, until the journal has another grant."""

from __future__ import annotations

import threading
from datetime import date
from typing import Any, Final

import psycopg

from domain.deciding.reaching import Held, held_by
from domain.journal.looking import Desks, shut
from domain.journal.streams import Stream
from projections.grants import last_granted

CALLERS_MAX: Final = 10_000
_ALL: Final = 2**63 - 1


class Holding:
    """The roles of whoever asked since the last grant or end of one; the journal is asked each time
    whether it has another."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._since: object = None
        self._held: dict[str, tuple[Held, ...]] = {}

    def of(self, conn: psycopg.Connection[Any], actor: str, today: date) -> tuple[Held, ...]:
        since = last_granted(conn), today
        with self._lock:
            if self._since == since and actor in self._held:
                return self._held[actor]
        held = _read(conn, actor, today)
        with self._lock:
            if self._since != since or len(self._held) >= CALLERS_MAX:
                self._since, self._held = since, {}
            self._held[actor] = held
        return held


def _read(conn: psycopg.Connection[Any], actor: str, today: date) -> tuple[Held, ...]:
    """The grants of every bureau in one question."""
    desks = Desks(conn, today, _ALL, shut)
    desk = desks()
    desks.ahead(Stream("grants", f"{bureau}/{actor}").id for bureau in desk.bureaus)
    return held_by(desk, actor)
