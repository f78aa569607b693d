"""Which cells does an .xlsx file show?

It is read here, by expat: one cell at XFD1048576 makes calamine reserve half a terabyte and abort
the process, and it shows an error cell (#REF!) as an empty one. The tests compare the two.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from posixpath import normpath
from typing import Final
from xml.parsers import expat

from api.workbook.cells import Broken, Raw
from api.workbook.grids import Collector, Grid
from api.workbook.packages import Package
from api.workbook.xlsx_values import Styles, unescaped

_REFERENCE: Final = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})", re.ASCII)
_MERGES_SHOWN: Final = 100
_NAMESPACE_SEPARATOR: Final = " "
_Attributes = Mapping[str, str]


class Xlsx:
    """An .xlsx file: its sheets' names in order, and the cells of each."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._shared: list[str] | None = None
        self._styles: Styles | None = None
        self._folder, book = self._main_part()
        self._targets = self._relations(book)
        self._sheets: list[tuple[str, str]] = []
        self._starts_in_1904 = False
        self._walk(f"{self._folder}{book}", _Walk(start=self._book_element))

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for name, _ in self._sheets)

    def grid(self, index: int) -> Grid:
        """The cells of a sheet, by its place among the names."""
        part = self._targets.get(self._sheets[index][1])
        if part is None:
            raise self._package.damaged("sheet without a part")
        if self._styles is None or self._shared is None:
            self._styles = self._read_styles()
            self._shared = self._read_shared()
        cells = _Cells(self._shared, self._styles)
        self._walk(part, _Walk(cells.start, cells.end, cells.text))
        return cells.found.grid(cells.merged)

    def _main_part(self) -> tuple[str, str]:
        found = ["xl/workbook.xml"]

        def start(name: str, given: _Attributes) -> None:
            if name == "Relationship" and given.get("Type", "").endswith("/officeDocument"):
                found[:] = [given.get("Target", "").replace("\\", "/").lstrip("/")]

        if "_rels/.rels" in self._package.names:
            self._walk("_rels/.rels", _Walk(start=start))
        folder, slash, book = found[0].rpartition("/")
        return folder + slash, book

    def _relations(self, book: str) -> dict[str, str]:
        """Relation id to part, and the last word of a relation's type to part."""
        targets: dict[str, str] = {}

        def start(name: str, given: _Attributes) -> None:
            if name != "Relationship":
                return
            target = given.get("Target", "").replace("\\", "/")
            part = normpath(target if target.startswith("/") else f"/{self._folder}{target}")[1:]
            targets[given.get("Id", "")] = part
            targets.setdefault("type " + given.get("Type", "").rpartition("/")[2], part)

        self._walk(f"{self._folder}_rels/{book}.rels", _Walk(start=start))
        return targets

    def _book_element(self, name: str, given: _Attributes) -> None:
        if name == "sheet":
            relation = next((v for k, v in given.items() if k.endswith(" id")), "")
            self._sheets.append((given.get("name", ""), relation))
        elif name == "workbookPr":
            self._starts_in_1904 = given.get("date1904") in ("1", "true")

    def _read_styles(self) -> Styles:
        styles = Styles(self._starts_in_1904)
        part = self._targets.get("type styles")
        if part is not None:
            self._walk(part, _Walk(styles.start, styles.end))
        return styles

    def _read_shared(self) -> list[str]:
        strings = _Strings()
        part = self._targets.get("type sharedStrings")
        if part is not None:
            self._walk(part, _Walk(strings.start, strings.end, strings.text))
        return strings.found

    def _walk(self, part: str, walk: _Walk) -> None:
        data = self._package.read(part)
        parser = expat.ParserCreate(namespace_separator=_NAMESPACE_SEPARATOR)
        parser.buffer_text = True
        start, end = walk.start, walk.end
        parser.StartDoctypeDeclHandler = _no_doctype
        parser.StartElementHandler = lambda name, given: start(name.rpartition(" ")[2], given)
        if end is not None:
            closing = end
            parser.EndElementHandler = lambda name: closing(name.rpartition(" ")[2])
        parser.CharacterDataHandler = walk.text
        try:
            parser.Parse(data, True)
        except (expat.ExpatError, ValueError, LookupError):
            raise self._package.damaged(part) from None


