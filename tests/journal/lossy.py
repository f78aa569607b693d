"""What does a client see whose connection breaks around COMMIT?"""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from enum import Enum
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict, make_conninfo

COMMIT = b"COMMIT"
CHUNK = 1 << 20


class Cut(Enum):
    """Where the line breaks: the server never hears the COMMIT, or nobody hears its answer."""

    BEFORE_COMMIT = "before"
    AFTER_COMMIT = "after"


class Line:
    """A line to the server that carries bytes faithfully, except where a cut was asked for."""

    def __init__(self, server: Path, listen: Path) -> None:
        self._server = server
        self._listening = socket.socket(socket.AF_UNIX)
        self._listening.bind(str(listen))
        self._listening.listen()
        self._cuts: list[Cut] = []
        self._ends: list[socket.socket] = []
        self.cut = 0
        """How many lines were cut so far."""
        threading.Thread(target=self._accept, daemon=True).start()

    def cut_next(self, cut: Cut, times: int = 1) -> None:
        self._cuts += [cut] * times

    def close(self) -> None:
        for end in (self._listening, *self._ends):
            _shut(end)

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                server = socket.socket(socket.AF_UNIX)
                server.connect(str(self._server))
                self._ends += [client, server]
                threading.Thread(target=self._upwards, args=(client, server), daemon=True).start()
                threading.Thread(target=_copy, args=(server, client), daemon=True).start()

    def _upwards(self, client: socket.socket, server: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while said := client.recv(CHUNK):
                cut = self._cuts.pop(0) if COMMIT in said and self._cuts else None
                if cut is Cut.AFTER_COMMIT:
                    _shut(client, socket.SHUT_RD)
                    _deafen(client)
                if cut is not Cut.BEFORE_COMMIT:
                    server.sendall(said)
                if cut is not None:
                    self.cut += 1
                    break
        _shut(client)
        _shut(server, socket.SHUT_WR)


def _copy(server: socket.socket, client: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while said := server.recv(CHUNK):
            client.sendall(said)
    _shut(client)


def _deafen(client: socket.socket) -> None:
    """From here on nothing reaches the client, who sees the line closed."""
    _shut(client, socket.SHUT_RDWR)


def _shut(end: socket.socket, how: int = socket.SHUT_RDWR) -> None:
    with contextlib.suppress(OSError):
        end.shutdown(how)
    if how == socket.SHUT_RDWR:
        end.close()


@contextlib.contextmanager
def lossy_line(dsn: str, folder: Path) -> Iterator[tuple[Line, str]]:
    """A line to the DSN's server and the DSN that leads over it."""
    given = conninfo_to_dict(dsn)
    name = f".s.PGSQL.{given.get('port') or 5432}"
    line = Line(Path(str(given["host"])) / name, folder / name)
    try:
        yield line, make_conninfo(dsn, host=str(folder))
    finally:
        line.close()
