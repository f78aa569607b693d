"""How do the tests start the service as a process of its own, ask it and end it?"""

from __future__ import annotations

import itertools
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Final

import httpx
import psycopg

from api.admission.tokens import KIND, issue_token
from scripts.admission import grant_all
from tests.commands.homes import Home
from tests.setup.users import within

START_SECONDS: Final = 120
TESTS_ROLES: Final = ("sole", "auditor")
_NUMBERS = itertools.count(1)
_TOKENS: dict[Path, str] = {}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def token_of(home: Home) -> str:
    """Who has it may record alone and audit. One a home: a second would end the first."""
    if home.path not in _TOKENS:
        _TOKENS[home.path] = _issue(home)
    return _TOKENS[home.path]


def _issue(home: Home) -> str:
    with home.opened() as opened, opened.ledger() as ledger:
        (bureau,) = ledger.journal.bureaus()
        grant_all(ledger, bureau, f"{KIND}tests", TESTS_ROLES)
        with psycopg.connect(opened.owner_dsn, autocommit=True) as conn:
            # Long, for some tests put the clock some days forth.
            return issue_token(conn, "tests", "the tests", 30)


class Served:
    """A `merit serve` (or `api`, or `project`) on a port of its own."""

    def __init__(self, home: Home, *words: str, port: int | None = None) -> None:
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log: Path = home.path.parent / f"served-{next(_NUMBERS)}.log"
        listening = [] if words[0] in ("project", "notary") else ["--port", self.port]
        self._begin = partial(home.begin, *words, *listening, out=self.log)
        self.process: subprocess.Popen[str] = self._begin()
        self.home = home
        self.client = httpx.Client(base_url=self.url, timeout=30, trust_env=False)

    def get(self, path: str, **query: Any) -> httpx.Response:
        return self.client.get(path, params=query or None)

    def post(self, path: str, body: dict[str, Any], key: str | None = None) -> httpx.Response:
        headers = {"Idempotency-Key": key} if key else {}
        return self.client.post(path, json=body, headers=headers)

    def ready(self) -> dict[str, Any]:
        """What /readyz says; nothing while the service does not answer."""
        try:
            answer = self.get("/readyz")
        except httpx.TransportError:
            return {}
        return dict(answer.json())

    def is_ready(self) -> bool:
        """Ready, with nothing left to fold."""
        said = self.ready()
        return bool(said.get("ready")) and said.get("lag") == 0

    def listens(self) -> bool:
        """Whether its start is done: it says so."""
        return "Ctrl-C" in self.said()

    def wait(self, seconds: float = START_SECONDS) -> Served:
        """Until it is ready; its own words where it is not in time or ended instead."""
        began = time.monotonic()
        while not self.is_ready():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() - began < seconds, self.said()
            time.sleep(0.05)
        self.admit()
        while self.ready().get("projector") != "elsewhere" and not self.is_ready():
            assert time.monotonic() - began < seconds, self.said()
            time.sleep(0.05)
        return self

    def admit(self) -> None:
        """By the tests' own token of this home, where there is a bureau to grant roles in."""
        if self.ready().get("journal"):
            self.client.headers["Authorization"] = f"Bearer {token_of(self.home)}"

    def said(self) -> str:
        return self.log.read_text("utf-8")

    def stop(self, seconds: float = 10) -> int:
        """Ask it to end, and answer its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(seconds)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(10)

    def begin_again(self) -> None:
        """Where it ended, on the same port: its clients stay."""
        if self.process.poll() is not None:
            self.process = self._begin()

    def end(self) -> None:
        self.client.close()
        if self.process.poll() is None:
            self.process.terminate()
            if not within(15, lambda: self.process.poll() is not None):
                self.kill()


@contextmanager
def served(home: Home, *words: str, wait: bool = True) -> Iterator[Served]:
    """`merit serve --empty` unless other words are given, ended with the block."""
    one = Served(home, *(words or ("serve", "--empty")))
    try:
        yield one.wait() if wait else one
    finally:
        one.end()
