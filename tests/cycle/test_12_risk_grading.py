"""Mechanism 12, 风险分级管理: do four ratings grade a risk by the edition's matrix, and warn?"""

from __future__ import annotations

from typing import Any

import pytest

from tests.api import bodies
from tests.api.bodies import BUREAU
from tests.cycle.quarters import Quarters

pytestmark = pytest.mark.postgres
STRICT = """procedure:
  risk:
    - {grade: high, least: 12, check_every: 3}
    - {grade: low, least: 4, check_every: 30}
"""
YEAR = {"bureau": BUREAU, "year": 2025}


def rated(*ratings: int, day: str, indicator: str = "a") -> dict[str, Any]:
    names = ("difficulty", "scoring_method", "controllability", "current_state")
    said = dict(zip(names, ratings, strict=True))
    return {"year": 2025, "indicator": indicator, "assessed_on": day, **said}


def row(quarters: Quarters, as_of: str, **query: Any) -> Any:
    items = quarters.read("office", "/risks", as_of=as_of, **YEAR, **query)["items"]
    return next(r for r in items if r["indicator"] == "a")


def test_a_risk_is_graded_by_the_matrix_in_force_on_its_day(quarters: Quarters) -> None:
    quarters.on("2025-01-06")
    strict = bodies.edition(2, "2025-04-01").replace("procedure:\n", STRICT)
    quarters.done("office", "/risks", **rated(4, 3, 3, 3, day="2025-01-06"))
    quarters.api.write("/rulebooks", {"bureau": BUREAU, "document": strict})
    first = row(quarters, "2025-01-06")
    assert (first["total"], first["grade"], first["edition"]) == (13, "medium", f"{BUREAU}@1")
    # 20 working days: 28 January to 4 February are free, the 26th and the 8th worked.
    assert (first["next_check"], first["overdue"], first["alerts"]) == ("2025-02-08", False, [])
    quarters.on("2025-04-01")
    quarters.done("office", "/risks", **rated(4, 3, 3, 3, day="2025-04-01"))
    again = row(quarters, "2025-04-01")
    assert (again["grade"], again["edition"], again["alerts"]) == ("high", f"{BUREAU}@2", ["high"])
    assert again["next_check"] == "2025-04-07"
    assert row(quarters, "2025-03-31")["grade"] == "medium"


def test_what_is_due_and_what_was_lost_since_puts_it_on_the_watch_list(quarters: Quarters) -> None:
    quarters.on("2025-04-08")
    low = rated(1, 1, 1, 1, day="2025-04-08")
    quarters.done("office", "/risks", **low)
    assert row(quarters, "2025-04-08")["alerts"] == []
    quarters.on("2025-04-10")
    loss = quarters.lose("a", "0.4", "2025-04-09")
    watched = row(quarters, "2025-04-10", watched=True)
    assert (watched["alerts"], watched["losses"]) == (["loss"], [loss])
    check = {"indicator": "a", "checked_on": "2025-04-10", "finding": "concern"}
    quarters.done("office", "/risks/checks", year=2025, **check)
    assert row(quarters, "2025-04-10", watched=False)["finding"] == "concern"
    assert row(quarters, "2025-12-01")["alerts"] == ["overdue"]
    earlier = quarters.lose("a", "0.2", "2025-03-03")
    assert row(quarters, "2025-04-10")["losses"] == [earlier], "it became known after the check"
    own = quarters.read("zg_head", "/risks", unit="zg", as_of="2025-04-10", **YEAR)
    assert own["count"] == 1
    assert quarters.read("dj_head", "/risks", unit="dj", **YEAR)["items"] == []


def test_a_risk_is_rated_in_its_year(quarters: Quarters) -> None:
    old = rated(1, 1, 1, 1, day="1990-11-29")
    quarters.refused("office", "/risks", 409, "risk-outside-year", **old)


def test_only_the_office_rates_and_only_what_is_planned(quarters: Quarters) -> None:
    body = rated(4, 4, 4, 4, day="2025-04-01", indicator="none")
    quarters.refused("office", "/risks", 409, "indicator-not-in-plan", **body)
    quarters.refused(
        "zg_head", "/risks", 403, "not-permitted", **rated(4, 4, 4, 4, day="2025-04-01")
    )
    check = {"year": 2025, "indicator": "b", "checked_on": "2025-04-01", "finding": "sound"}
    quarters.refused("office", "/risks/checks", 409, "risk-not-assessed", **check)
    quarters.denied("zg_head", "/risks", 403, "not-permitted", **YEAR)
    six = rated(6, 4, 4, 4, day="2025-04-01")
    quarters.refused("office", "/risks", 422, "malformed", **six)
