"""When is a row under the ledger's own ref what was recorded here by hand, and no second fact?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from domain import refusals as no
from domain.imports.commands import WorkbookRow
from tests.domain.cast import (
    ADA,
    BO,
    BUREAU,
    NANYUE,
    ZG,
    a_bonus,
    a_deduction,
    a_loss,
    its_reversal,
)
from tests.domain.scenario import given
from tests.domain.test_importing_a_workbook import BARE
from tests.domain.test_marks import a_mark, withdrawn
from tests.domain.test_restrictions import a_restriction, lifted, rescinded
from tests.domain.test_reversing_an_import import import_reversed
from tests.domain.workbooks import (
    a_lift,
    a_loss_row,
    a_restriction_row,
    a_reversal_row,
    a_review,
    a_workbook,
    an_entry,
    its_import,
    source,
)

BY_HAND = a_bonus()
SAID = {"document_no": BY_HAND.document_no, "reason": BY_HAND.reason}
OWN, MARK, BAN = f"{ADA}#1", f"{ADA}/marks#1", f"{ADA}/restrictions#1"
IMPOSED = {"effective_on": date(2024, 5, 20), "until": date(2024, 11, 20)}
ENDED = date(2024, 9, 1)


def own_entry(ref: str = OWN, **but: Any) -> WorkbookRow:
    """The row as which the bonus recorded by hand goes out."""
    return an_entry(2, ref, **SAID | but)


def own_loss(**but: Any) -> WorkbookRow:
    return a_loss_row(2, f"{ZG}#1", **{"reason": BY_HAND.reason} | but)


def own_reversal(ref: str = f"{OWN}/reversal", entry_ref: str = OWN) -> WorkbookRow:
    return a_reversal_row(2, ref, entry_ref)


def own_restriction(**but: Any) -> WorkbookRow:
    return a_restriction_row(2, BAN, **IMPOSED | but)


def own_end(number: int = 1, **but: Any) -> WorkbookRow:
    return a_lift(1 + number, f"{BAN}/end#{number}", BAN, **{"effective_on": ENDED} | but)


RECORDED = (*BUREAU, a_mark(), BY_HAND, a_loss(), its_reversal(BY_HAND), a_restriction(), lifted())
WHOLE = (a_review(2, MARK), own_entry(), own_loss(), own_reversal(), own_restriction(), own_end())


def test_what_was_recorded_by_hand_is_known_where_it_went_out() -> None:
    given(*RECORDED).when(a_workbook(*WHOLE)).then_nothing()


def test_a_new_row_beside_it_is_recorded_alone() -> None:
    new = an_entry(3, "E1")
    granted = a_bonus(**BARE, number=2, source=source(new))
    then = its_import((new, f"{NANYUE}/2024/{ADA}#2"))
    given(*RECORDED).when(a_workbook(*WHOLE, new)).then(granted, then)
    given(*RECORDED, granted, then).when(a_workbook(*WHOLE, new)).then_nothing()


def test_what_was_annulled_by_hand_since_stays_annulled() -> None:
    annulled = (withdrawn(), its_reversal(BY_HAND), lifted(), rescinded())
    history = (*BUREAU, a_mark(), BY_HAND, a_restriction(), *annulled)
    rows = (a_review(2, MARK), own_entry(), own_restriction())
    given(*history).when(a_workbook(*rows)).then_nothing()


@pytest.mark.parametrize(
    "row",
    [
        a_review(2, MARK, score=Decimal("92.5")),
        own_entry(level="provincial"),
        own_entry(kind="commendation"),
        own_entry(reason=None),
        own_entry(subject=BO),
        a_loss_row(2, OWN),
        own_loss(points=Decimal("0.8")),
        own_reversal(entry_ref=f"{ADA}#2"),
        own_restriction(until=None),
        own_end(effective_on=date(2024, 9, 2)),
        own_end(how="rescinded"),
    ],
    ids=lambda row: f"{row.sheet} {row.key}",
)
def test_other_content_under_the_ref_of_a_fact_recorded_by_hand_is_refused(
    row: WorkbookRow,
) -> None:
    history = (*RECORDED, a_bonus(number=2))
    place = f"{row.sheet}!A2"
    given(*history).when(a_workbook(row)).then_faulty((place, no.RefWithOtherContent))


def test_who_names_a_row_with_other_content_is_not_blamed_for_it() -> None:
    rows = (own_entry(level="provincial"), own_reversal())
    given(*RECORDED).when(a_workbook(*rows)).then_faulty(("entries!A2", no.RefWithOtherContent))


def test_a_ref_that_names_nothing_recorded_by_hand_is_an_ordinary_one() -> None:
    """The workbook of another installation: there Ada's bonus was recorded by hand."""
    row, undo = own_entry(), own_reversal()
    target = f"{NANYUE}/2024/{ADA}#1"
    granted = a_bonus(**BARE | SAID, source=source(row))
    then = (
        granted,
        its_reversal(granted, source=source(undo)),
        its_import((row, target), (undo, target)),
    )
    given(*BUREAU).when(a_workbook(row, undo)).then(*then)
    given(*BUREAU, *then).when(a_workbook(row, undo)).then_nothing()


