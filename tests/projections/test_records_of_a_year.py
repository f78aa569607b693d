"""Does the read schema hold a bureau-year as the facts themselves say it, decisions and all?"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest

from domain.deciding import Command
from domain.errors import Refusal
from domain.ledger import Ledger
from domain.recall import record_of
from domain.record import Record
from domain.registers.commands import EndRestriction, ImposeRestriction, WithdrawRulebook
from domain.run import appraise
from domain.runsheet import run_sheet
from domain.scoring import Entry
from domain.years.commands import (
    CloseYear,
    DecideGrade,
    FreezeYear,
    OpenYear,
    PublishYear,
    ResolveTie,
    RestateYear,
)
from projections import projector
from projections.columns.country import run_store
from projections.columns.engine import Question
from projections.columns.exporting import export
from projections.moments import Moment
from projections.records import load_whole_record
from tests.conftest import MASTER, Database
from tests.journal.cast import BUREAU, OFFICE, YEAR
from tests.journal.loading import load_sample
from tests.projections.happenings import Happenings

pytestmark = pytest.mark.postgres

LAST = date(YEAR, 12, 31)
WHICH = {"bureau": BUREAU, "year": YEAR}
MINUTES = {"minutes": "考评委2号", "decided_on": date(2025, 1, 9)}
ROUNDS = 12


def acts() -> Iterator[Command]:
    """The year's whole way; a tie and a grade are decided before the close and after it."""
    yield OpenYear(bureau=BUREAU, year=YEAR + 1)
    yield FreezeYear.model_validate(WHICH)
    yield ResolveTie.model_validate({**WHICH, **MINUTES, "order": ("0003", "0002", "0001")})
    yield DecideGrade.model_validate(
        {**WHICH, **MINUTES, "officer": "0004", "grade": "incompetent", "reason": "裁定"}
    )
    yield PublishYear.model_validate(WHICH)
    yield ImposeRestriction(bureau=BUREAU, subject="officer:0005", rule="V2", effective_on=LAST)
    yield CloseYear.model_validate({**WHICH, "waived": "公示无异议"})
    yield EndRestriction(
        bureau=BUREAU, subject="officer:0005", number=1, how="rescinded", effective_on=LAST
    )
    yield ResolveTie.model_validate({**WHICH, **MINUTES, "order": ("0001", "0002")})
    said = {"authorised_by": "0001", "ground": "第五十六条", "reason": "重述"}
    yield RestateYear.model_validate({**WHICH, **said})
    yield WithdrawRulebook(bureau=BUREAU, version=3, reason="尚需征求意见")


@dataclass(frozen=True)
class Happened:
    database: Database
    ledger: Ledger
    granted: tuple[str, ...]


@pytest.fixture(scope="module")
def happened(module_database: Database) -> Iterator[Happened]:
    """The small sample, and between any two acts of its year whatever may happen."""
    happenings, granted = Happenings(7), []
    with Ledger(module_database.dsn("app"), MASTER) as ledger:
        load_sample(ledger)
        for act in acts():
            happenings.happen(ledger, ROUNDS)
            try:
                ledger.handle(act, OFFICE)
                granted.append(type(act).__name__)
            except Refusal as refusal:
                # What happened by chance may have been the very act.
                granted.append(type(refusal).__name__)
        module_database.project()
        yield Happened(module_database, ledger, tuple(granted))


def recalled_at(happened: Happened, year: int, position: int) -> Record:
    return record_of(happened.ledger.journal.facts_of(BUREAU, year, position), BUREAU, year)


def positions(happened: Happened) -> list[int]:
    head = happened.ledger.head
    return [*random.Random(7).sample(range(3, head), 20), head]


@pytest.mark.parametrize("year", [YEAR, YEAR + 1])
def test_what_is_read_is_what_the_facts_say_at_every_position(
    happened: Happened, year: int
) -> None:
    with happened.database.connect("auditor") as conn:
        for position in positions(happened):
            read = load_whole_record(conn, BUREAU, Moment(year, date(year, 12, 31), position))
            assert as_known(read, position) == recalled_at(happened, year, position)


def as_known(record: Record, position: int) -> Record:
    """Without the ends that came later: a row that is read bears them at any position."""

    def end(at: int | None) -> int | None:
        return at if at is not None and at <= position else None

    def open_(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
        return tuple(replace(e, reversed_at=end(e.reversed_at)) for e in entries)

    return replace(
        record,
        entries=open_(record.entries),
        losses=open_(record.losses),
        marks=tuple(replace(m, withdrawn_at=end(m.withdrawn_at)) for m in record.marks),
        publications=tuple(
            replace(p, withdrawn_at=end(p.withdrawn_at)) for p in record.publications
        ),
    )


def digests(happened: Happened) -> list[str]:
    """Of the run at each position, from what is read."""
    with happened.database.connect("auditor") as conn:
        return [
            run_sheet(
                appraise(
                    load_whole_record(conn, BUREAU, Moment(YEAR, LAST, position)), LAST, position
                )
            ).digest
            for position in positions(happened)
        ]


def test_a_run_reads_the_same_from_the_facts_and_from_the_schema(happened: Happened) -> None:
    recalled = [
        run_sheet(appraise(recalled_at(happened, YEAR, position), LAST, position)).digest
        for position in positions(happened)
    ]
    assert digests(happened) == recalled


def test_a_run_reads_the_same_after_a_rebuild(happened: Happened) -> None:
    before = digests(happened)
    projector.rebuild(happened.database.dsn("projector"))
    assert digests(happened) == before


def test_something_of_everything_happened(happened: Happened) -> None:
    record = recalled_at(happened, YEAR, happened.ledger.head)
    assert {"ResolveTie", "DecideGrade", "EndRestriction", "RestateYear"} <= {*happened.granted}
    for name in (
        "entries",
        "losses",
        "marks",
        "restrictions",
        "restriction_ends",
        "ties",
        "grades",
    ):
        assert getattr(record, name), name
    assert any(e.reversed_at for e in record.entries)
    assert any(m.withdrawn_at for m in record.marks)


def test_a_run_reads_the_same_from_the_columns(happened: Happened, tmp_path: Path) -> None:
    """Exported once, as of the head, asked as of any position."""
    with happened.database.connect("auditor") as conn:
        store = export(conn, tmp_path, (YEAR, happened.ledger.head))
    runs = [
        run_store(store, Question(YEAR, LAST, position), cores=1)
        for position in positions(happened)
    ]
    assert [run.digests[BUREAU] for run in runs] == digests(happened)
    assert not any(run.read for run in runs)
