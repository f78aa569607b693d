"""How many answers a second does a server give over so many connections, and after how long?

A process of its own, with as little done for each answer as will do: it may not be the limit.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import cycle
from random import Random
from typing import Final

HOST: Final = "127.0.0.1"
_GOOD: Final = b"HTTP/1.1 2"
_END: Final = b"\r\n\r\n"
_LENGTH: Final = b"content-length: "


@dataclass(frozen=True)
class Load:
    """The requests to be asked, one after another over each of `connections` that stay open.

    What is answered within `warm` seconds is not counted.
    """

    port: int
    requests: tuple[bytes, ...]
    connections: int
    seconds: float
    warm: float = 0.1


@dataclass(frozen=True)
class Answered:
    """Answers a second, and the time to answer, in milliseconds, that so many stayed within;
    `count`: all answers, those while it warmed too."""

    rate: float
    p50: float
    p99: float
    count: int


def request_of(method: str, path: str, token: str, body: bytes = b"") -> bytes:
    """A request as it goes over the wire."""
    kind = f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n" if body else ""
    head = (
        f"{method} {path} HTTP/1.1\r\nHost: {HOST}\r\nAuthorization: Bearer {token}\r\n{kind}\r\n"
    )
    return head.encode("ascii") + body


def measure_load(load: Load) -> Answered:
    """Ask until the time is over; raises RuntimeError at an answer that is none (2xx)."""
    return asyncio.run(_measured(load))


async def _measured(load: Load) -> Answered:
    loop = asyncio.get_running_loop()
    since = time.perf_counter() + load.warm
    until = since + load.seconds
    asking = []
    for n in range(load.connections):
        made = partial(_Asking, load, n, until)
        _, one = await loop.create_connection(made, HOST, load.port)
        asking.append(one)
    await asyncio.gather(*(one.done for one in asking))
    spent = sorted(took for one in asking for at, took in one.answers if since < at <= until)
    count = sum(len(one.answers) for one in asking)
    return Answered(len(spent) / load.seconds, _within(spent, 0.5), _within(spent, 0.99), count)


def _within(spent: Sequence[float], share: float) -> float:
    return 1000 * spent[int(share * (len(spent) - 1))] if spent else float("nan")


class _Asking(asyncio.Protocol):
    """One connection: the next request goes out when the last one is answered."""

    def __init__(self, load: Load, n: int, until: float) -> None:
        shuffled = Random(n).sample(load.requests, len(load.requests))
        self._requests, self._until = cycle(shuffled), until
        self._came = bytearray()
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.answers: list[tuple[float, float]] = []
        """When each came, and after how many seconds."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._ask()

    def _ask(self) -> None:
        self._asked = time.perf_counter()
        self._transport.write(next(self._requests))

    def data_received(self, data: bytes) -> None:
        self._came += data
        head = self._came.find(_END)
        if head < 0:
            return
        at = self._came.find(_LENGTH) + len(_LENGTH)
        length = int(self._came[at : self._came.index(b"\r", at)])
        if len(self._came) < head + len(_END) + length:
            return
        if not self._came.startswith(_GOOD):
            self._end(RuntimeError(f"not as expected: {bytes(self._came[:2000])!r}"))
            return
        self._came.clear()
        now = time.perf_counter()
        self.answers.append((now, now - self._asked))
        if now < self._until:
            self._ask()
        else:
            self._end()

    def connection_lost(self, _: Exception | None) -> None:
        self._end(RuntimeError("the connection was lost"))

    def _end(self, error: Exception | None = None) -> None:
        if not self.done.done():
            self.done.set_exception(error) if error else self.done.set_result(None)
            self._transport.close()
