"""What may somebody ask of a work ledger?"""

from __future__ import annotations

from pydantic import Field

from domain.legible import LegibleLine
from domain.vocabulary import Day, Id, Value


class RecordLedgerRow(Value):
    """Record a row of a work ledger (工作台账), whose digest entries cite as evidence."""

    bureau: Id
    ledger: Id
    row: int = Field(strict=True, ge=1, lt=2**31)
    effective_on: Day
    figures: dict[LegibleLine, LegibleLine] = Field(min_length=1, max_length=100)
    document_no: LegibleLine


WorkLedgerCommand = RecordLedgerRow