def test_a_fact_that_came_in_is_named_by_its_sources_ref_alone() -> None:
    """Here the same number is an entry of a workbook: no reason to take one for the other."""
    came = an_entry(2, "E1")
    imported = a_bonus(**BARE, source=source(came))
    history = (*BUREAU, imported, its_import((came, f"{NANYUE}/2024/{ADA}#1")))
    row = own_entry()
    granted = a_bonus(**BARE | SAID, number=2, source=source(row, 2))
    then = its_import((row, f"{NANYUE}/2024/{ADA}#2"), batch=2)
    given(*history).when(a_workbook(row)).then(granted, then)


def test_a_restriction_of_another_year_is_not_what_the_workbooks_year_names() -> None:
    of_2023 = a_restriction(effective_on="2023-05-20", until=None)
    row = own_restriction()
    outcome = given(*BUREAU, of_2023).when(a_workbook(row))
    assert outcome.refusal is None
    assert len(outcome.facts) == 2


def test_each_end_of_a_restriction_has_its_own_ref() -> None:
    later = own_end(2, how="rescinded")
    history = (*BUREAU, a_restriction(), lifted(), rescinded())
    given(*history).when(a_workbook(own_end(), later)).then_nothing()
    given(*history[:-1]).when(a_workbook(own_end(), later)).then(
        rescinded(reason=None, source=source(later)),
        its_import((later, f"{NANYUE}/{BAN}")),
    )


def test_an_imported_entry_reversed_by_hand_is_known_with_its_reversal() -> None:
    came, undo = an_entry(2, "E1"), own_reversal(entry_ref="E1")
    imported = a_bonus(**BARE, source=source(came))
    history = (*BUREAU, imported, its_import((came, f"{NANYUE}/2024/{ADA}#1")))
    given(*history, its_reversal(imported)).when(a_workbook(came, undo)).then_nothing()


def test_what_came_in_anew_is_reversed_anew() -> None:
    """A batch was reversed and went out, annulled: whoever takes it in again gets it annulled."""
    came, undo = an_entry(2, "E1"), own_reversal(entry_ref="E1")
    imported = a_bonus(**BARE, source=source(came))
    batch = its_import((came, f"{NANYUE}/2024/{ADA}#1"))
    history = (*BUREAU, imported, batch, its_reversal(imported), import_reversed())
    again = imported.model_copy(update={"number": 2, "source": source(came, 2)})
    target = f"{NANYUE}/2024/{ADA}#2"
    then = (
        again,
        its_reversal(again, source=source(undo, 2)),
        its_import((came, target), (undo, target), batch=2),
    )
    given(*history).when(a_workbook(came, undo)).then(*then)
    given(*history, *then).when(a_workbook(came, undo)).then_nothing()


def test_a_new_reversal_may_name_what_was_recorded_by_hand() -> None:
    undo, end = a_reversal_row(2, "U1", f"{ADA}#2"), a_lift(2, "F1", BAN)
    deduction = a_deduction(number=2)
    given(*BUREAU, BY_HAND, deduction, a_restriction()).when(a_workbook(undo, end)).then(
        its_reversal(deduction, source=source(undo)),
        lifted(effective_on=end.cells["effective_on"], reason=None, source=source(end)),
        its_import((undo, f"{NANYUE}/2024/{ADA}#2"), (end, f"{NANYUE}/{BAN}")),
    )
