"""How do the checkpoints reach the witnesses while the service runs, and hold nobody up?"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import psycopg

from projections.evidence.cosigning import Outcome, Submission
from projections.evidence.notes import Trust, Vkey

LOG: Final = logging.getLogger("merit.witnesses")
POLL_SECONDS: Final = 0.5
RETRY_SECONDS: Final = 5.0


class Submitting:
    """A thread a witness, so that none waits for another, and the notary for none."""

    def __init__(self, dsn: str, trust: Trust, folder: Path) -> None:
        self._dsn, self._trust, self._folder = dsn, trust, folder

    @contextmanager
    def going(self) -> Iterator[None]:
        """For as long as the notary leads."""
        stopping = threading.Event()
        for one in self._trust.urls:
            name = f"witness {one[0].name}"
            threading.Thread(target=self._go, args=(one, stopping), name=name, daemon=True).start()
        try:
            yield
        finally:
            # What is under way may end later: its answer is taken or lost, and asked for again.
            stopping.set()

    def _go(self, witness: tuple[Vkey, str], stopping: threading.Event) -> None:
        while not stopping.is_set():
            try:
                with psycopg.connect(
                    self._dsn, autocommit=True, application_name="merit cosigning"
                ) as conn:
                    self._bring(Submission(conn, self._trust, witness, self._folder), stopping)
            except (psycopg.Error, OSError, LookupError, ValueError) as error:
                LOG.warning("witness %s: %s", witness[0].name, " ".join(str(error).split()))
            stopping.wait(RETRY_SECONDS)

    @staticmethod
    def _bring(submission: Submission, stopping: threading.Event) -> None:
        told: Outcome | None = None
        pause = 0.0
        while not stopping.wait(pause):
            outcome = submission.submit()
            pause = POLL_SECONDS
            if outcome is None:
                continue
            if outcome.state != "cosigned":
                pause = RETRY_SECONDS
            if told is None or (told.state, told.why) != (outcome.state, outcome.why):
                tell(outcome)
            told = outcome


def tell(outcome: Outcome) -> None:
    """A change of what a witness says; a refusal is an alarm."""
    levels = {"refused": logging.CRITICAL, "silent": logging.WARNING, "cosigned": logging.INFO}
    LOG.log(levels[outcome.state], "%s", words_of(outcome))


def words_of(outcome: Outcome) -> str:
    said = {
        "refused": "REFUSES this log / 见证方拒绝见证本账日志",
        "silent": "does not answer / 见证方无应答",
        "cosigned": "has cosigned / 已见证",
    }[outcome.state]
    why = f": {outcome.why}" if outcome.why else ""
    return f"witness {outcome.witness} {said} ({outcome.size} facts){why}"
