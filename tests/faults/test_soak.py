"""Do a home's services outlive half an hour of misfortunes without losing, doubling or changing?"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator
from typing import Final

import psycopg
import pytest

from scripts.embedded import running
from tests.commands.homes import an_own_home
from tests.faults.befalling import FAULTS, befall
from tests.faults.soaking import OFFICERS, STEADY, Soak, a_soak
from tests.journal.cast import open_bureau
from tests.setup.users import within

pytestmark = pytest.mark.postgres

MINUTES: Final = float(os.environ.get("MERIT_SOAK_MINUTES", "30"))
SETTLED_SECONDS: Final = 180
TELL_SECONDS: Final = 30
CALM_SECONDS: Final = 4.0
"""Between two misfortunes, at most."""
GROWTH_MB_AN_HOUR: Final = 40
WEIGHED_FROM_MINUTES: Final = 10
"""A shorter run says nothing about memory: everything is still warming up."""


@pytest.fixture
def soaked() -> Iterator[Soak]:
    seed = int(os.environ.get("MERIT_SOAK_SEED", random.SystemRandom().randrange(2**32)))
    print(f"seed {seed}")
    with an_own_home() as home, running(home.path, fast=True):
        with home.opened() as opened, opened.ledger() as ledger:
            open_bureau(ledger, OFFICERS)
        with a_soak(home, seed) as soak:
            yield soak


@pytest.mark.long
def test_nothing_is_lost_doubled_or_changed_however_long_it_goes_on(soaked: Soak) -> None:
    home = soaked.home
    with soaked.at_work():
        go_on(soaked, 60 * MINUTES)
        settle(soaked)
    print(soaked.told(), flush=True)
    assert soaked.troubles == soaked.questions.changed == []
    assert soaked.questions.answered > len(soaked.questions.first) > 0
    followed(soaked)
    assert "differed" not in home.did("rebuild").out
    assert home.did("verify", "--json").json()["verdict"] == "verified"
    growth = {name: round(soaked.growth(name), 1) for name in STEADY}
    print(f"MB an hour: {growth}", flush=True)
    if MINUTES >= WEIGHED_FROM_MINUTES:
        assert max(growth.values()) < GROWTH_MB_AN_HOUR


def go_on(soak: Soak, seconds: float) -> None:
    """Every misfortune in its turn, shuffled anew each time around, until the time is up."""
    until, tell, coming = time.monotonic() + seconds, 0.0, list[str]()
    while time.monotonic() < until and not soak.troubles:
        time.sleep(soak.dice.uniform(0, CALM_SECONDS))
        coming = coming or soak.dice.sample(list(FAULTS), len(FAULTS))
        befall(soak, coming.pop())
        soak.weigh()
        if time.monotonic() > tell:
            print(soak.told(), flush=True)
            tell = time.monotonic() + TELL_SECONDS


def settle(soak: Soak) -> None:
    """Writers have stopped: each act is there exactly once, folded, sealed and followed."""
    soak.done.set()
    serve, api = soak.services["serve"], soak.services["api"]
    assert within(SETTLED_SECONDS, serve.is_ready), serve.said()[-3000:]
    soak.outside.settle(api)
    head = serve.ready()["journal"]
    for follower in soak.followers:
        assert within(SETTLED_SECONDS, lambda f=follower: f.last == head)  # type: ignore[misc]
    assert within(SETTLED_SECONDS, lambda: serve.ready()["sealed"] == head), serve.said()[-3000:]
    assert serve.ready()["halts"] == 0
    with soak.home.opened() as opened, psycopg.connect(opened.owner_dsn) as conn:
        positions = conn.execute("SELECT count(*), max(position) FROM journal.facts").fetchone()
    assert positions == (head, head)


def followed(soak: Soak) -> None:
    """Each follower had every fact once, in order, as it was promised to its writer."""
    promised = {position: key for key, position in soak.outside.acknowledged.items()}
    for follower in soak.followers:
        assert follower.wrong == []
        assert follower.keys == promised
