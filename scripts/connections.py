"""How long, and with how much, may a connection occupy the service?"""

from __future__ import annotations

import asyncio
from typing import Any, Final

import h11
import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from scripts.listening import HOST
from scripts.settings import Settings

HEAD_SECONDS: Final = 10.0
HEAD_BYTES_MAX: Final = 32 * 1024
IDLE_SECONDS: Final = 15
LINGER_SECONDS: Final = 2.0
"""For the rest of a body that is answered already, so that the answer still arrives."""
STALL_SECONDS: Final = 60.0
"""For a reader who takes nothing more of an answer."""
CONNECTIONS_MAX: Final = 1000


class Bounded(H11Protocol):
    """The server's own protocol, strict and in Python, with an end to every wait for the caller.

    The wait for a body is bounded where it is read: api/requests.py.
    """

    _head: asyncio.TimerHandle | None = None
    _stall: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if len(self.connections) > CONNECTIONS_MAX:
            transport.abort()
            return
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._end_head()
        self._end_stall()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.conn.their_state is h11.IDLE:
            self._await_head()
        else:
            self._end_head()

    def _await_head(self) -> None:
        if self._head is None:
            self._head = self.loop.call_later(HEAD_SECONDS, self.transport.abort)

    def _end_head(self) -> None:
        if self._head is not None:
            self._head.cancel()
            self._head = None

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self.conn.their_state is h11.SEND_BODY:
            self.loop.call_later(LINGER_SECONDS, self._end_lingering, self.cycle)

    def _end_lingering(self, cycle: Any) -> None:
        if self.cycle is cycle and self.conn.their_state is h11.SEND_BODY:
            self.transport.abort()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._stall = self.loop.call_later(STALL_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        self._end_stall()
        super().resume_writing()

    def _end_stall(self) -> None:
        if self._stall is not None:
            self._stall.cancel()
            self._stall = None


def config_of(app: ASGIApp, port: int, set_: Settings) -> uvicorn.Config:
    """How the server is run; only the proxies named may say for whom they ask."""
    return uvicorn.Config(
        app,
        host=HOST,
        port=port,
        http=Bounded,
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(set_.proxies),
        forwarded_allow_ips=list(set_.proxies),
        h11_max_incomplete_event_size=HEAD_BYTES_MAX,
        timeout_keep_alive=IDLE_SECONDS,
        timeout_graceful_shutdown=set_.grace_seconds,
    )
