"""Mechanism 35, 纳税人满意度排名: is a rank scored by the rulebook's table of ranks?"""

from __future__ import annotations

import pytest

from tests.api import bodies
from tests.api.bodies import BUREAU
from tests.cycle.quarters import Quarters
from tests.cycle.results import edition, entry

pytestmark = pytest.mark.postgres
TABLE = (
    "items:\n",
    "items:\n"
    "  - {id: S1, kind: bonus, category: A, title: {zh: 纳税人满意度排名, en: Satisfaction},"
    " levels: {first: 2, second: 1, third: 0.5}}\n",
)


def test_a_unit_s_rank_counts_what_the_table_says(results: Quarters) -> None:
    results.api.write("/rulebooks", edition(2, "2024-01-01", TABLE))
    results.on("2024-12-30")
    query = {"year": 2024, "bureau": BUREAU}
    before = results.read("leader", "/units/zg/score", **query)["score"]
    rank = {"subject": "unit:zg", "item": "S1", "level": "second", "effective_on": "2024-12-20"}
    results.refused("recorder", "/bonuses", 409, "level-not-in-item", **rank | {"level": "fourth"})
    unranked = {name: said for name, said in rank.items() if name != "level"}
    results.refused("recorder", "/bonuses", 409, "level-missing", **unranked)
    ref = entry(results, "recorder", "/bonuses", **rank)
    unit = results.read("leader", "/units/zg/score", **query)
    assert (before, unit["score"], unit["bonus"]) == ("100.000", "101.000", "1")

    # The ranking is corrected: it was the first after all.
    results.api.write("/corrections", bodies.correction(ref, level="first"))
    assert results.read("leader", "/units/zg/score", **query)["bonus"] == "2"
