"""Does anybody record what judges himself?"""

from __future__ import annotations

from typing import Any

import pytest

from domain import importing
from domain import refusals as no
from domain.claims.facts import ClaimSubmitted
from domain.deciding import Command
from domain.journal.names import Fact
from domain.oneself import about_himself, refuse_about_himself
from domain.registers.commands import EndRestriction, GiveMark, ImposeRestriction
from domain.registers.facts import RestrictionImposed
from domain.years.facts import YearClosed
from tests.domain.cast import (
    ADA,
    BUREAU,
    HENGSHAN,
    NANYUE,
    YEAR,
    ZG,
    a_bonus,
    a_loss,
    a_unit,
    an_officer,
    award,
    commend,
    correct,
    deduct,
    its_reversal,
    reprimand,
    reverse,
)
from tests.domain.claimants import CHECKER, ME, OWNER, approval, role, settled, the_claim
from tests.domain.evaluated import a_disclosure, an_opening, its_mark
from tests.domain.scenario import given
from tests.domain.workbooks import (
    a_lift,
    a_loss_row,
    a_restriction_row,
    a_reversal_row,
    a_review,
    a_workbook,
    an_entry,
)
from tests.domain.year_acts import a_closing, published

BO = "officer:0013"
ALONE = (*BUREAU, role("sole"))
HIMSELF = (*ALONE, role("officer", ME, ADA, 2))
_SAID: dict[str, Any] = {"bureau": NANYUE, "subject": ADA, "effective_on": "2024-04-01"}
MARK = GiveMark.model_validate(
    _SAID | {"year": YEAR, "series": "regular_review", "period": "2024Q1", "score": "100"}
)
RESTRICTION = RestrictionImposed.model_validate(_SAID | {"number": 1, "rule": "V1"})
END = EndRestriction.model_validate(_SAID | {"number": 1, "how": "rescinded"})


@pytest.mark.parametrize(
    ("command", "facts"),
    [
        *((one, ()) for one in (award(), commend(), deduct(), reprimand(), MARK)),
        (ImposeRestriction.model_validate(_SAID | {"rule": "V1"}), ()),
        (END, (RESTRICTION,)),
        (reverse(a_bonus()), (a_bonus(),)),
        (correct(a_bonus(), level="provincial"), (a_bonus(),)),
        (correct(a_bonus(subject=BO), subject=ADA), (a_bonus(subject=BO),)),
    ],
)
def test_nobody_records_what_judges_himself_whatever_his_role(
    command: Command, facts: tuple[Fact, ...]
) -> None:
    assert settled(command, ME, *HIMSELF, *facts) is no.RecordAboutOneself
    assert not isinstance(settled(command, ME, *ALONE, *facts), type)


def test_a_recorder_who_is_the_officer_gives_himself_nothing() -> None:
    held = (*BUREAU, role("recorder"), role("officer", ME, ADA, 2))
    assert settled(award(), ME, *held) is no.RecordAboutOneself
    assert settled(MARK, ME, *held) is no.RecordAboutOneself
    assert settled(award(subject=BO), ME, *held) == (a_bonus(subject=BO),)


def test_whoever_holds_the_home_is_no_officer() -> None:
    assert settled(award(), OWNER, *BUREAU) == (a_bonus(),)


def test_what_others_judged_or_the_rules_say_is_nobodys_for_himself() -> None:
    own = frozenset({ADA})
    opened = (an_opening(), a_disclosure(), its_mark())
    assert about_himself(opened[1:], own) == {ADA}
    assert about_himself(opened, own) == frozenset()
    carried: tuple[Fact, ...] = (its_reversal(a_bonus()), a_bonus(number=2))
    assert about_himself(carried, own) == {ADA}
    closing: YearClosed = a_closing(*published(*BUREAU))
    assert about_himself([*carried, closing], own) == frozenset()


def test_what_judges_nobody_or_a_unit_is_nobodys_own() -> None:
    assert about_himself([a_loss(), an_officer("0012")], frozenset({ZG, ADA})) == frozenset()
    assert about_himself([a_loss(), a_bonus()], frozenset({ZG, ADA})) == {ADA}


def asked_of_him(*facts: Fact, role_of_his: str = "sole") -> bool:
    """Does the decision rest on who he is in every bureau?"""
    desk = given(*ALONE, a_unit("hs", bureau=HENGSHAN)).desk
    desk.write(*facts)
    refuse_about_himself(desk, role_of_his, ME)
    return f"grants:{HENGSHAN}/{ME}" in desk.names.values()


def test_who_he_is_elsewhere_is_asked_where_an_officer_is_judged_and_no_owner_does_it() -> None:
    assert asked_of_him(a_bonus())
    assert asked_of_him(an_officer("0099"), a_loss(), a_bonus())
    assert not asked_of_him(a_bonus(), role_of_his="owner")
    assert not asked_of_him(a_loss(), an_officer("0099"))
    assert not asked_of_him(a_bonus(subject=ZG))


def test_the_owner_of_the_home_records_what_he_likes_and_nobody_else_does() -> None:
    men = [f"officer:00{n}" for n in range(20, 27)]
    many = (role("officer", ME, man, n) for n, man in enumerate(men, start=2))
    desk = given(*ALONE, *many).desk
    desk.write(*(a_bonus(subject=man) for man in men))
    refuse_about_himself(desk, "owner", ME)
    with pytest.raises(no.RecordAboutOneself) as refused:
        refuse_about_himself(desk, "sole", ME)
    assert refused.value.details["subject"] == ", ".join(men)


def test_a_claim_is_let_through_for_nobody_who_has_since_become_the_one_it_is_about() -> None:
    held = (role("recorder"), role("approver", CHECKER), a_bonus())
    claim = the_claim(reverse(a_bonus()), ME, *BUREAU, *held)
    assert isinstance(claim, ClaimSubmitted)
    later = (*BUREAU, *held, claim)
    assert not isinstance(settled(approval(claim), CHECKER, *later), type)
    since = role("officer", ME, ADA, 2)
    assert settled(approval(claim), CHECKER, *later, since) is no.ProposerIsBeneficiary


def test_the_rows_about_whoever_imports_them_are_named() -> None:
    rows = (
        *(an_entry(2, "E1"), an_entry(3, "E2", subject=BO), a_loss_row(2, "L1")),
        *(a_review(2, "P1"), a_restriction_row(2, "R1")),
        *(a_reversal_row(2, "X1", "E1"), a_lift(2, "J1", "R1")),
    )
    desk = given(*BUREAU).desk
    with pytest.raises(no.WorkbookFaulty) as refused:
        importing.import_workbook(desk, a_workbook(*rows), own=frozenset({ADA, ME}))
    named = {(fault.place, fault.code) for fault in refused.value.faults}
    assert named == {
        ("reviews!B2", "record-about-oneself"),
        ("entries!B2", "record-about-oneself"),
        ("restrictions!B2", "record-about-oneself"),
    }
    assert importing.import_workbook(given(*BUREAU).desk, a_workbook(*rows))
