"""What is known of the streams already, so that a command need not read them all again?"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, LiteralString
from uuid import UUID

from eventsourcing.postgres import PostgresDatastore

from domain.journal.folding import Folded

STREAMS_MAX: Final = 10_000
MOVES_MAX: Final = 1000
"""Further behind than this, reading anew is no dearer than learning what moved."""
GLANCE_SECONDS: Final = 1.0
"""How long a command rests on what the journal said last, where nobody else was seen to write."""
_SINCE: Final[LiteralString] = """
SELECT position, recorded_at, stream, version, bureau,
       greatest(clock_timestamp(), recorded_at) AS now
  FROM journal.facts WHERE position >= %s ORDER BY position DESC LIMIT %s
"""
_CLOCK: Final[LiteralString] = "SELECT clock_timestamp() AS now"


@dataclass(frozen=True)
class Look:
    """What the journal said when it was asked: its head and its clock; and what was known then.

    A glance has no clock: the journal was not asked, and the append must hold it to its last fact.
    """

    head: int
    head_at: datetime | None
    now: datetime | None
    memory: Memory
    generation: int

    def of(self, stream: UUID) -> Folded | None:
        """The stream, if it is known still."""
        return self.memory.of(stream)

    def bureaus(self, ask: Callable[[], tuple[str, ...]]) -> tuple[str, ...]:
        """Every bureau that a fact names; asked for where it is not known yet."""
        # An empty journal tells of no fact since which to learn.
        return self.memory.bureaus(ask, self.generation if self.head else None)

    def appended(
        self, positions: Sequence[int], recorded_at: datetime, bureaus: Iterable[str]
    ) -> None:
        """Where our own facts came to stand, and the bureaus that they name."""
        self.memory.appended(positions, recorded_at, bureaus, self.generation)

    def keep(self, stream: UUID, folded: Folded) -> None:
        """Know a stream that was read after this look, or that the journal took in."""
        self.memory.keep(stream, folded, self.generation)


class Memory:
    """The streams that were read last, true as of the journal's head.

    Each command asks for the head, and is told with it which streams moved since the head that
    was known: only these are forgotten. A journal that is not the one that was known (its last
    known fact is another) makes all of it forgotten. Shared by the threads of a process.

    Opened words are known as long as their keys are looked for anew: see Keyring.check.
    """

    def __init__(self, check: Callable[[frozenset[str]], None] = lambda _: None) -> None:
        self._check = check
        self._lock = threading.Lock()
        self._forget()
        self._generation = 0

    def _forget(self) -> None:
        self._known: tuple[int, datetime] | None = None
        self._alone = False
        self._looked: tuple[float, float] = (0, 0)
        self._streams: OrderedDict[UUID, Folded] = OrderedDict()
        self._moved: dict[UUID, int] = {}
        self._named: set[str] = set()
        """The bureaus that facts name since the journal was first asked."""
        self._named_before: frozenset[str] | None = None

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
                return Look(0, None, clock["now"], self, generation)
        if known and not _goes_on(rows, known):
            self.forget()
            return self.look(datastore)
        return self._learnt(rows, generation)

    def glance(self) -> Look | None:
        """What is known, unasked: if the journal was asked just now, by both of this machine's
        clocks, and whatever was appended since then is our own."""
        with self._lock:
            ages = [now - then for now, then in zip(_clocks(), self._looked, strict=True)]
            if self._known is None or not self._alone:
                return None
            if min(ages) < 0 or max(ages) >= GLANCE_SECONDS:
                return None
            return Look(*self._known, None, self, self._generation)

    def bureaus(
        self, ask: Callable[[], tuple[str, ...]], generation: int | None
    ) -> tuple[str, ...]:
        with self._lock:
            before = self._named_before
        if before is None:
            before = frozenset(ask())
            with self._lock:
                # Whatever was appended since the first look is among those named since.
                if generation == self._generation:
                    self._named_before = before
        with self._lock:
            return tuple(sorted(before | self._named))

    def appended(
        self,
        positions: Sequence[int],
        recorded_at: datetime,
        bureaus: Iterable[str],
        generation: int,
    ) -> None:
        """Others' facts may stand before these."""
        with self._lock:
            if generation != self._generation or self._known is None:
                return
            self._named.update(bureaus)
            if positions[0] <= self._known[0]:
                return
            if positions[0] == self._known[0] + 1:
                self._known = positions[-1], recorded_at
            else:
                self._alone = False

    def _learnt(self, rows: Sequence[Mapping[str, Any]], generation: int) -> Look:
        last = rows[0]
        with self._lock:
            if generation == self._generation:
                if self._known is None or self._known[0] <= last["position"]:
                    self._known = last["position"], last["recorded_at"]
                    self._alone, self._looked = True, _clocks()
                for row in rows:
                    self._move(row["stream"], row["version"])
                self._named.update(row["bureau"] for row in rows if row["bureau"] is not None)
                if len(self._moved) > STREAMS_MAX:
                    self._forget()
                    self._generation += 1
        return Look(last["position"], last["recorded_at"], last["now"], self, generation)

    def _move(self, stream: UUID, version: int) -> None:
        self._moved[stream] = max(version, self._moved.get(stream, 0))
        if stream in self._streams and self._streams[stream].version < version:
            del self._streams[stream]

    def of(self, stream: UUID) -> Folded | None:
        with self._lock:
            folded = self._streams.get(stream)
        if folded is not None and folded.opened:
            self._check(folded.opened)
            with self._lock:
                return self._streams.get(stream)
        return folded

    def keep(self, stream: UUID, folded: Folded, generation: int) -> None:
        """Not what was read before others moved it, nor of a journal that is another now."""
        with self._lock:
            if generation != self._generation or folded.version < self._moved.get(stream, 0):
                return
            self._streams[stream] = folded
            self._streams.move_to_end(stream)
            if len(self._streams) > STREAMS_MAX:
                self._streams.popitem(last=False)


def _goes_on(rows: Sequence[Mapping[str, Any]], known: tuple[int, datetime]) -> bool:
    """Does the journal still hold the fact that was its last, and so few since?"""
    return bool(rows) and (rows[-1]["position"], rows[-1]["recorded_at"]) == known


def _clocks() -> tuple[float, float]:
    """One stands still while the machine sleeps, the other one jumps when it is set."""
    return time.monotonic(), time.time()
