"""Which facts say what a workbook brought in?"""

from __future__ import annotations

from pydantic import Field

from domain.vocabulary import Digest, Id, Narrative, ShortText, Value, Year


class ImportedRow(Value):
    """One row: its `key` within the sheet, the digest of its content, and what it became.

    `target` is an entry (`nanyue/2024/officer:0012#7`), a mark or restriction by number; of a
    reversal or a lift what it ended; of a register's row None.
    """

    sheet: Id
    row: int
    key: ShortText
    digest: Digest
    target: ShortText | None = None


class WorkbookImported(Value):
    """A workbook's new rows were recorded, as one batch with the facts they became."""

    bureau: Id
    year: Year
    batch: int = Field(ge=1)
    name: ShortText
    digest: Digest
    approved_by: Id | None = None
    rows: tuple[ImportedRow, ...]


class ImportReversed(Value):
    """A batch was reversed: its entries, losses, marks and restrictions are annulled."""

    bureau: Id
    year: Year
    batch: int
    reason: Narrative
    ground: ShortText


ImportFact = WorkbookImported | ImportReversed
