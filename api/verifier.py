"""Is the ledger being verified, how far is it, and what did the last verification find?"""

from __future__ import annotations

import logging
import re
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final, Literal

from domain import refusals as no
from projections.evidence.findings import Progress
from projections.evidence.verify import PASSES, Report
from projections.scores import View

LOG: Final = logging.getLogger("merit.verifier")
SECONDS_MAX: Final = 1800.0
_SUBJECT: Final = re.compile(r"(?:officer|unit):[0-9A-Za-z][0-9A-Za-z._-]{0,63}", re.ASCII)

Audit = Callable[[Progress], Report]
"""Every pass of `merit verify`, telling how far it is."""
State = Literal["none", "running", "ended", "cut-short", "failed"]


class CutShort(Exception):
    """The time is over, or the service ends: what was not read is not verified."""


class PassShown(View):
    """A pass: how many facts of how many it has gone through, and once all ended what it found."""

    check: str
    zh: str
    state: Literal["waiting", "running", "ended", "left-out"]
    read: int
    of: int
    findings: int | None


class Verification(View):
    """The last one that was asked for here; a service that started anew knows of none.

    There is a verdict in `report` alone, once every pass ended. `trouble`: why there is none.
    `subjects` are those whom its findings name.
    """

    state: State
    begun_at: datetime | None
    begun_by: str | None
    ended_at: datetime | None
    passes: tuple[PassShown, ...]
    report: Report | None
    trouble: str | None
    subjects: tuple[str, ...]


class Verifier:
    """One verification at a time, in a thread of its own, for so many seconds at most."""

    def __init__(self, audit: Audit, seconds: float = SECONDS_MAX) -> None:
        self._audit, self._seconds = audit, seconds
        self._lock, self._leaving = threading.Lock(), threading.Event()
        self._thread: threading.Thread | None = None
        self._state: State = "none"
        self._by: str | None = None
        self._begun: datetime | None = None
        self._ended: datetime | None = None
        self._far: dict[str, tuple[int, int]] = {}
        self._report: Report | None = None
        self._trouble: str | None = None

    def start(self, actor: str) -> None:
        """Raises VerificationUnderWay."""
        with self._lock:
            if self._state == "running":
                raise no.VerificationUnderWay(actor=self._by)
            self._state, self._by, self._begun = "running", actor, datetime.now(UTC)
            self._ended = self._report = self._trouble = None
            self._far = {}
            self._thread = threading.Thread(target=self._run, name="verifier", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        self._leaving.set()

    def wait(self, seconds: float) -> None:
        """Until it ends, at most so long."""
        if self._thread is not None:
            self._thread.join(seconds)

    def shown(self) -> Verification:
        with self._lock:
            findings = self._report.findings if self._report else ()
            told = " ".join(f"{one.what} {one.expected} {one.found}" for one in findings)
            return Verification(
                state=self._state,
                begun_at=self._begun,
                begun_by=self._by,
                ended_at=self._ended,
                passes=self._passes(),
                report=self._report,
                trouble=self._trouble,
                subjects=tuple(sorted(set(_SUBJECT.findall(told)))),
            )

    def _passes(self) -> tuple[PassShown, ...]:
        told = {row.check: row.findings for row in self._report.passes} if self._report else {}
        far = [name for name in PASSES if name in self._far]
        return tuple(
            PassShown(
                check=name,
                zh=zh,
                state=self._state_of(name, far[-1] if far else None),
                read=self._far.get(name, (0, 0))[0],
                of=self._far.get(name, (0, 0))[1],
                findings=told.get(name),
            )
            for name, zh in PASSES.items()
        )

    def _state_of(
        self, name: str, last: str | None
    ) -> Literal["waiting", "running", "ended", "left-out"]:
        if self._report is not None:
            return "left-out" if name in self._report.left_out else "ended"
        if name not in self._far:
            return "waiting"
        return "running" if name == last and self._state == "running" else "ended"

    def _run(self) -> None:
        until = time.monotonic() + self._seconds

        def progress(check: str, done: int, size: int) -> None:
            if self._leaving.is_set() or time.monotonic() > until:
                raise CutShort
            with self._lock:
                self._far[check] = done, size

        try:
            self._end("ended", self._audit(progress))
        except CutShort:
            self._end("cut-short")
        except Exception as error:
            LOG.exception("the verification ended")
            self._end("failed", trouble=type(error).__name__)

    def _end(self, state: State, report: Report | None = None, trouble: str | None = None) -> None:
        with self._lock:
            self._state, self._report, self._trouble = state, report, trouble
            self._ended = datetime.now(UTC)
