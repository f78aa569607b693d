"""Can one caller take the service from the others?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Final

import httpx
import pytest
from starlette.requests import HTTPConnection
from starlette.types import Scope

from api.admission import Caller
from api.app import create_app
from api.limits import ACTOR, CALLERS_MAX, Buckets, Limits, Rates, TooMany, counted_as
from tests.api import bodies
from tests.api.asking import Api, asking, refused
from tests.conftest import OFFICE

SCHEMA: Final = "/v1/rulebooks/schema"


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
    assert counted_as(scope) == caller


@pytest.mark.postgres
def test_reads_and_writes_have_a_measure_of_their_own(bureau: Api) -> None:
    rates = Rates(reads=0.01, writes=0.01, burst_seconds=300)
    with asking(create_app(replace(bureau.service, limits=Limits(rates)))) as client:
        assert [client.get(SCHEMA).status_code for _ in range(3)] == [200] * 3
        answer = client.get(SCHEMA)
        refused(answer, 429, "too-many-requests")
        assert 0 < int(answer.headers["Retry-After"]) <= 100
        for name in ("la", "lb", "lc"):
            assert client.post("/v1/units", json=bodies.unit(name)).status_code == 201
        refused(client.post("/v1/units", json=bodies.unit("ld")), 429, "too-many-requests")


def by_name(request: HTTPConnection, _: object) -> Caller | None:
    """Names each caller by a header, as access control does by a token."""
    said = request.headers.get("x-is")
    return None if said is None else Caller(said, OFFICE.role)


@contextmanager
def guarded(api: Api, rates: Rates) -> Iterator[httpx.Client]:
    service = replace(api.service, limits=Limits(rates), admission=(by_name,))
    with asking(create_app(service)) as client:
        yield client


@pytest.mark.postgres
def test_principals_behind_one_address_do_not_share_a_measure(bureau: Api) -> None:
    with guarded(bureau, Rates(reads=0.01, burst_seconds=200)) as client:
        for who in ("token:a", "token:b"):
            asked = [client.get(SCHEMA, headers={"X-Is": who}).status_code for _ in range(3)]
            assert asked == [200, 200, 429]


@pytest.mark.postgres
def test_a_flood_of_failed_admissions_is_told_to_wait_and_turns_nobody_else_away(
    bureau: Api,
) -> None:
    with guarded(bureau, Rates(failures=0.01, burst_seconds=300)) as client:
        assert [client.get(SCHEMA).status_code for _ in range(4)] == [401, 401, 401, 429]
        assert int(client.get(SCHEMA).headers["Retry-After"]) > 0
        assert client.get(SCHEMA, headers={"X-Is": "token:a"}).status_code == 200
