"""May this row be recorded in a work ledger?"""

from __future__ import annotations

from datetime import date

from domain import refusals as no
from domain.work_ledgers.commands import RecordLedgerRow
from domain.work_ledgers.facts import LedgerRowRecorded
from domain.work_ledgers.state import WorkLedgerState
from domain.work_ledgers.vocabulary import row_digest


def record_row(command: RecordLedgerRow, state: WorkLedgerState, today: date) -> LedgerRowRecorded:
    """A row is never changed: an entry may cite it."""
    if command.row in state.rows:
        raise no.LedgerRowTaken(ledger=command.ledger, row=command.row)
    if command.effective_on > today:
        raise no.DateInFuture(day=command.effective_on, today=today)
    digest = row_digest(command.model_dump(mode="json"))
    return LedgerRowRecorded(**command.model_dump(), digest=digest)
