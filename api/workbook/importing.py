"""Which command does a workbook that was read amount to?"""

from __future__ import annotations

from api.workbook.reading import Workbook
from api.workbook.rows import Row
from domain.imports.commands import ImportWorkbook, WorkbookRow
from domain.legible import visible


def command_of(
    workbook: Workbook,
    bureau: str | None,
    year: int,
    approved_by: str | None = None,
    *,
    check_only: bool = False,
) -> ImportWorkbook:
    """The rows that are well formed, and the faults of those that are not."""
    return ImportWorkbook(
        bureau=bureau,
        year=year,
        name=visible(workbook.name[:200]).strip() or "workbook",
        digest=workbook.sha256,
        approved_by=approved_by,
        rows=tuple(_row(row) for rows in workbook.rows.values() for row in rows),
        faults=workbook.faults,
        dropped=tuple((row.sheet, row.key) for row in workbook.dropped),
        check_only=check_only,
    )


def _row(row: Row) -> WorkbookRow:
    return WorkbookRow(
        sheet=row.sheet,
        row=row.number,
        key=row.key,
        digest=row.digest,
        cells=dict(row.cells),
        columns=dict(row.columns),
    )
