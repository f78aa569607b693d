"""How is a whole batch reversed?"""

from __future__ import annotations

from domain import deciding
from domain import refusals as no
from domain.accounts import commands as accounts
from domain.corrected import stands_as
from domain.imports.commands import ReverseImport
from domain.imports.facts import ImportedRow, ImportReversed
from domain.imports.state import ENDINGS
from domain.journal.desk import Desk
from domain.registers import commands as registers


def reverse_import(desk: Desk, command: ReverseImport) -> None:
    """Annul what still stands of a batch: entries, losses (corrected or not), marks, restrictions.

    Registers (units, officers, postings, plans) carry no points: they are put right by importing
    the right rows.
    """
    bureau = desk.bureau(command.bureau)
    state = desk.imports(bureau, command.year)
    batch = next((b for b in state.batches if b.batch == command.batch), None)
    if batch is None:
        raise no.BatchNotFound(batch=command.batch, bureau=bureau, year=command.year)
    if command.batch in state.reversed:
        raise no.BatchAlreadyReversed(batch=command.batch)
    for row in batch.rows:
        if row.target is not None and row.sheet not in ENDINGS:
            _undo(desk, command, bureau, row)
    desk.write(
        ImportReversed(
            bureau=bureau,
            year=command.year,
            batch=command.batch,
            reason=command.reason,
            ground=command.ground,
        )
    )


def _undo(desk: Desk, command: ReverseImport, bureau: str, row: ImportedRow) -> None:
    place, _, number = (row.target or "").rpartition("#")
    parts = place.split("/")
    n = int(number)
    if row.sheet in ("entries", "losses"):
        standing = stands_as(desk, row.target or "")
        if standing is not None:
            undo = accounts.ReverseEntry(
                entry=standing, reason=command.reason, ground=command.ground
            )
            deciding.reverse(desk, undo)
    elif row.sheet == "reviews":
        marks = desk.marks(parts[0], int(parts[1]), parts[2])
        if n not in marks.withdrawn:
            mark = registers.WithdrawMark(
                bureau=bureau,
                year=int(parts[1]),
                subject=parts[2],
                number=n,
                reason=command.reason,
            )
            deciding.register_(desk, mark)
    elif n not in desk.restrictions(parts[0], parts[1]).rescinded:
        end = registers.EndRestriction(
            bureau=bureau,
            subject=parts[1],
            number=n,
            how="rescinded",
            effective_on=desk.today,
            reason=command.reason,
        )
        deciding.register_(desk, end)
