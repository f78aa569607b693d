"""Mechanism 36, 通报情况关注/专项跟踪分析: do losses of an indicator stand by last year's?"""

from __future__ import annotations

import pytest

from tests.api import bodies
from tests.cycle.quarters import Quarters, of

pytestmark = pytest.mark.postgres
REVIEW = f"{of(2025, 1)}/losses"


def test_each_indicator_stands_beside_the_same_quarter_of_the_year_before(
    quarters: Quarters,
) -> None:
    quarters.on("2024-04-01")
    old = quarters.lose("a", "0.8", "2024-02-10")
    quarters.lose("b", "0.5", "2024-03-31")
    quarters.lose("b", "5", "2024-04-01")
    quarters.on("2025-04-01")
    quarters.lose("a", "1.2", "2025-01-15")
    quarters.lose("a", "0.4", "2025-03-15")
    quarters.lose("dj-1", "0.3", "2025-02-15")
    quarters.done("office", f"{of(2025, 1)}/freeze")

    def trend(**query: str) -> list[tuple[str, ...]]:
        rows = quarters.read("leader" if not query else "zg_head", REVIEW, **query)["trend"]
        names = ("indicator", "subject", "count", "points", "last_year", "change")
        return [tuple(str(row[n]) for n in names) for row in rows]

    told = [
        ("a", "unit:zg", "2", "1.6", "0.8", "0.8"),
        ("b", "unit:zg", "0", "0", "0.5", "-0.5"),
        ("dj-1", "unit:dj", "1", "0.3", "0", "0.3"),
    ]
    assert trend() == told
    assert trend(unit="zg") == told[:2]
    quarters.api.write("/reversals", bodies.reversal(old))
    assert trend() == told, "as it was known when the quarter was frozen"
    quarters.on("2025-06-30")
    scored = quarters.read("leader", "/units/zg/score", year=2025, as_of="2025-03-31")
    # zg bears 60 % of the loss on a, which dj supports, as owner: 0.96 of 1.6.
    assert scored["score"] == "99.040"


def test_a_head_follows_his_own_unit_alone(quarters: Quarters) -> None:
    quarters.denied("zg_head", REVIEW, 403, "not-permitted")
    quarters.denied("zg_head", REVIEW, 403, "not-permitted", unit="dj")
    quarters.denied("ada", REVIEW, 403, "not-permitted", unit="zg")
