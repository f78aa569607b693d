"""What does a request need: the ledger, a connection to read by, and who is asking?"""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, AbstractContextManager, asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any, Final
from weakref import WeakValueDictionary

import anyio
import psycopg
from fastapi import Depends, Header, Request
from psycopg.pq import TransactionStatus
from psycopg_pool import ConnectionPool, PoolTimeout
from starlette.concurrency import run_in_threadpool

from api.admission import Authenticator, Caller
from api.floods import Floods
from api.holding import Holding
from api.limits import Limits, counted_as
from api.metrics import Metrics
from api.verifier import Verifier
from api.watch import Watch
from domain import refusals as no
from domain.journal.envelope import By
from domain.journal.store import CONNECTIONS_MAX
from domain.ledger import Ledger
from projections.kept_runs import Runs
from projections.moments import wait_for
from projections.projector import Projector

if TYPE_CHECKING:
    from api.spans import Spans

TURN_SECONDS: Final = 15.0
CONNECTION_SECONDS: Final = 5.0
AT_HAND_SECONDS: Final = 0.001
CALLER: Final = "merit.caller"
READING: Final = "merit.reading"
REQUEST, CORRELATION = "merit.request", "merit.correlation"
THREADS: Final = 64
"""How many there are for what blocks; the framework itself would have 40."""
TOGETHER_MAX: Final = 24
"""So many wait at once for a group to be recorded: each for a thread, none for a connection."""


LOOKS: Final = 2


class Turns:
    """So many at once, of which one caller leaves a third to the others."""

    def __init__(self, most: int) -> None:
        self._all, self._each = anyio.Semaphore(most), most - most // 3
        self._own: WeakValueDictionary[str, anyio.Semaphore] = WeakValueDictionary()

    @asynccontextmanager
    async def one(self, caller: str | None = None) -> AsyncIterator[None]:
        wanted = [self._all] if caller is None else [self._own_of(caller), self._all]
        taken: list[anyio.Semaphore] = []
        try:
            for turns in wanted:
                await _take(turns)
                taken.append(turns)
            yield
        finally:
            for turns in reversed(taken):
                turns.release()

    def _own_of(self, caller: str) -> anyio.Semaphore:
        own = self._own.get(caller)
        if own is None:
            own = self._own[caller] = anyio.Semaphore(self._each)
        return own


@dataclass
class Service:
    """All that the routes share; `admission` are asked in order who it is that asks."""

    ledger: Ledger
    pool: ConnectionPool[psycopg.Connection[Any]]
    projector: Projector | None
    admission: Sequence[Authenticator]
    stopping: threading.Event = field(default_factory=threading.Event)
    runs: Runs = field(default_factory=Runs)
    limits: Limits = field(default_factory=Limits)
    watch: Watch = field(default_factory=Watch)
    metrics: Metrics = field(default_factory=Metrics)
    hosts: tuple[str, ...] = ()
    """By which names it is asked; none: by any."""
    spans: Spans | None = None
    verifier: Verifier | None = None
    holding: Holding = field(default_factory=Holding)
    floods: Floods = field(init=False)
    _reads: Turns = field(init=False)
    _writes: Turns = field(init=False)
    _together: Turns = field(init=False)
    _looks: Turns = field(init=False)

    def __post_init__(self) -> None:
        busy = self.pool.max_size + CONNECTIONS_MAX + TOGETHER_MAX + LOOKS
        assert busy < THREADS, "threads must be left over"
        self.floods = Floods(self.connection)
        self._reads = Turns(self.pool.max_size)
        self._writes, self._together = Turns(CONNECTIONS_MAX), Turns(TOGETHER_MAX)
        self._looks = Turns(LOOKS)
        self.ledger.journal.appended = self.metrics.appends.observe

    def turn(self, caller: str | None = None) -> AbstractAsyncContextManager[None]:
        """A turn to read: as many as there are connections; whoever may take long says who he is.

        Who waits for a connection holds a thread, and who has one needs a thread to go on: without
        turns, more readers than threads would block each other for good.
        """
        return self._reads.one(caller)

    def connection(self) -> AbstractContextManager[psycopg.Connection[Any]]:
        """A connection to read by, for whoever has a turn."""
        return self.pool.connection(timeout=CONNECTION_SECONDS)

    @asynccontextmanager
    async def connected(self) -> AsyncIterator[psycopg.Connection[Any]]:
        """The same without a thread, where one is at hand, as it mostly is for who has a turn."""
        try:
            conn = self.pool.getconn(AT_HAND_SECONDS)
        except PoolTimeout:
            conn = await run_in_threadpool(self.pool.getconn, CONNECTION_SECONDS)
        try:
            yield conn
        finally:
            if conn.info.transaction_status == TransactionStatus.IDLE:
                self.pool.putconn(conn)
            else:
                with anyio.CancelScope(shield=True):  # whoever is cut off leaves it behind, too
                    await run_in_threadpool(self.pool.putconn, conn)

    def turn_to_look(self) -> AbstractAsyncContextManager[None]:
        """A turn to see how it goes: nobody is asked who he is, and so few look at once."""
        return self._looks.one()

    def turn_to_write(
        self, caller: str, *, together: bool = False
    ) -> AbstractAsyncContextManager[None]:
        """A turn to write: while the database is away, writers may not hold all the threads."""
        return (self._together if together else self._writes).one(caller)


