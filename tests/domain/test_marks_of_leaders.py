"""Who may give, replace or decide about a mark, where leaders evaluate and a rulebook asks more?"""

from __future__ import annotations

from typing import Any

import pytest

from domain import refusals as no
from domain.claims.facts import ClaimSubmitted
from domain.disputes.vocabulary import Disputed
from domain.evaluations.commands import OpenEvaluations
from domain.evaluations.facts import EvaluationWaived
from domain.hands import hands_in
from domain.journal.names import Fact
from domain.registers.commands import GiveMark, WithdrawMark
from domain.registers.facts import MarkGiven, MarkWithdrawn
from domain.rulebook import to_document
from domain.second import replaces_evaluation, touched_by
from tests.domain.cast import (
    ADA,
    BO,
    BUREAU,
    NANYUE,
    YEAR,
    an_edition,
    an_officer,
    award,
    edition,
    reprimand,
)
from tests.domain.claimants import ME, role, settled
from tests.domain.evaluated import (
    LEADER,
    a_disclosure,
    a_pack,
    a_seal,
    acknowledge,
    an_opening,
    issue,
    its_mark,
    its_reading,
    open_period,
)
from tests.domain.scenario import TODAY, given
from tests.domain.test_evaluations import an_objection

CLERK = (role("recorder"),)
_MARK: dict[str, Any] = {"year": YEAR, "subject": ADA, "score": "100"}
SECOND = an_officer("0014")
OPENED = (a_pack(), its_reading(), a_seal(), an_opening(), a_disclosure(), its_mark())
LED: tuple[Fact, ...] = (
    *BUREAU,
    *(role("leader", who) for who in (LEADER, "token:other")),
    role("officer", LEADER, "officer:0013", number=2),
    role("officer", "token:other", "officer:0014", number=2),
)
"""0013 and 0014 lead."""
GONE = MarkWithdrawn(bureau=NANYUE, year=YEAR, subject=ADA, number=1, reason="异议成立")


def mark(
    period: str = "2024Q1", series: str = "leader_evaluation", day: str = "2024-03-31", **but: Any
) -> GiveMark:
    said = {"period": period, "series": series, "effective_on": day}
    return GiveMark.model_validate(_MARK | said | but)


@pytest.mark.parametrize(
    ("period", "refused"),
    [("2024Q1", True), ("2024Q2", False), ("2024", False), ("2024H1", True)],
)
def test_from_a_quarters_first_pack_on_leaders_marks_come_from_evaluations_alone(
    period: str, refused: bool
) -> None:
    assert given(*BUREAU).when(mark(period)).refusal is None
    outcome = given(*BUREAU, a_pack()).when(mark(period))
    assert isinstance(outcome.refusal, no.MarkByEvaluationOnly) is refused
    assert given(*BUREAU, a_pack()).when(mark(period, "regular_review")).refusal is None


def test_a_mark_in_place_of_a_withdrawn_evaluation_needs_a_second_person() -> None:
    given(*BUREAU, *OPENED).when(mark()).then_refused(no.MarkByEvaluationOnly)
    found = settled(mark(), ME, *BUREAU, *CLERK, *OPENED, GONE)
    assert isinstance(found, tuple) and isinstance(found[0], ClaimSubmitted)


@pytest.mark.parametrize(
    ("but", "replaces"),
    [
        ({}, False),
        ({"number": 2}, True),
        ({"number": 2, "subject": BO}, False),
        ({"number": 3, "subject": BO}, True),
        ({"number": 2, "period": "2024Q2"}, False),
        ({"number": 2, "period": "2024"}, False),
        ({"number": 2, "series": "regular_review"}, False),
    ],
)
def test_a_mark_replaces_what_was_evaluated_of_him_for_that_quarter_before(
    but: dict[str, Any], replaces: bool
) -> None:
    other = a_disclosure(subject=BO, mark=2)
    desk = given(*BUREAU, *OPENED, other).desk
    assert replaces_evaluation(desk, its_mark().model_copy(update=but)) is replaces


def test_nobody_withdraws_a_mark_alone() -> None:
    withdrawal = WithdrawMark(year=YEAR, subject=ADA, number=1, reason="误")
    known = (*BUREAU, its_mark())
    found = settled(withdrawal, ME, *known, *CLERK)
    assert isinstance(found, tuple) and isinstance(found[0], ClaimSubmitted)
    assert settled(withdrawal, ME, *known, role("sole")) == (
        GONE.model_copy(update={"reason": "误"}),
    )
    day = its_mark().effective_on
    assert touched_by(given(*known).desk, [GONE]) == ((ADA, day),)
    unknown = GONE.model_copy(update={"number": 9})
    assert touched_by(given(*known).desk, [unknown]) == ((ADA, TODAY),)


