"""D2, D3 and D6 by the dispute workflow: whose is it, what is it worth, and who falls by it?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.api.asking import refused
from tests.conftest import Database
from tests.cycle.disputing import Bureau, correction, decision, living, reversal, took
from tests.domain.cast import NANYUE, award, commend, deduct
from tests.domain.test_disputes_entries import MEANT
from tests.domain.test_disputes_seats import BEHIND

pytestmark = pytest.mark.postgres


@pytest.fixture
def bureau(database: Database) -> Iterator[Bureau]:
    with living(database) as bureau:
        yield bureau


def test_d2_what_went_to_a_namesake_comes_to_whom_it_was_meant_for(bureau: Bureau) -> None:
    bureau.unit("zg")
    bureau.unit("b2", kind="branch")
    for n, quarters in enumerate(("95", "94", "93", "92", "91")):
        of_zg, of_b2 = ("0012", "0112") if quarters == "93" else (f"20{n}", f"30{n}")
        bureau.officer(of_zg, f"{quarters} {quarters}", unit="zg")
        bureau.officer(of_b2, f"{quarters} {quarters}", unit="b2")
    wrong = bureau.entry(commend(subject="officer:0012", evidence=[], **MEANT))
    bureau.publish()
    before = bureau.run("published")
    assert took(before, "rank", "0012", "0112") + took(before, "band", "0012", "0112") == [
        1,
        3,
        1,
        2,
    ]
    meant = bureau.oneself("0112")
    theirs: dict[str, Any] = {"subject": "officer:0112", "about": {"entries": [wrong]}}
    bureau.not_filed(meant, 409, "not-ones-own", **theirs)
    about = {"run": "published", "cites": [wrong]}
    number = bureau.files(meant, subject="officer:0112", about=about)
    bureau.accepts(number)
    moved: dict[str, Any] = {"corrections": [correction(wrong, subject="officer:0112")]}
    unheard = bureau.act(number, "decide", "committee", **decision("varied", **moved))
    refused(unheard, 409, "other-not-heard")
    bureau.hears(number, "officer:0012")
    bureau.decides(number, "varied", **moved)
    after = bureau.run()
    assert took(after, "rank", "0012", "0112") + took(after, "band", "0012", "0112") == [3, 1, 2, 1]
    assert took(after, "score", "0012", "0112") == ["93.000", "95.500"]
    original = bureau.read(f"/entries/{wrong.replace('#', '/')}")
    assert original["reversal"]["corrected_by"] == f"{NANYUE}/2024/officer:0112#1"
    again: dict[str, Any] = {"subject": "officer:0012", "about": {"entries": [wrong]}}
    bureau.files(bureau.oneself("0012"), **again)


def test_d6_the_suppressed_award_revives_by_the_correction_that_was_decided(
    bureau: Bureau,
) -> None:
    bureau.unit("zg", score="98.40")
    for officer in ("0012", "0013"):
        bureau.officer(officer, "92 90 93 91", leader="92", peers="95")
    merit: dict[str, Any] = {"item": "C2", "merit": "M1", "evidence": []}
    winner = bureau.entry(commend(**merit, level="provincial", effective_on="2024-03-05"))
    bureau.entry(commend(**merit, level="municipal", effective_on="2024-05-06"))
    bureau.entry(award(item="K2", level=None))
    bureau.entry(deduct(quantity=3))
    bureau.close()
    assert took(bureau.run("closed"), "score", "0012") == ["97.720"]
    about = {"run": "closed", "cites": [winner]}
    number = bureau.files(
        bureau.oneself("0013"), subject="officer:0013", stage="review", about=about
    )
    bureau.accepts(number)
    bureau.hears(number, "officer:0012")
    lower = correction(winner, level="municipal")
    bureau.decides(number, "varied", corrections=[lower])
    bureau.restates(number)
    row = bureau.run("restated-1")["0012"]
    assert (row["score"], row["bonus"], row["deduction"]) == ("96.720", "3.5", "-0.6")
    notices = bureau.read(f"/years/{NANYUE}/2024/notices", bureau.oneself("0012"))
    assert notices["items"] == [], "points alone fell"


def test_d6_by_a_dispute_of_his_own_he_could_not_have_been_made_worse_off(bureau: Bureau) -> None:
    bureau.unit("zg")
    bureau.officer("0012", "90 90 90 90")
    fault = bureau.entry(deduct(quantity=3))
    number = bureau.files(
        bureau.oneself("0012"), subject="officer:0012", about={"entries": [fault]}
    )
    bureau.accepts(number)
    worse = {"corrections": [correction(fault, quantity=4)]}
    answer = bureau.act(number, "decide", "committee", **decision("varied", **worse))
    refused(answer, 409, "worse-for-appellant")
    better: dict[str, Any] = {"corrections": [correction(fault, quantity=2)]}
    bureau.decides(number, "varied", **better)
    assert took(bureau.run(), "score", "0012") == ["89.600"]


def forty_four(bureau: Bureau) -> str:
    """Officer 20nn stands at rank nn; an award of 1.5 has carried the 17th so far."""
    marks = [str(Decimal(99) - Decimal(n) / 5) for n in range(16)]
    marks += ["94.4", *BEHIND, *(str(Decimal(94) - Decimal(n) / 5) for n in range(23))]
    bureau.unit("zg")
    for n, mark in enumerate(marks, start=1):
        bureau.officer(f"20{n:02}", f"{mark} {mark}")
    return bureau.entry(commend(subject="officer:2017", item="C2", level="municipal", evidence=[]))


def test_d3_who_falls_by_a_restatement_is_told_and_may_have_it_reviewed(bureau: Bureau) -> None:
    award_ = forty_four(bureau)
    bureau.close()
    bureau.seconded("/reversals", "office", **reversal(award_))
    bureau.restates()
    closed, restated = bureau.run("closed"), bureau.run("restated-1")
    assert took(closed, "score", "2017", "2018") == ["95.900", "95.350"]
    assert took(closed, "band", "2017", "2018") == [1, 2]
    fallen = restated["2017"]
    assert (fallen["score"], fallen["rank"], fallen["band"]) == ("94.400", 21, 2)
    assert took(restated, "rank", "2018") + took(restated, "band", "2018") == [17, 2]
    path = f"/years/{NANYUE}/2024/notices"
    (notice,) = bureau.read(path)["items"]
    assert (notice["officer"], notice["fell"]) == ("2017", ["rank", "band"])
    assert (notice["before"]["rank"], notice["after"]["rank"]) == ("17", "21")
    ada, other = bureau.oneself("2017"), bureau.oneself("2018")
    assert bureau.read(path, ada)["items"] == [notice]
    assert bureau.read(path, other)["items"] == [], "each of himself alone"
    refused(bureau.get(path, "committee"), 403, "not-permitted")
    refused(bureau.get(path, "office", run="restated-2"), 404, "run-not-found")
    said: dict[str, Any] = {"subject": "officer:2017", "stage": "review"}
    about = {"run": "restated-1"}
    number = bureau.files(ada, **said, about=about)
    assert bureau.dispute(number, ada)["last_day"] == notice["last_day"]
    bureau.accepts(number)
    claim = bureau.act(number, "decide", "committee", **decision("upheld_original")).json()["claim"]
    digest = bureau.read(f"/claims/{claim}", "approver")["digest"]
    restater = bureau.post(f"/claims/{claim}/approve", "approver", digest=digest)
    refused(restater, 403, "decides-own-act")
    bureau.does(f"/claims/{claim}/approve", "another approver", digest=digest)
    assert took(bureau.run("restated-1"), "band", "2017") == [2]
    assert took(bureau.run("closed"), "band", "2017") == [1], "what was closed is never altered"
    bureau.clock.go_to(bureau.clock.today + timedelta(days=10))
    bureau.not_filed(ada, 409, "dispute-too-late", **said, about=about)
