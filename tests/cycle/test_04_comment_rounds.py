"""Mechanism 4, 征求责任分解意见: rounds of comments, and how each was answered."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.api.asking import Api, refused
from tests.api.conftest import api
from tests.cycle.compiling import from_above, office_of, on_day

pytestmark = pytest.mark.postgres
__all__ = ["api"]
SAID = "征管股无法独自承担,建议党建股牵头"


def test_three_rounds_each_comment_answered_then_it_is_signed(api: Api) -> None:
    office = office_of(api)
    from_above(office)
    case, today = office.draft(), office.api.service.ledger.today
    for n in range(3):
        first = today + timedelta(days=3 * n)
        with on_day(office, first) as there:
            now = replace(case, office=there)
            now.done("rounds", "office", until=str(first + timedelta(days=1)))
            now.done("comments", "zg", unit="zg", indicator="T1", text=f"{SAID}({n})")
            refused(now.act("comments", "zg", unit="dj", text=SAID), 403, "not-permitted")
            refused(now.sign("party", "party-committee"), 409, "round-still-open")
            again = now.act("rounds", "office", until=str(first + timedelta(days=2)))
            refused(again, 409, "round-still-open")
        with on_day(office, first + timedelta(days=2)) as there:
            now = replace(case, office=there)
            late = now.act("comments", "dj", unit="dj", text="补充意见")
            refused(late, 409, "round-not-open")
            refused(now.sign("party", "party-committee"), 409, "comments-unanswered")
            answer = "declined" if n else "accepted"
            now.done("answers", "office", comment=n + 1, answer=answer, text="已研究")
    told = case.read()
    assert told["rounds"] == 3
    assert [(c["round"], c["unit"], c["text"], c["answer"]) for c in told["comments"]] == [
        (1, "zg", f"{SAID}(0)", "accepted"),
        (2, "zg", f"{SAID}(1)", "declined"),
        (3, "zg", f"{SAID}(2)", "declined"),
    ]
    # What a unit said is for that unit, and for whoever sees all results.
    assert case.read("zg")["comments"][0]["text"] == f"{SAID}(0)"
    assert case.read("dj")["comments"][0]["text"] == "[sealed 已封存]"
    assert case.read("leader")["comments"][0]["text"] == f"{SAID}(0)"
    with on_day(office, today + timedelta(days=9)) as there:
        now = replace(case, office=there)
        now.signed()
        refused(now.act("rounds", "office", until=str(_far(today))), 409, "signing-begun")


def _far(day: date) -> date:
    return day + timedelta(days=90)
