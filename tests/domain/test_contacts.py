"""Is a contact about something that is there, with somebody who is there?"""

from __future__ import annotations

from typing import Any

import pytest

from domain import refusals as no
from domain.errors import Refusal
from tests.domain.cast import ADA, BO, BUREAU, ZG, a_bonus, ref
from tests.domain.claimants import role
from tests.domain.managed import HEAD, LOSS, LOST, a_briefing, a_contact, a_remediation, contact
from tests.domain.scenario import given

ABOUT = {"entries": [LOST], "indicators": ["T1"], "briefings": [1], "remediations": [1]}
KNOWN = (*BUREAU, LOSS, a_briefing(), a_remediation())


def test_a_contact_is_kept_with_whom_and_about_what() -> None:
    given(*KNOWN).when(contact(ADA, ZG, about=ABOUT)).then(a_contact(ADA, ZG, about=ABOUT))
    before = a_contact(ADA, about={"indicators": ["T1"]})
    second = contact(ZG, about={"indicators": ["T2"]})
    given(*KNOWN, before).when(second).then(a_contact(ZG, about={"indicators": ["T2"]}, number=2))


@pytest.mark.parametrize(
    ("about", "refusal"),
    [
        ({}, no.ContactAboutNothing),
        ({"entries": ["nanyue/2024/unit:zg#2"]}, no.EntryNotFound),
        ({"entries": ["hengshan/2024/unit:zg#1"]}, no.EntryNotFound),
        ({"indicators": ["T9"]}, no.IndicatorNotInPlan),
        ({"briefings": [2]}, no.BriefingNotHeld),
        ({"remediations": [2]}, no.RemediationNotFound),
    ],
)
def test_what_it_is_about_must_be_there(about: dict[str, Any], refusal: type[Refusal]) -> None:
    given(*KNOWN).when(contact(ADA, about=about)).then_refused(refusal)


def test_it_was_held_by_today_with_somebody_who_is_known() -> None:
    about = {"indicators": ["T1"]}
    history = given(*KNOWN)
    history.when(contact(ADA, about=about, held_on="2025-07-01")).then_refused(no.DateInFuture)
    today: dict[str, Any] = {"about": about, "held_on": "2025-06-30"}
    given(*KNOWN).when(contact(ADA, **today)).then(a_contact(ADA, **today))
    history.when(contact(ADA, "officer:0014", about=about)).then_refused(no.UnknownOfficer)
    history.when(contact("unit:xx", about=about)).then_refused(no.UnknownUnit)


def test_it_is_about_nobody_else_s_entries() -> None:
    own, other = a_bonus(), a_bonus(subject=BO, number=1)
    history = (*KNOWN, own, other)
    about = {"entries": [ref(own), LOST]}
    given(*history).when(contact(ADA, about=about)).then(a_contact(ADA, about=about))
    given(*history).when(contact(BO, about=about)).then_refused(
        no.ContactAboutAnother, entry=ref(own)
    )
    both = {"entries": [ref(own), ref(other)]}
    given(*history).when(contact(ADA, about=both)).then_refused(no.ContactAboutAnother)
    given(*history).when(contact(ADA, BO, about=both)).then(a_contact(ADA, BO, about=both))


def test_nobody_but_the_office_keeps_a_talk_with_himself() -> None:
    about = {"indicators": ["T1"]}
    cast = (*KNOWN, role("unit-head", HEAD, ZG), role("officer", HEAD, ADA, 2))
    given(*cast).when(contact(ADA, about=about), HEAD).then_refused(
        no.ContactWithOneself, subject=ADA
    )
    given(*cast).when(contact(BO, about=about), HEAD).then(a_contact(BO, about=about))
