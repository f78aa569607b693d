"""Mechanism 7, 季初提醒: is every owner reminded of his indicators, and of what is due?"""

from __future__ import annotations

import pytest

from tests.cycle.quarters import Quarters, of

pytestmark = pytest.mark.postgres
RATED = {"difficulty": 4, "scoring_method": 3, "controllability": 3, "current_state": 2}


def test_an_opened_quarter_reminds_each_owner_of_indicators_losses_risks_and_deadlines(
    quarters: Quarters,
) -> None:
    quarters.on("2025-04-01")
    quarters.denied("office", f"{of(2025, 2)}/reminders", 404, "quarter-not-opened")
    quarters.lose("a", "1.2", "2025-02-10")
    rated = {"year": 2025, "indicator": "a", "assessed_on": "2025-04-01", **RATED}
    quarters.done("office", "/risks", **rated)
    work = {"indicator": "b", "responsible": "0012", "measures": "建台账", "due_on": "2025-06-20"}
    quarters.done("office", "/remediations", year=2025, **work)
    quarters.done("office", f"{of(2025, 2)}/open")
    told = quarters.read("office", f"{of(2025, 2)}/reminders", as_of="2025-04-01")
    # 1 July is the first, 7 July the fifth working day after the quarter.
    assert (told["opened_on"], told["last"], told["closes_on"]) == (
        *("2025-04-01", "2025-06-30", "2025-07-07"),
    )
    dj, zg = told["items"]
    assert (dj["subject"], zg["subject"]) == ("unit:dj", "unit:zg")
    assert [i["indicator"] for i in dj["indicators"]] == ["dj-1"], "not what it only supports"
    a, b = zg["indicators"]
    assert (a["base"], a["lost"], a["left"], a["grade"]) == ("60", "1.2", "58.8", "medium")
    assert (b["base"], b["lost"], b["left"], b["grade"]) == ("40", "0", "40", None)
    # 20 working days after 1 April: the 4th is free, Sunday the 27th is worked.
    assert zg["due"] == [
        {
            "due_on": "2025-04-29",
            "what": "risk-check",
            "indicator": "a",
            "remediation": None,
            "overdue": False,
        },
        {
            "due_on": "2025-06-20",
            "what": "remediation",
            "indicator": "b",
            "remediation": "nanyue/1",
            "overdue": False,
        },
    ]
    assert dj["due"] == []


def test_a_reminder_moves_on_with_what_was_done(quarters: Quarters) -> None:
    quarters.on("2025-04-28")
    before = quarters.api.head
    path, query = f"{of(2025, 2)}/reminders", {"as_of": "2025-05-05", "unit": "zg"}
    (zg,) = quarters.read("zg_head", path, **query)["items"]
    assert (zg["due"][0]["due_on"], zg["due"][0]["overdue"]) == ("2025-04-29", True)
    check = {"indicator": "a", "checked_on": "2025-04-28", "finding": "sound"}
    quarters.done("office", "/risks/checks", year=2025, **check)
    (now,) = quarters.read("zg_head", path, **query)["items"]
    assert (now["due"][0]["due_on"], now["due"][0]["overdue"]) == ("2025-05-29", False)
    assert quarters.read("zg_head", path, position=before, **query)["items"] == [zg]


def test_a_quarter_is_opened_once_in_its_time_by_the_office(quarters: Quarters) -> None:
    quarters.refused("office", f"{of(2025, 2)}/open", 409, "quarter-already-opened")
    quarters.refused("office", f"{of(2025, 4)}/open", 409, "quarter-not-begun")
    quarters.refused("zg_head", f"{of(2025, 1)}/open", 403, "not-permitted")
    quarters.denied("dj_head", f"{of(2025, 2)}/reminders", 403, "not-permitted", unit="zg")
    quarters.denied("zg_head", f"{of(2025, 2)}/reminders", 403, "not-permitted")
