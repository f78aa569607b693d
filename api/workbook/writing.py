"""How is a workbook laid out for people to fill in, and rows for others to read?

CSV cells are written as they are: a leading `=` is content, and escaping it would not read back as
the same row. In an .xlsx every cell is a text or a date, never a formula or a link.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from api.inert import inert
from api.workbook.sheets import INSTRUCTIONS, SHEET, SHEETS, Column, Sheet
from domain.vocabulary import YEARS

Texts = Mapping[str, str | None]
"""A row as the contract writes it: column to text."""

_XLSX: Final = ".xlsx"
_LAST_ROW: Final = 1_048_575
_LISTS_AT: Final = 4
_WIDTHS: Final = {"text": 40, "short": 24, "subject": 18, "date": 12}
_SAFE: Final = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_MADE_ON: Final = datetime(2024, 1, 1, tzinfo=UTC)
_INSTRUCTION_LINES: Final = (
    (
        "每张工作表第 1 行为列名,请勿改动;从第 2 行起填写。",
        "Row 1 of each sheet names the columns: leave it; fill in from row 2 on.",
    ),
    (
        "列名加粗带底色为必填;可为空的列可以整列删除。",
        "Shaded columns must be filled; a column that may be empty may be deleted.",
    ),
    (
        "编号与分值为文本格式,保留前导零和小数;日期填 2024-06-12。",
        "Ids and points are text, so that zeros and decimals stay; dates: 2024-06-12.",
    ),
    (
        "ref 为来源系统中本行的编号:再次导入同一行不会重复记录;内容不同则不予接受。",
        "ref is the source's own id of the row: again with the same content it is no second "
        "record, with other content it is refused.",
    ),
    (
        "请勿合并单元格;备注写在本表。",
        "Merge no cells; write notes on this sheet.",
    ),
)


def write_template(path: Path, lists: Mapping[str, Sequence[str]] | None = None) -> None:
    """An empty .xlsx to fill in; `lists` are suggestions by column name, such as `item`."""
    known = {column.name for sheet in SHEETS for column in sheet.columns}
    unknown = (lists or {}).keys() - known
    if unknown:
        raise ValueError(f"no such column: {sorted(unknown)}")
    _write_xlsx(path, {}, lists or {})


def write_workbook(path: Path, rows: Mapping[str, Iterable[Texts]]) -> None:
    """The same form filled: an .xlsx, or without that suffix a folder of CSV files."""
    unknown = rows.keys() - SHEET.keys()
    if unknown:
        raise ValueError(f"no such sheet: {sorted(unknown)}")
    if path.suffix.lower() == _XLSX:
        _write_xlsx(path, rows, {})
        return
    path.mkdir(parents=True, exist_ok=True)
    for sheet in SHEETS:
        if sheet.name in rows:
            text = _csv_text(sheet, rows[sheet.name])
            (path / f"{sheet.name}.csv").write_bytes(text.encode())


def _csv_text(sheet: Sheet, rows: Iterable[Texts]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(column.name for column in sheet.columns)
    for row in rows:
        writer.writerow(map(inert, _cells(sheet, row)))
    return text.getvalue()


def _cells(sheet: Sheet, row: Texts) -> list[str]:
    unknown = row.keys() - sheet.by_column.keys()
    if unknown:
        raise ValueError(f"no such column of {sheet.name}: {sorted(unknown)}")
    texts = ((row.get(column.name) or "") for column in sheet.columns)
    return [text.replace("\r\n", "\n").replace("\r", "\n") for text in texts]


class _Formats:
    """How cells look: text keeps leading zeros and exact points."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self.text: Format = book.add_format({"num_format": "@"})
        self.date: Format = book.add_format({"num_format": "yyyy-mm-dd"})
        self.optional: Format = book.add_format({"bold": True, "num_format": "@", "bottom": 1})
        self.required: Format = book.add_format(
            {"bold": True, "num_format": "@", "bottom": 1, "bg_color": "#DDEBF7"}
        )
        self.wrapped: Format = book.add_format({"text_wrap": True, "valign": "top"})


