"""Of which bureau is access tested, and by whom is it asked?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.api import bodies
from tests.api.askers import Headers, everybody
from tests.api.asking import Api, serving
from tests.api.bodies import BUREAU, hire, open_bureau
from tests.api.drafting import compiled, task
from tests.api.posts import claimed
from tests.api.posts_of_disputes import disputed
from tests.api.posts_of_evaluations import evaluated
from tests.api.posts_of_quarters import managed
from tests.api.who_may import ASKERS
from tests.conftest import Database


@dataclass(frozen=True)
class World:
    """A bureau with a published year, and all who ask."""

    api: Api
    askers: dict[str, Headers]
    mine: str
    theirs: str
    nobody: str = "9999"


@pytest.fixture(scope="module")
def world(module_database: Database) -> Iterator[World]:
    with serving(module_database) as api:
        open_bureau(api)
        mine, theirs = hire(api), hire(api)
        move(api, theirs)
        for number in (mine, theirs):
            api.entry("/deductions", bodies.deduction(number))
        claimed(api, mine)
        disputed(api, mine)
        managed(api, mine)
        evaluated(api, mine)
        api.write(f"/years/{BUREAU}/2024/freeze", {})
        api.write(f"/years/{BUREAU}/2024/publish", {})
        yield World(api, everybody(api, ASKERS, "zg", mine), mine, theirs)


def publish_year(api: Api, mine: str, theirs: str) -> None:
    """Of everything that a year may hold there is something of the second officer."""
    for number in (mine, theirs):
        api.entry("/deductions", bodies.deduction(number))
        api.write("/restrictions", bodies.restriction(number))
    claimed(api, theirs)
    disputed(api, theirs)
    managed(api, theirs)
    evaluated(api, theirs)
    compiled(api, 2024, task(theirs)).publish("2024-02-01")
    api.write(f"/years/{BUREAU}/2024/freeze", {})
    api.write(f"/years/{BUREAU}/2024/publish", {})


def move(api: Api, number: str) -> None:
    """To the other unit, from the first day on."""
    api.write("/postings", bodies.posting(number, until="2024-01-02"))
    api.write("/postings", bodies.posting(number, "dj", **{"from": "2024-01-02"}))
