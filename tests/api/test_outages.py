"""What is answered while the database is away, the read models lag, or too many ask?"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import httpx
import pytest

from scripts.embedded import Server
from tests.api import bodies
from tests.api.asking import CONNECTIONS, Api, refused, serving
from tests.api.outages import soon, unreachable
from tests.conftest import Database

pytestmark = pytest.mark.postgres

READS = ("/entries", "/officers/0001/score?year=2024", "/journal", "/rulebooks/nanyue/1")


@pytest.fixture
def unfollowed(database: Database) -> Iterator[Api]:
    """A small bureau whose read models stand still at some position."""
    with serving(database) as api:
        bodies.open_bureau(api)
        api.read("/entries")
    with serving(database, following=False) as api:
        yield api


def timed(
    answers: Mapping[str, Callable[[], httpx.Response]],
) -> dict[str, tuple[float, httpx.Response]]:
    """All at once, each with the seconds it took."""

    def one(ask: Callable[[], httpx.Response]) -> tuple[float, httpx.Response]:
        began = time.monotonic()
        answer = ask()
        return time.monotonic() - began, answer

    with ThreadPoolExecutor(len(answers)) as hands:
        return dict(zip(answers, hands.map(one, answers.values()), strict=True))


def test_while_the_read_models_lag_writes_are_taken_and_reads_are_told_to_come_back(
    unfollowed: Api,
) -> None:
    told = unfollowed.write("/units", bodies.unit("new"))
    ahead = {"Merit-Min-Position": str(told["position"])}
    get = unfollowed.client.get
    answers = timed(
        {
            "the position demanded": lambda: get("/v1/journal", headers=ahead),
            "the head": lambda: get("/v1/units"),
            "a score": lambda: get("/v1/units/zg/score?year=2024"),
        }
    )
    for seconds, answer in answers.values():
        refused(answer, 503, "read-model-behind")
        assert 4 < seconds < 12
    # What was known before is answered at once, and so is the journal itself.
    began = time.monotonic()
    before = told["position"] - 1
    units = get("/v1/units", params={"position": before}).json()["items"]
    assert [unit["unit"] for unit in units] == list(bodies.UNITS)
    assert get("/v1/journal").json()["head"] == told["position"]
    assert time.monotonic() - began < 3
    unfollowed.database.project()
    assert get("/v1/units", headers=ahead).json()["items"][-1]["unit"] == "new"


def test_before_the_read_models_are_made_nothing_can_be_read_yet(database: Database) -> None:
    with serving(database, following=False) as api:
        paths = ("/v1/entries", "/v1/units/zg/score?year=2024", "/v1/rulebooks/nanyue/1")
        asked = {path: partial(api.client.get, path) for path in paths}
        for _, answer in timed(asked).values():
            refused(answer, 503, "read-model-behind")
        database.project()
        assert api.client.get("/v1/entries").json()["items"] == []


def test_a_read_that_waits_is_answered_as_soon_as_the_read_models_are_there(
    unfollowed: Api,
) -> None:
    told = unfollowed.write("/units", bodies.unit("new"))
    ahead = {"Merit-Min-Position": str(told["position"])}
    with ThreadPoolExecutor(1) as hand:
        waiting = hand.submit(unfollowed.client.get, "/v1/units", headers=ahead)
        time.sleep(0.5)
        assert not waiting.done()
        unfollowed.database.project()
        assert waiting.result(5).json()["items"][-1]["unit"] == "new"


def test_more_readers_than_threads_and_connections_are_all_answered(bureau: Api) -> None:
    """Who waits for a connection must not keep those from going on who have one."""
    count = 20 * CONNECTIONS
    with ThreadPoolExecutor(count) as hands:
        began = time.monotonic()
        answers = list(hands.map(lambda n: bureau.client.get("/v1/units"), range(count)))
    assert {answer.status_code for answer in answers} == {200}
    assert time.monotonic() - began < 30


def test_while_the_database_is_away_readers_are_told_to_come_back(
    server: Server, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    with serving(database) as api:
        bodies.open_bureau(api)
        number = bodies.hire(api)
        before = api.read(f"/officers/{number}/score", year=2024)
        with unreachable(server, database):
            refused(api.client.get(f"/v1{READS[0]}"), 503, "journal-unavailable")
            asked = {path: partial(api.client.get, f"/v1{path}") for path in READS}
            for seconds, answer in timed(asked).values():
                refused(answer, 503, "journal-unavailable")
                assert seconds < 10
            assert api.client.get("/healthz").status_code == 200
            assert api.client.get("/openapi.json").status_code == 200
        # Nobody has to start anything anew.
        path = f"/v1/officers/{number}/score?year=2024"
        assert soon(40, lambda: api.client.get(path).status_code == 200)
        assert api.read(f"/officers/{number}/score", year=2024) == before
        assert api.write("/bonuses", bodies.bonus(number))["facts"] == 1


@pytest.mark.long
def test_a_write_while_the_database_is_away_is_refused_soon(
    server: Server, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    with serving(database) as api:
        bodies.open_bureau(api)
        number, head = bodies.hire(api), api.head
        with unreachable(server, database):
            began = time.monotonic()
            answer = api.post("/bonuses", bodies.bonus(number), "away")
            seconds = time.monotonic() - began
        refused(answer, 503, "journal-unavailable")
        assert soon(40, lambda: api.client.get("/v1/journal").status_code == 200)
        assert api.head == head
        # The key was not used up.
        assert (
            "Idempotency-Replayed" not in api.post("/bonuses", bodies.bonus(number), "away").headers
        )
        assert seconds < 20
