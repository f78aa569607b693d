"""What does each row of the other sheets become?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final

from domain import deciding
from domain.accounts import commands as accounts
from domain.importing.batch import Batch
from domain.imports.commands import WorkbookRow
from domain.registers import commands as registers


def _unit(batch: Batch, row: WorkbookRow) -> None:
    """A unit that reads otherwise than before does so from the workbook's year on."""
    cells = row.cells
    known = batch.desk.unit(cells["unit_id"]).bureau is not None
    command = registers.RegisterUnit(
        bureau=batch.bureau,
        unit=cells["unit_id"],
        name=cells["name"],
        kind=cells["kind"],
        parent=cells.get("parent_id"),
        effective_on=date(batch.command.year, 1, 1) if known else None,
    )
    deciding.register_(batch.desk, command, batch.source(row))


def _officer(batch: Batch, row: WorkbookRow) -> None:
    command = registers.RegisterOfficer(
        bureau=batch.bureau,
        officer=row.cells["officer_id"],
        name=row.cells["name"],
        rank=row.cells.get("rank"),
    )
    deciding.register_(batch.desk, command, batch.source(row))


def _posting(batch: Batch, row: WorkbookRow) -> None:
    command = registers.RecordPosting.model_validate(
        {
            "bureau": batch.bureau,
            "officer": row.cells["officer_id"],
            "unit": row.cells["unit_id"],
            "post_level": row.cells["post_level"],
            "from": row.cells["from"],
            "until": row.cells.get("until"),
        }
    )
    deciding.register_(batch.desk, command, batch.source(row))


def _mark(batch: Batch, row: WorkbookRow) -> str:
    bureau, year, cells = batch.bureau, batch.command.year, row.cells
    command = registers.GiveMark(
        bureau=bureau,
        year=year,
        subject=cells["subject"],
        series=cells["series"],
        period=cells["period"],
        score=cells["score"],
        effective_on=cells["effective_on"],
    )
    deciding.register_(batch.desk, command, batch.source(row))
    number = len(batch.desk.marks(bureau, year, command.subject).given)
    return f"{bureau}/{year}/{command.subject}/marks#{number}"


def _reversal(batch: Batch, row: WorkbookRow) -> str:
    entry = batch.target("entries", row.cells["entry_ref"])
    command = accounts.ReverseEntry(
        entry=entry, reason=row.cells["reason"], ground=row.cells["ground"]
    )
    deciding.reverse(batch.desk, command, batch.source(row))
    return entry


def _restriction(batch: Batch, row: WorkbookRow) -> str:
    bureau, cells = batch.bureau, row.cells
    command = registers.ImposeRestriction(
        bureau=bureau,
        subject=cells["subject"],
        rule=cells["restriction"],
        effective_on=cells["effective_on"],
        until=cells.get("until"),
    )
    deciding.register_(batch.desk, command, batch.source(row))
    number = len(batch.desk.restrictions(bureau, command.subject).imposed)
    return f"{bureau}/{command.subject}/restrictions#{number}"


def _lift(batch: Batch, row: WorkbookRow) -> str:
    target = batch.target("restrictions", row.cells["restriction_ref"])
    place, _, number = target.rpartition("#")
    command = registers.EndRestriction(
        bureau=batch.bureau,
        subject=place.split("/")[1],
        number=int(number),
        how=row.cells["how"],
        effective_on=row.cells["effective_on"],
    )
    deciding.register_(batch.desk, command, batch.source(row))
    return target


RECORD: Final[dict[str, Callable[[Batch, WorkbookRow], str | None]]] = {
    "units": _unit,
    "officers": _officer,
    "postings": _posting,
    "reviews": _mark,
    "reversals": _reversal,
    "restrictions": _restriction,
    "lifts": _lift,
}
