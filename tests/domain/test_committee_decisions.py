"""When does the committee order the tied or decide a grade, and what does its decision do?"""

from __future__ import annotations

from typing import Any, Final

import pytest
from pydantic import ValidationError

from domain import refusals as no
from domain.years.commands import DecideGrade, ResolveTie
from domain.years.facts import GradeDecided, TieResolved
from tests.domain.bureau_years import BureauYear, bands, grades, ranks
from tests.domain.cast import (
    ADA,
    BUREAU,
    HENGSHAN,
    NANYUE,
    YEAR,
    a_posting,
    a_unit,
    an_officer,
)
from tests.domain.scenario import given
from tests.domain.test_restrictions import a_restriction

_TIE: Final[dict[str, Any]] = {
    "bureau": NANYUE,
    "year": YEAR,
    "order": ["0013", "0012"],
    "minutes": "考评委员会纪要〔2025〕2号",
    "decided_on": "2025-01-15",
}
_GRADE: Final[dict[str, Any]] = {
    "bureau": NANYUE,
    "year": YEAR,
    "officer": "0012",
    "grade": "basically_competent",
    "minutes": "考评委员会纪要〔2025〕3号",
    "decided_on": "2025-01-15",
    "reason": "两个季度平时考核为一般",
}


def resolve(*order: str, **but: Any) -> ResolveTie:
    return ResolveTie.model_validate(_TIE | ({"order": order} if order else {}) | but)


def a_resolution(*order: str, number: int = 1, **but: Any) -> TieResolved:
    said = {"number": number} | ({"order": order} if order else {})
    return TieResolved.model_validate(_TIE | said | but)


def decide_grade(**but: Any) -> DecideGrade:
    return DecideGrade.model_validate(_GRADE | but)


def a_grade(**but: Any) -> GradeDecided:
    return GradeDecided.model_validate(_GRADE | but)


def test_a_tie_is_resolved_with_the_minutes() -> None:
    given(*BUREAU).when(resolve()).then(a_resolution())


def test_decisions_on_ties_are_numbered_within_the_year() -> None:
    history = (*BUREAU, a_resolution(), a_grade())
    given(*history).when(resolve("0012", "0013")).then(a_resolution("0012", "0013", number=2))


def test_everyone_stands_once_in_an_order() -> None:
    given(*BUREAU).when(resolve("0012", "0013", "0012")).then_refused(
        no.OfficerTwice, officer="0012"
    )
    with pytest.raises(ValidationError):
        resolve("0012")


def test_an_order_names_officers_of_the_bureau_year() -> None:
    given(*BUREAU).when(resolve("0012", "0014")).then_refused(no.UnknownOfficer, officer="0014")
    left = (an_officer("0014"), a_posting("0014", start="2022-01-01", until="2024-01-01"))
    given(*BUREAU, *left).when(resolve("0012", "0014")).then_refused(no.NoPosting, officer="0014")


def test_a_grade_is_decided_with_the_minutes_and_a_reason() -> None:
    given(*BUREAU).when(decide_grade()).then(a_grade())


def test_a_grade_is_decided_for_an_officer_of_the_bureau_year() -> None:
    given(*BUREAU).when(decide_grade(officer="0014")).then_refused(no.UnknownOfficer)
    given(*BUREAU, an_officer("0014")).when(decide_grade(officer="0014")).then_refused(no.NoPosting)


def test_excellent_is_filled_by_its_quota_and_never_by_decision() -> None:
    with pytest.raises(ValidationError):
        decide_grade(grade="excellent")


def test_the_committee_does_not_decide_ahead_of_the_date() -> None:
    ahead = {"decided_on": "2025-07-01"}
    given(*BUREAU).when(resolve(**ahead)).then_refused(
        no.DateInFuture, day="2025-07-01", today="2025-06-30"
    )
    given(*BUREAU).when(decide_grade(**ahead)).then_refused(no.DateInFuture)
    today: dict[str, Any] = {"decided_on": "2025-06-30"}
    given(*BUREAU).when(resolve(**today)).then(a_resolution(**today))


