"""Does the service write once, and say so, where its line to the database breaks?"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from domain.ledger import ATTEMPTS_MAX
from scripts.embedded import Server
from tests.commands.homes import Home, a_home
from tests.commands.served import Served, served
from tests.faults.writers import Outside
from tests.journal.cast import OFFICERS, open_bureau
from tests.journal.lossy import Cut, Line, lossy_line

pytestmark = pytest.mark.postgres


@pytest.fixture(scope="module")
def over_a_line(
    server: Server, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Line, Served]]:
    """An API alone, whose every connection to the database goes over a line that can be cut."""
    home = a_home(server, tmp_path_factory.mktemp("homes"))
    with home.opened() as opened, opened.ledger() as ledger:
        open_bureau(ledger, OFFICERS)
    assert home.url
    with lossy_line(home.url) as (line, url), ExitStack() as stack:
        stack.enter_context(served(home, "project", wait=False))
        yield line, stack.enter_context(served(Home(home.path, url), "api"))


@pytest.mark.parametrize("cut", [Cut.BEFORE_COMMIT, Cut.AFTER_COMMIT])
def test_a_line_cut_around_commit_is_answered_once(
    over_a_line: tuple[Line, Served], cut: Cut
) -> None:
    line, api = over_a_line
    outside, before = Outside(), len(line.cuts)
    line.cut_next(cut)
    key = outside.another()
    answer = api.post("/v1/bonuses", outside.asked[key], key)
    assert (answer.status_code, len(line.cuts)) == (201, before + 1)
    outside.settle(api)
    assert outside.acknowledged[key] == int(answer.headers["Merit-Position"])


def test_a_line_that_stays_cut_around_commit_says_that_the_outcome_is_not_known(
    over_a_line: tuple[Line, Served],
) -> None:
    line, api = over_a_line
    outside = Outside()
    key = outside.another()
    line.cut_next(Cut.BEFORE_COMMIT, times=ATTEMPTS_MAX)
    answer = api.post("/v1/bonuses", outside.asked[key], key)
    line.forget()
    assert (answer.status_code, answer.json()["code"]) == (503, "outcome-not-known")
    assert answer.headers["Retry-After"]
    outside.settle(api)


@pytest.mark.parametrize("cuts", [15, pytest.param(300, marks=pytest.mark.long)])
def test_lines_cut_in_the_midst_of_anything_lose_and_double_nothing(
    over_a_line: tuple[Line, Served], cuts: int
) -> None:
    line, api = over_a_line
    outside, before, dice = Outside(), len(line.cuts), random.Random(cuts)
    until = time.monotonic() + 4 * cuts
    with outside.writing(api):
        while len(line.cuts) - before < cuts and time.monotonic() < until:
            line.cut_after(dice.randrange(1, 6000))
            time.sleep(0.1)
    line.forget()
    assert len(line.cuts) - before >= cuts // 2
    assert outside.acknowledged
    assert set(outside.statuses) <= {201, 503}
    outside.settle(api)
