"""When is a review mark given, and when withdrawn?"""

from __future__ import annotations

from typing import Any

import pytest

from domain import refusals as no
from domain.registers.commands import GiveMark, WithdrawMark
from domain.registers.facts import MarkDocumented, MarkGiven, MarkWithdrawn
from tests.domain.cast import (
    ADA,
    BUREAU,
    CAI,
    HENGSHAN,
    NANYUE,
    RULEBOOK,
    YEAR,
    ZG,
    a_posting,
    a_unit,
    an_edition,
    an_officer,
    its_closing,
)
from tests.domain.scenario import given

_MARK = {
    "year": YEAR,
    "subject": ADA,
    "series": "regular_review",
    "period": "2024Q1",
    "score": "92",
    "effective_on": "2024-04-08",
}


def give(**but: Any) -> GiveMark:
    return GiveMark.model_validate(_MARK | but)


def a_mark(number: int = 1, **but: Any) -> MarkGiven:
    return MarkGiven.model_validate(_MARK | {"bureau": NANYUE, "number": number} | but)


def withdraw(number: int = 1, **but: Any) -> WithdrawMark:
    said = {"year": YEAR, "subject": ADA, "number": number, "reason": "录入有误"}
    return WithdrawMark.model_validate(said | but)


def withdrawn(number: int = 1) -> MarkWithdrawn:
    said = withdraw(number).model_dump() | {"bureau": NANYUE}
    return MarkWithdrawn.model_validate(said)


def test_a_mark_is_given() -> None:
    given(*BUREAU).when(give()).then(a_mark())


def test_a_unit_is_marked_too() -> None:
    series: dict[str, Any] = {"subject": ZG, "series": "local_evaluation"}
    given(*BUREAU).when(give(**series)).then(a_mark(**series))


def test_a_closed_unit_may_still_be_marked() -> None:
    given(*BUREAU, its_closing()).when(give(subject=ZG)).then(a_mark(subject=ZG))


def test_the_document_on_which_a_mark_rests_stands_beside_it() -> None:
    said = {"bureau": NANYUE, "year": YEAR, "subject": ADA, "number": 1}
    beside = MarkDocumented.model_validate(said | {"document_no": "3号"})
    given(*BUREAU).when(give(document_no="3号")).then(a_mark(), beside)


@pytest.mark.parametrize("period", ["2024", "2024Q4", "2024H1"])
def test_a_year_is_divided_as_the_bureau_divides_it(period: str) -> None:
    given(*BUREAU).when(give(period=period)).then(a_mark(period=period))


@pytest.mark.parametrize("period", ["2023Q1", "Q1", "20241", "20241a", "2024Q5", "2024Q", "2024q1"])
def test_a_period_is_of_the_year_and_a_quarter_one_of_four(period: str) -> None:
    given(*BUREAU).when(give(period=period)).then_refused(
        no.PeriodOfNoYear, period=period, year="2024"
    )


def test_a_mark_given_again_counts_as_a_new_one() -> None:
    given(*BUREAU, a_mark()).when(give(score="94")).then(a_mark(2, score="94"))


def test_a_withdrawn_mark_keeps_its_number() -> None:
    given(*BUREAU, a_mark(), withdrawn()).when(give()).then(a_mark(2))


@pytest.mark.parametrize("score", ["0", "100", "92.5555"])
def test_a_mark_lies_on_the_scale(score: str) -> None:
    given(*BUREAU).when(give(score=score)).then(a_mark(score=score))


@pytest.mark.parametrize("score", ["-0.0001", "100.0001"])
def test_a_mark_off_the_scale_is_refused(score: str) -> None:
    given(*BUREAU).when(give(score=score)).then_refused(no.MarkOutsideScale, score=score)


def test_a_mark_is_not_given_ahead_of_its_date() -> None:
    given(*BUREAU).when(give(effective_on="2025-07-01")).then_refused(no.DateInFuture)


@pytest.mark.parametrize("day", ["2023-12-31", "2025-01-01"])
def test_a_mark_is_dated_within_its_year(day: str) -> None:
    given(*BUREAU).when(give(effective_on=day)).then_refused(no.MarkOutsideYear, day=day)


@pytest.mark.parametrize("series", ["regular_reviews", "org_link", "mass_evaluation"])
def test_a_mark_is_of_a_series_that_the_rules_or_an_edition_name(series: str) -> None:
    known = "leader_evaluation, local_evaluation, peer_evaluation, regular_review"
    given(*BUREAU).when(give(series=series)).then_refused(
        no.SeriesNotInEdition, series=series, known=known
    )


def test_a_series_of_any_edition_may_be_marked() -> None:
    """An edition that starts later, or was superseded, scores some day of some year."""
    more = RULEBOOK["components"] | {"mass_evaluation": {"source": "review", "aggregate": "last"}}
    history = (*BUREAU, an_edition(2, "2025-01-01", components=more))
    given(*history).when(give(series="mass_evaluation")).then(a_mark(series="mass_evaluation"))


@pytest.mark.parametrize("series", ["regular_review", "local_evaluation"])
def test_a_series_that_the_rules_name_is_on_record_whatever_is_weighed(series: str) -> None:
    less = {k: v for k, v in RULEBOOK["components"].items() if k != "regular_review"}
    weights = {"org_link": "0.5", "leader_evaluation": "0.3", "peer_evaluation": "0.2"}
    groups = [{"id": "sections", "match": {"unit_kind": ["section"]}, "weights": weights}]
    history = (an_edition(components=less, groups=groups), *BUREAU[1:])
    given(*history).when(give(series=series)).then(a_mark(series=series))


def test_before_any_rulebook_a_mark_of_any_series_is_taken() -> None:
    given(*BUREAU[1:]).when(give(series="mass_evaluation")).then(a_mark(series="mass_evaluation"))


def test_a_mark_is_for_an_officer_posted_in_the_bureau_that_year() -> None:
    stranger = (an_officer("0014"), a_posting("0014", start="2025-01-01"))
    given(*BUREAU).when(give(subject=CAI)).then_refused(no.UnknownOfficer, officer="0014")
    given(*BUREAU, *stranger).when(give(subject=CAI)).then_refused(no.NoPosting, year="2024")


def test_a_mark_is_for_a_unit_of_the_bureau() -> None:
    given(*BUREAU).when(give(subject="unit:nn")).then_refused(no.UnknownUnit, unit="nn")


def test_the_bureau_must_be_named_where_there_are_two() -> None:
    history = (*BUREAU, a_unit("hs", bureau=HENGSHAN), a_mark())
    given(*history).when(give()).then_refused(no.BureauNotNamed)
    given(*history).when(withdraw()).then_refused(no.BureauNotNamed)


def test_a_mark_is_withdrawn() -> None:
    given(*BUREAU, a_mark()).when(withdraw()).then(withdrawn())


def test_a_mark_is_withdrawn_once() -> None:
    given(*BUREAU, a_mark(), withdrawn()).when(withdraw()).then_refused(
        no.MarkAlreadyWithdrawn, mark="nanyue/2024/officer:0012/marks#1"
    )


def test_an_unknown_mark_cannot_be_withdrawn() -> None:
    given(*BUREAU, a_mark()).when(withdraw(2)).then_refused(
        no.MarkNotFound, mark="nanyue/2024/officer:0012/marks#2"
    )
    given(*BUREAU, a_mark()).when(withdraw(year=2025)).then_refused(no.MarkNotFound)
