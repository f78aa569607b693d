"""Which rows does one sheet hold, and what is wrong with it, cell by cell?"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from api.workbook.cells import Cell, Raw, plain_code, read_cell, shown, text_of
from api.workbook.faults import (
    CellEmpty,
    CellsMerged,
    CellWithoutColumn,
    ColumnMissing,
    ColumnTwice,
    HeaderMissing,
    KeyTwice,
    RefTwice,
    UnknownColumn,
)
from api.workbook.grids import Grid, letter
from api.workbook.sheets import SHEET, Column, Sheet
from domain.errors import Fault, Refusal

FAULTS_MAX: Final = 10_000
NAME_LENGTH_MAX: Final = 200


@dataclass(frozen=True)
class Row:
    """One row: every column of its sheet, typed; equal digests mean equal content."""

    sheet: str
    number: int
    cells: Mapping[str, Cell | None]
    digest: str
    columns: Mapping[str, str] = field(compare=False)
    """The letter of each column that the file has, to name a cell by."""

    @property
    def key(self) -> str:
        """What names the row within its sheet, in one text."""
        return "/".join(text_of(self.cells[name]) or "" for name in SHEET[self.sheet].key)

    @property
    def texts(self) -> dict[str, str | None]:
        """The cells as the contract writes them."""
        return {name: text_of(cell) for name, cell in self.cells.items()}


@dataclass
class Seen:
    """The keys met so far: where each stood first, and with what content."""

    places: dict[tuple[str, ...], tuple[str, str]] = field(default_factory=dict)


@dataclass
class Reading:
    """What became of one sheet."""

    rows: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    dropped: list[Row] = field(default_factory=list)
    """Rows with a fault whose key can be read all the same."""
    repeated: int = 0

    def drop(self, row: Row) -> None:
        if None not in (row.cells[name] for name in SHEET[row.sheet].key):
            self.dropped.append(row)


def read_rows(sheet: Sheet, grid: Grid, seen: Seen) -> Reading:
    """The good rows of a sheet and all its faults; `seen` remembers keys, across ref spaces too."""
    reading = Reading()
    reading.faults += [Fault.of(f"{sheet.name}!{merged}", CellsMerged()) for merged in grid.merged]
    header = _header(sheet, grid, reading.faults)
    if header is None:
        return reading
    strays: set[int] = set()
    for number, raw in grid.rows.items():
        if len(reading.faults) > FAULTS_MAX:
            break
        if number == 1:
            continue
        for position in raw.keys() - header.by_position.keys() - header.unknown - strays:
            strays.add(position)
            place = f"{sheet.name}!{letter(position)}{number}"
            reading.faults.append(Fault.of(place, CellWithoutColumn()))
        if any(position in header.by_position for position in raw):
            _read_row(_Line(sheet, header, number, raw), seen, reading)
    return reading


@dataclass(frozen=True)
class _Header:
    by_position: Mapping[int, Column]
    position: Mapping[str, int]
    unknown: frozenset[int]
    complete: bool

    @cached_property
    def letters(self) -> dict[str, str]:
        return {name: letter(position) for name, position in self.position.items()}


@dataclass(frozen=True)
class _Line:
    sheet: Sheet
    header: _Header
    number: int
    raw: Mapping[int, Raw]

    def place(self, position: int) -> str:
        return f"{self.sheet.name}!{letter(position)}{self.number}"


def _header(sheet: Sheet, grid: Grid, faults: list[Fault]) -> _Header | None:
    """Row 1 as columns by position; without a single known name there is no header."""
    known = sheet.by_column
    names = {position: _name(raw) for position, raw in sorted(grid.rows.get(1, {}).items())}
    if not known.keys() & set(names.values()):
        refusal = HeaderMissing(known=", ".join(known))
        faults.append(Fault.of(f"{sheet.name}!A1", refusal))
        return None
    by_position: dict[int, Column] = {}
    for position, name in names.items():
        place = f"{sheet.name}!{letter(position)}1"
        if name not in known:
            unknown = UnknownColumn(column=shown(name), known=", ".join(known))
            faults.append(Fault.of(place, unknown))
        elif known[name] in by_position.values():
            faults.append(Fault.of(place, ColumnTwice(column=name)))
        else:
            by_position[position] = known[name]
    places = {column.name: position for position, column in by_position.items()}
    missing = [c.name for c in sheet.columns if c.required and c.name not in places]
    faults += [Fault.of(f"{sheet.name}!1", ColumnMissing(column=name)) for name in missing]
    return _Header(by_position, places, frozenset(names.keys() - by_position), not missing)


def _name(raw: Raw) -> str:
    return plain_code(raw[:NAME_LENGTH_MAX]).lower() if isinstance(raw, str) else shown(raw)


def _read_row(line: _Line, seen: Seen, reading: Reading) -> None:
    cells: dict[str, Cell | None] = {column.name: None for column in line.sheet.columns}
    content: dict[str, str] = {}
    faults: list[Fault] = []
    for position, column in line.header.by_position.items():
        raw = line.raw.get(position)
        try:
            cell = None if raw is None else read_cell(column, raw)
            if cell is None and column.required:
                raise CellEmpty(column=column.name)
        except Refusal as refusal:
            faults.append(Fault.of(line.place(position), refusal))
            content[column.name] = f"?{shown(raw)}"
        else:
            cells[column.name] = cell
            if (text := text_of(cell)) is not None:
                content[column.name] = text
    columns = line.header.letters
    row = Row(line.sheet.name, line.number, cells, _digest(line.sheet.name, content), columns)
    met = _meet(line, row, seen, faults)
    reading.faults += faults
    if faults or not line.header.complete:
        reading.drop(row)
        return
    if met:
        reading.repeated += 1
    else:
        reading.rows.append(row)


def _meet(line: _Line, row: Row, seen: Seen, faults: list[Fault]) -> bool:
    """Was the very same row met before? Its key with other content is a fault."""
    sheet = line.sheet
    values = [text_of(row.cells[name]) for name in sheet.key]
    if None in values:
        return False
    place = line.place(line.header.position[sheet.key[0]])
    key = (sheet.ref_space or sheet.name, *map(str, values))
    other, digest = seen.places.setdefault(key, (place, row.digest))
    if other == place:
        return False
    if digest == row.digest:
        return True
    if sheet.ref_space:
        faults.append(Fault.of(place, RefTwice(other=other, ref=shown(values[0]))))
    else:
        named = " + ".join(f"{name} {shown(v)}" for name, v in zip(sheet.key, values, strict=True))
        faults.append(Fault.of(place, KeyTwice(other=other, key=named)))
    return False


def _digest(sheet: str, content: Mapping[str, str]) -> str:
    text = json.dumps([sheet, content], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"
