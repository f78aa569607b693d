"""Mechanism 38, 节点式→融入式管理: is there a score on any day, and not at quarters' ends alone?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from projections.moments import known_day
from tests.cycle.quarters import Quarters, of

pytestmark = pytest.mark.postgres


def test_a_score_moves_on_the_day_of_the_loss_between_two_quarters_ends(
    quarters: Quarters,
) -> None:
    quarters.on("2025-03-10")
    lost = [
        quarters.lose("b", "1.5", "2025-02-15"),
        quarters.lose("b", "0.5", "2025-03-09"),
    ]

    def score(as_of: str) -> str:
        told = quarters.read("zg_head", "/units/zg/score", year=2025, as_of=as_of)
        return str(told["score"])

    assert [score(f"2025-{day}") for day in ("02-14", "02-15", "03-08", "03-09")] == [
        *("100.000", "98.500", "98.500", "98.000"),
    ]
    history = quarters.read("zg_head", "/units/zg/history", year=2025)
    steps = [(s["as_of"], s["score"], s["causes"]) for s in history["steps"]]
    assert steps == [
        ("2025-01-01", "100.000", ["edition nanyue@1"]),
        ("2025-02-15", "98.500", [lost[0]]),
        ("2025-03-09", "98.000", [lost[1]]),
    ]
    quarters.on("2025-04-01")
    quarters.done("office", f"{of(2025, 1)}/freeze")
    assert score("2025-02-14") == "100.000", "freezing a quarter shuts no day"
    linked = quarters.read("ada", "/officers/0012/score", year=2025, as_of="2025-02-20")
    assert linked["components"]["org_link"] == "98.500000"


def test_a_day_that_has_not_been_has_no_score(quarters: Quarters) -> None:
    tomorrow = known_day(None) + timedelta(days=1)
    query = {"year": tomorrow.year, "as_of": tomorrow.isoformat()}
    quarters.denied("zg_head", "/units/zg/score", 409, "question-in-the-future", **query)
    quarters.denied("dj_head", "/units/zg/score", 403, "not-permitted", year=2025)
