"""When is an entry annulled and re-entered at once, and what stays as it was?"""

from __future__ import annotations

from typing import Any

import pytest

from domain import refusals as no
from domain.accounts.facts import EntryReversed, Granted
from tests.domain.cast import (
    ADA,
    BO,
    BUREAU,
    CAI,
    DIGEST,
    ZG,
    a_bonus,
    a_commendation,
    a_deduction,
    a_line,
    a_loss,
    a_plan,
    a_posting,
    a_unit,
    an_edition,
    an_officer,
    correct,
    its_closing,
    its_reversal,
    ref,
)
from tests.domain.scenario import given


def corrected(old: Granted, new: Granted) -> tuple[EntryReversed, Granted]:
    """Both facts say what corrects what."""
    citing = new.model_copy(update={"corrects": ref(old)})
    return its_reversal(old, corrected_by=ref(new)), citing


def test_an_entry_is_corrected_in_its_level() -> None:
    old = a_bonus()
    new = a_bonus(number=2, level="provincial", claimed="1")
    given(*BUREAU, old).when(correct(old, level="provincial")).then(*corrected(old, new))


def test_what_a_correction_leaves_out_stays_as_it_was() -> None:
    old = a_bonus(merit="劳动竞赛", share="1/2", claimed="0.25", evidence=[DIGEST])
    new = old.model_copy(update={"number": 2, "document_no": "南税〔2024〕9号"})
    given(*BUREAU, old).when(correct(old, document_no="南税〔2024〕9号")).then(*corrected(old, new))


def test_an_optional_detail_is_taken_away_by_naming_none() -> None:
    old = a_bonus(merit="劳动竞赛")
    new = a_bonus(number=2)
    given(*BUREAU, old).when(correct(old, merit=None)).then(*corrected(old, new))


@pytest.mark.parametrize("field", ["subject", "kind", "item", "effective_on", "evidence"])
def test_a_demanded_detail_named_as_none_stays_as_it_was(field: str) -> None:
    old, new = a_commendation(), a_commendation(number=2, merit="劳动竞赛")
    asked = {field: None, "merit": "劳动竞赛"}
    given(*BUREAU, old).when(correct(old, **asked)).then(*corrected(old, new))


@pytest.mark.parametrize("asked", [{}, {"points": None, "reason": None}], ids=str)
@pytest.mark.parametrize("old", [a_deduction(reason=None), a_loss()], ids=["entry", "loss"])
def test_a_correction_says_what_is_different(old: Granted, asked: dict[str, Any]) -> None:
    given(*BUREAU, old).when(correct(old, **asked)).then_refused(
        no.CorrectionChangesNothing, entry=ref(old)
    )


def test_what_stands_may_be_decided_again() -> None:
    """A third claim opens a split again, and one of the shares comes out as it was."""
    old = a_bonus(share="1/2", claimed="0.25")
    new = old.model_copy(update={"number": 2})
    given(*BUREAU, old).when(correct(old, share="1/2")).then(*corrected(old, new))


def test_an_entry_is_corrected_to_another_account() -> None:
    old, new = a_bonus(), a_bonus(subject=BO)
    given(*BUREAU, old).when(correct(old, subject=BO)).then(*corrected(old, new))


def test_an_entry_is_corrected_from_an_officer_to_a_unit() -> None:
    old, new = a_bonus(), a_bonus(subject=ZG)
    given(*BUREAU, old).when(correct(old, subject=ZG)).then(*corrected(old, new))


def test_an_entry_is_corrected_to_another_item() -> None:
    old = a_bonus(quantity=2, claimed="1")
    asked = {"item": "W1", "points": "1.5"}
    new = a_bonus(number=2, level=None, claimed="1.5", **asked)
    given(*BUREAU, old).when(correct(old, **asked)).then(*corrected(old, new))


def test_an_entry_whose_own_item_is_named_keeps_its_level() -> None:
    old, new = a_bonus(), a_bonus(number=2, merit="劳动竞赛")
    given(*BUREAU, old).when(correct(old, item="I1", merit="劳动竞赛")).then(*corrected(old, new))


def test_an_entry_is_corrected_to_another_kind() -> None:
    old = a_bonus()
    asked = {"kind": "deduction", "item": "X3", "quantity": 3}
    given(*BUREAU, old).when(correct(old, **asked)).then(*corrected(old, a_deduction(number=2)))


