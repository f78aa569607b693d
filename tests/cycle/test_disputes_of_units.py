"""D7, D9 and D10 by the dispute workflow: one honour twice, an appeal upheld, a veto lifted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.api.asking import refused
from tests.conftest import Database
from tests.cycle.disputing import Bureau, correction, decision, living, reversal, took
from tests.domain.cast import NANYUE, commend, lose, reprimand
from tests.domain.test_restrictions import impose

pytestmark = pytest.mark.postgres


@pytest.fixture
def bureau(database: Database) -> Iterator[Bureau]:
    with living(database) as bureau:
        yield bureau


HONOUR: dict[str, Any] = {"item": "C3", "level": "provincial", "evidence": []}


def test_d7_one_honour_of_two_departments_is_one_merit_split_between_them(bureau: Bureau) -> None:
    for unit, kind in (("zg", "section"), ("y1", "branch"), ("y2", "branch")):
        bureau.unit(unit, kind, score="90")
    zg = bureau.entry(commend(subject="unit:zg", document_no="湘税函〔2024〕88号", **HONOUR))
    y1 = bureau.entry(commend(subject="unit:y1", document_no="湘税函[2024]88 号", **HONOUR))
    bureau.publish()
    assert took(bureau.run("published"), "score", "zg", "y1") == ["91.500", "91.500"]
    head = bureau.role("head-y2", "unit-head", "unit:y2")
    theirs: dict[str, Any] = {"subject": "unit:y2", "about": {"entries": [zg]}}
    bureau.not_filed(head, 409, "not-ones-own", **theirs)
    about = {"run": "published", "cites": [zg, y1]}
    number = bureau.files(head, subject="unit:y2", about=about)
    bureau.accepts(number)
    split: dict[str, Any] = {
        "corrections": [
            correction(zg, share="7/10", merit="湘税函〔2024〕88号"),
            correction(y1, share="3/10", merit="湘税函〔2024〕88号"),
        ]
    }
    unheard = bureau.act(number, "decide", "committee", **decision("varied", **split))
    refused(unheard, 409, "other-not-heard")
    for unit in ("unit:zg", "unit:y1"):
        bureau.hears(number, unit)
    bureau.decides(number, "varied", **split)
    rows = bureau.run()
    assert took(rows, "score", "zg", "y1", "y2") == ["91.050", "90.450", "90.000"]


def reprimanded(bureau: Bureau) -> tuple[str, str]:
    """D9: a reprimand of 1.0 and the loss of 0.6 that hung on it, by one paper."""
    bureau.unit("zg", score="98.40")
    bureau.unit("fa", score="95.00")
    marks = {"leader": "92", "peers": "95"}
    bureau.officer("0020", "92 90 93 91", post_level="head", **marks)
    for officer in ("0012", "0013"):
        bureau.officer(officer, "92 90 93 91", **marks)
    bureau.officer("0014", "92 90 93 91", start="2024-07-01", **marks)
    bureau.officer("0015", "92 90 93 91", unit="fa", **marks)
    day = {"effective_on": "2024-06-12", "document_no": "岳税通〔2024〕6号"}
    loss = bureau.entry(lose(indicator="T-zg", points="0.6", **day))
    return bureau.entry(reprimand(level="district", **day)), loss


EVERYONE = ("0012", "0013", "0014", "0015", "0020")


def test_d9_an_appeal_upheld_gives_back_what_hung_on_it_to_everybody(bureau: Bureau) -> None:
    wrong, loss = reprimanded(bureau)
    bureau.close()
    ada = bureau.oneself("0012")
    about = {"run": "closed", "entries": [wrong]}
    number = bureau.files(ada, subject="officer:0012", stage="review", about=about)
    terms = bureau.dispute(number, ada)["terms"]
    assert (terms["score"], terms["rank"], terms["band"]) == ("92.640", 4, 3)
    assert took(bureau.run("closed"), "score", "0012") == ["92.640"], "nothing is suspended"
    bureau.accepts(number)
    told = bureau.decides(number, "annulled", reversals=[reversal(wrong), reversal(loss)])
    assert told["facts"] == 4, "the decision, what it puts right and the approval are one"
    bureau.restates(number)
    closed, restated = bureau.run("closed"), bureau.run("restated-1")
    assert took(closed, "score", *EVERYONE)[0] == "92.640", "right as known then"
    assert took(restated, "score", *EVERYONE)[0] == "93.820"
    assert took(restated, "rank", "0012") + took(restated, "band", "0012") == [1, 2]
    dispute = bureau.dispute(number, ada)
    assert (dispute["state"], dispute["outcome"]) == ("decided", "annulled")
    effects = [(e["fact"], e["of"]) for e in dispute["effects"]]
    assert effects == [
        ("entry-reversed", wrong),
        ("entry-reversed", loss),
        ("year-restated", f"{NANYUE}:2024:restated-1"),
    ]
    pay = bureau.read(f"/runs/{NANYUE}:2024:restated-1/pay")
    assert [line["delta"] for line in pay["lines"] if line["officer"] == "0012"] == ["0.2"]
    risen = [str(Decimal(restated[o]["score"]) - Decimal(closed[o]["score"])) for o in EVERYONE]
    assert risen == ["1.180", "0.180", "0.180", "0.000", "0.300"], "by weight and days in zg"


def test_d9_who_is_late_is_refused_though_right_and_the_office_may_still_correct(
    bureau: Bureau,
) -> None:
    wrong, _ = reprimanded(bureau)
    bureau.close()
    ada = bureau.oneself("0012")
    about = {"run": "closed", "entries": [wrong]}
    said: dict[str, Any] = {"subject": "officer:0012", "stage": "review", "about": about}
    first = bureau.files(ada, **said)
    last = bureau.dispute(first, ada)["last_day"]
    bureau.clock.go_to(date.fromisoformat(last))
    bureau.act(first, "withdraw", ada)
    bureau.act(bureau.files(ada, **said), "withdraw", ada)
    bureau.clock.go_to(date.fromisoformat(last) + timedelta(days=1))
    bureau.not_filed(ada, 409, "dispute-too-late", **said)
    bureau.seconded("/reversals", "office", **reversal(wrong))
    bureau.restates()
    assert took(bureau.run("restated-1"), "score", "0012") == ["93.640"]


HEADS = ("3001", "3002", "3003", "3004", "3005")


def test_d10_a_veto_that_falls_in_a_review_never_was(bureau: Bureau) -> None:
    for officer, mark in zip(HEADS, ("96", "95", "94", "93", "92"), strict=True):
        unit = f"b{officer[-1]}"
        bureau.unit(unit, kind="branch")
        bureau.officer(officer, f"{mark} {mark}", unit=unit, post_level="head")
    veto = {"subject": "unit:b1", "rule": "V4", "until": None, "effective_on": "2024-08-15"}
    bureau.holds(impose(**veto))
    bureau.close()
    assert took(bureau.run("closed"), "band", *HEADS) == [2, 1, 1, 2, 3]
    mine: dict[str, Any] = {"subject": "unit:b1", "stage": "review", "about": {"restrictions": [1]}}
    bureau.not_filed(bureau.oneself("3001"), 403, "not-permitted", **mine)
    number = bureau.files(bureau.role("head-b1", "unit-head", "unit:b1"), **mine)
    bureau.accepts(number)
    today = bureau.clock.today.isoformat()
    lift = {"subject": "unit:b1", "number": 1, "how": "rescinded", "effective_on": today}
    bureau.decides(number, "annulled", ends=[lift])
    bureau.restates(number)
    closed, restated = bureau.run("closed"), bureau.run("restated-1")
    assert took(restated, "band", *HEADS) == [1, 1, 2, 2, 3]
    assert took(restated, "score", *HEADS) == took(closed, "score", *HEADS), "a veto moves no score"
