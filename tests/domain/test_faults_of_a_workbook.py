"""Is every fault of a workbook named at once, by its place, and is nothing recorded then?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from domain import refusals as no
from domain.errors import Fault, Refusal
from domain.imports.commands import WorkbookRow
from tests.domain.cast import (
    BUREAU,
    CAI,
    HENGSHAN,
    a_posting,
    a_unit,
    an_edition,
    an_officer,
    its_closing,
    its_reversal,
)
from tests.domain.scenario import given
from tests.domain.test_importing_a_workbook import ADA_1, ENTRY, imported_bonus
from tests.domain.workbooks import (
    a_lift,
    a_loss_row,
    a_restriction_row,
    a_reversal_row,
    a_review,
    a_workbook,
    an_entry,
    its_import,
    row,
    source,
)

LATE, EARLY = date(2025, 7, 1), date(2023, 3, 5)
IMPORTED = (*BUREAU, imported_bonus(), its_import((ENTRY, ADA_1)))


def test_all_faults_of_all_rows_are_named_at_once() -> None:
    rows = (
        row("units", 2, unit_id="zg", name="征收管理科", kind="section", parent_id="nn"),
        a_review(5, "R1", score=Decimal("100.5")),
        an_entry(2, "E1", subject=CAI, level="national"),
        ENTRY.model_copy(update={"key": "E2", "row": 3}),
        an_entry(4, "E3", item="W1", level="municipal", quantity=2, points=Decimal("0.55")),
        a_loss_row(2, "L1", points=Decimal("0.5")),
        a_reversal_row(2, "U1", "E9"),
    )
    given(*BUREAU).when(a_workbook(*rows)).then_faulty(
        ("units!D2", no.UnknownUnit),
        ("reviews!E5", no.MarkOutsideScale),
        ("entries!B2", no.UnknownOfficer),
        ("entries!E2", no.LevelNotInItem),
        ("entries!E4", no.LevelNotWanted),
        ("entries!F4", no.QuantityNotWanted),
        ("entries!G4", no.PointsOffStep),
        ("entries!L4", no.ReasonMissing),
        ("losses!C2", no.PointsOffStep),
        ("reversals!B2", no.RefUnknown),
    )


def test_what_the_reading_found_comes_first_and_is_counted() -> None:
    read = Fault("officers!A3", "cell-empty", "The officer_id is missing.", "缺少 officer_id。")
    outcome = given(*BUREAU).when(a_workbook(an_entry(2, "E1", item="I9"), faults=(read,)))
    assert isinstance(outcome.refusal, no.WorkbookFaulty)
    assert outcome.refusal.details == {"count": "2"}
    assert outcome.refusal.faults[0] == read
    assert [fault.place for fault in outcome.refusal.faults] == ["officers!A3", "entries!D2"]


def test_whoever_names_a_row_that_could_not_be_read_is_not_blamed_for_it() -> None:
    read = Fault("losses!C3", "not-a-number", "This is no number.", "不是数字。")
    rows = (a_reversal_row(2, "U1", "L1"), a_reversal_row(3, "U2", "L2"))
    outcome = given(*BUREAU).when(
        a_workbook(*rows, faults=(read,), dropped=(("losses", "L1"), ("restrictions", "L2")))
    )
    assert isinstance(outcome.refusal, no.WorkbookFaulty)
    assert [fault.place for fault in outcome.refusal.faults] == ["losses!C3", "reversals!B3"]


def test_a_fault_says_in_both_languages_how_it_is_mended() -> None:
    outcome = given(*BUREAU).when(a_workbook(an_entry(2, "E1", item="X3", kind="deduction")))
    assert isinstance(outcome.refusal, no.WorkbookFaulty)
    fault = Fault.of("entries!E2", no.LevelNotWanted(item="X3"))
    assert outcome.refusal.faults == (fault,)
    assert "X3" in fault.en
    assert "X3" in fault.zh


ENTRIES: list[tuple[dict[str, Any], list[tuple[str, type[Refusal]]]]] = [
    ({"subject": "unit:nn"}, [("B2", no.UnknownUnit)]),
    ({"subject": "unit:xh"}, [("B2", no.UnitClosed)]),
    ({"subject": CAI}, [("B2", no.NoPosting)]),
    ({"kind": "deduction"}, [("C2", no.KindDoesNotFit)]),
    ({"item": "I9"}, [("D2", no.ItemNotInEdition)]),
    ({"level": None}, [("E2", no.LevelMissing)]),
    ({"points": Decimal("0.5")}, [("G2", no.PointsNotWanted)]),
    ({"item": "W1", "level": None, "reason": "重点"}, [("G2", no.PointsMissing)]),
    (
        {"item": "W1", "level": None, "reason": "重点", "points": Decimal("9")},
        [("G2", no.PointsOutsideRange)],
    ),
    ({"share": "4/3"}, [("H2", no.ShareAboveOne)]),
    ({"effective_on": LATE}, [("J2", no.DateOutsideYear), ("J2", no.DateInFuture)]),
    ({"effective_on": EARLY}, [("J2", no.DateOutsideYear), ("B2", no.NoPosting)]),
]


@pytest.mark.parametrize(("cells", "faults"), ENTRIES)
def test_a_fault_of_an_entry_is_placed_in_its_cell(
    cells: dict[str, Any], faults: list[tuple[str, type[Refusal]]]
) -> None:
    closed = (a_unit("xh"), its_closing("xh", effective_on="2024-01-01"), an_officer("0014"))
    given(*BUREAU, *closed).when(a_workbook(an_entry(2, "E1", **cells))).then_faulty(
        *((f"entries!{cell}", kind) for cell, kind in faults)
    )


POST = {"officer_id": "0012", "unit_id": "fa", "post_level": "staff"}
SPAN = {"from_": date(2024, 3, 1), "until": date(2024, 2, 1)}
LINE: dict[str, Any] = {"unit_id": "zg", "step": Decimal("0.2"), "role": "owner"}
OTHERS: list[tuple[WorkbookRow, str, type[Refusal]]] = [
    (row("units", 2, unit_id="hs", name="所", kind="section"), "A2", no.UnitOfAnotherBureau),
    (
        row("units", 2, unit_id="zg", name="科", kind="section", parent_id="zg"),
        "D2",
        no.UnitTreeCycle,
    ),
    (row("postings", 2, **POST, from_=date(2024, 3, 1)), "D2", no.PostingsOverlap),
    (row("postings", 2, **POST, **SPAN), "E2", no.PostingEndsBeforeItStarts),
    (
        row("postings", 2, **POST | {"officer_id": "0099"}, from_=date(2024, 3, 1)),
        "A2",
        no.UnknownOfficer,
    ),
    (row("postings", 2, **POST | {"unit_id": "nn"}, from_=LATE), "B2", no.UnknownUnit),
    (a_review(2, "R1", subject=CAI), "B2", no.UnknownOfficer),
    (a_review(2, "R1", effective_on=LATE), "F2", no.DateInFuture),
    (a_loss_row(2, "L1", indicator_id="T9"), "B2", no.IndicatorNotInPlan),
    (a_loss_row(2, "L1", points=Decimal(0)), "C2", no.LossNotPositive),
    (a_restriction_row(2, "V1", restriction="V9"), "C2", no.RestrictionRuleNotInEdition),
    (
        a_restriction_row(2, "V1", until=date(2024, 3, 4)),
        "E2",
        no.RestrictionEndsBeforeItStarts,
    ),
    (a_restriction_row(2, "V1", subject=CAI), "B2", no.UnknownOfficer),
    (a_lift(2, "F1", "V9"), "B2", no.RefUnknown),
]


@pytest.mark.parametrize(("faulty", "cell", "kind"), OTHERS)
def test_a_fault_of_any_other_sheet_is_placed_in_its_cell(
    faulty: WorkbookRow, cell: str, kind: type[Refusal]
) -> None:
    elsewhere = a_unit("hs", bureau=HENGSHAN)
    given(*BUREAU, elsewhere).when(a_workbook(faulty)).then_faulty((f"{faulty.sheet}!{cell}", kind))


def test_a_loss_outside_the_year_is_told_so_whatever_else_is_wrong() -> None:
    loss = a_loss_row(2, "L1", effective_on=EARLY)
    given(*BUREAU).when(a_workbook(loss)).then_faulty(
        ("losses!D2", no.DateOutsideYear), ("losses!B2", no.IndicatorNotInPlan)
    )


def test_all_that_is_wrong_with_a_loss_is_told_at_once() -> None:
    loss = a_loss_row(2, "L1", effective_on=date(2024, 6, 2), points=Decimal("0.5"))
    given(*BUREAU, today=date(2024, 6, 1)).when(a_workbook(loss)).then_faulty(
        ("losses!D2", no.DateInFuture), ("losses!C2", no.PointsOffStep)
    )


def test_the_plans_of_a_workbook_are_judged_as_a_whole() -> None:
    rows = (
        row("indicators", 2, **LINE, indicator_id="T1", base=Decimal(50)),
        row("indicators", 3, **LINE | {"step": Decimal(0)}, indicator_id="T2", base=Decimal(40)),
        row("indicators", 4, **LINE | {"unit_id": "nn"}, indicator_id="T2", base=Decimal(100)),
        row(
            "indicators",
            5,
            **LINE | {"unit_id": "xh", "role": "support"},
            indicator_id="T8",
            base=Decimal(100),
        ),
    )
    given(a_unit(), a_unit("xh")).when(a_workbook(*rows)).then_faulty(
        ("indicators!E3", no.StepNotPositive),
        ("indicators!D2", no.PlanDoesNotSumTo100),
        ("indicators!A4", no.UnknownUnit),
        ("indicators!F3", no.IndicatorWithTwoOwners),
        ("indicators!F5", no.IndicatorWithoutOwner),
    )


def test_a_base_that_is_not_positive_is_placed_in_its_own_cell() -> None:
    rows = (
        row("indicators", 2, **LINE, indicator_id="T1", base=Decimal(0)),
        row("indicators", 3, **LINE, indicator_id="T2", base=Decimal(100)),
    )
    given(a_unit()).when(a_workbook(*rows)).then_faulty(("indicators!D2", no.StepNotPositive))


def test_a_ref_with_other_content_is_refused() -> None:
    other = an_entry(2, "E1", level="provincial")
    given(*IMPORTED).when(a_workbook(other)).then_faulty(("entries!A2", no.RefWithOtherContent))


def test_a_loss_may_not_take_the_ref_of_an_entry() -> None:
    given(*IMPORTED).when(a_workbook(a_loss_row(2, "E1"))).then_faulty(
        ("losses!A2", no.RefWithOtherContent)
    )


def test_an_entry_is_reversed_once_across_workbooks() -> None:
    undo = a_reversal_row(2, "U1", "E1")
    reversed_ = its_reversal(imported_bonus(), source=source(undo, 2))
    history = (*IMPORTED, reversed_, its_import((undo, None), batch=2))
    given(*history).when(a_workbook(undo)).then_nothing()
    again = a_workbook(a_reversal_row(3, "U2", "E1"))
    given(*history).when(again).then_faulty(("reversals!B3", no.EntryAlreadyReversed))


def test_a_reversal_names_a_row_of_the_workbooks_own_year() -> None:
    undo = a_reversal_row(2, "U1", "E1")
    given(*IMPORTED).when(a_workbook(undo, year=2025)).then_faulty(("reversals!B2", no.RefUnknown))


def test_without_a_rulebook_every_graded_row_is_at_fault() -> None:
    rows = (an_entry(2, "E1"), a_loss_row(3, "L1"))
    given(*BUREAU[1:]).when(a_workbook(*rows)).then_faulty(
        ("entries!2", no.NoRulebookPublished), ("losses!3", no.NoRulebookPublished)
    )


def test_a_row_may_rest_on_rows_above_it_but_not_below() -> None:
    below = row("units", 2, unit_id="x1", name="一所", kind="branch", parent_id="x2")
    above = row("units", 3, unit_id="x2", name="二所", kind="branch")
    given(*BUREAU).when(a_workbook(below, above)).then_faulty(("units!D2", no.UnknownUnit))
    assert given(*BUREAU).when(a_workbook(above, below)).refusal is None


def test_an_officers_posting_ahead_of_the_year_opens_no_account() -> None:
    later = (an_officer("0014"), a_posting("0014", start="2025-01-01"))
    given(*BUREAU, *later).when(a_workbook(an_entry(2, "E1", subject=CAI))).then_faulty(
        ("entries!B2", no.NoPosting)
    )


def test_who_names_a_faulty_row_is_not_blamed_for_it() -> None:
    late = an_entry(2, "E1", effective_on=LATE)
    undo = a_reversal_row(2, "U1", "E1")
    found = given(*BUREAU).when(a_workbook(late, undo)).refusal
    assert isinstance(found, no.WorkbookFaulty)
    assert {fault.place.partition("!")[0] for fault in found.faults} == {"entries"}


def test_a_claim_that_is_too_large_is_a_fault_of_its_quantity() -> None:
    history = (*BUREAU[1:], an_edition(items={"I1": {"levels": {"municipal": "20"}}}))
    row = an_entry(2, "E1", quantity=50_000)
    given(*history).when(a_workbook(row)).then_faulty(("entries!F2", no.ClaimTooLarge))


def test_a_mark_that_could_not_count_is_a_fault_of_its_series_or_its_day() -> None:
    rows = (
        a_review(2, "R1", series="regular_reviews"),
        a_review(3, "R2", effective_on=date(2025, 1, 8)),
    )
    given(*BUREAU).when(a_workbook(*rows)).then_faulty(
        ("reviews!C2", no.SeriesNotInEdition), ("reviews!F3", no.MarkOutsideYear)
    )
