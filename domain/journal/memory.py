"""What is known of the streams already, so that a command need not read them all again?"""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, LiteralString
from uuid import UUID

from eventsourcing.postgres import PostgresDatastore

from domain.journal.folding import Folded
from domain.journal.keyring import KEPT_SECONDS

STREAMS_MAX: Final = 10_000
MOVES_MAX: Final = 1000
"""Further behind than this, reading anew is no dearer than learning what moved."""
_SINCE: Final[LiteralString] = """
SELECT position, recorded_at, stream, version, greatest(clock_timestamp(), recorded_at) AS now
  FROM journal.facts WHERE position >= %s ORDER BY position DESC LIMIT %s
"""
_CLOCK: Final[LiteralString] = "SELECT clock_timestamp() AS now"


@dataclass(frozen=True)
class Look:
    """What the journal said when it was asked: its head and its clock; and what was known then."""

    head: int
    now: datetime
    memory: Memory
    generation: int

    def of(self, stream: UUID) -> Folded | None:
        """The stream, if it is known still."""
        return self.memory.of(stream)

    def keep(self, stream: UUID, folded: Folded) -> None:
        """Know a stream that was read after this look, or that the journal took in."""
        self.memory.keep(stream, folded, self.generation)


class Memory:
    """The streams that were read last, true as of the journal's head.

    Each command asks for the head, and is told with it which streams moved since the head that
    was known: only these are forgotten. A journal that is not the one that was known (its last
    known fact is another) makes all of it forgotten. Shared by the threads of a process.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._forget()
        self._generation = 0

    def _forget(self) -> None:
        self._known: tuple[int, datetime] | None = None
        self._streams: OrderedDict[UUID, tuple[Folded, float]] = OrderedDict()
        self._moved: dict[UUID, int] = {}

    def forget(self) -> None:
        """All of it: the database was away, and may have come back as another."""
        with self._lock:
            self._forget()
            self._generation += 1

    def look(self, datastore: PostgresDatastore) -> Look:
        """Ask for the head, and learn what moved."""
        with self._lock:
            known, generation = self._known, self._generation
        with datastore.get_connection() as conn:
            asked = (known[0], MOVES_MAX) if known else (0, 1)
            rows = conn.execute(_SINCE, asked, prepare=True).fetchall()
            if not rows and known is None:
                clock = conn.execute(_CLOCK).fetchone()
                assert clock is not None
                return Look(0, clock["now"], self, generation)
        if known and not _goes_on(rows, known):
            self.forget()
            return self.look(datastore)
        return self._learnt(rows, generation)

    def _learnt(self, rows: Sequence[Mapping[str, Any]], generation: int) -> Look:
        last = rows[0]
        with self._lock:
            if generation == self._generation:
                if self._known is None or self._known[0] < last["position"]:
                    self._known = last["position"], last["recorded_at"]
                for row in rows:
                    self._move(row["stream"], row["version"])
                if len(self._moved) > STREAMS_MAX:
                    self._forget()
                    self._generation += 1
        return Look(last["position"], last["now"], self, generation)

    def _move(self, stream: UUID, version: int) -> None:
        self._moved[stream] = max(version, self._moved.get(stream, 0))
        if stream in self._streams and self._streams[stream][0].version < version:
            del self._streams[stream]

    def of(self, stream: UUID) -> Folded | None:
        with self._lock:
            folded, until = self._streams.get(stream, (None, math.inf))
            if folded is not None and until <= time.monotonic():
                del self._streams[stream]
                return None
            return folded

    def keep(self, stream: UUID, folded: Folded, generation: int) -> None:
        """Not what was read before others moved it, nor of a journal that is another now."""
        with self._lock:
            if generation != self._generation or folded.version < self._moved.get(stream, 0):
                return
            until = time.monotonic() + KEPT_SECONDS if folded.opened else math.inf
            self._streams[stream] = folded, until
            self._streams.move_to_end(stream)
            if len(self._streams) > STREAMS_MAX:
                self._streams.popitem(last=False)


def _goes_on(rows: Sequence[Mapping[str, Any]], known: tuple[int, datetime]) -> bool:
    """Does the journal still hold the fact that was its last, and so few since?"""
    return bool(rows) and (rows[-1]["position"], rows[-1]["recorded_at"]) == known
