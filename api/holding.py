"""Which roles does a caller hold today? Known from before, until the journal moves one."""

from __future__ import annotations

import threading
from datetime import date
from typing import Any, Final

import psycopg

from domain.deciding.reaching import Held, held_by
from domain.journal.looking import Desks, shut
from domain.journal.streams import Stream
from projections.grants import Last, roles_since

CALLERS_MAX: Final = 10_000
_ALL: Final = 2**63 - 1


class Holding:
    """The roles of whoever asked since the last fact that moved any; each time the journal is asked
    for those since the last one that was seen."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: dict[str, tuple[Held, ...]] = {}
        self._since: tuple[Last | None, date] = (None, date.min)
        self._generation = 0

    def of(self, conn: psycopg.Connection[Any], actor: str, today: date) -> tuple[Held, ...]:
        with self._lock:
            (known, day), generation = self._since, self._generation
        last, unmoved = roles_since(conn, known)
        with self._lock:
            if generation == self._generation:
                if not unmoved or day != today or len(self._held) >= CALLERS_MAX:
                    self._held, self._generation = {}, generation + 1
                    self._since = last, today
                elif last is not None and self._since[0] is not None:
                    self._since = max(last, self._since[0]), today
                generation = self._generation
                if actor in self._held:
                    return self._held[actor]
        held = _read(conn, actor, today)
        with self._lock:
            # Not where others saw a role moved since this one asked.
            if generation == self._generation:
                self._held[actor] = held
        return held


def _read(conn: psycopg.Connection[Any], actor: str, today: date) -> tuple[Held, ...]:
    """The grants of every bureau in one question."""
    desks = Desks(conn, today, _ALL, shut)
    desk = desks()
    desks.ahead(Stream("grants", f"{bureau}/{actor}").id for bureau in desk.bureaus)
    return held_by(desk, actor)
