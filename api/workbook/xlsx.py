"""Which cells does an .xlsx file show?

openpyxl knows what the parts mean; they are handed to it piece by piece from the checked package.
Its `load_workbook` would leave out rows that stand out of order and sheets that it does not find,
fill every gap up to wherever a cell claims to stand, and let one damaged sheet spoil the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from functools import cached_property
from math import isfinite
from posixpath import dirname, join, normpath
from typing import Any, Final
from xml.etree.ElementTree import Element, parse

from openpyxl.packaging.relationship import RelationshipList, get_rels_path
from openpyxl.packaging.workbook import WorkbookPackage
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel
from openpyxl.worksheet._reader import CELL_TAG, FORMULA_TAG, ROW_TAG, WorkSheetParser
from openpyxl.xml.constants import REL_NS, SHEET_MAIN_NS

from api.workbook.cells import Broken, Raw
from api.workbook.grids import Collector, Grid
from api.workbook.packages import Package, Xml
from domain.errors import Refusal

_MERGES_SHOWN: Final = 100
_MAIN: Final = f"{{{SHEET_MAIN_NS}}}"
_STRICT: Final = {
    b"http://purl.oclc.org/ooxml/spreadsheetml/main": SHEET_MAIN_NS.encode(),
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": REL_NS.encode(),
}
"""What a workbook saved as "strict" calls the names that openpyxl knows."""
_EAST_ASIAN_DATES: Final = dict.fromkeys([*range(27, 37), *range(50, 59)], "yyyy/m/d")
_FORMATS: Final = BUILTIN_FORMATS | _EAST_ASIAN_DATES
_ESCAPE: Final = re.compile("_x((?!D[89A-F])[0-9A-F]{4})_", re.IGNORECASE)
"""A character by its number; half a surrogate pair stays as it is written."""


class Xlsx:
    """An .xlsx file: its sheets' names in order, and the cells of each."""

    def __init__(self, package: Package) -> None:
        self._package = package
        with self._understood("workbook"):
            main = self._targets("").get("/officeDocument", "xl/workbook.xml")
            tree = parse(self._xml(main)).getroot()
            tree[:] = [each for each in tree if each.tag.endswith(("}sheets", "}workbookPr"))]
            book = WorkbookPackage.from_tree(tree)
            self._sheets = [(sheet.name, sheet.id) for sheet in book.sheets]
            self._epoch = MAC_EPOCH if book.workbookPr.date1904 else WINDOWS_EPOCH
            self._parts = self._targets(main)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for name, _ in self._sheets)

    def grid(self, index: int) -> Grid:
        """The cells of a sheet, by its place among the names."""
        part = self._parts.get(self._sheets[index][1])
        if part is None:
            raise self._package.damaged("sheet without a part")
        found = Collector()
        merged: list[str] = []
        with self._understood(part):
            parser = WorkSheetParser(None, self._strings, data_only=True)
            for element in self._xml(part).elements(ROW_TAG, f"{_MAIN}mergeCell"):
                if element.tag == ROW_TAG:
                    self._read_row(parser, element, found)
                elif len(merged) < _MERGES_SHOWN:
                    merged.append(element.get("ref", ""))
        return found.grid(merged)

    def _read_row(self, parser: WorkSheetParser, row: Element, found: Collector) -> None:
        parser.row_counter = int(row.get("r", parser.row_counter + 1))
        parser.col_counter = 0
        for element in row.iterfind(CELL_TAG):
            cell = parser.parse_cell(element)
            if cell["row"] < 1:
                raise ValueError(f"no row {cell['row']}")
            found.add(cell["row"], cell["column"] - 1, self._value(cell, element))

    def _value(self, cell: dict[str, Any], element: Element) -> Raw:
        value, written = cell["value"], element.get("t")
        if value is None:
            formula = element.find(FORMULA_TAG) is not None and written not in ("s", "str")
            return Broken("=?") if formula or written == "e" else ""
        match cell["data_type"]:
            case "s":
                return str(value) if written == "s" else _plain(value)
            case "b":
                return bool(value)
            case "n" if isfinite(value):
                return self._number(float(value), cell["style_id"])
            case "d" if isinstance(value, date):
                return _day_or_moment(value)
        return Broken(str(value))

    def _number(self, number: float, style: int) -> Raw:
        if number < 0 or style not in self._date_styles:
            return number
        try:
            moment = from_excel(number, self._epoch)
        except (OverflowError, ValueError):
            return number
        is_time = isinstance(moment, time)
        return _day_or_moment(datetime.combine(self._epoch, moment) if is_time else moment)

    @cached_property
    def _strings(self) -> dict[int, str]:
        """The shared strings by number: in a list, -1 would be the last."""
        part = self._parts.get("/sharedStrings")
        found = self._xml(part).elements(f"{_MAIN}si") if part else ()
        return dict(enumerate(map(_text, found)))

    @cached_property
    def _date_styles(self) -> set[int]:
        """The styles that make a date of a number."""
        part = self._parts.get("/styles")
        if part is None:
            return set()
        tree = parse(self._xml(part))
        own = tree.iterfind("{*}numFmts/{*}numFmt")
        formats = _FORMATS | {int(each.attrib["numFmtId"]): each.get("formatCode") for each in own}
        styles = (int(each.get("numFmtId", 0)) for each in tree.iterfind("{*}cellXfs/{*}xf"))
        return {n for n, style in enumerate(styles) if is_date_format(formats.get(style))}

    def _targets(self, part: str) -> dict[str, str]:
        """The parts that a part names: by the relation's id, and by the last word of its type."""
        targets: dict[str, str] = {}
        for each in RelationshipList.from_tree(parse(self._xml(get_rels_path(part))).getroot()):
            target = normpath(join("/", dirname(part), each.Target.replace("\\", "/")))[1:]
            targets[each.Id] = target
            targets.setdefault("/" + each.Type.rpartition("/")[2], target)
        return targets

    def _xml(self, part: str) -> Xml:
        return self._package.xml(part, _STRICT)

    @contextmanager
    def _understood(self, part: str) -> Iterator[None]:
        try:
            yield
        except Refusal:
            raise
        # openpyxl checks little: what it raises on a damaged file is whatever broke inside it.
        except Exception:  # noqa: BLE001
            raise self._package.damaged(part) from None


def _text(string: Element) -> str:
    runs = string.iterfind(f"{_MAIN}r/{_MAIN}t")
    return _plain(string.findtext(f"{_MAIN}t", "") + "".join(run.text or "" for run in runs))


def _plain(text: str) -> str:
    """The text with its `_x000D_` escapes resolved."""
    if "_x" in text:
        text = _ESCAPE.sub(lambda escape: chr(int(escape[1], 16)), text)
    return "" if text.isspace() else text


def _day_or_moment(moment: date) -> date:
    if isinstance(moment, datetime) and moment.time() == time():
        return moment.date()
    return moment
