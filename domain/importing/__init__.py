"""What does each row of a workbook become, and what is wrong with it?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from domain import refusals as no
from domain.errors import Refusal
from domain.importing.batch import Batch
from domain.importing.entries import record_graded
from domain.importing.plans import record_plans
from domain.importing.rows import RECORD
from domain.importing.undoing import reverse_import
from domain.imports.commands import ImportWorkbook, WorkbookRow
from domain.imports.facts import ImportedRow, WorkbookImported
from domain.imports.state import space
from domain.journal.desk import Desk
from domain.journal.streams import Stream

__all__ = ["SHEETS", "import_workbook", "reverse_import"]


NAMES: Final = {"reversals": "entries", "lifts": "restrictions"}
"""In which space of refs a row names another."""
_STREAMS: Final[dict[str, Callable[[str, int, str], tuple[str, str]]]] = {
    "entries": lambda bureau, year, subject: ("account", f"{bureau}/{year}/{subject}"),
    "reviews": lambda bureau, year, subject: ("marks", f"{bureau}/{year}/{subject}"),
    "restrictions": lambda bureau, _, subject: ("restrictions", f"{bureau}/{subject}"),
}
"""What a row of a sheet goes into, besides what it reads of its subject."""
SHEETS: Final = (
    "units",
    "officers",
    "postings",
    "indicators",
    "reviews",
    "entries",
    "losses",
    "reversals",
    "restrictions",
    "lifts",
)
"""The order in which a workbook is recorded (INTERFACES §3)."""


def import_workbook(
    desk: Desk,
    command: ImportWorkbook,
    progress: Callable[[int], None] | None = None,
    own: frozenset[str] = frozenset(),
) -> tuple[ImportedRow, ...]:
    """Write the facts of all new rows to the desk, or raise with every fault there is.

    `own` is whoever imports it: a row about himself is a fault.
    """
    bureau = desk.bureau(command.bureau)
    desk.founded(bureau)
    before = desk.imports(bureau, command.year)
    number = len(before.batches) + 1
    batch = Batch(desk, command, bureau, number, before, own, faults=list(command.faults))
    batch.faulty |= {(space(sheet), key) for sheet, key in command.dropped}
    desk.take_up(_wanted(batch))
    for sheet in SHEETS:
        rows = [r for r in command.rows if r.sheet == sheet and _is_new(batch, r)]
        if sheet == "indicators":
            record_plans(batch, rows)
            continue
        for n, row in enumerate(rows):
            _row(batch, row)
            if progress is not None and n % 50 == 0:
                progress(len(batch.rows))
    if batch.faults:
        refusal = no.WorkbookFaulty(count=len(batch.faults))
        refusal.faults = tuple(batch.faults)
        raise refusal
    if batch.rows:
        desk.write(
            WorkbookImported(
                bureau=bureau,
                year=command.year,
                batch=batch.number,
                name=command.name,
                digest=command.digest,
                approved_by=command.approved_by,
                rows=tuple(batch.rows),
            )
        )
    return tuple(batch.rows)


def _wanted(batch: Batch) -> Iterator[Stream]:
    """The streams of whom the new rows are about."""
    bureau, year = batch.bureau, batch.command.year
    for row in batch.command.rows:
        cells, known = row.cells, batch.before.row(row.sheet, row.key)
        officer = cells.get("officer_id")
        subject = str(cells.get("subject")) if officer is None else f"officer:{officer}"
        kind, _, of = subject.partition(":")
        if known is None and kind in ("officer", "unit"):
            yield Stream(kind, of)
            if row.sheet in _STREAMS:
                yield Stream(*_STREAMS[row.sheet](bureau, year, subject))


def _is_new(batch: Batch, row: WorkbookRow) -> bool:
    """A row that came before is no second fact; a ref with other content is refused."""
    known = batch.before.row(row.sheet, row.key)
    if known is None:
        return not _is_by_hand(batch, row)
    if known.digest == row.digest and known.sheet == row.sheet:
        return False
    if "ref" in row.columns:
        batch.fault(row, no.RefWithOtherContent(ref=row.key))
        return False
    return True


def _is_by_hand(batch: Batch, row: WorkbookRow) -> bool:
    """A row that went out under the ledger's own ref is what was recorded here: see DECISIONS 33.

    What ends a row that this very workbook brought in cannot have been recorded before it.
    """
    fact = batch.own.fact(row.sheet, row.key)
    if fact is None or _named(row) in batch.targets:
        return False
    if not batch.own.reads_as(row, fact) and _named(row) not in batch.faulty:
        batch.fault(row, no.RefWithOtherContent(ref=row.key))
    return True


def _named(row: WorkbookRow) -> tuple[str, str | None]:
    """The row that this one ends, by its space and ref."""
    named = row.cells.get("entry_ref") or row.cells.get("restriction_ref")
    return NAMES.get(row.sheet, ""), named


def _row(batch: Batch, row: WorkbookRow) -> None:
    if row.sheet in ("entries", "losses"):
        record_graded(batch, row)
        return
    if _named(row) in batch.faulty:
        return
    try:
        target = RECORD[row.sheet](batch, row)
    except Refusal as refusal:
        batch.fault(row, refusal)
        return
    batch.took(row, target)
