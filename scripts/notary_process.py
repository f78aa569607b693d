"""How does the service keep a notary beside it, as a process of its own?"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from typing import Final

WORDS: Final = ("notary", "--attached")
RESTART_SECONDS: Final = 1.0
RESTART_SECONDS_MAX: Final = 60.0
STEADY_SECONDS: Final = 30.0
"""Who lived so long did not fail at its start: the next one may come at once."""
STOP_SECONDS: Final = 10.0


class NotaryProcess:
    """One at a time, and another when it dies; later and later where they die at their start.

    It ends with us, however we end: it listens to a pipe whose other end only we hold.
    """

    def __init__(self) -> None:
        self._leaving, self._beginning = threading.Event(), threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._keep, name="notary keeper", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Ends after what is being signed."""
        with self._beginning:
            self._leaving.set()
            if self._process and self._process.stdin:
                self._process.stdin.close()
        self._thread.join(STOP_SECONDS)
        if self._process and self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._thread.join(STOP_SECONDS)

    def _keep(self) -> None:
        pause = RESTART_SECONDS
        while True:
            began = time.monotonic()
            try:
                with self._beginning:
                    if self._leaving.is_set():
                        return
                    self._process = _begun()
                self._process.wait()
            except OSError as problem:
                print(problem, file=sys.stderr, flush=True)
            if time.monotonic() - began > STEADY_SECONDS:
                pause = RESTART_SECONDS
            self._leaving.wait(pause)
            pause = min(2 * pause, RESTART_SECONDS_MAX)


def _begun() -> subprocess.Popen[bytes]:
    """In a session of its own: Ctrl-C in our terminal is ours, and ends it in its turn."""
    return subprocess.Popen(
        # Modules come from where ours came from.
        [sys.executable, *["-P"][: sys.flags.safe_path], "-m", "scripts.commands", *WORDS],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
