"""What does a request need: the ledger, a connection to read by, and who is asking?"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Annotated, Any
from uuid import uuid4

import psycopg
from fastapi import Depends, Header, Request
from psycopg_pool import ConnectionPool

from domain.journal.envelope import By
from domain.ledger import Ledger
from projections.moments import wait_for
from projections.projector import Projector


@dataclass
class Service:
    """All that the routes share.

    Until access control comes, `principal` is who acts in every request.
    """

    ledger: Ledger
    pool: ConnectionPool[psycopg.Connection[Any]]
    projector: Projector | None
    principal: By
    stopping: threading.Event = field(default_factory=threading.Event)


def service_of(request: Request) -> Service:
    service = request.app.state.service
    assert isinstance(service, Service)
    return service


Served = Annotated[Service, Depends(service_of)]


def reading(
    served: Served,
    merit_min_position: Annotated[
        int | None,
        Header(ge=0, le=2**62, description="Wait, at most 5 s, until this position is readable"),
    ] = None,
) -> Iterator[psycopg.Connection[Any]]:
    """A connection to read by, once the read models have the position that the caller demands."""
    with served.pool.connection() as conn:
        if merit_min_position is not None:
            wait_for(conn, merit_min_position)
        yield conn


Reading = Annotated[psycopg.Connection[Any], Depends(reading)]


def acting(request: Request, served: Served) -> By:
    """The principal, with this request's own ids."""
    principal = served.principal
    request_id = request.headers.get("X-Request-Id", "")[:100] or str(uuid4())
    printable = "".join(c for c in request_id if c.isprintable())
    return By(principal.actor, principal.role, request=printable)


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