async def _take(turns: anyio.Semaphore) -> None:
    try:
        turns.acquire_nowait()
    except anyio.WouldBlock:
        try:
            with anyio.fail_after(TURN_SECONDS):
                await turns.acquire()
        except TimeoutError:
            raise no.JournalUnavailable() from None


def service_of(request: Request) -> Service:
    service = request.app.state.service
    assert isinstance(service, Service)
    return service


async def serving(request: Request) -> Service:
    """What needs no thread is asked without one: to change over costs more than the answer."""
    return service_of(request)


Served = Annotated[Service, Depends(serving)]


async def admitted(request: Request) -> AsyncIterator[None]:
    async with service_of(request).turn(counted_as(request.scope)):
        yield


async def admitted_to_write(request: Request) -> AsyncIterator[None]:
    served = service_of(request)
    served.watch.allow()
    async with served.turn_to_write(counted_as(request.scope)):
        yield


async def admitted_to_record(request: Request) -> AsyncIterator[None]:
    served = service_of(request)
    served.watch.allow()
    async with served.turn_to_write(counted_as(request.scope), together=True):
        yield


async def looking(request: Request) -> AsyncIterator[None]:
    async with service_of(request).turn_to_look():
        yield


OF_HEALTH: Final = Depends(looking)
"""For what anybody may look at, and takes a connection beside the turns."""
IN_TURN: Final = Depends(admitted_to_write)
"""For every route that writes."""
IN_COMPANY: Final = Depends(admitted_to_record)
"""For those that record what the ledger writes together."""
TO_LOOK: Final = Depends(admitted)
"""For a route that takes a connection by itself."""


async def reading(
    request: Request,
    merit_min_position: Annotated[
        int | None,
        Header(ge=0, le=2**62, description="Wait, at most 5 s, until this position is readable"),
    ] = None,
) -> AsyncIterator[psycopg.Connection[Any]]:
    """A connection to read by, once the read models have the position that the caller demands."""
    served = service_of(request)
    async with served.turn(counted_as(request.scope)), served.connected() as conn:
        if merit_min_position is not None:
            await run_in_threadpool(wait_for, conn, merit_min_position)
        request.scope[READING] = conn
        yield conn


Reading = Annotated[psycopg.Connection[Any], Depends(reading)]


def caller_of(request: Request) -> Caller:
    """Whom the guard let in."""
    caller = request.scope.get(CALLER)
    if not isinstance(caller, Caller):
        raise no.NotAuthenticated()
    return caller


async def calling(request: Request) -> Caller:
    return caller_of(request)


Calling = Annotated[Caller, Depends(calling)]


async def acting(request: Request) -> By:
    """The caller, with this request's own ids; his role is the decision's to find."""
    caller, asked = caller_of(request), request.scope
    return By(caller.actor, caller.role, request=asked[REQUEST], correlation=asked[CORRELATION])


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
