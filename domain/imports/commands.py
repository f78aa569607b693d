"""What may somebody ask about workbooks?"""

from __future__ import annotations

from typing import Any

from pydantic import Field

from domain.errors import Fault
from domain.legible import LegibleLine, LegibleNarrative
from domain.vocabulary import Digest, Id, Value, Year


class WorkbookRow(Value):
    """A row as read: typed cells by column name, and the place that each column has in the file."""

    sheet: Id
    row: int
    key: LegibleLine
    digest: Digest
    cells: dict[str, Any]
    columns: dict[str, str]

    def place(self, column: str | None) -> str:
        """`entries!C12`, or `entries!12` where no single cell is at fault."""
        return f"{self.sheet}!{self.columns.get(column or '', '')}{self.row}"


class ImportWorkbook(Value):
    """Record a workbook's rows: all of them, or with a single fault none."""

    bureau: Id | None = None
    year: Year
    name: LegibleLine
    digest: Digest
    approved_by: Id | None = None
    rows: tuple[WorkbookRow, ...]
    faults: tuple[Fault, ...] = ()
    """What the reading of the file found already."""
    dropped: tuple[tuple[Id, str], ...] = ()
    """Sheet and key of the rows that those faults lie in."""
    check_only: bool = False


class ReverseImport(Value):
    """Reverse a whole batch."""

    bureau: Id | None = None
    year: Year
    batch: int = Field(strict=True, ge=1)
    reason: LegibleNarrative
    ground: LegibleLine
