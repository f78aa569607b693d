"""How does a program come to use its home's server?"""

from __future__ import annotations

import json
import os
import socket
import struct
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote

from scripts.embedded import locks
from scripts.embedded.cluster import (
    DBNAME,
    USER,
    make_cluster,
    password,
    replace_lost_password,
)
from scripts.embedded.confinement import confinement
from scripts.embedded.place import SOCKET, Place
from scripts.embedded.postmaster import alone
from scripts.home import NotSetUp, make_home

LOG_BYTES_MAX = 16_000_000
LOG_LINES_SHOWN = 20
KNOCK_SECONDS = 5.0
SSL_REQUEST = struct.pack("!ii", 8, 80877103)
"""What a client may ask before it says who it is; a server says yes or no."""


class ServerNotStarted(NotSetUp):
    """PostgreSQL gave up; its last words are quoted."""


@dataclass(frozen=True)
class Server:
    """A running server and its owner's credentials."""

    host: str
    port: int
    user: str
    password: str
    dbname: str

    def dsn(
        self, user: str | None = None, password: str | None = None, dbname: str | None = None
    ) -> str:
        """A connection URL, for the owner unless another user is named."""
        who = quote(user or self.user, safe="")
        secret = password if password is not None else "" if user else self.password
        name = f"{who}:{quote(secret, safe='')}" if secret else who
        where = f"host={quote(self.host, safe='')}&port={self.port}"
        return f"postgresql://{name}@/{quote(dbname or self.dbname, safe='')}?{where}"


@contextmanager
def running(home: Path, *, fast: bool = False) -> Iterator[Server]:
    """The home's server, made and started if need be; the last one out has it stopped.

    `fast` trades safety at a power cut for speed: for tests only. It counts for the one who
    starts the server.
    """
    home = home.resolve()
    make_home(home)
    place = Place(home)
    # Who may pass through is root's lesser user, on the way to its own data.
    place.folder.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, exist_ok=True)
    stopping = ("waiting for PostgreSQL to stop", "正在等待 PostgreSQL 停止")
    starting = ("waiting for PostgreSQL to be started", "正在等待 PostgreSQL 启动")
    with locks.held(place.users_lock, locks.SHARED, stopping):
        with locks.held(place.start_lock, locks.EXCLUSIVE, starting):
            server = _found(place) or _started(place, fast=fast)
        yield server


def _found(place: Place) -> Server | None:
    """The server that is there, or about to be there; None if nobody sees to one."""
    return _awaited(place) if locks.is_held(place.supervisor_lock) else None


def _started(place: Place, *, fast: bool) -> Server:
    _prepare(place, fast=fast)
    place.ready.unlink(missing_ok=True)
    if place.log.exists() and place.log.stat().st_size > LOG_BYTES_MAX:
        place.log.rename(place.log.with_suffix(".log.1"))
    begun = place.log.stat().st_size if place.log.exists() else 0
    log = os.open(place.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        subprocess.run(
            # The clone's root is its working folder, and with -E the only source of our modules.
            [sys.executable, "-E", "-m", "scripts.embedded", place.home, *["--fast"][:fast]],
            cwd=Path(__file__).resolve().parents[2],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            check=False,
        )
    finally:
        os.close(log)
    server = _awaited(place)
    if server is None:
        raise _not_started(place, begun)
    return server


def _prepare(place: Place, *, fast: bool) -> None:
    """Make what a start needs, while no server is at work on it."""
    programs = place.programs()
    way = confinement(place.data, programs.folder, place.folder)
    lock = alone(place)
    # A making that outlives whoever began it is waited for, before its folder is swept away.
    way = replace(way, lock=lock)
    try:
        if not place.data.exists():
            make_cluster(place, programs, way, fast=fast)
        way.take(place.data)
        if not place.password.exists():
            replace_lost_password(place, programs, way)
    finally:
        os.close(lock)


def _awaited(place: Place) -> Server | None:
    """The server when it answers; None when its supervisor is gone."""
    answers: list[Server] = []

    def settled() -> bool:
        # Asked first: a supervisor that goes after this has said all it had to say.
        gone = not locks.is_held(place.supervisor_lock)
        server = _answering(place)
        if server is not None:
            answers.append(server)
        return gone or server is not None

    locks.patiently(
        settled,
        (
            f"PostgreSQL is still starting, perhaps recovering after a crash; see {place.log}",
            f"PostgreSQL 仍在启动，可能正在崩溃恢复；日志见 {place.log}",
        ),
    )
    return answers[0] if answers else None


def _answering(place: Place) -> Server | None:
    try:
        where = json.loads(place.ready.read_text())
        with socket.socket(socket.AF_UNIX) as knock:
            knock.settimeout(KNOCK_SECONDS)
            knock.connect(str(Path(where["host"]) / SOCKET))
            # A dead server's last child may hold its door open for a moment: one must answer.
            knock.sendall(SSL_REQUEST)
            if not knock.recv(1):
                return None
    except OSError:
        return None
    return Server(where["host"], where["port"], USER, password(place), DBNAME)


def _not_started(place: Place, begun: int) -> ServerNotStarted:
    with place.log.open("rb") as file:
        file.seek(begun)
        lines = file.read().decode("utf-8", "replace").splitlines()
    tail = "\n".join(lines[-LOG_LINES_SHOWN:])
    return ServerNotStarted(
        f"PostgreSQL did not start; the end of {place.log}:\n{tail}",
        f"PostgreSQL 未能启动；详情见上文及日志 {place.log}",
    )
