"""What is annulled when a whole import is reversed, and what stands?"""

from __future__ import annotations

from datetime import date
from typing import Any

from domain import refusals as no
from domain.imports.commands import ReverseImport
from domain.imports.facts import ImportReversed
from domain.registers.facts import MarkWithdrawn, RestrictionRescinded
from tests.domain.cast import (
    ADA,
    BO,
    BUREAU,
    HENGSHAN,
    NANYUE,
    YEAR,
    a_bonus,
    a_loss,
    a_unit,
    its_reversal,
    ref,
)
from tests.domain.scenario import given
from tests.domain.test_importing_a_workbook import ADA_1, BARE, ENTRY, imported_bonus
from tests.domain.test_marks import a_mark
from tests.domain.test_restrictions import a_restriction
from tests.domain.workbooks import (
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

WHY = {"reason": "导入了错误的文件", "ground": "南税更〔2025〕1号"}
IMPORTED = (*BUREAU, imported_bonus(), its_import((ENTRY, ADA_1)))


def reverse_import(batch: int = 1, **but: Any) -> ReverseImport:
    return ReverseImport.model_validate({"year": YEAR, "batch": batch} | WHY | but)


def import_reversed(batch: int = 1) -> ImportReversed:
    said = {"bureau": NANYUE, "year": YEAR, "batch": batch}
    return ImportReversed.model_validate(said | WHY)


def test_a_batch_is_reversed_with_its_entries_losses_marks_and_restrictions() -> None:
    bonus, loss = imported_bonus(), a_loss(**BARE)
    rows = its_import(
        (a_review(2, "R1"), f"nanyue/2024/{ADA}/marks#1"),
        (ENTRY, ADA_1),
        (a_loss_row(2, "L1"), "nanyue/2024/unit:zg#1"),
        (a_restriction_row(2, "V-1"), f"nanyue/{ADA}/restrictions#1"),
    )
    history = (*BUREAU, a_mark(), bonus, loss, a_restriction(), rows)
    given(*history).when(reverse_import()).then(
        MarkWithdrawn(bureau=NANYUE, year=YEAR, subject=ADA, number=1, reason=WHY["reason"]),
        its_reversal(bonus, **WHY),
        its_reversal(loss, **WHY),
        RestrictionRescinded(
            bureau=NANYUE,
            subject=ADA,
            number=1,
            effective_on=date(2025, 6, 30),
            reason=WHY["reason"],
        ),
        import_reversed(),
    )


def test_what_was_annulled_already_is_left_alone() -> None:
    rows = its_import(
        (a_review(2, "R1"), f"nanyue/2024/{ADA}/marks#1"),
        (ENTRY, ADA_1),
        (a_restriction_row(2, "V-1"), f"nanyue/{ADA}/restrictions#1"),
    )
    bonus = imported_bonus()
    history = (*BUREAU, a_mark(), bonus, a_restriction(), rows)
    said = {"bureau": NANYUE, "subject": ADA, "number": 1, "reason": "另行撤销"}
    withdrawn = MarkWithdrawn.model_validate(said | {"year": YEAR})
    voided = RestrictionRescinded.model_validate(said | {"effective_on": "2024-09-01"})
    annulled = (withdrawn, its_reversal(bonus), voided)
    given(*history, *annulled).when(reverse_import()).then(import_reversed())


def test_what_took_the_place_of_a_row_is_annulled_with_it() -> None:
    """Corrected twice, at last into another account: only what stands is reversed."""
    first = imported_bonus()
    second = a_bonus(number=2, level="provincial", claimed="1", corrects=ref(first))
    third = a_bonus(subject=BO, number=1, level="provincial", claimed="1", corrects=ref(second))
    undone = (
        its_reversal(first, corrected_by=ref(second)),
        its_reversal(second, corrected_by=ref(third)),
    )
    history = (*IMPORTED, second, undone[0], third, undone[1])
    given(*history).when(reverse_import()).then(its_reversal(third, **WHY), import_reversed())
    given(*history, its_reversal(third)).when(reverse_import()).then(import_reversed())


def test_registers_stand_when_their_import_is_reversed() -> None:
    unit = row("units", 2, unit_id="zg", name="征收管理科", kind="section")
    given(a_unit(), its_import((unit, None))).when(reverse_import()).then(import_reversed())


def test_other_batches_and_entries_stand() -> None:
    by_hand = a_bonus(number=2)
    given(*IMPORTED, by_hand).when(reverse_import()).then(
        its_reversal(imported_bonus(), **WHY), import_reversed()
    )


def test_a_batch_is_reversed_once() -> None:
    history = (*IMPORTED, its_reversal(imported_bonus(), **WHY), import_reversed())
    given(*history).when(reverse_import()).then_refused(no.BatchAlreadyReversed, batch="1")


def test_an_unknown_batch_cannot_be_reversed() -> None:
    given(*IMPORTED).when(reverse_import(2)).then_refused(
        no.BatchNotFound, batch="2", bureau=NANYUE, year="2024"
    )
    given(*IMPORTED).when(reverse_import(year=2025)).then_refused(no.BatchNotFound)


def test_the_bureau_must_be_named_where_there_are_two() -> None:
    history = (*IMPORTED, a_unit("hs", bureau=HENGSHAN))
    given(*history).when(reverse_import()).then_refused(no.BureauNotNamed)
    outcome = given(*history).when(reverse_import(bureau=NANYUE))
    assert outcome.refusal is None


def test_the_rows_of_a_reversed_batch_may_be_imported_anew() -> None:
    bonus, mended = imported_bonus(), an_entry(2, "E1", document_no="南税发〔2024〕9号")
    history = (*IMPORTED, its_reversal(bonus, **WHY), import_reversed())
    again = bonus.model_copy(update={"number": 2, "source": source(ENTRY, 2)})
    anew = its_import((ENTRY, f"nanyue/2024/{ADA}#2"), batch=2)
    given(*history).when(a_workbook(ENTRY)).then(again, anew)
    assert given(*history).when(a_workbook(mended)).refusal is None


def test_what_a_reversed_batch_had_ended_of_another_stays_ended_and_known() -> None:
    undo = a_reversal_row(2, "U1", "E1")
    ended = (
        its_reversal(imported_bonus(), source=source(undo, 2)),
        its_import((undo, ADA_1), batch=2),
    )
    history = (*IMPORTED, *ended)
    given(*history).when(reverse_import(2)).then(import_reversed(2))
    given(*history, import_reversed(2)).when(a_workbook(undo)).then_nothing()
