"""How do the samples, and books made up on the spot, come into a ledger?"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from domain.importing import SHEETS
from domain.imports.commands import ImportWorkbook, WorkbookRow
from domain.journal.envelope import Receipt
from domain.ledger import Ledger
from domain.registers.commands import PublishRulebook
from tests.journal.cast import BUREAU, OFFICE, YEAR

SAMPLES = Path(__file__).parents[1] / "samples"
KEYS: Mapping[str, tuple[str, ...]] = {
    "units": ("unit_id",),
    "officers": ("officer_id",),
    "postings": ("officer_id", "unit_id", "from"),
    "indicators": ("unit_id", "indicator_id"),
}
"""Every other sheet's key is its ref."""
_DATES = ("from", "until", "effective_on")
_NUMBERS = ("base", "step", "score", "points")


def load_sample(ledger: Ledger, name: str = "small", bureau: str = BUREAU) -> Receipt:
    """A sample's editions in order, then its book in one append."""
    for path in sorted((SAMPLES / name).glob("rulebook-*.yaml")):
        document = path.read_text(encoding="utf-8")
        ledger.handle(PublishRulebook(bureau=bureau, document=document), OFFICE)
    return ledger.import_workbook(sample_book(name, bureau), OFFICE)


def sample_book(name: str, bureau: str) -> ImportWorkbook:
    sheets = {sheet: list(_rows(SAMPLES / name / "book" / f"{sheet}.csv")) for sheet in SHEETS}
    return book(sheets, name, bureau)


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield {column: _cell(column, text) for column, text in row.items()}


def _cell(column: str, text: str) -> date | Decimal | int | str | None:
    if not text:
        return None
    if column in _DATES:
        return date.fromisoformat(text)
    if column in _NUMBERS:
        return Decimal(text)
    return int(text) if column == "quantity" else text


def book(
    sheets: Mapping[str, Sequence[Mapping[str, Any]]], name: str = "book", bureau: str = BUREAU
) -> ImportWorkbook:
    """A workbook of typed cells, as the reading of a file would give it."""
    rows = [
        _row(sheet, number, cells)
        for sheet, lines in sheets.items()
        for number, cells in enumerate(lines, start=2)
    ]
    return ImportWorkbook(
        bureau=bureau, year=YEAR, name=name, digest=_digest([r.digest for r in rows]), rows=rows
    )


def _row(sheet: str, number: int, cells: Mapping[str, Any]) -> WorkbookRow:
    key = "|".join(str(cells[column]) for column in KEYS.get(sheet, ("ref",)))
    columns = {column: chr(ord("A") + n) for n, column in enumerate(cells)}
    said = {column: str(cell) for column, cell in cells.items() if cell is not None}
    digest = _digest([sheet, said])
    return WorkbookRow(
        sheet=sheet, row=number, key=key, digest=digest, cells=dict(cells), columns=columns
    )


def _digest(said: object) -> str:
    text = json.dumps(said, ensure_ascii=False, sort_keys=True)
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def entries_book(officers: Sequence[str], count: int, name: str = "entries") -> ImportWorkbook:
    """So many bonuses and deductions, in turn over the officers and the days of the year."""
    return book({"entries": [_entry(officers, n, name) for n in range(count)]}, name)


def _entry(officers: Sequence[str], n: int, name: str) -> dict[str, Any]:
    kind, item, quantity = ("bonus", "K1", None) if n % 3 else ("deduction", "X1", 1 + n % 5)
    return {
        "ref": f"{name}-{n}",
        "subject": f"officer:{officers[n % len(officers)]}",
        "kind": kind,
        "item": item,
        "quantity": quantity,
        "effective_on": date(YEAR, 1, 1) + timedelta(days=n % 366),
        "reason": f"第{n}项",
    }
