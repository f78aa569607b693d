"""Are risks, remediations and contacts told page by page, standing still while others write?"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from projections.moments import known_day
from tests.api import bodies
from tests.api.asking import Api, refused
from tests.api.bodies import BUREAU, hire
from tests.api.posts_of_quarters import DUE
from tests.api.samples import digest_holds

pytestmark = pytest.mark.postgres


def work(api: Api, number: str) -> bodies.Body:
    """About a loss of its own: one thing is put right once at a time."""
    said = {"responsible": number, "measures": "建立报送台账", "due_on": DUE}
    return {"year": 2024, "entry": api.entry("/losses", bodies.loss("a")), **said}


def risk(indicator: str, **but: Any) -> bodies.Body:
    names = ("difficulty", "scoring_method", "controllability", "current_state")
    ratings = dict.fromkeys(names, 4)
    return {"year": 2024, "indicator": indicator, "assessed_on": "2024-01-08", **ratings, **but}


def test_pages_stand_still_while_others_write(bureau: Api, number: str) -> None:
    for _ in range(3):
        bureau.write("/remediations", work(bureau, number))
    first = bureau.read("/remediations", bureau=BUREAU, limit=2)
    assert digest_holds(first)
    bureau.write("/remediations", work(bureau, number))
    rest = bureau.read("/remediations", bureau=BUREAU, limit=2, cursor=first["next"])
    numbers = [row["number"] for page in (first, rest) for row in page["items"]]
    assert numbers == sorted(set(numbers)) and len(numbers) == 3
    assert (rest["next"], rest["position"]) == (None, first["position"])
    assert bureau.read("/remediations", bureau=BUREAU)["count"] == 4


def test_a_risk_keeps_its_place_when_it_is_assessed_again(bureau: Api) -> None:
    for indicator in ("a", "b", "a"):
        bureau.write("/risks", risk(indicator))
    page = bureau.read("/risks", bureau=BUREAU, year=2024, limit=1)
    rest = bureau.read("/risks", bureau=BUREAU, year=2024, limit=1, cursor=page["next"])
    assert [r["indicator"] for p in (page, rest) for r in p["items"]] == ["a", "b"]


def test_where_the_working_days_are_not_announced_no_day_is_named(bureau: Api) -> None:
    bureau.write("/indicators", bodies.plan(2003, "zg", "dj"))
    bureau.write("/risks", risk("a", year=2003, assessed_on="2003-03-03"))
    (row,) = bureau.read("/risks", bureau=BUREAU, year=2003)["items"]
    assert (row["next_check"], row["overdue"]) == (None, False)
    bureau.write(f"/quarters/{BUREAU}/2003/1/open", {})
    told = bureau.read(f"/quarters/{BUREAU}/2003/1/reminders")
    assert told["closes_on"] is None
    refused(bureau.post(f"/quarters/{BUREAU}/2003/1/freeze", {}), 409, "calendar-ends")


def test_of_a_day_to_come_nothing_is_told(bureau: Api) -> None:
    tomorrow = (known_day(None) + timedelta(days=1)).isoformat()
    query = {"bureau": BUREAU, "as_of": tomorrow}
    refused(bureau.ask("/risks", query, year=2024), 409, "question-in-the-future")
    refused(bureau.ask("/remediations", query), 409, "question-in-the-future")


def test_one_remediation_is_told_by_its_number(bureau: Api) -> None:
    number = hire(bureau)
    bureau.write("/remediations", work(bureau, number))
    last = bureau.read("/remediations", bureau=BUREAU)["items"][-1]
    assert bureau.read(f"/remediations/{BUREAU}/{last['number']}") == last
    refused(bureau.ask(f"/remediations/{BUREAU}/999"), 404, "remediation-not-found")
    refused(bureau.ask("/quarters/nowhere/2024/1/losses"), 404, "unknown-bureau")
