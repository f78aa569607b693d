"""What do writers and readers hear of a database that stands still, is held up or is full?"""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any, Final

import httpx
import psutil  # type: ignore[import-untyped]
import psycopg
import pytest

from domain.journal.waits import LOCK_SECONDS
from scripts.embedded import running
from tests.commands.homes import Home, an_own_home
from tests.commands.served import Served, served
from tests.faults.writers import Outside
from tests.setup.users import pids, within

pytestmark = pytest.mark.postgres

ASKED: Final = "/v1/officers/0001/score?year=2024"
SOON_SECONDS: Final = 30


@pytest.fixture(scope="module")
def shared(a_small_bureau: Path) -> Iterator[tuple[Home, Served]]:
    """The small bureau-year, served all the while; each test leaves it as well as it was."""
    with an_own_home(a_small_bureau) as home, served(home) as service:
        yield home, service


@contextmanager
def standing_still(home: Home) -> Iterator[None]:
    """The server and each of its processes, as on a disk that hangs."""
    postmaster = psutil.Process(pids(home.path)[0])
    stopped = [postmaster, *postmaster.children(recursive=True)]
    for process in stopped:
        process.suspend()
    try:
        yield
    finally:
        for process in stopped:
            with suppress(psutil.NoSuchProcess):
                process.resume()


@contextmanager
def as_owner(home: Home) -> Iterator[psycopg.Connection[Any]]:
    with running(home.path) as server, psycopg.connect(server.dsn()) as conn:
        yield conn


def write(hands: ThreadPoolExecutor, service: Served, outside: Outside) -> Future[bool]:
    return hands.submit(outside.ask, service.client, outside.another())


def test_a_write_into_a_database_that_stands_still_is_answered_when_it_goes_on(
    shared: tuple[Home, Served],
) -> None:
    home, service = shared
    outside = Outside()
    with ThreadPoolExecutor(4) as hands:
        with standing_still(home):
            waiting = [write(hands, service, outside) for _ in range(4)]
            assert service.get("/healthz").status_code == 200
            time.sleep(3)
            assert not any(one.done() for one in waiting)
        assert all(one.result(30) for one in waiting)
    assert outside.statuses == {201: 4}
    assert within(SOON_SECONDS, service.is_ready)
    outside.settle(service)


@pytest.mark.long
def test_more_writers_than_turns_are_told_to_come_back_while_it_stands_still(
    shared: tuple[Home, Served],
) -> None:
    home, service = shared
    outside = Outside(tuple(f"officer:{n:04}" for n in range(24)))
    with ThreadPoolExecutor(30) as hands:
        with standing_still(home):
            waiting = [write(hands, service, outside) for _ in range(30)]
            assert within(60, lambda: outside.statuses[503] >= 20)
        for one in waiting:
            one.result(60)
    assert set(outside.statuses) == {201, 503}
    outside.settle(service)


def test_a_write_does_not_wait_for_ever_while_somebody_else_records(
    shared: tuple[Home, Served],
) -> None:
    home, service = shared
    outside = Outside()
    with ThreadPoolExecutor(3) as hands:
        with as_owner(home) as owner:
            owner.execute("SELECT pg_advisory_xact_lock(hashtext('merit-ledger/append'))")
            began = time.monotonic()
            waiting = [hands.submit(ask_raw, service, outside) for _ in range(2)]
            known = hands.submit(service.get, f"{ASKED}&known_at=2026-01-01T00:00:00%2B08:00")
            assert service.get(ASKED).status_code == 200
            refused(known.result(30), "database-busy")
            for one in waiting:
                refused(one.result(60), "database-busy")
            assert LOCK_SECONDS <= time.monotonic() - began < LOCK_SECONDS + SOON_SECONDS
        assert not outside.acknowledged
    outside.settle(service)


def ask_raw(service: Served, outside: Outside) -> httpx.Response:
    key = outside.another()
    return service.post("/v1/bonuses", outside.asked[key], key)


def refused(answer: httpx.Response, code: str) -> None:
    assert (answer.status_code, answer.json()["code"]) == (503, code)
    assert answer.headers["Retry-After"]


@pytest.mark.long
def test_without_a_connection_left_everybody_is_told_and_it_mends_itself(bureau: Home) -> None:
    outside = Outside()
    with served(bureau) as service:
        before = service.get(ASKED).content
        with ExitStack() as taken:
            take_all_connections(bureau, taken)
            refused(service.get(ASKED), "journal-unavailable")
            refused(ask_raw(service, outside), "journal-unavailable")
            said = service.client.get("/readyz")
            assert (said.status_code, said.json()["journal"]) == (503, None)
            assert said.json()["error"]
            assert service.get("/healthz").status_code == 200
        assert within(2 * SOON_SECONDS, lambda: service.get(ASKED).status_code == 200)
        assert service.get(ASKED).content == before
        assert within(2 * SOON_SECONDS, service.is_ready), service.said()
        outside.settle(service)


def take_all_connections(home: Home, taken: ExitStack) -> None:
    """Another client's program opens one after another, and ours lose theirs."""
    server = taken.enter_context(running(home.path))
    owner = taken.enter_context(psycopg.connect(server.dsn(), autocommit=True))
    own = [owner.info.backend_pid]
    refusals = 0
    while refusals < 20:
        try:
            one = taken.enter_context(psycopg.connect(server.dsn()))
            own.append(one.info.backend_pid)
            refusals = 0
        except psycopg.OperationalError:
            owner.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE backend_type = 'client backend' AND pid <> ALL(%s)",
                (own,),
            )
            refusals += 1