def test_the_bureau_must_be_named_where_there_are_two() -> None:
    history = (*BUREAU, a_unit("hs", bureau=HENGSHAN))
    given(*history).when(resolve(bureau=None)).then_refused(no.BureauNotNamed)
    given(*history).when(decide_grade(bureau=None)).then_refused(no.BureauNotNamed)


FIVE: Final = ("0011", "0012", "0013", "0014", "0015")


def five_alike(**rules: Any) -> BureauYear:
    """Five level on every key, two seats in band 1, two more in band 2, one excellent."""
    book = BureauYear(**rules)
    book.unit("zg")
    for officer in FIVE:
        book.officer(officer, "92 92 92 92")
    return book


def test_none_of_the_tied_enters_without_a_decision() -> None:
    run = five_alike().run()
    assert ranks(run) == [1, 1, 1, 1, 1]
    assert bands(run) == [3, 3, 3, 3, 3]


def test_all_of_the_tied_enter_where_the_rulebook_says_so() -> None:
    run = five_alike(unresolved_tie="all_enter").run()
    assert bands(run) == [1, 1, 1, 1, 1]


def test_a_decision_places_the_tied_in_its_order() -> None:
    book = five_alike()
    book.does(resolve("0015", "0013", "0011", "0012", "0014"), on="2025-01-15")
    run = book.run()
    assert bands(run, "0015", "0013", "0011", "0012", "0014") == [1, 1, 2, 2, 3]
    assert grades(run) == ["competent"] * 4 + ["excellent"]
    assert ranks(run) == [1, 1, 1, 1, 1]


def test_a_decision_counts_from_its_position_on() -> None:
    book = five_alike()
    before = book.head
    book.does(resolve(*FIVE), on="2025-01-15")
    assert bands(book.run(before)) == [3, 3, 3, 3, 3]
    assert bands(book.run()) == [1, 1, 2, 2, 3]


def test_a_decision_that_leaves_one_of_the_tied_out_places_nobody() -> None:
    book = five_alike()
    book.does(resolve(*FIVE[:4]), on="2025-01-15")
    assert bands(book.run()) == [3, 3, 3, 3, 3]


def test_of_several_decisions_the_last_holds() -> None:
    book = five_alike()
    book.does(resolve(*FIVE), on="2025-01-15")
    book.does(resolve(*reversed(FIVE)), on="2025-01-16")
    assert bands(book.run()) == [3, 2, 2, 1, 1]


def test_an_order_of_officers_who_are_not_tied_moves_nobody() -> None:
    book = five_alike()
    for n, officer in enumerate(FIVE):
        book.mark(officer, str(97 - n))
    before = book.run()
    book.does(resolve(*reversed(FIVE)), on="2025-01-15")
    assert bands(before) == bands(book.run()) == [1, 1, 2, 2, 3]


def test_a_grade_decided_takes_the_place_of_competent() -> None:
    book = five_alike()
    book.does(decide_grade(), on="2025-01-15")
    run = book.run()
    assert grades(run) == ["competent", "basically_competent"] + ["competent"] * 3
    assert bands(run) == [3, 3, 3, 3, 3]


def test_of_several_grades_decided_the_last_holds() -> None:
    book = five_alike()
    book.does(decide_grade(grade="incompetent"), on="2025-01-15")
    book.does(decide_grade(), on="2025-01-16")
    assert grades(book.run(), "0012") == ["basically_competent"]


@pytest.mark.parametrize("rule", ["V2", "V3"], ids=["unranked", "deferred"])
def test_a_decision_gives_no_grade_to_who_is_not_ranked(rule: str) -> None:
    book = five_alike()
    book.holds(a_restriction(subject=ADA, rule=rule, until=None))
    book.does(decide_grade(), on="2025-01-15")
    assert grades(book.run(), "0012") == ["ungraded"]


def test_a_tie_decided_after_the_close_places_the_tied_in_a_restated_run() -> None:
    """The seats stood empty for want of a decision: the committee may fill them (DOMAIN D3)."""
    book = five_alike()
    assert bands(book.close()) == [3, 3, 3, 3, 3]
    book.does(resolve(*FIVE), on="2025-06-30")
    assert bands(book.closed()) == [3, 3, 3, 3, 3]
    assert bands(book.restate()) == [1, 1, 2, 2, 3]
