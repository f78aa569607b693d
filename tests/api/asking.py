"""How do the tests serve a ledger over HTTP, ask it, and judge an answer?"""

from __future__ import annotations

import threading
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import httpx
from psycopg_pool import ConnectionPool
from starlette.applications import Starlette
from starlette.requests import HTTPConnection

from api.admission import Authenticator, Caller, bearer_of
from api.admission.sessions import by_session
from api.admission.tokens import by_token
from api.app import create_app
from api.dependencies import Service
from api.limits import Limits, Rates
from domain.journal.waits import bounded
from domain.ledger import Ledger
from projections.projector import Projector
from tests.conftest import MASTER, OFFICE, Database
from tests.wording import codes_in

with warnings.catch_warnings():
    # The client warns of the name that its HTTP library will have in a later version.
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

JSON: Final = "application/json"
PROBLEM: Final = "application/problem+json"
CONNECTIONS: Final = 6
PLENTY: Final = Rates(reads=1e6, writes=1e6, failures=1e6)
"""Tests ask, and are refused, faster than anybody."""


@dataclass(frozen=True)
class Api:
    """The API over one database, its read models following the journal."""

    database: Database
    service: Service
    client: httpx.Client

    @property
    def head(self) -> int:
        return self.service.ledger.head

    def ask(self, path: str, query: Mapping[str, Any] | None = None, **more: Any) -> httpx.Response:
        """GET, as one who wants to read all that was written before."""
        wait = {"Merit-Min-Position": str(self.head)}
        return self.client.get(f"/v1{path}", params={**(query or {}), **more}, headers=wait)

    def read(self, path: str, query: Mapping[str, Any] | None = None, **more: Any) -> Any:
        """What a question that can be answered is answered."""
        answer = self.ask(path, query, **more)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def read_text(self, path: str) -> str:
        answer = self.ask(path)
        assert answer.status_code == 200, answer.text
        return answer.text

    def post(
        self, path: str, body: Mapping[str, Any], key: str | None = None, **headers: str
    ) -> httpx.Response:
        keyed = {"Idempotency-Key": key} if key is not None else {}
        return self.client.post(f"/v1{path}", json=body, headers=keyed | headers)

    def write(self, path: str, body: Mapping[str, Any], key: str | None = None) -> Any:
        """The receipt of a command that is granted."""
        answer = self.post(path, body, key)
        assert answer.status_code == 201, answer.text
        return answer.json()

    def entry(self, path: str, body: Mapping[str, Any]) -> str:
        """The ref of the entry that a granted command brings forth."""
        (ref,) = self.write(path, body)["entries"]
        return str(ref)

    def raw(self, content: bytes, path: str = "/bonuses", kind: str = JSON) -> httpx.Response:
        return self.client.post(
            f"/v1{path}", content=content, headers={"Content-Type": kind} if kind else {}
        )


def now() -> datetime:
    return datetime.now(UTC)


@contextmanager
def serving(
    database: Database,
    *,
    following: bool = True,
    also: Sequence[Authenticator] = (),
    clock: Callable[[], datetime] = now,
) -> Iterator[Api]:
    """The API over the database; `following`: with a projector; `clock`: what day it is to whom
    it asks to record something.

    The client's own bearer is the home's owner, whom no fact makes so: the product has no such.
    """
    projector = Projector(database.dsn("projector"))
    if following:
        projector.start()
    try:
        with Ledger(database.dsn("app"), MASTER, clock) as ledger, _pool(database) as pool:
            admission = (by_office, *also, by_token, by_session)
            service = Service(
                ledger, pool, projector if following else None, admission, limits=Limits(PLENTY)
            )
            with asking(create_app(service)) as client:
                yield Api(database, service, client)
    finally:
        if following:
            _stop(projector, database)


BEARER: Final = "the tests' own"


def by_office(request: HTTPConnection, _: object) -> Caller | None:
    return Caller(OFFICE.actor, OFFICE.role) if bearer_of(request) == BEARER else None


def _stop(projector: Projector, database: Database) -> None:
    """Without waiting for its next look at the journal: a notice wakes it."""
    stopping = threading.Thread(target=projector.stop)
    stopping.start()
    with database.connect() as conn:
        conn.execute("NOTIFY ledger_events")
    stopping.join()


@contextmanager
def asking(app: Starlette) -> Iterator[httpx.Client]:
    """A client of the app in this process; an error that nobody caught is a 500."""
    owner = {"Authorization": f"Bearer {BEARER}"}
    with TestClient(
        app, raise_server_exceptions=False, follow_redirects=False, headers=owner
    ) as client:
        yield client


def _pool(database: Database) -> ConnectionPool[Any]:
    return ConnectionPool(
        database.dsn("app"),
        min_size=1,
        max_size=CONNECTIONS,
        open=True,
        kwargs={"autocommit": True, **bounded()},
        # After an outage the pool tries again when it is asked, not at its own growing intervals.
        reconnect_timeout=1,
    )


def path_of(ref: str) -> str:
    """`/entries/nanyue/2024/officer:0012/7` of `nanyue/2024/officer:0012#7`."""
    return "/entries/" + ref.replace("#", "/")


def refused(answer: httpx.Response, status: int, code: str) -> Any:
    """The problem, after a look at its shape: it is the same for everything that goes wrong."""
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == PROBLEM
    problem = answer.json()
    assert list(problem) == ["type", "title", "status", "code", "messages", "errors"]
    assert problem["code"] == code, problem
    assert problem["type"] == f"urn:merit-ledger:problem:{code}"
    assert problem["status"] == status
    language = answer.headers["Content-Language"]
    for said in (problem, *problem["errors"]):
        assert set(said["messages"]) == {"zh", "en"}
        assert codes_in(said["messages"]["zh"]) == set(), said["messages"]["zh"]
        assert all(said["messages"].values())
        assert said["title"] == said["messages"][language]
    for error in problem["errors"]:
        assert set(error) == {"pointer", "code", "title", "messages"}
    if status == 503:
        assert int(answer.headers["Retry-After"]) > 0
    return problem


def pointers(problem: Any) -> set[str]:
    return {error["pointer"] for error in problem["errors"]}
