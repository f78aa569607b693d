"""How does the notary go on while the service runs?"""

from __future__ import annotations

import logging
import os
import threading
import time
from contextlib import nullcontext
from typing import Final

import psycopg

from projections.evidence.holding import PastRewritten
from projections.evidence.notary import Leading, Notary, NotaryElsewhere
from scripts.submitting import Submitting

LOG: Final = logging.getLogger("merit.notary")
BUSY_SECONDS: Final = 1.0
IDLE_SECONDS: Final = 900.0
POLL_SECONDS: Final = 0.2
RETRY_SECONDS: Final = 5.0


class Sealing:
    """A notary at work: at most one checkpoint a second, at least one a quarter of an hour."""

    def __init__(self, notary: Notary, submitting: Submitting | None = None) -> None:
        self._notary, self._submitting = notary, submitting
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="notary", daemon=True)
        self.state = "starting"
        self.error: str | None = None

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Ends after what is being signed."""
        self._stopping.set()
        self._thread.join(timeout=10)

    def wait(self) -> None:
        """Until it is stopped, or may not go on."""
        while self._thread.is_alive():
            self._thread.join(timeout=1)

    def stop_with(self, pipe: int) -> None:
        """Stop when whoever holds the other end of the pipe has gone."""

        def listen() -> None:
            while os.read(pipe, 1):
                pass
            self._stopping.set()

        threading.Thread(target=listen, name="parent", daemon=True).start()

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                brought = self._submitting.going() if self._submitting else nullcontext()
                with self._notary.leading() as leading, brought:
                    self.state, self.error = "leading", None
                    self._seal(leading)
            except NotaryElsewhere:
                self.state = "standby"
            except PastRewritten as found:
                self.state, self.error = "refusing", str(found)
                LOG.critical("%s", found)
                return
            except (psycopg.Error, OSError) as error:
                self._tell(" ".join(str(error).split())[:500])
            self._stopping.wait(RETRY_SECONDS)

    def _tell(self, error: str) -> None:
        if error != self.error:
            LOG.warning("%s", error)
        self.state, self.error = "waiting", error

    def _seal(self, leading: Leading) -> None:
        """Over a ledger that is halted it signs nothing, not even a sign of life."""
        if leading.halted is not None:
            raise PastRewritten(leading.halted)
        signed = -IDLE_SECONDS
        while not self._stopping.wait(POLL_SECONDS):
            since = time.monotonic() - signed
            idle = since >= IDLE_SECONDS
            if idle or (since >= BUSY_SECONDS and leading.pending):
                leading.seal(idle=idle)
                signed = time.monotonic()
