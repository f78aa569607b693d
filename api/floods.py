"""How are refused commands kept behind the answer, so that a flood of them hurts nobody?

Of one caller and one code the first few of a minute are kept whole, the rest as one count. What
the queue cannot hold is counted as lost, and that is kept too.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final

import psycopg

from api.limits import counted_host
from projections.traces import RefusedCommand, add_refusals

WHOLE_A_MINUTE: Final = 5
CALLERS_MAX: Final = 1000
"""Strangers and codes that are told apart within a minute; the rest are counted together."""
QUEUE_MAX: Final = 5000
LOST: Final = "refusals-not-kept"
_BATCH: Final = 200
_LOOK_SECONDS: Final = 1.0
_RETRY_SECONDS: Final = 0.5
_STOP_SECONDS: Final = 3.0
_LOG: Final = logging.getLogger("merit.refusals")

Connect = Callable[[], AbstractContextManager[psycopg.Connection[Any]]]


@dataclass
class _Tally:
    first: RefusedCommand
    kept: int = 0
    more: int = 0


class Floods:
    """One queue with one writer; `note` never waits for it. `kept` and `lost` only grow."""

    def __init__(
        self, connect: Connect, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._connect, self._clock = connect, clock
        self._ready = threading.Condition()
        self._waiting: deque[RefusedCommand] = deque()
        self._tallies: dict[tuple[str, str], _Tally] = {}
        self._minute: datetime | None = None
        self._untold = 0
        self._ends: float | None = None
        self._writer: threading.Thread | None = None
        self.kept = 0
        self.lost = 0

    def start(self) -> None:
        self._writer = threading.Thread(target=self._run, name="refusals", daemon=True)
        self._writer.start()

    def stop(self) -> None:
        """Write what is left; after a few seconds without a database, give it up for lost."""
        with self._ready:
            self._ends = time.monotonic() + _STOP_SECONDS
            self._ready.notify()
        if self._writer is not None:
            self._writer.join()

    @property
    def waiting(self) -> int:
        return len(self._waiting)

    def note(self, refused: RefusedCommand) -> None:
        with self._ready:
            self._turn(refused.at)
            caller = refused.actor or counted_host(refused.peer or "")
            key = caller, refused.code
            # Whom we know stays told apart: strangers without number may not hide what he does.
            full = len(self._tallies) >= CALLERS_MAX and not refused.actor
            if key not in self._tallies and full:
                key = "", refused.code
                refused = replace(refused, peer=None)
            tally = self._tallies.setdefault(key, _Tally(refused))
            if tally.kept < WHOLE_A_MINUTE:
                tally.kept += 1
                self._put(refused)
            else:
                tally.more += 1

    def _turn(self, now: datetime | None) -> None:
        """A new minute, or the end: what was only counted becomes a row of each caller's."""
        minute = now and now.replace(second=0, microsecond=0)
        if minute == self._minute:
            return
        for tally in self._tallies.values():
            if tally.more:
                first = tally.first
                self._put(
                    RefusedCommand(
                        at=first.at.replace(second=0, microsecond=0),
                        actor=first.actor,
                        peer=first.peer,
                        role=first.role,
                        command="",
                        code=first.code,
                        count=tally.more,
                    )
                )
        self._tallies.clear()
        self._minute = minute

    def _put(self, refused: RefusedCommand) -> None:
        if len(self._waiting) >= QUEUE_MAX:
            self._lose(refused.count)
            return
        self._waiting.append(refused)
        self._ready.notify()

    def _lose(self, count: int) -> None:
        self.lost += count
        self._untold += count

    def _run(self) -> None:
        while True:
            batch, ending = self._take()
            if batch and not self._write(batch):
                time.sleep(_RETRY_SECONDS)
            if ending and not batch:
                return

    def _take(self) -> tuple[list[RefusedCommand], bool]:
        """The next rows, and whether these may be the last."""
        with self._ready:
            if not self._waiting and self._ends is None:
                self._ready.wait(_LOOK_SECONDS)
            ending = self._ends is not None
            self._turn(None if ending else self._clock())
            batch = [self._waiting.popleft() for _ in range(min(_BATCH, len(self._waiting)))]
            if self._untold:
                batch.append(_loss(self._clock(), self._untold))
                self._untold = 0
            return batch, ending

    def _write(self, batch: list[RefusedCommand]) -> bool:
        try:
            with self._connect() as conn:
                add_refusals(conn, batch)
        except psycopg.OperationalError:
            self._put_back(batch)
            return False
        except psycopg.Error:
            _LOG.exception("refusals could not be kept")
            with self._ready:
                self._lose(sum(one.count for one in batch if one.code != LOST))
            return False
        self.kept += sum(one.count for one in batch if one.code != LOST)
        return True

    def _put_back(self, batch: list[RefusedCommand]) -> None:
        with self._ready:
            self._untold += sum(one.count for one in batch if one.code == LOST)
            rows = [one for one in batch if one.code != LOST]
            if self._ends is not None and time.monotonic() >= self._ends:
                lost = sum(one.count for one in (*rows, *self._waiting))
                self._waiting.clear()
                self.lost, self._untold = self.lost + lost, 0
                _LOG.error("%s refusals could not be kept: no database", lost)
            else:
                self._waiting.extendleft(reversed(rows))


def _loss(at: datetime, count: int) -> RefusedCommand:
    return RefusedCommand(at=at, actor="", peer=None, role="", command="", code=LOST, count=count)
