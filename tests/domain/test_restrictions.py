"""When is a restriction imposed, and when lifted or rescinded?"""

from __future__ import annotations

from typing import Any

import pytest

from domain import refusals as no
from domain.registers.commands import EndRestriction, ImposeRestriction
from domain.registers.facts import RestrictionImposed, RestrictionLifted, RestrictionRescinded
from tests.domain.cast import (
    ADA,
    BUREAU,
    CAI,
    HENGSHAN,
    NANYUE,
    RULEBOOK,
    ZG,
    a_unit,
    an_edition,
    an_officer,
)
from tests.domain.scenario import given

_RESTRICTION = {
    "subject": ADA,
    "rule": "V1",
    "effective_on": "2024-05-20",
    "until": "2024-11-20",
    "reason": "诫勉谈话",
}
_END = {"subject": ADA, "number": 1, "effective_on": "2024-09-01", "reason": "复核后解除"}


def impose(**but: Any) -> ImposeRestriction:
    return ImposeRestriction.model_validate(_RESTRICTION | but)


def a_restriction(number: int = 1, **but: Any) -> RestrictionImposed:
    said = _RESTRICTION | {"bureau": NANYUE, "number": number}
    return RestrictionImposed.model_validate(said | but)


def end(how: str = "lifted", **but: Any) -> EndRestriction:
    return EndRestriction.model_validate(_END | {"how": how} | but)


def lifted(**but: Any) -> RestrictionLifted:
    return RestrictionLifted.model_validate(_END | {"bureau": NANYUE} | but)


def rescinded(**but: Any) -> RestrictionRescinded:
    return RestrictionRescinded.model_validate(_END | {"bureau": NANYUE} | but)


def test_a_restriction_is_imposed() -> None:
    given(*BUREAU).when(impose()).then(a_restriction())


def test_a_restriction_may_have_no_end() -> None:
    given(*BUREAU).when(impose(until=None)).then(a_restriction(until=None))


def test_a_unit_is_restricted_too() -> None:
    given(*BUREAU).when(impose(subject=ZG)).then(a_restriction(subject=ZG))


def test_a_registered_officer_is_restricted_without_any_posting() -> None:
    given(*BUREAU, an_officer("0014")).when(impose(subject=CAI)).then(a_restriction(subject=CAI))


def test_restrictions_are_numbered_by_their_subject() -> None:
    given(*BUREAU, a_restriction()).when(impose()).then(a_restriction(2))


def test_a_restriction_is_imposed_by_a_rule_of_the_edition_of_its_date() -> None:
    autumn = an_edition(
        2, "2024-07-01", restrictions=RULEBOOK["restrictions"][1:], items={"X1": None}
    )
    day, until = "2024-07-01", "2024-12-01"
    given(*BUREAU, autumn).when(impose()).then(a_restriction())
    given(*BUREAU, autumn).when(impose(effective_on=day, until=until)).then_refused(
        no.RestrictionRuleNotInEdition, rule="V1", edition="nanyue@2", day=day
    )


def test_a_restriction_is_imposed_under_a_rulebook() -> None:
    given(*BUREAU[1:]).when(impose()).then_refused(no.NoRulebookPublished, bureau=NANYUE)


def test_a_restriction_is_not_imposed_ahead_of_its_date() -> None:
    ahead = impose(effective_on="2025-07-01", until=None)
    given(*BUREAU).when(ahead).then_refused(no.DateInFuture)
    today: dict[str, Any] = {"effective_on": "2025-06-30", "until": None}
    given(*BUREAU).when(impose(**today)).then(a_restriction(**today))


def test_a_restriction_does_not_end_before_it_starts() -> None:
    given(*BUREAU).when(impose(until="2024-05-19")).then_refused(
        no.RestrictionEndsBeforeItStarts, start="2024-05-20", until="2024-05-19"
    )
    same_day: dict[str, Any] = {"until": "2024-05-20"}
    given(*BUREAU).when(impose(**same_day)).then(a_restriction(**same_day))


def test_a_restriction_is_for_a_subject_that_is_registered() -> None:
    given(*BUREAU).when(impose(subject=CAI)).then_refused(no.UnknownOfficer, officer="0014")
    given(*BUREAU).when(impose(subject="unit:nn")).then_refused(no.UnknownUnit, unit="nn")


def test_the_bureau_must_be_named_where_there_are_two() -> None:
    history = (*BUREAU, a_restriction(), a_unit("hs", bureau=HENGSHAN))
    given(*history).when(impose()).then_refused(no.BureauNotNamed)
    given(*history).when(end()).then_refused(no.BureauNotNamed)


def test_a_restriction_is_lifted() -> None:
    given(*BUREAU, a_restriction()).when(end()).then(lifted())


def test_a_restriction_may_be_lifted_more_than_once() -> None:
    earlier = {"effective_on": "2024-08-01"}
    given(*BUREAU, a_restriction(), lifted()).when(end(**earlier)).then(lifted(**earlier))


def test_a_restriction_is_rescinded() -> None:
    given(*BUREAU, a_restriction()).when(end("rescinded")).then(rescinded())


def test_a_lifted_restriction_may_still_be_rescinded() -> None:
    given(*BUREAU, a_restriction(), lifted()).when(end("rescinded")).then(rescinded())


def test_a_rescinded_restriction_takes_further_ends_and_stays_void() -> None:
    given(*BUREAU, a_restriction(), rescinded()).when(end()).then(lifted())


@pytest.mark.parametrize("how", ["lifted", "rescinded"])
def test_an_unknown_restriction_cannot_be_ended(how: str) -> None:
    given(*BUREAU, a_restriction()).when(end(how, number=2)).then_refused(
        no.RestrictionNotFound, restriction="nanyue/officer:0012/restrictions#2"
    )


@pytest.mark.parametrize("how", ["lifted", "rescinded"])
def test_a_restriction_is_not_ended_ahead_of_the_date(how: str) -> None:
    given(*BUREAU, a_restriction()).when(end(how, effective_on="2025-07-01")).then_refused(
        no.DateInFuture
    )
