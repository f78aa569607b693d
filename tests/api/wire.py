"""How do the tests speak to a server's socket, byte by byte?"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import uvicorn
from starlette.types import ASGIApp

from scripts.connections import config_of
from scripts.settings import Settings

START_SECONDS: Final = 60
SILENCE_SECONDS: Final = 10
SET: Final = Settings()


@contextmanager
def bounded(app: ASGIApp, set_: Settings = SET) -> Iterator[int]:
    """The app served as `merit serve` does, on the port given."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    server = uvicorn.Server(config_of(app, port, set_))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + START_SECONDS
    while not server.started:
        assert time.monotonic() < until, "the server did not start"
        time.sleep(0.01)
    try:
        yield port
    finally:
        server.should_exit = True
        thread.join(START_SECONDS)
    assert not thread.is_alive()


@contextmanager
def connected(port: int) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", port), timeout=SILENCE_SECONDS) as wire:
        yield wire


def everything(wire: socket.socket) -> bytes:
    """What is said until the other end closes; a reset is an end too."""
    said = b""
    try:
        while more := wire.recv(65536):
            said += more
    except ConnectionResetError:
        pass
    return said


def said_to(port: int, words: bytes) -> bytes:
    with connected(port) as wire:
        wire.sendall(words)
        return everything(wire)
