"""How does a run read as an Excel workbook, every figure exact and nothing a formula?"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from api.prints import labels
from api.prints.labels import Label, component, seats_of
from api.prints.rows import (
    Cell,
    about,
    figure,
    officer_heads,
    officer_rows,
    words,
)
from domain.runsheet import RunSheet
from projections.phrases import Language
from projections.printouts import Printout

DIGITS_MAX: Final = 15
"""As many significant digits as Excel keeps of a number."""
_SAFE: Final = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_WIDTHS: Final = {
    str(labels.NAME): 14,
    str(labels.UNIT_NAME): 24,
    str(labels.GRADE): 12,
    str(labels.PAY): 20,
    str(labels.REASONS): 90,
}
_WIDTH: Final = 13
_FROZEN_COLUMNS: Final = 4


class _Formats:
    """How cells look; a number shows every decimal that it has."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._numbers: dict[int, Format] = {}
        self.text: Format = book.add_format({"num_format": "@", "valign": "top"})
        self.wrapped: Format = book.add_format(
            {"num_format": "@", "valign": "top", "text_wrap": True}
        )
        self.head: Format = book.add_format(
            {"bold": True, "bg_color": "#DDEBF7", "bottom": 1, "text_wrap": True, "valign": "top"}
        )

    def number(self, places: int) -> Format:
        if places not in self._numbers:
            shown = "0" + ("." + "0" * places if places else "")
            self._numbers[places] = self._book.add_format({"num_format": shown, "valign": "top"})
        return self._numbers[places]


def run_xlsx(printout: Printout, language: Language = "zh") -> bytes:
    """Sheets: about, units, officers best first in each group, groups."""
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, _SAFE)
    sheet = printout.sheet
    made = datetime.fromisoformat(sheet.as_of).replace(tzinfo=UTC)
    book.set_properties({"title": f"{sheet.bureau} {sheet.year}", "created": made})
    formats = _Formats(book)
    _about(book.add_worksheet("说明 about"), formats, about(printout, language))
    _list(book.add_worksheet("单位 units"), formats, _unit_heads(sheet), _unit_rows(printout), 2)
    _list(
        book.add_worksheet("干部 officers"),
        formats,
        officer_heads(sheet),
        officer_rows(printout, language),
        _FROZEN_COLUMNS,
    )
    _list(book.add_worksheet("比较组 groups"), formats, _group_heads(sheet), _group_rows(sheet), 1)
    book.close()
    return data.getvalue()


def _about(page: Worksheet, formats: _Formats, lines: Iterable[tuple[str, Cell]]) -> None:
    page.set_column(0, 0, 34)
    page.set_column(1, 1, 78)
    for number, (label, cell) in enumerate(lines):
        page.write_string(number, 0, label, formats.head)
        _write(page, number, 1, cell, formats)


def _list(
    page: Worksheet,
    formats: _Formats,
    heads: Sequence[Label],
    rows: Iterable[Sequence[Cell]],
    frozen: int,
) -> None:
    page.freeze_panes(1, frozen)
    for place, head in enumerate(heads):
        page.set_column(place, place, _WIDTHS.get(str(head), _WIDTH))
    page.set_row(0, 32)
    for place, head in enumerate(heads):
        page.write_string(0, place, f"{head.zh}\n{head.en}", formats.head)
    last = 0
    for last, row in enumerate(rows, start=1):
        for place, cell in enumerate(row):
            _write(page, last, place, cell, formats)
    page.autofilter(0, 0, last, len(heads) - 1)


def _write(page: Worksheet, row: int, place: int, cell: Cell, formats: _Formats) -> None:
    """A figure that Excel could not keep to its last digit stays text."""
    if not cell.text:
        return
    if cell.number:
        number = Decimal(cell.text)
        parts = number.as_tuple()
        assert isinstance(parts.exponent, int), "a figure is finite"
        if len(parts.digits) <= DIGITS_MAX:
            page.write_number(row, place, number, formats.number(max(0, -parts.exponent)))
            return
    wrong = page.write_string(row, place, cell.text, formats.wrapped)
    assert not wrong, "a cell holds its text"


def _unit_heads(sheet: RunSheet) -> list[Label]:
    names = sorted({name for unit in sheet.units for name in unit.components})
    return [
        *(labels.UNIT, labels.UNIT_NAME, *map(component, names)),
        *(labels.BONUS, labels.DEDUCTION, labels.SCORE),
    ]


def _unit_rows(printout: Printout) -> Iterator[list[Cell]]:
    names = sorted({name for unit in printout.sheet.units for name in unit.components})
    for unit in printout.sheet.units:
        yield [
            *(words(unit.unit), words(printout.names.unit(unit.unit))),
            *(figure(unit.components.get(name)) for name in names),
            *map(figure, (unit.bonus, unit.deduction, unit.score)),
        ]


def _bands(sheet: RunSheet) -> list[str]:
    return sorted({band for group in sheet.groups for band in group.seats}, key=int)


def _group_heads(sheet: RunSheet) -> list[Label]:
    seats = map(seats_of, _bands(sheet))
    return [labels.GROUP, labels.PLACES, *seats, labels.EXCELLENT]


def _group_rows(sheet: RunSheet) -> Iterator[list[Cell]]:
    for group in sheet.groups:
        yield [
            *(words(group.group), figure(group.n)),
            *(figure(group.seats.get(band)) for band in _bands(sheet)),
            figure(group.excellent),
        ]
