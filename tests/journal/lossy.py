"""What does a client see whose connection breaks around COMMIT?"""

from __future__ import annotations

import contextlib
import re
import socket
import tempfile
import threading
from collections.abc import Iterator
from enum import Enum
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict, make_conninfo

BEGIN, COMMIT = b"BEGIN", b"COMMIT"
FACT = re.compile(rb'{\\?"bureau\\?":')
"""A fact on its way, alone or among others: outside of a transaction it is committed with that."""
CHUNK = 1 << 20


class Cut(Enum):
    """Where the line breaks: the server never hears what commits, or nobody hears its answer."""

    BEFORE_COMMIT = "before"
    AFTER_COMMIT = "after"
    ANYWHERE = "anywhere"


class Line:
    """A line to the server that carries bytes faithfully, except where a cut was asked for."""

    def __init__(self, server: Path, listen: Path) -> None:
        self._server = server
        self._door = socket.socket(socket.AF_UNIX)
        self._door.bind(str(listen))
        self._door.listen()
        self._ends = [self._door]
        self._asked: list[Cut] = []
        self._left: int | None = None
        self._unheard: set[socket.socket] = set()
        self.cuts: list[Cut] = []
        """Those that happened."""
        threading.Thread(target=self._accept, daemon=True).start()

    def cut_next(self, cut: Cut, times: int = 1) -> None:
        """At the next statement (or several) that commits facts."""
        self._asked += [cut] * times

    def cut_after(self, count: int) -> None:
        """In the midst of whatever it is: once so many more bytes went to the server."""
        self._left = count

    def forget(self) -> None:
        """Whatever was asked for and has not happened yet."""
        self._asked.clear()
        self._left = None

    def close(self) -> None:
        for end in self._ends:
            _hang_up(end)
            end.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._door.accept()
                server = socket.socket(socket.AF_UNIX)
                self._ends += [client, server]
                server.connect(str(self._server))
                for carry in (self._to_server, self._to_client):
                    threading.Thread(target=carry, args=(client, server), daemon=True).start()

    def _to_server(self, client: socket.socket, server: socket.socket) -> None:
        opened = False
        with contextlib.suppress(OSError):
            while said := client.recv(CHUNK):
                opened = opened or BEGIN in said
                commits = COMMIT in said or (not opened and FACT.search(said) is not None)
                opened = opened and not commits
                cut = self._asked.pop(0) if commits and self._asked else None
                whole = len(said)
                if self._left is not None:
                    said = said[: self._left]
                    self._left = self._left - len(said)
                if len(said) < whole:
                    self._left, cut = None, Cut.ANYWHERE
                if cut is Cut.AFTER_COMMIT:
                    self._unheard.add(client)  # What commits may come in several parts.
                elif cut is not None:
                    _hang_up(client)
                if cut is not None:
                    self.cuts.append(cut)
                if cut is not Cut.BEFORE_COMMIT:
                    server.sendall(said)
        _hang_up(server, socket.SHUT_WR)

    def _to_client(self, client: socket.socket, server: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while (said := server.recv(CHUNK)) and client not in self._unheard:
                client.sendall(said)
        _hang_up(client)


def _hang_up(end: socket.socket, how: int = socket.SHUT_RDWR) -> None:
    with contextlib.suppress(OSError):
        end.shutdown(how)


@contextlib.contextmanager
def lossy_line(dsn: str) -> Iterator[tuple[Line, str]]:
    """A line to the DSN's server, and the DSN that leads over it."""
    given = conninfo_to_dict(dsn)
    name = f".s.PGSQL.{given.get('port') or 5432}"
    # A socket's path is short, so not a test's own folder.
    with tempfile.TemporaryDirectory(prefix="line") as folder:
        line = Line(Path(str(given["host"])) / name, Path(folder) / name)
        try:
            yield line, make_conninfo(dsn, host=folder)
        finally:
            line.close()
