"""Does it cost the others nothing what somebody asks too often, or without a name?"""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from typing import Final

import anyio
import httpx
import pytest
from fastapi import Request
from prometheus_client.parser import text_string_to_metric_families

from api.app import create_app
from api.dependencies import LOOKS, Service
from api.guard import RULE, still_admitted
from api.limits import Limits, Rates, TooMany
from api.rules import KNOWN
from projections.moments import WAIT_SECONDS
from projections.traces import RefusalRow, Wanted, list_refusals
from tests.api import bodies
from tests.api.askers import asker
from tests.api.asking import CONNECTIONS, Api, asking, refused
from tests.api.outages import soon

pytestmark = pytest.mark.postgres
SECONDS: Final = 40


@contextmanager
def rationed(api: Api, rates: Rates) -> Iterator[tuple[Service, httpx.Client]]:
    service = replace(api.service, limits=Limits(rates))
    with asking(create_app(service)) as client:
        yield service, client


def kept(api: Api) -> list[RefusalRow]:
    with api.database.connect("auditor") as conn:
        rows = list_refusals(conn, Wanted(limit=1000)).items
    return [row for row in rows if row.code == "too-many-requests"]


def test_what_was_asked_too_often_is_kept_with_who_asked_it(bureau: Api) -> None:
    with rationed(bureau, Rates(writes=0.01, burst_seconds=100)) as (_, client):
        assert client.post("/v1/units", json=bodies.unit("sa")).status_code == 201
        refused(client.post("/v1/units", json=bodies.unit("sb")), 429, "too-many-requests")
        assert soon(SECONDS, lambda: bool(kept(bureau)))
    (row,) = kept(bureau)
    assert (row.actor, row.command, row.count) == ("officer:9001", "RegisterUnit", 1)


def test_how_many_refusals_are_kept_wait_or_are_lost_is_told(bureau: Api) -> None:
    def told(name: str) -> float:
        families = text_string_to_metric_families(bureau.client.get("/metrics").text)
        samples = {one.name: one.value for family in families for one in family.samples}
        return float(samples[f"merit_refusals_{name}"])

    before = told("kept")
    missing = bodies.reversal("nanyue/2024/officer:1#9")
    refused(bureau.post("/reversals", missing), 404, "entry-not-found")
    assert soon(SECONDS, lambda: told("kept") == before + 1)
    assert (told("waiting"), told("lost")) == (0, 0)


def test_strangers_who_ask_how_it_goes_leave_the_others_their_connections(bureau: Api) -> None:
    """As many as there are threads ask at once, while every connection is taken."""
    pool = bureau.service.pool
    taken = [pool.getconn() for _ in range(pool.max_size)]
    try:
        with ThreadPoolExecutor(LOOKS + 4) as asking_so:
            answers = [asking_so.submit(bureau.client.get, "/readyz") for _ in range(LOOKS + 4)]
            assert soon(SECONDS, lambda: pool.get_stats().get("requests_waiting", 0) > 0)
            assert pool.get_stats()["requests_waiting"] <= LOOKS
            for conn in taken:
                pool.putconn(conn)
            taken.clear()
            assert {answer.result().status_code for answer in answers} <= {200, 503}
    finally:
        for conn in taken:
            pool.putconn(conn)


def test_one_who_waits_on_every_connection_leaves_some_to_the_others(bureau: Api) -> None:
    waiting = asker(bureau, "waiting", "auditor") | {"Merit-Min-Position": str(2**40)}
    other = asker(bureau, "other", "auditor")
    with ThreadPoolExecutor(CONNECTIONS) as at_once:
        asked = [
            at_once.submit(bureau.client.get, "/v1/calendars", headers=waiting)
            for _ in range(CONNECTIONS)
        ]
        time.sleep(0.5)
        began = time.monotonic()
        assert bureau.client.get("/v1/calendars", headers=other).status_code == 200
        assert time.monotonic() - began < WAIT_SECONDS / 2
        for answer in asked:
            refused(answer.result(), 503, "read-model-behind")


def test_a_stream_whose_reader_may_not_be_looked_at_ends_like_any_other(
    bureau: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_many(_caller: str) -> None:
        raise TooMany(1)

    monkeypatch.setattr(bureau.service.limits, "look_at", too_many)
    scope = {"type": "http", "headers": [], "query_string": b"", "app": bureau.client.app}  # type: ignore[attr-defined]
    request = Request({**scope, "client": ("10.0.0.7", 1), "method": "GET", RULE: KNOWN})
    assert not anyio.run(still_admitted, request)
