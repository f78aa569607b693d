"""What does a request need: the ledger, a connection to read by, and who is asking?"""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, AbstractContextManager, asynccontextmanager
from dataclasses import dataclass, field
from typing import Annotated, Any, Final
from uuid import uuid4

import anyio
import psycopg
from fastapi import Depends, Header, Request
from psycopg_pool import ConnectionPool

from api.admission import Authenticator, Caller
from api.floods import Floods
from domain import refusals as no
from domain.journal.envelope import By
from domain.ledger import CONNECTIONS_MAX, Ledger
from projections.moments import wait_for
from projections.projector import Projector
from projections.runs import Runs

TURN_SECONDS: Final = 15.0
CONNECTION_SECONDS: Final = 5.0
CALLER: Final = "merit.caller"
READING: Final = "merit.reading"
REQUEST: Final = "merit.request"
THREADS: Final = 40
"""How many the framework has for what blocks (anyio's own limit)."""


@dataclass
class Service:
    """All that the routes share; `admission` are asked in order who it is that asks."""

    ledger: Ledger
    pool: ConnectionPool[psycopg.Connection[Any]]
    projector: Projector | None
    admission: Sequence[Authenticator]
    stopping: threading.Event = field(default_factory=threading.Event)
    runs: Runs = field(default_factory=Runs)
    floods: Floods = field(init=False)
    _reads: anyio.Semaphore = field(init=False)
    _writes: anyio.Semaphore = field(init=False)

    def __post_init__(self) -> None:
        assert self.pool.max_size + CONNECTIONS_MAX < THREADS, "threads must be left over"
        self.floods = Floods(self.connection)
        self._reads = anyio.Semaphore(self.pool.max_size)
        self._writes = anyio.Semaphore(CONNECTIONS_MAX)

    def turn(self) -> AbstractAsyncContextManager[None]:
        """A turn to read: as many as there are connections.

        Who waits for a connection holds a thread, and who has one needs a thread to go on: without
        turns, more readers than threads would block each other for good.
        """
        return _turn_of(self._reads)

    def connection(self) -> AbstractContextManager[psycopg.Connection[Any]]:
        """A connection to read by, for whoever has a turn."""
        return self.pool.connection(timeout=CONNECTION_SECONDS)

    def turn_to_write(self) -> AbstractAsyncContextManager[None]:
        """A turn to write: while the database is away, writers may not hold all the threads."""
        return _turn_of(self._writes)


@asynccontextmanager
async def _turn_of(turns: anyio.Semaphore) -> AsyncIterator[None]:
    try:
        with anyio.fail_after(TURN_SECONDS):
            await turns.acquire()
    except TimeoutError:
        raise no.JournalUnavailable() from None
    try:
        yield
    finally:
        turns.release()


def service_of(request: Request) -> Service:
    service = request.app.state.service
    assert isinstance(service, Service)
    return service


Served = Annotated[Service, Depends(service_of)]


async def admitted(served: Served) -> AsyncIterator[None]:
    async with served.turn():
        yield


async def admitted_to_write(served: Served) -> AsyncIterator[None]:
    async with served.turn_to_write():
        yield


IN_TURN: Final = Depends(admitted_to_write)
"""For every route that writes."""
TO_LOOK: Final = Depends(admitted)
"""For a route that takes a connection by itself."""


def reading(
    request: Request,
    served: Served,
    _: Annotated[None, Depends(admitted)],
    merit_min_position: Annotated[
        int | None,
        Header(ge=0, le=2**62, description="Wait, at most 5 s, until this position is readable"),
    ] = None,
) -> Iterator[psycopg.Connection[Any]]:
    """A connection to read by, once the read models have the position that the caller demands."""
    with served.connection() as conn:
        if merit_min_position is not None:
            wait_for(conn, merit_min_position)
        request.scope[READING] = conn
        yield conn


Reading = Annotated[psycopg.Connection[Any], Depends(reading)]


def caller_of(request: Request) -> Caller:
    """Whom the guard let in."""
    caller = request.scope.get(CALLER)
    if not isinstance(caller, Caller):
        raise no.NotAuthenticated()
    return caller


Calling = Annotated[Caller, Depends(caller_of)]


def request_id(request: Request) -> str:
    """The same in the journal and in the traces: the caller's own, else one of ours."""
    if REQUEST not in request.scope:
        given = request.headers.get("X-Request-Id", "")[:100] or str(uuid4())
        request.scope[REQUEST] = "".join(c for c in given if c.isprintable())
    return str(request.scope[REQUEST])


def acting(request: Request, caller: Calling) -> By:
    """The caller, with this request's own ids; his role is the decision's to find."""
    return By(caller.actor, caller.role, request=request_id(request))


Acting = Annotated[By, Depends(acting)]

Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        pattern=r"^[\x21-\x7e]+$",
        description="The same key and body get the first answer; another body is refused",
    ),
]
