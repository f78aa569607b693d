"""What does each row of a workbook become, and when is it no second fact?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from domain import refusals as no
from domain.accounts.facts import BonusAwarded
from domain.registers.facts import (
    MarkGiven,
    OfficerParticularsAmended,
    OfficerRegistered,
    PostingRecorded,
    RestrictionImposed,
    RestrictionLifted,
    UnitEstablished,
    UnitReorganised,
)
from tests.domain.cast import (
    ADA,
    BUREAU,
    NANYUE,
    YEAR,
    a_bonus,
    a_line,
    a_loss,
    a_plan,
    a_unit,
    an_edition,
    its_reversal,
)
from tests.domain.scenario import given
from tests.domain.workbooks import (
    DAY,
    FILE,
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

ENTRY = an_entry(2, "E1")
BARE = {"document_no": None, "reason": None, "evidence": [FILE]}
ADA_1 = f"nanyue/2024/{ADA}#1"


def imported_bonus(row_number: int = 2, ref: str = "E1", batch: int = 1) -> BonusAwarded:
    return a_bonus(**BARE, source=source(an_entry(row_number, ref), batch))


def test_rows_become_facts_with_their_source_and_the_file_as_evidence() -> None:
    given(*BUREAU).when(a_workbook(ENTRY)).then(imported_bonus(), its_import((ENTRY, ADA_1)))


def test_an_import_names_its_approver() -> None:
    asked = a_workbook(ENTRY, approved_by="9002")
    given(*BUREAU).when(asked).then(
        imported_bonus(), its_import((ENTRY, ADA_1), approved_by="9002")
    )


def test_an_imported_entry_is_exempt_from_evidence() -> None:
    award = an_entry(2, "E1", kind="commendation", item="C1", level="district")
    outcome = given(*BUREAU).when(a_workbook(award))
    assert outcome.refusal is None
    assert [getattr(fact, "evidence", None) for fact in outcome.facts] == [(FILE,), None]


def test_the_same_workbook_twice_records_nothing() -> None:
    history = (*BUREAU, imported_bonus(), its_import((ENTRY, ADA_1)))
    given(*history).when(a_workbook(ENTRY)).then_nothing()


def test_a_row_may_move_within_the_file() -> None:
    history = (*BUREAU, imported_bonus(), its_import((ENTRY, ADA_1)))
    given(*history).when(a_workbook(an_entry(40, "E1"))).then_nothing()


def test_an_empty_workbook_records_nothing() -> None:
    given(*BUREAU).when(a_workbook()).then_nothing()


def test_only_the_new_rows_of_a_longer_workbook_are_recorded() -> None:
    history = (*BUREAU, imported_bonus(), its_import((ENTRY, ADA_1)))
    second = an_entry(3, "E2")
    granted = a_bonus(**BARE, number=2, source=source(second, batch=2))
    given(*history).when(a_workbook(ENTRY, second)).then(
        granted, its_import((second, f"nanyue/2024/{ADA}#2"), batch=2)
    )


def test_rows_are_recorded_sheet_by_sheet_in_the_contracts_order() -> None:
    unit = row("units", 2, unit_id="zg", name="征收管理科", kind="section")
    officer = row("officers", 2, officer_id="0012", name="阿达", rank="四级主办")
    start = date(2024, 1, 1)
    posting = row("postings", 2, officer_id="0012", unit_id="zg", post_level="staff", from_=start)
    whole = {"unit_id": "zg", "indicator_id": "T1", "title": "税费收入"}
    plan = row("indicators", 2, **whole, base=Decimal(100), step=Decimal("0.2"), role="owner")
    review, loss = a_review(2, "R1"), a_loss_row(2, "L1")
    veto, lift = a_restriction_row(2, "V-1"), a_lift(2, "F-1", "V-1")
    undo = a_reversal_row(2, "U1", "E1")
    rows = (unit, officer, posting, plan, review, ENTRY, loss, undo, veto, lift)
    mark = f"nanyue/2024/{ADA}/marks#1"
    became = {"reviews": mark, "entries": ADA_1, "losses": "nanyue/2024/unit:zg#1"}
    became["restrictions"] = became["lifts"] = f"nanyue/{ADA}/restrictions#1"
    became["reversals"] = ADA_1
    bonus = imported_bonus()
    line = a_line("T1", "100") | {"title": "税费收入"}
    given(an_edition()).when(a_workbook(*reversed(rows))).then(
        UnitEstablished(
            bureau=NANYUE, unit="zg", name="征收管理科", kind="section", source=source(unit)
        ),
        OfficerRegistered(
            bureau=NANYUE, officer="0012", name="阿达", rank="四级主办", source=source(officer)
        ),
        PostingRecorded(
            bureau=NANYUE,
            officer="0012",
            unit="zg",
            post_level="staff",
            start=start,
            source=source(posting),
        ),
        a_plan("zg", line, source=source(plan)),
        MarkGiven(
            bureau=NANYUE,
            year=YEAR,
            subject=ADA,
            number=1,
            series="regular_review",
            period="2024Q1",
            score=Decimal(92),
            effective_on=date(2024, 4, 8),
            source=source(review),
        ),
        bonus,
        a_loss(**BARE, source=source(loss)),
        its_reversal(bonus, source=source(undo)),
        RestrictionImposed(
            bureau=NANYUE, subject=ADA, number=1, rule="V1", effective_on=DAY, source=source(veto)
        ),
        RestrictionLifted(
            bureau=NANYUE, subject=ADA, number=1, effective_on=DAY, source=source(lift)
        ),
        its_import(*((r, became.get(r.sheet)) for r in rows)),
    )


def test_a_keyed_row_with_other_content_is_a_new_version_of_it() -> None:
    officer = row("officers", 2, officer_id="0012", name="阿达娜")
    start, until = date(2024, 1, 1), date(2024, 7, 1)
    said = {"officer_id": "0012", "unit_id": "zg", "post_level": "staff"}
    ended = row("postings", 2, **said, from_=start, until=until)
    given(*BUREAU).when(a_workbook(officer, ended)).then(
        OfficerParticularsAmended(
            bureau=NANYUE, officer="0012", name="阿达娜", source=source(officer)
        ),
        PostingRecorded(
            bureau=NANYUE,
            officer="0012",
            unit="zg",
            post_level="staff",
            start=start,
            until=until,
            source=source(ended),
        ),
        its_import((officer, None), (ended, None)),
    )


def test_a_unit_that_reads_otherwise_does_so_from_the_workbooks_year_on() -> None:
    unit = row("units", 2, unit_id="zg", name="征管科", kind="section")
    given(a_unit()).when(a_workbook(unit)).then(
        UnitReorganised(
            bureau=NANYUE,
            unit="zg",
            name="征管科",
            kind="section",
            effective_on=date(2024, 1, 1),
            source=source(unit),
        ),
        its_import((unit, None)),
    )


def test_a_keyed_row_that_reads_as_the_register_does_is_only_remembered() -> None:
    unit = row("units", 2, unit_id="zg", name="征收管理科", kind="section")
    given(a_unit()).when(a_workbook(unit)).then(its_import((unit, None)))
    given(a_unit(), its_import((unit, None))).when(a_workbook(unit)).then_nothing()


def test_a_keyed_row_may_return_to_what_it_read_before() -> None:
    old = row("units", 2, unit_id="zg", name="征收管理科", kind="section")
    new = row("units", 2, unit_id="zg", name="征管科", kind="section")
    renamed = UnitReorganised(
        bureau=NANYUE, unit="zg", name="征管科", kind="section", effective_on=date(2024, 1, 1)
    )
    history = (a_unit(), its_import((old, None)), renamed, its_import((new, None), batch=2))
    again = renamed.model_copy(update={"name": "征收管理科", "source": source(old, batch=3)})
    given(*history).when(a_workbook(old)).then(again, its_import((old, None), batch=3))


def test_an_indicator_row_changes_its_line_of_the_plan_that_stands() -> None:
    said = {"unit_id": "zg", "step": Decimal("0.2"), "role": "owner"}
    first = row("indicators", 2, **said, indicator_id="T1", base=Decimal(55))
    second = row("indicators", 3, **said, indicator_id="T2", base=Decimal(45))
    lines = (a_line("T1", "55"), a_line("T2", "45"))
    given(*BUREAU).when(a_workbook(first, second)).then(
        a_plan("zg", *lines, source=source(first)), its_import((first, None), (second, None))
    )


def test_each_units_plan_cites_the_first_of_its_own_rows() -> None:
    said = {"step": Decimal("0.2"), "role": "owner", "base": Decimal(100)}
    rows = [
        row("indicators", n, unit_id=unit, indicator_id=indicator, **said)
        for n, (unit, indicator) in enumerate((("zg", "T1"), ("fa", "T2")), start=2)
    ]
    given(an_edition(), a_unit(), a_unit("fa")).when(a_workbook(*rows)).then(
        a_plan("zg", a_line("T1", "100"), source=source(rows[0])),
        a_plan("fa", a_line("T2", "100"), source=source(rows[1])),
        its_import(*((r, None) for r in rows)),
    )


def test_a_reversal_may_name_a_row_of_an_earlier_import() -> None:
    bonus, undo = imported_bonus(), a_reversal_row(2, "U1", "E1")
    history = (*BUREAU, bonus, its_import((ENTRY, ADA_1)))
    given(*history).when(a_workbook(undo)).then(
        its_reversal(bonus, source=source(undo, 2)), its_import((undo, ADA_1), batch=2)
    )


def test_a_reversal_may_name_a_loss() -> None:
    loss, undo = a_loss_row(2, "L1"), a_reversal_row(2, "U1", "L1")
    lost = a_loss(**BARE, source=source(loss))
    given(*BUREAU).when(a_workbook(loss, undo)).then(
        lost,
        its_reversal(lost, source=source(undo)),
        its_import((loss, "nanyue/2024/unit:zg#1"), (undo, "nanyue/2024/unit:zg#1")),
    )


def test_a_ref_may_be_used_again_in_another_kind_of_sheet_and_another_year() -> None:
    history = (*BUREAU, imported_bonus(), its_import((ENTRY, ADA_1)))
    review = a_review(2, "E1")
    assert given(*history).when(a_workbook(review)).refusal is None
    day = date(2025, 3, 5)
    next_year = a_workbook(an_entry(2, "E1", effective_on=day), year=2025)
    granted = imported_bonus().model_copy(update={"effective_on": day, "year": 2025})
    given(*history).when(next_year).then(
        granted,
        its_import((an_entry(2, "E1", effective_on=day), f"nanyue/2025/{ADA}#1"), year=2025),
    )


def test_a_workbook_is_of_a_bureau_that_there_is_or_of_the_first() -> None:
    unit = row("units", 2, unit_id="zg", name="征收管理科", kind="section")
    assert given().when(a_workbook(unit)).refusal is None
    given(*BUREAU).when(a_workbook(unit, bureau="nanyeu")).then_refused(no.BureauNotFounded)
