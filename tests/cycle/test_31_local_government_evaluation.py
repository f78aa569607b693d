"""Mechanism 31, 地方评价: does an outside evaluation count by its own weight, with its document?"""

from __future__ import annotations

import pytest

from tests.api.bodies import BUREAU
from tests.cycle.quarters import Quarters
from tests.cycle.results import edition

pytestmark = pytest.mark.postgres
WEIGHED = "unit: {weights: {indicators: 0.8, local_evaluation: 0.2}}\n"
SERIES = (
    "aggregate: mean}",
    "aggregate: mean}\n  local_evaluation: {source: review, aggregate: last}",
)
MARK = {
    "year": 2025,
    "subject": "unit:zg",
    "series": "local_evaluation",
    "period": "2025",
    "score": "90",
    "effective_on": "2025-12-20",
    "document_no": "岳政绩函〔2025〕3号",
}
ASKED = {"year": 2025, "bureau": BUREAU}


def test_the_local_government_s_result_moves_the_unit_and_its_officers(results: Quarters) -> None:
    results.api.write("/rulebooks", edition(2, "2025-01-01", SERIES, more=WEIGHED))
    results.on("2025-12-25")
    review = {"subject": "officer:0012", "series": "regular_review", "period": "2025Q4"}
    given = {"year": 2025, "score": "80", "effective_on": "2025-12-01"}
    results.done("recorder", "/reviews", **review, **given)
    assert score(results, "/units/zg") == "100.000"
    assert score(results, "/officers/0012") == "86.000"

    results.refused("zg_head", "/reviews", 403, "not-permitted", **MARK)
    results.refused("office", "/reviews", 409, "mark-outside-scale", **MARK | {"score": "101"})
    results.done("office", "/reviews", **MARK)
    assert score(results, "/units/zg") == "98.000"
    assert score(results, "/officers/0012") == "85.400"
    (row,) = results.read("zg_head", "/reviews", subject="unit:zg", year=2025)["items"]
    assert (row["document_no"], row["score"]) == (MARK["document_no"], "90")
    results.done("office", "/reviews", **MARK | {"period": "2025Q4", "document_no": None})
    *_, bare = results.read("zg_head", "/reviews", subject="unit:zg", year=2025)["items"]
    assert bare["document_no"] is None


def score(results: Quarters, whose: str) -> str:
    return str(results.read("leader", f"{whose}/score", **ASKED, as_of="2025-12-31")["score"])
