"""Can one caller take the service from the others?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from api.app import create_app
from api.limits import ACTOR, CALLERS_MAX, Buckets, Limits, Rates, TooMany, caller_of
from api.metrics import Metrics
from api.requests import Rationed, Requests
from tests.api import bodies
from tests.api.asking import Api, asking, refused


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def taken(buckets: Buckets, caller: str, times: int) -> int:
    """How many of so many are granted."""
    granted = 0
    for _ in range(times):
        try:
            buckets.take(caller)
        except TooMany:
            continue
        granted += 1
    return granted


def test_a_bucket_gives_its_burst_and_then_its_rate_to_each_caller() -> None:
    clock = Clock()
    buckets = Buckets(rate=2, burst=5, clock=clock)
    assert taken(buckets, "a", 9) == 5
    assert taken(buckets, "b", 1) == 1
    assert buckets.wait("a") == 0.5
    clock.now += 1
    assert taken(buckets, "a", 9) == 2
    clock.now += 3600
    assert taken(buckets, "a", 9) == 5


def test_the_memory_of_callers_is_bounded() -> None:
    buckets = Buckets(rate=1, burst=5, clock=Clock())
    for n in range(CALLERS_MAX + 500):
        buckets.take(f"peer:{n}")
    assert len(buckets) == CALLERS_MAX


@pytest.mark.parametrize(
    ("scope", "caller"),
    [
        ({"client": ("10.0.0.7", 1)}, "peer:10.0.0.7"),
        ({"client": ("2001:db8:1:2:aaaa::1", 1)}, "peer:2001:db8:1:2::/64"),
        ({"client": ("2001:db8:1:2:bbbb::9", 1)}, "peer:2001:db8:1:2::/64"),
        ({"client": None}, "peer:unknown"),
        ({"client": ("10.0.0.7", 1), ACTOR: "token:demo"}, "token:demo"),
    ],
)
def test_a_caller_is_his_principal_else_his_address(scope: Scope, caller: str) -> None:
    assert caller_of(scope) == caller


@pytest.mark.postgres
def test_reads_and_writes_have_a_measure_of_their_own(bureau: Api) -> None:
    rates = Rates(reads=0.01, writes=0.01, burst_seconds=300)
    with asking(create_app(replace(bureau.service, limits=Limits(rates)))) as client:
        assert [client.get("/healthz").status_code for _ in range(3)] == [200] * 3
        answer = client.get("/healthz")
        refused(answer, 429, "too-many-requests")
        assert 0 < int(answer.headers["Retry-After"]) <= 100
        for name in ("la", "lb", "lc"):
            assert client.post("/v1/units", json=bodies.unit(name)).status_code == 201
        refused(client.post("/v1/units", json=bodies.unit("ld")), 429, "too-many-requests")


class Naming:
    """Names each caller by a header, or turns him away, as access control does."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        said = Request(scope).headers.get("x-is")
        if said is None:
            await PlainTextResponse("who?", 401)(scope, receive, send)
            return
        scope[ACTOR] = said
        await self._app(scope, receive, send)


@contextmanager
def guarded(rates: Rates) -> Iterator[httpx.Client]:
    limits = Limits(rates)
    inner = Rationed(PlainTextResponse("done"), limits)
    app = Starlette()
    app.mount("/", Requests(Naming(inner), Metrics(), limits))
    with asking(app) as client:
        yield client


def test_principals_behind_one_address_do_not_share_a_measure() -> None:
    with guarded(Rates(reads=0.01, burst_seconds=200)) as client:
        for who in ("token:a", "token:b"):
            asked = [client.get("/", headers={"X-Is": who}).status_code for _ in range(3)]
            assert asked == [200, 200, 429]


def test_a_flood_of_failed_admissions_is_not_looked_at() -> None:
    with guarded(Rates(failures=0.01, burst_seconds=300)) as client:
        assert [client.get("/").status_code for _ in range(4)] == [401, 401, 401, 429]
        assert int(client.get("/").headers["Retry-After"]) > 0
