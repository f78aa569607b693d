"""Mechanism 39, 规则年度变化: does a year replay under its own rules for ever?"""

from __future__ import annotations

import pytest

from tests.api import bodies
from tests.api.bodies import BUREAU
from tests.cycle.quarters import Quarters
from tests.cycle.results import close, edition, entry

pytestmark = pytest.mark.postgres
DEARER = ("points: 0.5, cap: 1", "points: 0.8, cap: 2")


def test_last_year_reads_the_same_after_the_rules_have_changed(results: Quarters) -> None:
    results.on("2024-07-10")
    results.done("recorder", "/reviews", **bodies.mark("0012", "80"))
    entry(results, "recorder", "/bonuses", **bodies.bonus("0012"))
    close(results, "2025-01-10")
    run, score = f"/runs/{BUREAU}:2024:closed", "/officers/0012/score"
    at = {"year": 2024, "bureau": BUREAU, "as_of": "2024-12-31", "position": results.api.head}
    before, asked = results.read("leader", run), results.read("leader", score, **at)
    assert (before["edition"], asked["bonus"]) == (f"{BUREAU}@1", "0.5")

    late = edition(2, "2024-07-01", DEARER)
    results.refused("office", "/rulebooks", 409, "edition-starts-in-closed-year", **late)
    results.refused("recorder", "/rulebooks", 403, "not-permitted", **edition(2, "2025-01-01"))
    results.api.write("/rulebooks", edition(2, "2025-01-01", DEARER))
    results.on("2025-07-10")
    entry(results, "recorder", "/bonuses", **bodies.bonus("0012", effective_on="2025-06-12"))
    now = {"year": 2025, "bureau": BUREAU, "as_of": "2025-12-31"}
    told = results.read("leader", score, **now)
    assert (told["edition"], told["bonus"]) == (f"{BUREAU}@2", "0.8")
    assert results.read("leader", run) == before
    assert results.read("leader", score, **at)["digest"] == asked["digest"]
