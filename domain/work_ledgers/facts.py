"""Which facts may a work ledger hold?"""

from __future__ import annotations

from pydantic import Field

from domain.vocabulary import Day, Digest, Id, ShortText, Value


class LedgerRowRecorded(Value):
    """A row of figures as of a day, from a document; `digest` is that of all the row says."""

    bureau: Id
    ledger: Id
    row: int = Field(ge=1)
    effective_on: Day
    figures: dict[str, str]
    document_no: ShortText
    digest: Digest


WorkLedgerFact = LedgerRowRecorded