def test_a_correction_is_judged_by_the_edition_of_its_own_date() -> None:
    autumn = an_edition(2, "2024-07-01", items={"I1": {"levels": {"municipal": "0.3"}}})
    old, day = a_bonus(), "2024-08-01"
    new = a_bonus(number=2, effective_on=day, edition="nanyue@2", claimed="0.3")
    given(*BUREAU, autumn, old).when(correct(old, effective_on=day)).then(*corrected(old, new))


def test_a_correction_is_corrected_by_its_own_number() -> None:
    old = a_bonus()
    second = a_bonus(number=2, level="provincial", claimed="1", corrects=ref(old))
    history = (*BUREAU, old, its_reversal(old, corrected_by=ref(second)), second)
    new = a_bonus(number=3)
    given(*history).when(correct(second, level="municipal")).then(*corrected(second, new))
    given(*history).when(correct(old, level="municipal")).then_refused(no.EntryAlreadyReversed)


def test_an_unknown_entry_cannot_be_corrected() -> None:
    given(*BUREAU).when(correct(a_bonus(), level="provincial")).then_refused(no.EntryNotFound)


def test_a_correction_stays_in_the_year() -> None:
    old = a_bonus()
    given(*BUREAU, old).when(correct(old, effective_on="2025-01-01")).then_refused(
        no.CorrectionLeavesYear, year="2024", day="2025-01-01"
    )


def test_a_correction_is_judged_like_a_new_entry() -> None:
    old = a_bonus()
    given(*BUREAU, old).when(correct(old, level="national")).then_refused(no.LevelNotInItem)
    given(*BUREAU, old).when(correct(old, item="C1")).then_refused(no.KindDoesNotFit)
    given(*BUREAU, old).when(correct(old, kind="deduction")).then_refused(no.KindDoesNotFit)


def test_a_correction_needs_a_subject_that_may_have_an_account() -> None:
    old = a_bonus()
    history = (*BUREAU, a_unit("xh"), its_closing("xh", effective_on="2024-01-01"), old)
    given(*history).when(correct(old, subject=CAI)).then_refused(no.UnknownOfficer)
    given(*history).when(correct(old, subject="unit:nn")).then_refused(no.UnknownUnit)
    given(*history).when(correct(old, subject="unit:xh")).then_refused(no.UnitClosed)
    stranger = (an_officer("0014"), a_posting("0014", start="2025-01-01"))
    given(*history, *stranger).when(correct(old, subject=CAI)).then_refused(no.NoPosting)


@pytest.mark.parametrize(
    "asked",
    [
        {"points": "0.8"},
        {"effective_on": "2024-04-01"},
        {"reason": "复核后更正"},
        {"document_no": "南税〔2024〕9号"},
        {"evidence": [DIGEST]},
    ],
)
def test_a_loss_is_corrected_in_its_points_date_or_reason(asked: dict[str, Any]) -> None:
    old = a_loss()
    claimed = "-" + asked.get("points", "0.6")
    new = a_loss(number=2, claimed=claimed, **asked)
    given(*BUREAU, old).when(correct(old, **asked)).then(*corrected(old, new))


@pytest.mark.parametrize("asked", [{"subject": ADA}, {"item": "X3"}, {"kind": "bonus"}])
def test_a_loss_is_corrected_in_nothing_else(asked: dict[str, Any]) -> None:
    old = a_loss()
    given(*BUREAU, old).when(correct(old, **asked)).then_refused(no.CorrectionOfLoss)


@pytest.mark.parametrize("points", ["0", "-0.2"])
def test_a_corrected_loss_is_a_positive_number(points: str) -> None:
    old = a_loss()
    given(*BUREAU, old).when(correct(old, points=points)).then_refused(no.LossNotPositive)


def test_a_corrected_loss_keeps_to_the_step_and_the_year() -> None:
    old = a_loss()
    given(*BUREAU, old).when(correct(old, points="0.5")).then_refused(no.PointsOffStep)
    given(*BUREAU, old).when(correct(old, effective_on="2025-01-01")).then_refused(
        no.CorrectionLeavesYear
    )


def test_a_corrected_loss_stays_in_its_account_whoever_owns_the_indicator_now() -> None:
    swapped = (
        a_plan("zg", a_line("T1", "60", "support"), a_line("T2", "40")),
        a_plan("fa", a_line("T1", "30"), a_line("T3", "70")),
    )
    old, new = a_loss(), a_loss(number=2, points="0.8", claimed="-0.8")
    given(*BUREAU, old, *swapped).when(correct(old, points="0.8")).then(*corrected(old, new))
