"""May somebody's name and narrative be erased, and what stays?"""

from __future__ import annotations

from domain.erasures.commands import EraseSubject
from domain.erasures.facts import SubjectErased
from domain.refusals import UnknownOfficer, UnknownUnit
from tests.domain.cast import ADA, BUREAU, NANYUE, a_bonus
from tests.domain.scenario import given

ASKED = {"authorised_by": "9002", "ground": "个人信息保护法第四十七条"}


def erase(subject: str = ADA) -> EraseSubject:
    return EraseSubject.model_validate({"subject": subject, **ASKED})


def erased(subject: str = ADA) -> SubjectErased:
    return SubjectErased.model_validate({"bureau": NANYUE, "subject": subject, **ASKED})


def test_a_subject_is_erased_by_a_fact_of_its_own() -> None:
    given(*BUREAU, a_bonus()).when(erase()).then(erased())


def test_who_comes_back_may_be_erased_again() -> None:
    given(*BUREAU, erased()).when(erase()).then(erased())


def test_nobody_unknown_is_erased() -> None:
    given(*BUREAU).when(erase("officer:0099")).then_refused(UnknownOfficer, officer="0099")
    given(*BUREAU).when(erase("unit:xx")).then_refused(UnknownUnit, unit="xx")
