"""Who puts right what was lost, who says that it was done, and until when?"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from domain import refusals as no
from domain.remediations.state import RemediationState, evolve
from tests.domain.cast import (
    ADA,
    BUREAU,
    DIGEST,
    HENGSHAN,
    ZG,
    a_loss,
    a_posting,
    an_officer,
    ref,
)
from tests.domain.claimants import role
from tests.domain.managed import (
    HEAD,
    LOSS,
    OFFICE,
    PERSON,
    a_remediation,
    a_report,
    a_return,
    a_verification,
    an_extension,
    extend,
    remedy,
    report,
    verify,
)
from tests.domain.scenario import TODAY, History, given

CAST = (
    *BUREAU,
    LOSS,
    role("unit-head", HEAD, ZG),
    role("officer", PERSON, ADA),
    role("appraiser", OFFICE),
)
NOW = {"effective_on": TODAY}


def known(*facts: Any, today: date = TODAY) -> History:
    return given(*CAST, *facts, today=today)


def test_a_remediation_follows_a_loss_or_is_about_an_indicator() -> None:
    known().when(remedy()).then(a_remediation(**NOW))
    about = remedy(entry=None, indicator="T2")
    second = a_remediation(number=2, indicator="T2", entry=None, **NOW)
    known(a_remediation()).when(about).then(second)


def test_the_same_is_put_right_once_at_a_time() -> None:
    """The same loss, or the same indicator of a year as such; what was found done may come back."""
    same = {"remediation": "nanyue/1"}
    for then in ((), (a_report(),), (a_report(), a_return())):
        known(a_remediation(), *then).when(remedy()).then_refused(no.SameRemediationOpen, **same)
    done = (a_remediation(), a_report(), a_verification())
    known(*done).when(remedy()).then(a_remediation(number=2, **NOW))
    again = a_remediation(number=2)
    known(*done, again).when(remedy()).then_refused(no.SameRemediationOpen, remediation="nanyue/2")


def test_another_loss_another_indicator_and_another_year_are_put_right_beside_it() -> None:
    about: dict[str, Any] = {"entry": None, "indicator": "T1"}
    known(a_remediation()).when(remedy(**about)).then(a_remediation(number=2, entry=None, **NOW))
    as_such = a_remediation(entry=None)
    known(as_such).when(remedy(**about)).then_refused(no.SameRemediationOpen)
    known(as_such).when(remedy()).then(a_remediation(number=2, **NOW))
    before = a_remediation(entry=None, year=2023)
    known(before).when(remedy(**about)).then(a_remediation(number=2, entry=None, **NOW))
    second = a_loss(number=2)
    known(second, a_remediation()).when(remedy(entry=ref(second))).then(
        a_remediation(number=2, entry=ref(second), **NOW)
    )
    elsewhere = a_remediation(subject="unit:fa")
    known(elsewhere).when(remedy()).then(a_remediation(number=2, **NOW))


def test_the_responsible_officer_is_posted_in_the_unit_that_owns_the_indicator() -> None:
    known().when(remedy(responsible="0013")).then_refused(no.NotInUnit, unit=ZG)
    known().when(remedy(responsible="0014")).then_refused(no.UnknownOfficer)
    gone = a_posting(until="2025-06-30")
    known(gone).when(remedy()).then_refused(no.NotInUnit, day="2025-06-30")


def test_it_is_about_one_thing_and_due_on_a_day_to_come() -> None:
    known().when(remedy(entry=None)).then_refused(no.AboutOneThing)
    known().when(remedy(indicator="T1")).then_refused(no.AboutOneThing)
    known().when(remedy(due_on="2025-06-30")).then_refused(no.DueTooEarly, after="2025-06-30")


@pytest.mark.parametrize("who", [HEAD, PERSON])
def test_the_unit_s_head_or_the_responsible_officer_reports(who: str) -> None:
    known(a_remediation()).when(report(), who).then(a_report(reporter=who, **NOW))
    known(a_remediation()).when(report(), OFFICE).then_refused(no.NotResponsible, officer="0012")


def test_somebody_else_verifies_or_returns_with_a_reason() -> None:
    opened, told = a_remediation(), a_report(reporter=PERSON)
    known(opened, told).when(verify(), OFFICE).then(a_verification(**NOW))
    returned = verify(outcome="returned", reason="缺佐证")
    known(opened, told).when(returned, OFFICE).then(a_return(**NOW))
    known(opened, told).when(verify(outcome="returned"), OFFICE).then_refused(
        no.ReturnWithoutReason
    )


def test_nobody_verifies_what_he_reported_or_answers_for() -> None:
    opened = a_remediation()
    known(opened, a_report(reporter=OFFICE)).when(verify(), OFFICE).then_refused(
        no.VerifierIsReporter
    )
    known(opened, a_report()).when(verify(), PERSON).then_refused(no.VerifierIsReporter)
    same = role("officer", "token:other", "officer:0013"), role("officer", HEAD, "officer:0013", 2)
    known(opened, a_report(), *same).when(verify(), "token:other").then_refused(
        no.VerifierIsReporter
    )


def test_only_what_was_reported_is_verified_and_what_was_verified_is_done() -> None:
    opened, done = a_remediation(), (a_report(), a_verification())
    known(opened).when(verify(), OFFICE).then_refused(no.RemediationNotReported, standing="open")
    known(opened, *done).when(verify(), OFFICE).then_refused(no.RemediationNotReported)
    known(opened, *done).when(report(), HEAD).then_refused(no.RemediationNotWaiting)
    known(opened, a_report()).when(extend(), OFFICE).then_refused(no.RemediationNotWaiting)
    known().when(report(), HEAD).then_refused(no.RemediationNotFound, remediation="nanyue/1")
    again = (opened, a_report(), a_return())
    known(*again).when(report(), HEAD).then(a_report(**NOW))


def test_the_due_day_is_put_off_before_it_has_passed() -> None:
    known(a_remediation()).when(extend(), OFFICE).then(an_extension(**NOW))
    known(a_remediation()).when(extend(due_on="2025-07-31"), OFFICE).then_refused(no.DueTooEarly)
    on_the_day = known(a_remediation(), today=date(2025, 7, 31))
    on_the_day.when(extend(), OFFICE).then(an_extension(effective_on="2025-07-31"))
    late = known(a_remediation(), today=date(2025, 8, 1))
    late.when(extend(), OFFICE).then_refused(no.RemediationOverdue, due_on="2025-07-31")


def test_being_overdue_is_told_by_the_day_and_ends_with_a_report() -> None:
    opened = evolve(RemediationState(), a_remediation())
    assert opened.standing_on(date(2025, 7, 31)) == "open"
    assert opened.standing_on(date(2025, 8, 1)) == "overdue"
    assert evolve(opened, an_extension()).standing_on(date(2025, 8, 1)) == "open"
    told = evolve(opened, a_report())
    assert told.standing_on(date(2025, 8, 1)) == "reported"
    assert evolve(told, a_return()).standing_on(date(2025, 8, 1)) == "overdue"
    assert evolve(told, a_verification()).standing_on(date(2025, 8, 1)) == "verified"


def test_where_evidence_is_required_nothing_is_reported_as_done_without() -> None:
    opened = a_remediation(evidence="required")
    known().when(remedy(evidence="required")).then(opened.model_copy(update=NOW))
    known(opened).when(report(), HEAD).then_refused(no.RemediationUnproven)
    history = given(*CAST, opened, files=(DIGEST,))
    assert history.when(report(evidence=(DIGEST,)), HEAD).refusal is None


def test_evidence_of_which_no_file_was_handed_in_is_not_reported() -> None:
    """For the unit or for whoever answers for it."""
    unknown = report(evidence=(DIGEST,))
    known(a_remediation()).when(unknown, HEAD).then_refused(
        no.FileNotStored, digest=DIGEST, subject=f"{ZG} / {ADA}"
    )


@pytest.mark.parametrize(
    ("postings", "posted"),
    [
        ([{"unit": "zg", "start": TODAY}], True),
        ([{"unit": "zg", "start": "2025-07-01"}], False),
        ([{"unit": "fa", "until": "2025-01-01"}, {"unit": "zg", "start": "2025-01-01"}], True),
        ([{"unit": "zg", "until": "2025-01-01"}, {"unit": "fa", "start": "2025-01-01"}], False),
        ([{"unit": "zg", "bureau": HENGSHAN}], False),
    ],
)
def test_whoever_is_responsible_is_posted_in_the_unit_today(
    postings: list[dict[str, Any]], posted: bool
) -> None:
    held = [a_posting("0014", **posting) for posting in postings]
    outcome = known(an_officer("0014", name="蔡"), *held).when(remedy(responsible="0014"))
    if posted:
        outcome.then(a_remediation(officer="0014", **NOW))
    else:
        outcome.then_refused(no.NotInUnit, officer="0014", unit=ZG, day="2025-06-30")