def _write_xlsx(
    path: Path, rows: Mapping[str, Iterable[Texts]], lists: Mapping[str, Sequence[str]]
) -> None:
    book = xlsxwriter.Workbook(str(path), _SAFE)
    try:
        _write_pages(book, rows, lists)
    except BaseException:
        book.close()
        path.unlink()
        raise
    book.close()


def _write_pages(
    book: xlsxwriter.Workbook,
    rows: Mapping[str, Iterable[Texts]],
    lists: Mapping[str, Sequence[str]],
) -> None:
    book.set_properties({"created": _MADE_ON})
    formats = _Formats(book)
    ranges = _instruct(book.add_worksheet(INSTRUCTIONS[0]), formats, lists)
    for sheet in SHEETS:
        page = book.add_worksheet(sheet.name)
        _lay_out(page, sheet, formats, ranges)
        for number, row in enumerate(rows.get(sheet.name, ()), start=1):
            _fill(page, number, sheet, _cells(sheet, row), formats)


def _instruct(
    page: Worksheet, formats: _Formats, lists: Mapping[str, Sequence[str]]
) -> dict[str, str]:
    """Write the instructions, and beside them the lists; where does each list stand?"""
    page.set_column(0, 1, 60)
    names = [name for name in lists if lists[name]]
    page.set_column(_LISTS_AT, _LISTS_AT + len(names), 16)
    columns = [(name, *lists[name]) for name in names]
    lines = [(sheet.name, f"{sheet.zh} · {sheet.en}") for sheet in SHEETS]
    texts = [*_INSTRUCTION_LINES, ("", ""), *lines]
    for number in range(max(map(len, [texts, *columns]))):
        for column, text in enumerate(texts[number] if number < len(texts) else ()):
            page.write_string(number, column, text, formats.wrapped)
        for column, cells in enumerate(columns, start=_LISTS_AT):
            if number < len(cells):
                page.write_string(number, column, cells[number], formats.text)
    return {
        name: f"='{INSTRUCTIONS[0]}'!{xl_range_abs(0, place, len(lists[name]) - 1, place)}"
        for place, name in enumerate(names, start=_LISTS_AT)
    }


def _lay_out(page: Worksheet, sheet: Sheet, formats: _Formats, ranges: Mapping[str, str]) -> None:
    page.freeze_panes(1, 0)
    page.ignore_errors({"number_stored_as_text": f"A1:{xl_rowcol_to_cell(_LAST_ROW, 50)}"})
    for place, column in enumerate(sheet.columns):
        look = formats.date if column.kind == "date" else formats.text
        page.set_column(place, place, _WIDTHS.get(column.kind, 14), look)
        heading = formats.required if column.required else formats.optional
        page.write_string(0, place, column.name, heading)
        page.write_comment(0, place, f"{column.zh}\n{column.en}", {"x_scale": 1.6})
        offered = _offered(sheet, column, ranges)
        if offered:
            page.data_validation(1, place, _LAST_ROW, place, offered)


def _offered(sheet: Sheet, column: Column, ranges: Mapping[str, str]) -> dict[str, object] | None:
    """The column's drop-down: choices bind, suggestions do not."""
    if column.choices:
        return {
            "validate": "list",
            "source": list(column.choices),
            "error_title": column.name,
            "error_message": f"请从列表中选择 / choose one of: {', '.join(column.choices)}",
        }
    defines = sheet.key == (column.name,)
    source = ranges.get(column.name) or list(column.suggestions)
    if not source or defines:
        return None
    return {"validate": "list", "source": source, "show_error": False}


def _fill(
    page: Worksheet, number: int, sheet: Sheet, texts: Sequence[str], formats: _Formats
) -> None:
    for place, (column, text) in enumerate(zip(sheet.columns, texts, strict=True)):
        if not text:
            continue
        day = _day(text) if column.kind == "date" else None
        if day is not None:
            wrong = page.write_datetime(number, place, day, formats.date)
        else:
            wrong = page.write_string(number, place, text, formats.text)
        if wrong:
            raise ValueError(f"{sheet.name}, row {number + 1}, {column.name}: does not fit .xlsx")


def _day(text: str) -> date | None:
    """A date that a date cell gives back as it was."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.isoformat() == text and day.year in YEARS else None
