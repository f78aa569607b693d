"""What does a small workbook look like? Columns as in the contract, cells typed."""

from __future__ import annotations

import hashlib
from datetime import date
from decimal import Decimal
from typing import Any, Final

from domain.accounts.facts import Source
from domain.imports.commands import ImportWorkbook, WorkbookRow
from domain.imports.facts import ImportedRow, WorkbookImported
from tests.domain.cast import ADA, NANYUE, YEAR

COLUMNS: Final = {
    "units": "unit_id name kind parent_id",
    "officers": "officer_id name rank",
    "postings": "officer_id unit_id post_level from until",
    "indicators": "unit_id indicator_id title base step role",
    "reviews": "ref subject series period score effective_on",
    "entries": "ref subject kind item level quantity points share merit effective_on document_no"
    " reason recorded_by approved_by",
    "losses": "ref indicator_id points effective_on reason",
    "reversals": "ref entry_ref reason ground",
    "restrictions": "ref subject restriction effective_on until",
    "lifts": "ref restriction_ref how effective_on",
}
KEYS: Final = {
    "units": "unit_id",
    "officers": "officer_id",
    "postings": "officer_id unit_id from",
    "indicators": "unit_id indicator_id",
}
FILE: Final = "sha256:" + "c0" * 32
DAY: Final = date(2024, 3, 5)


def row(sheet: str, number: int, **cells: Any) -> WorkbookRow:
    """A row of the sheet; `from_` stands for the column `from`."""
    said = {name.rstrip("_"): cell for name, cell in cells.items()}
    columns = COLUMNS[sheet].split()
    key = " ".join(str(said[name]) for name in KEYS.get(sheet, "ref").split())
    return WorkbookRow(
        sheet=sheet,
        row=number,
        key=key,
        digest="sha256:" + hashlib.sha256(repr(sorted(said.items())).encode()).hexdigest(),
        cells={name: said.get(name) for name in columns},
        columns=dict(zip(columns, "ABCDEFGHIJKLMN", strict=False)),
    )


def an_entry(number: int, ref: str, **but: Any) -> WorkbookRow:
    cells = {"subject": ADA, "kind": "bonus", "item": "I1", "level": "municipal"}
    return row("entries", number, **{"ref": ref, **cells, "effective_on": DAY, **but})


def a_loss_row(number: int, ref: str, **but: Any) -> WorkbookRow:
    cells = {"indicator_id": "T1", "points": Decimal("0.6"), "effective_on": DAY}
    return row("losses", number, **{"ref": ref, **cells, **but})


def a_reversal_row(number: int, ref: str, entry_ref: str) -> WorkbookRow:
    said = {"entry_ref": entry_ref, "reason": "文件被撤销", "ground": "南税复〔2025〕3号"}
    return row("reversals", number, ref=ref, **said)


def a_review(number: int, ref: str, **but: Any) -> WorkbookRow:
    cells = {"subject": ADA, "series": "regular_review", "period": "2024Q1"}
    given = {"score": Decimal("92"), "effective_on": date(2024, 4, 8)}
    return row("reviews", number, **{"ref": ref, **cells, **given, **but})


def a_restriction_row(number: int, ref: str, **but: Any) -> WorkbookRow:
    cells = {"subject": ADA, "restriction": "V1", "effective_on": DAY}
    return row("restrictions", number, **{"ref": ref, **cells, **but})


def a_lift(number: int, ref: str, restriction_ref: str, **but: Any) -> WorkbookRow:
    cells = {"restriction_ref": restriction_ref, "how": "lifted", "effective_on": DAY}
    return row("lifts", number, **{"ref": ref, **cells, **but})


def a_workbook(*rows: WorkbookRow, **but: Any) -> ImportWorkbook:
    said = {"bureau": NANYUE, "year": YEAR, "name": "2024.xlsx", "digest": FILE}
    return ImportWorkbook.model_validate(said | {"rows": rows} | but)


def its_import(
    *rows: tuple[WorkbookRow, str | None], batch: int = 1, **but: Any
) -> WorkbookImported:
    """The fact of a batch: each row with what it became."""
    said = a_workbook(**but).model_dump(exclude={"rows", "faults", "dropped", "check_only"})
    listed = [
        ImportedRow(sheet=r.sheet, row=r.row, key=r.key, digest=r.digest, target=target)
        for r, target in rows
    ]
    return WorkbookImported.model_validate(said | {"batch": batch, "rows": listed})


def source(row: WorkbookRow, batch: int = 1) -> Source:
    ref = None if row.sheet in KEYS else row.key
    return Source(batch=batch, sheet=row.sheet, row=row.row, ref=ref)
