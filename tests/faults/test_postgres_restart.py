"""Does the service outlive its database, and does anybody lose what was promised?"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest

from tests.commands.homes import Home
from tests.commands.served import Served, served
from tests.faults.writers import Outside, client_of
from tests.setup.users import alive, pids, within

pytestmark = pytest.mark.postgres

BACK_SECONDS = 60
ANSWER_SECONDS = 12


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
    assert within(BACK_SECONDS, lambda: not alive(pid))


def comes_back(service: Served, postmaster: int, home: Home) -> None:
    """Ready again, on another server than before."""

    def is_back() -> bool:
        try:
            return pids(home.path)[0] != postmaster and service.is_ready()
        except FileNotFoundError:
            return False

    assert within(BACK_SECONDS, is_back), service.said()


@pytest.mark.parametrize("rounds", [1, pytest.param(6, marks=pytest.mark.long)])
def test_the_service_goes_on_when_its_database_was_killed(bureau: Home, rounds: int) -> None:
    outside = Outside()
    with served(bureau) as service:
        for _ in range(rounds):
            postmaster, _ = pids(bureau.path)
            with outside.writing(service):
                time.sleep(0.5)
                kill(postmaster)
                comes_back(service, postmaster, bureau)
                time.sleep(0.5)
            assert service.process.poll() is None
            assert set(outside.statuses) <= {201, 503}
            outside.settle(service)
        assert service.ready()["projector"] == "leading"
        assert service.stop() == 0


@pytest.mark.long
def test_a_killed_supervisor_is_replaced_while_the_service_runs(bureau: Home) -> None:
    outside = Outside()
    with served(bureau) as service:
        postmaster, supervisor = pids(bureau.path)
        with outside.writing(service):
            time.sleep(0.5)
            kill(supervisor)
            comes_back(service, postmaster, bureau)
        assert set(outside.statuses) <= {201, 503}
        outside.settle(service)


@pytest.mark.long
def test_a_start_after_everything_was_killed_needs_no_hand(bureau: Home) -> None:
    outside = Outside()
    with served(bureau) as service, outside.writing(service):
        time.sleep(1)
        for pid in (*pids(bureau.path), service.process.pid):
            os.kill(pid, signal.SIGKILL)
        service.process.wait()
    assert outside.acknowledged
    with served(bureau) as service:
        outside.settle(service)


@contextmanager
def without_a_database(home: Home) -> Iterator[None]:
    """Its server is killed, and the supervisor does not get to start another."""
    postmaster, supervisor = pids(home.path)
    os.kill(supervisor, signal.SIGSTOP)
    try:
        os.kill(postmaster, signal.SIGKILL)
        yield
    finally:
        os.kill(supervisor, signal.SIGCONT)


def test_without_a_database_the_service_is_alive_not_ready_and_refuses_by_name(
    bureau: Home,
) -> None:
    with served(bureau) as service:
        with (
            without_a_database(bureau),
            httpx.Client(timeout=ANSWER_SECONDS, headers=service.client.headers) as client,
        ):
            assert within(BACK_SECONDS, lambda: service.ready()["ready"] is False)
            ready = client.get(f"{service.url}/readyz")
            assert (ready.status_code, ready.json()["journal"]) == (503, None)
            assert ready.json()["error"]
            assert client.get(f"{service.url}/healthz").status_code == 200
            asked = client.get(f"{service.url}/v1/officers/0001/score", params={"year": 2024})
            assert (asked.status_code, asked.json()["code"]) == (503, "journal-unavailable")
            assert asked.headers["Retry-After"]
            assert asked.headers["Content-Type"] == "application/problem+json"
            assert service.process.poll() is None
        assert within(BACK_SECONDS, service.is_ready)
        assert service.get("/v1/officers/0001/score", year=2024).status_code == 200


@pytest.mark.long
def test_a_write_without_a_database_is_refused_soon(bureau: Home) -> None:
    with served(bureau) as service, without_a_database(bureau):
        outside, began = Outside(), time.monotonic()
        with client_of(service) as client:
            assert not outside.ask(client, outside.another())
        assert outside.statuses.keys() == {503}
        assert time.monotonic() - began < ANSWER_SECONDS


@pytest.mark.long
def test_many_waiting_writes_do_not_keep_the_service_from_saying_that_it_is_alive(
    bureau: Home,
) -> None:
    outside, threads = Outside(), []

    def write() -> None:
        with client_of(service) as client:
            outside.ask(client, outside.another())

    with served(bureau) as service:
        with without_a_database(bureau):
            threads = [threading.Thread(target=write) for _ in range(50)]
            for thread in threads:
                thread.start()
            time.sleep(1)
            began = time.monotonic()
            alive = httpx.get(f"{service.url}/healthz", timeout=300)
            seconds = time.monotonic() - began
        for thread in threads:
            thread.join()
    assert alive.status_code == 200
    assert seconds < ANSWER_SECONDS
