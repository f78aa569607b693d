"""What do other processes see of a home's server, and what do they leave behind?"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg

from scripts.embedded import Server, locks
from scripts.embedded.place import Place

ROOT = Path(__file__).resolve().parents[2]
USING = """
import json, sys
from dataclasses import asdict
from pathlib import Path
from scripts.embedded import running
from scripts.home import NotSetUp
try:
    with running(Path(sys.argv[1]), fast=True) as server:
        print(json.dumps(asdict(server)), flush=True)
        sys.stdin.read()
except NotSetUp as refusal:
    print(json.dumps({"refused": type(refusal).__name__, "why": refusal.english}), flush=True)
"""


def within(seconds: float, done: Callable[[], bool]) -> bool:
    end = time.monotonic() + seconds
    while not done():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def alive(pid: int) -> bool:
    """Whether it is there and not only waiting to be buried."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    if sys.platform != "linux":
        return True
    try:
        state = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):  # it went while it was looked at
        return False
    return state.rpartition(")")[2].split()[0] != "Z"


def rows(server: Server, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(server.dsn(), autocommit=True) as connection:
        cursor = connection.execute(statement)
        return list(cursor.fetchall()) if cursor.description else []


@dataclass
class AUser:
    """Another process that uses a home's server until it is told to leave, or killed."""

    home: Path
    process: subprocess.Popen[str]

    def said(self) -> dict[str, str]:
        assert self.process.stdout
        return dict(json.loads(self.process.stdout.readline()))

    def server(self) -> Server:
        said = self.said()
        assert "refused" not in said, said
        return Server(
            said["host"], int(said["port"]), said["user"], said["password"], said["dbname"]
        )

    def leave(self) -> None:
        self.process.communicate(timeout=60)

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.communicate(timeout=60)


def pids(home: Path) -> tuple[int, int]:
    """The postmaster and its supervisor."""
    said = json.loads(Place(home).ready.read_text())
    return said["pid"], said["supervisor"]


def begin(
    home: Path,
    python: str = sys.executable,
    user: int | None = None,
    code: Path = ROOT,
    **variables: str,
) -> AUser:
    process = subprocess.Popen(
        [python, "-c", USING, str(home)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd="/",
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(code)} | variables,
        user=user,
        group=user,
        extra_groups=None if user is None else [],
    )
    return AUser(home, process)


def is_stopped(home: Path) -> bool:
    place = Place(home)
    return not (locks.is_held(place.supervisor_lock) or locks.is_held(place.server_lock))


def stop(home: Path) -> None:
    """Have the server stopped, sooner than its supervisor would."""
    if not is_stopped(home):
        with suppress(FileNotFoundError, ProcessLookupError):
            os.kill(pids(home)[1], signal.SIGTERM)
    assert within(60, lambda: is_stopped(home))
