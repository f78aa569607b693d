"""Does the service have one notary, a process of its own that comes and goes with it?"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator

import psutil  # type: ignore[import-untyped]
import psycopg
import pytest

from projections.evidence.holding import LAST, lift
from tests.commands.homes import Home, an_own_home
from tests.commands.served import Served, served
from tests.faults.writers import Outside, client_of
from tests.setup.users import alive, within

pytestmark = pytest.mark.postgres

SECONDS = 90


@pytest.fixture(scope="module")
def home() -> Iterator[Home]:
    with an_own_home() as home:
        yield home


def notaries(service: Served) -> list[int]:
    """The processes of this service that are notaries."""
    children = psutil.Process(service.process.pid).children(recursive=True)
    return [child.pid for child in children if "--attached" in child.cmdline()]


def sealed(service: Served) -> bool:
    said = service.ready()
    return bool(said["notary"] == "leading" and said["sealed"] == said["journal"] > 0)


def test_a_notary_that_was_killed_is_replaced_by_one_alone(bureau: Home) -> None:
    with served(bureau) as service:
        assert within(SECONDS, lambda: sealed(service)), service.said()
        (first,) = notaries(service)
        os.kill(first, signal.SIGKILL)
        assert within(SECONDS, lambda: service.ready()["notary"] == "absent")
        with client_of(service) as client:
            outside = Outside()
            assert outside.ask(client, outside.another())
        assert within(SECONDS, lambda: sealed(service)), service.said()
        (second,) = notaries(service)
        assert second != first
        assert service.stop() == 0
        assert not alive(second)
    assert (bureau.path / "notary" / LAST).exists()


def test_no_notary_outlives_a_service_that_was_killed(home: Home) -> None:
    with served(home) as service:
        assert within(SECONDS, lambda: service.ready()["notary"] == "leading")
        (notary,) = notaries(service)
        service.kill()
        assert within(SECONDS, lambda: not alive(notary))


@pytest.mark.long
def test_a_halt_keeps_the_notary_waiting_until_the_owner_lifts_it(home: Home) -> None:
    """And adds no halt of its own each time that it is started again."""
    with served(home) as service, home.opened() as opened:
        assert within(SECONDS, lambda: service.ready()["notary"] == "leading")
        with psycopg.connect(opened.owner_dsn, autocommit=True) as owner:
            owner.execute("INSERT INTO evidence.halts (reason) VALUES ('the keys were copied')")
            os.kill(notaries(service)[0], signal.SIGKILL)
            assert within(SECONDS, lambda: service.said().count("the keys were copied") >= 2)
            said = service.ready()
            assert (said["notary"], said["read_only"]) == ("refusing", "the keys were copied")
            assert owner.execute("SELECT count(*) FROM evidence.halts").fetchone() == (1,)
            assert lift(owner, 1, "officer:9000", "已更换密钥")
        assert within(SECONDS, lambda: service.ready()["notary"] == "leading")
        assert service.stop() == 0


@pytest.mark.long
def test_a_notary_alone_seals_and_ends_when_it_is_asked_to(bureau: Home) -> None:
    with served(bureau, "api") as api:
        assert api.ready()["notary"] == "absent"
        process = bureau.begin("notary", out=api.log)
        assert within(SECONDS, lambda: api.ready()["notary"] == "leading"), api.said()
        began = time.monotonic()
        process.terminate()
        assert process.wait(10) == 0
        assert time.monotonic() - began < 5
        assert api.ready()["notary"] == "absent"
