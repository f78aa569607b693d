"""When is the case ended for which a grade was withheld, and what stands in its place?"""

from __future__ import annotations

from typing import Any, Final

import pytest

from domain import refusals as no
from domain.errors import Refusal
from domain.journal.names import Fact
from domain.registers.facts import (
    DeferralSettled,
    RestrictionImposed,
    RestrictionLifted,
    RestrictionRescinded,
)
from domain.years.commands import SettleDeferral
from tests.domain.cast import ADA, NANYUE, RULEBOOK, a_unit, an_edition, an_officer
from tests.domain.scenario import given
from tests.domain.year_acts import closed

RULES: Final = [
    *RULEBOOK["restrictions"],
    {"id": "V3", "bites": "at_year_end", "deferred": True},
    {"id": "V4", "bites": "during_year", "deferred": True},
]
SAID: Final = {"bureau": NANYUE, "subject": ADA, "reason": "经查不构成违纪"}


def case(number: int = 1, rule: str = "V3", **but: Any) -> RestrictionImposed:
    said = {"bureau": NANYUE, "subject": ADA, "number": number, "rule": rule}
    return RestrictionImposed.model_validate(said | {"effective_on": "2024-11-04"} | but)


def settle(**but: Any) -> SettleDeferral:
    said = {"bureau": NANYUE, "year": 2024, "officer": "0012", "outcome": "cleared"}
    more = {
        "decided_on": "2025-03-14",
        "document_no": "岳税纪〔2025〕3号",
        "reason": SAID["reason"],
    }
    return SettleDeferral.model_validate(said | more | but)


def void(number: int = 1) -> RestrictionRescinded:
    return RestrictionRescinded.model_validate(
        SAID | {"number": number, "effective_on": "2025-03-14"}
    )


def settled(**but: Any) -> DeferralSettled:
    said = {"bureau": NANYUE, "subject": ADA, "year": 2024, "outcome": "cleared", "ended": (1,)}
    more = {"effective_on": "2025-03-14", "document_no": "岳税纪〔2025〕3号"}
    return DeferralSettled.model_validate(said | more | but)


OPEN: Final[tuple[Fact, ...]] = (a_unit(), an_officer(), an_edition(restrictions=RULES))
CLOSED: Final = closed(*OPEN)


def test_the_cleared_is_as_if_there_had_been_no_case() -> None:
    given(*CLOSED, case()).when(settle()).then(void(), settled())


def test_of_the_sanctioned_the_sanction_stands_in_the_place_of_the_case() -> None:
    sanction = case(2, "V1", until="2025-11-04", reason=SAID["reason"])
    asked = settle(outcome="sanctioned", sanction="V1", until="2025-11-04")
    given(*CLOSED, case()).when(asked).then(
        void(), sanction, settled(outcome="sanctioned", imposed=2)
    )


def test_every_case_of_the_year_ends_at_once() -> None:
    two = (case(), case(2, "V4", effective_on="2024-02-01", until="2024-05-01"))
    sanction = case(3, "V2", effective_on="2024-02-01", reason=SAID["reason"])
    asked = settle(outcome="sanctioned", sanction="V2")
    given(*CLOSED, *two).when(asked).then(
        void(), void(2), sanction, settled(outcome="sanctioned", ended=(1, 2), imposed=3)
    )


def test_a_sanction_is_one_of_the_edition_that_is_in_force_when_the_year_ends() -> None:
    rules = [*RULES, {"id": "V9", "bites": "at_year_end", "unranked": True}]
    history = closed(*OPEN, an_edition(2, "2024-12-31", restrictions=rules))
    asked = settle(outcome="sanctioned", sanction="V9")
    sanction = case(2, "V9", reason=SAID["reason"])
    given(*history, case()).when(asked).then(
        void(), sanction, settled(outcome="sanctioned", imposed=2)
    )


def lifted(day: str) -> RestrictionLifted:
    said = {"bureau": NANYUE, "subject": ADA, "number": 1, "effective_on": day}
    return RestrictionLifted.model_validate(said)


NOT_DEFERRED: Final = [
    (),
    (case(rule="V1"),),
    (case(), void()),
    (case(), lifted("2024-12-01")),
    (case(until="2024-12-31"),),
    (case(effective_on="2025-01-02"),),
    (case(until="2025-05-01"), lifted("2024-12-01")),
    (case(until="2024-12-01"), lifted("2025-02-01")),
    (case(rule="V9"),),
]


@pytest.mark.parametrize("facts", NOT_DEFERRED)
def test_only_a_case_that_withholds_the_grade_is_settled(facts: tuple[Any, ...]) -> None:
    given(*CLOSED, *facts).when(settle()).then_refused(no.NotDeferred, subject=ADA, year="2024")


def test_a_lifting_after_the_year_leaves_the_grade_withheld() -> None:
    given(*CLOSED, case(), lifted("2025-02-01")).when(settle()).then(void(), settled())


def test_of_several_restrictions_only_those_that_withhold_the_grade_are_void() -> None:
    """What else was imposed, and what of it was lifted, is nothing to them."""
    other = (case(rule="V1"), case(2), case(3, "V1"), case(4, "V4", effective_on="2024-12-01"))
    asked, void_twice = settle(), (void(2), void(4))
    given(*CLOSED, *other, lifted("2024-12-01")).when(asked).then(
        *void_twice, settled(ended=(2, 4))
    )


def test_before_the_close_a_restriction_is_ended_like_any() -> None:
    given(*OPEN, case()).when(settle()).then_refused(no.YearNotClosed, year="2024")


def test_a_case_ends_on_a_day_that_was() -> None:
    given(*CLOSED, case()).when(settle(decided_on="2025-07-01")).then_refused(no.DateInFuture)


SAYS_OTHERWISE: Final[list[tuple[dict[str, str], type[Refusal]]]] = [
    ({"outcome": "sanctioned"}, no.SanctionUnsaid),
    ({"sanction": "V1"}, no.SanctionUnsaid),
    ({"until": "2025-11-04"}, no.SanctionUnsaid),
    ({"outcome": "sanctioned", "sanction": "V2", "until": "2024-12-31"}, no.SanctionMissesYear),
    ({"outcome": "sanctioned", "sanction": "V1", "until": "2024-11-04"}, no.SanctionMissesYear),
]


def test_a_sanction_is_a_rule_of_the_edition_at_the_years_end_that_withholds_nothing() -> None:
    facts = (*CLOSED, case())
    unknown = settle(outcome="sanctioned", sanction="V9")
    given(*facts).when(unknown).then_refused(
        no.RestrictionRuleNotInEdition, rule="V9", edition="nanyue@1", day="2024-12-31"
    )
    again = settle(outcome="sanctioned", sanction="V4")
    given(*facts).when(again).then_refused(no.SanctionDefers, rule="V4")
    before = settle(outcome="sanctioned", sanction="V1", until="2024-11-04")
    given(*facts).when(before).then_refused(
        no.SanctionMissesYear, rule="V1", until="2024-11-04", year="2024"
    )
    until_the_end = settle(outcome="sanctioned", sanction="V2", until="2025-01-01")
    assert given(*facts).when(until_the_end).refusal is None


@pytest.mark.parametrize(("but", "refusal"), SAYS_OTHERWISE)
def test_a_sanction_is_named_where_there_is_one_and_weighs_on_the_year(
    but: dict[str, str], refusal: type[Refusal]
) -> None:
    given(*CLOSED, case()).when(settle(**but)).then_refused(refusal)