def test_an_edition_may_keep_marks_from_one_person() -> None:
    for alone, waits in (({"marks": False}, True), ({"marks": True}, False), (None, False)):
        edition = an_edition(alone=alone) if alone else an_edition()
        found = settled(mark(series="regular_review"), ME, edition, *BUREAU[1:], *CLERK)
        assert isinstance(found, tuple)
        assert isinstance(found[0], ClaimSubmitted) is waits, alone


def test_a_series_may_ask_for_the_document_on_which_a_mark_rests() -> None:
    review = {"source": "review", "aggregate": "mean", "document": "required"}
    known = (an_edition(components={**_components(), "regular_review": review}), *BUREAU[1:])
    asked = mark(series="regular_review")
    given(*known).when(asked).then_refused(no.MarkUndocumented, series="regular_review")
    assert given(*known).when(mark(series="regular_review", document_no="3号")).refusal is None
    assert given(*BUREAU).when(asked).refusal is None


def _components() -> dict[str, Any]:
    found: dict[str, Any] = to_document(edition())["components"]
    return found


def test_an_item_that_bars_from_a_grade_needs_a_second_person() -> None:
    found = settled(reprimand(), ME, *BUREAU, *CLERK)
    assert isinstance(found, tuple) and isinstance(found[0], ClaimSubmitted)
    plain = settled(award(), ME, *BUREAU, *CLERK)
    assert isinstance(plain, tuple) and not isinstance(plain[0], ClaimSubmitted)


@pytest.mark.parametrize("period", ["2024", "2024Q1", "2024Q4", "2024H1", "2024b"])
def test_a_period_begins_with_its_year(period: str) -> None:
    asked = mark(period, "regular_review")
    assert isinstance(given(*BUREAU).when(asked).facts[0], MarkGiven)


@pytest.mark.parametrize("period", ["banana", "2019Q1", "20241", "2024Q5", "2024Q", "2024q1", "Q1"])
def test_what_is_no_period_of_the_year_is_refused(period: str) -> None:
    asked = mark(period, "regular_review")
    given(*BUREAU).when(asked).then_refused(no.PeriodOfNoYear, period=period)


def test_a_leader_has_a_hand_in_the_mark_that_his_score_went_into() -> None:
    filed = an_objection()
    desk = given(*BUREAU, *OPENED).desk
    assert "officer:0013" in hands_in(desk, filed)
    other = filed.model_copy(update={"about": Disputed(marks=(2,))})
    assert "officer:0013" not in hands_in(desk, other)


def test_nothing_is_opened_while_a_leader_has_read_none_of_his_packs() -> None:
    other = a_pack(number=2, leader="0014")
    known = given(*BUREAU, SECOND, a_pack(), its_reading(), a_seal(), other)
    known.when(open_period()).then_refused(no.PacksUnread, leaders="0014")
    waived = OpenEvaluations.model_validate(
        open_period().model_dump() | {"waived": "挂职,不再等待"}
    )
    told = [f for f in known.when(waived).facts if isinstance(f, EvaluationWaived)]
    assert [(f.leader, f.reason) for f in told] == [("0014", "挂职,不再等待")]
    reading = its_reading(number=2, leader="0014")
    read = given(*BUREAU, SECOND, a_pack(), its_reading(), a_seal(), other, reading)
    assert read.when(open_period()).refusal is None
    later = a_pack(number=2, leader="0014", quarter=2)
    elsewhere = given(*BUREAU, SECOND, a_pack(), its_reading(), a_seal(), later)
    assert elsewhere.when(open_period()).refusal is None
    none_waived = given(*BUREAU, a_pack(), its_reading(), a_seal()).when(waived).facts
    assert not any(isinstance(f, EvaluationWaived) for f in none_waived)


def test_a_pack_waits_once_and_is_of_a_year_with_plans() -> None:
    given(*LED, a_pack()).when(issue()).then_refused(no.PackStillUnread, pack="nanyue/1")
    assert given(*LED, a_pack(), its_reading()).when(issue()).refusal is None
    assert given(*LED, SECOND, a_pack()).when(issue(leader="0014")).refusal is None
    given(*LED).when(issue(year=1990)).then_refused(no.PackWithoutPlans)
    assert given(*BUREAU, a_pack()).when(acknowledge(), LEADER).refusal is not None
