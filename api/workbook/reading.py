"""Which rows does a workbook hold, and everything that is wrong with it, at once?"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

from api.workbook.cells import clipped, plain_code, shown
from api.workbook.faults import FileUnreadable, NoSheets, SheetTwice, TooManyFaults, UnknownSheet
from api.workbook.grids import Grid, letter, read_csv
from api.workbook.packages import BYTES_MAX, UNPACKED_MAX, Package, too_large
from api.workbook.rows import FAULTS_MAX, Row, Seen, read_rows
from api.workbook.sheets import INSTRUCTIONS, SHEET, SHEETS
from api.workbook.xlsx import Xlsx
from domain.errors import Fault, Refusal
from projections.evidence.plain_files import open_plain

_CSV: Final = ".csv"
_XLSX_MARK: Final = "[content_types].xml"


@dataclass(frozen=True)
class Workbook:
    """What was read: every sheet of the contract, in its order, with its good rows; all faults."""

    sha256: str
    """Of a file's bytes; of a folder: of the list of its sheets' names and SHA-256s."""
    name: str
    rows: dict[str, tuple[Row, ...]]
    faults: tuple[Fault, ...]
    repeated: int = 0
    """Rows left out because the same content stands above under the same key."""
    dropped: tuple[Row, ...] = ()
    """Rows left out for a fault of their own, as far as their key can be read."""


class _Part(NamedTuple):
    """A sheet as the file calls it, and how to get at its cells."""

    place: str
    sheet: str
    grid: Callable[[], Grid]


def read_workbook(path: Path) -> Workbook:
    """Read an .xlsx file, a .zip of CSV files or a folder of CSV files."""
    try:
        if path.is_dir():
            return _read_folder(path)
        with open_plain(path, followed=True) as file:
            data = file.read(BYTES_MAX + 1)
    except (OSError, ValueError) as problem:
        return _unread(path.name, b"", _unreadable(path, problem))
    return read_workbook_bytes(path.name, data)


def read_workbook_bytes(name: str, data: bytes) -> Workbook:
    """Read an uploaded .xlsx or .zip of CSV files; the bytes, not the name, say which."""
    try:
        package = Package(shown(name), data)
        parts = _xlsx_parts(package) if _XLSX_MARK in package.names else _zip_parts(package)
    except Refusal as refusal:
        return _unread(name, data, refusal)
    return _read_parts(name, sha256_of(data), parts)


def cells_of(name: str, data: bytes) -> dict[str, dict[int, dict[str, str]]]:
    """What stands where in an uploaded file, to be shown beside its faults: sheet, row, column's
    letter. What cannot be read is left out: the faults say why."""
    found: dict[str, dict[int, dict[str, str]]] = {}
    try:
        package = Package(shown(name), data)
        parts = _xlsx_parts(package) if _XLSX_MARK in package.names else _zip_parts(package)
    except Refusal:
        return found
    for part in parts:
        try:
            grid = part.grid()
        except Refusal:
            continue
        found[_sheet_name(part.sheet)] = {
            row: {letter(at): shown(cell).strip('"') for at, cell in sorted(cells.items())}
            for row, cells in grid.rows.items()
        }
    return found


def sha256_of(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def _xlsx_parts(package: Package) -> list[_Part]:
    book = Xlsx(package)
    return [_Part(name, name, partial(book.grid, index)) for index, name in enumerate(book.names)]


def _zip_parts(package: Package) -> list[_Part]:
    return [
        _csv_part(member.rpartition("/")[2], partial(package.read, member))
        for member in package.names
        if _is_csv(member.rpartition("/")[2]) and not member.startswith("__macosx/")
    ]


def _csv_part(file: str, data: Callable[[], bytes]) -> _Part:
    return _Part(file, file[: -len(_CSV)], lambda: read_csv(data()))


def _is_csv(file: str) -> bool:
    return file.lower().endswith(_CSV) and not file.startswith(".")


def _read_folder(folder: Path) -> Workbook:
    paths = sorted(p for p in folder.iterdir() if _is_csv(p.name) and p.is_file())
    if sum(path.stat().st_size for path in paths) > UNPACKED_MAX:
        return _unread(folder.name, b"", too_large(shown(folder.name)))
    files: dict[str, bytes] = {}
    for path in paths:
        try:
            files[path.name] = path.read_bytes()
        except OSError as problem:
            return _unread(folder.name, b"", _unreadable(path, problem))
    listed = sorted((_sheet_name(file[: -len(_CSV)]), sha256_of(d)) for file, d in files.items())
    known = [f"{sheet}{_CSV} {digest}\n" for sheet, digest in listed if sheet in SHEET]
    parts = [_csv_part(file, partial(files.__getitem__, file)) for file in files]
    return _read_parts(folder.name, sha256_of("".join(known).encode()), parts)


def _sheet_name(written: str) -> str:
    return plain_code(written).lower()


def _unreadable(path: Path, problem: Exception) -> Refusal:
    why = getattr(problem, "strerror", None) or type(problem).__name__
    return FileUnreadable(file=shown(path.name), why=why)


def _unread(name: str, data: bytes, refusal: Refusal) -> Workbook:
    nothing: dict[str, tuple[Row, ...]] = {sheet.name: () for sheet in SHEETS}
    return Workbook(sha256_of(data), clipped(name), nothing, (Fault.of(clipped(name), refusal),))


def _chosen(name: str, parts: Iterable[_Part], faults: list[Fault]) -> dict[str, _Part]:
    """The parts that are sheets of the contract; what else is there is a fault."""
    chosen: dict[str, _Part] = {}
    for part in parts:
        sheet = _sheet_name(part.sheet)
        if sheet in INSTRUCTIONS:
            continue
        if sheet not in SHEET:
            faults.append(Fault.of(clipped(part.place), UnknownSheet(sheet=shown(part.sheet))))
        elif sheet in chosen:
            faults.append(Fault.of(clipped(part.place), SheetTwice(sheet=sheet)))
        else:
            chosen[sheet] = part
    if not chosen:
        faults.append(Fault.of(clipped(name), NoSheets(file=shown(name), known=", ".join(SHEET))))
    return chosen


def _read_parts(name: str, sha256: str, parts: Iterable[_Part]) -> Workbook:
    faults: list[Fault] = []
    rows: dict[str, tuple[Row, ...]] = {}
    dropped: list[Row] = []
    repeated = 0
    seen = Seen()
    chosen = _chosen(name, parts, faults)
    for sheet in SHEETS:
        rows[sheet.name] = ()
        if sheet.name not in chosen or len(faults) > FAULTS_MAX:
            continue
        try:
            reading = read_rows(sheet, chosen[sheet.name].grid(), seen)
        except Refusal as refusal:
            faults.append(Fault.of(sheet.name, refusal))
            continue
        rows[sheet.name] = tuple(reading.rows)
        faults += reading.faults
        dropped += reading.dropped
        repeated += reading.repeated
    if len(faults) > FAULTS_MAX:
        faults = [*faults[:FAULTS_MAX], Fault.of(clipped(name), TooManyFaults(limit=FAULTS_MAX))]
    return Workbook(sha256, clipped(name), rows, tuple(faults), repeated, tuple(dropped))