@dataclass(frozen=True)
class _Walk:
    """What to do on the way through an XML part."""

    start: Callable[[str, _Attributes], None]
    end: Callable[[str], None] | None = None
    text: Callable[[str], None] | None = None


def _no_doctype(*_: object) -> None:
    raise ValueError("an .xlsx part has no document type")


@dataclass
class _Strings:
    """The shared strings; phonetic guides (rPh) are no part of the text."""

    found: list[str] = field(default_factory=list)
    _parts: list[str] = field(default_factory=list)
    _open: bool = False
    _phonetic: bool = False

    def start(self, name: str, _: _Attributes) -> None:
        if name == "si":
            self._parts = []
        elif name == "rPh":
            self._phonetic = True
        elif name == "t":
            self._open = not self._phonetic

    def text(self, data: str) -> None:
        if self._open:
            self._parts.append(data)

    def end(self, name: str) -> None:
        if name == "t":
            self._open = False
        elif name == "rPh":
            self._phonetic = False
        elif name == "si":
            text = unescaped("".join(self._parts))
            self.found.append("" if text.isspace() else text)


class _Cells:
    """The cells of one sheet, and its merged ranges."""

    def __init__(self, shared: list[str], styles: Styles) -> None:
        self.found = Collector()
        self.merged: list[str] = []
        self._shared, self._styles = shared, styles
        self._row, self._column = 0, -1
        self._type, self._style = "n", ""
        self._parts: list[str] = []
        self._open = self._phonetic = self._formula = self._inside = False

    def start(self, name: str, given: _Attributes) -> None:
        match name:
            case "c" if self._inside:
                self._enter_cell(given)
            case "v" | "t":
                in_its_place = (name == "t") == (self._type == "inlineStr")
                self._open = in_its_place and not self._phonetic
            case "row" if self._inside:
                self._enter_row(given.get("r"))
            case "f":
                self._formula = True
            case "rPh":
                self._phonetic = True
            case "sheetData":
                self._inside = True
            case "mergeCell" if len(self.merged) < _MERGES_SHOWN:
                self.merged.append(given.get("ref", ""))

    def text(self, data: str) -> None:
        if self._open:
            self._parts.append(data)

    def end(self, name: str) -> None:
        match name:
            case "c" if self._inside:
                self._leave_cell()
            case "v" | "t":
                self._open = False
            case "rPh":
                self._phonetic = False
            case "sheetData":
                self._inside = False

    def _enter_row(self, number: str | None) -> None:
        self._row = self._row + 1 if number is None else int(number)
        self._column = -1
        if self._row < 1:
            raise ValueError(f"no row {number}")

    def _enter_cell(self, given: _Attributes) -> None:
        reference = given.get("r")
        if reference is None:
            self._column += 1
        else:
            found = _REFERENCE.fullmatch(reference)
            if not found:
                raise ValueError(f"no cell {reference}")
            self._row, self._column = int(found[2]), _column_of(found[1])
        self._type, self._style = given.get("t", "n"), given.get("s", "")
        self._parts, self._formula = [], False

    def _leave_cell(self) -> None:
        text = "".join(self._parts)
        value: Raw
        if self._type == "s":
            value = self._shared_string(text.strip())
        elif self._formula and not text and self._type != "str":
            value = Broken("=?")
        else:
            value = self._styles.value(self._type, self._style, text)
        self.found.add(self._row, self._column, value)

    def _shared_string(self, index: str) -> str:
        if not index:
            return ""
        if not index.isdecimal():
            raise ValueError(f"no shared string {index}")
        return self._shared[int(index)]


def _column_of(letters: str) -> int:
    column = 0
    for each in letters:
        column = column * 26 + ord(each) - ord("A") + 1
    return column - 1
