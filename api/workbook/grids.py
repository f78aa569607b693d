"""Which cells stand where on a sheet, before anybody asks what they mean?"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from api.inert import as_written
from api.workbook.cells import Raw
from api.workbook.faults import CsvDamaged, EncodingUnknown, SheetTooLarge

ROWS_MAX: Final = 200_000  # besides the header
COLUMNS_MAX: Final = 256
CELLS_MAX: Final = 3_000_000
COMMAS_MAX: Final = 10_000_000
_ASCII: Final = bytes(range(128))
_UTF8_SHARE: Final = 0.8


@dataclass(frozen=True)
class Grid:
    """A sheet's rows that hold anything: 1-based row number to 0-based column to cell."""

    rows: Mapping[int, Mapping[int, Raw]]
    merged: tuple[str, ...] = ()


def letter(column: int) -> str:
    """The spreadsheet's name for a 0-based column: A, B … Z, AA."""
    name = ""
    column += 1
    while column:
        column, digit = divmod(column - 1, 26)
        name = chr(ord("A") + digit) + name
    return name


def too_large() -> SheetTooLarge:
    return SheetTooLarge(rows=ROWS_MAX, columns=COLUMNS_MAX, cells=CELLS_MAX)


class Collector:
    """Gathers a sheet's cells, and refuses where there are too many rows, columns or cells."""

    def __init__(self) -> None:
        self._rows: dict[int, dict[int, Raw]] = {}
        self._cells = 0

    def add(self, row: int, column: int, cell: Raw) -> None:
        if isinstance(cell, str) and (not cell or cell.isspace()):
            return
        cells = self._rows.get(row)
        if cells is None:
            cells = self._rows[row] = {}
        self._cells += 1
        if len(self._rows) > ROWS_MAX + 1 or column >= COLUMNS_MAX or self._cells > CELLS_MAX:
            raise too_large()
        cells[column] = cell

    def grid(self, merged: Iterable[str] = ()) -> Grid:
        return Grid(dict(sorted(self._rows.items())), tuple(merged))


def read_csv(data: bytes) -> Grid:
    """A CSV file's cells: UTF-8 with or without BOM, else GB18030; RFC 4180 quotes."""
    text = _decoded(data)
    if text.count(",") > COMMAS_MAX:
        raise too_large()
    collector = Collector()
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for number, row in enumerate(reader, start=1):
            for column, cell in enumerate(row):
                collector.add(number, column, as_written(cell))
    except csv.Error:
        raise CsvDamaged(line=reader.line_num) from None
    return collector.grid()


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        if data.startswith(codecs.BOM_UTF8) or _mostly_utf8(data):
            raise EncodingUnknown from None
    try:
        return data.decode("gb18030")
    except UnicodeDecodeError:
        raise EncodingUnknown from None


def _mostly_utf8(data: bytes) -> bool:
    """A damaged UTF-8 file would often pass as GB18030, with every name turned into another."""
    beyond_ascii = len(data.translate(None, _ASCII))
    understood = len(data.decode("utf-8", "ignore").encode().translate(None, _ASCII))
    return understood > _UTF8_SHARE * beyond_ascii
