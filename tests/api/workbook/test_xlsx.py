"""An .xlsx is read as a spreadsheet shows it, and hides nothing."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from api.workbook.cells import Broken
from api.workbook.packages import Package
from api.workbook.reading import Workbook, read_workbook_bytes
from api.workbook.xlsx import Xlsx
from tests.api.workbook.books import (
    UNITS,
    Cells,
    entries,
    faults_of,
    folder,
    sheet_xml,
    xlsx,
    xlsx_bytes,
    zip_bytes,
)

HEADER = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>unit_id</t></is></c>'
    '<c r="B1" t="inlineStr"><is><t>name</t></is></c>'
    '<c r="C1" t="inlineStr"><is><t>kind</t></is></c></row>'
)
UNIT = [["unit_id", "name", "kind"], ["zg", "征管股", "section"]]


def units(data: str, **parts: str) -> Workbook:
    return read_workbook_bytes("book.xlsx", sheet_xml(HEADER + data, **parts))


def test_xlsx_and_csv_of_the_same_rows_are_equal(tmp_path: Path) -> None:
    typed = entries({"points": 1.2, "effective_on": date(2024, 6, 12), "quantity": 3})
    written = "ref,subject,kind,item,points,effective_on,quantity\n"
    written += "e1,officer:0012,bonus,W1,1.20,2024-06-12,3\n"
    assert xlsx(entries=typed).rows == folder(tmp_path, entries=written).rows


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        ("subject", 12, "number-for-text"),
        ("ref", 12, "number-for-text"),
        ("item", 12, "number-for-text"),
        ("item", date(2024, 1, 2), "date-for-text"),
        ("share", date(2024, 1, 3), "share-malformed"),
        ("share", 0.5, "share-malformed"),
        ("document_no", date(2024, 1, 1), "date-for-text"),
        ("document_no", 2024001200340056.0, "number-for-text"),
        ("kind", 1, "choice-unknown"),
        ("points", 1.23456, "too-many-decimals"),
        ("points", 1e-9, "too-many-decimals"),
        ("points", 1e17, "number-too-large"),
        ("points", True, "not-a-number"),
        ("points", date(2024, 1, 3), "not-a-number"),
        ("quantity", 1.5, "quantity-not-whole"),
        ("effective_on", 45455, "not-a-date"),
        ("effective_on", True, "not-a-date"),
        ("effective_on", datetime(2024, 6, 12, 8, 30), "not-a-date"),  # noqa: DTZ001
        ("effective_on", date(1950, 1, 1), "year-out-of-range"),
    ],
)
def test_what_the_spreadsheet_made_of_a_cell_is_a_fault(
    column: str, cell: object, code: str
) -> None:
    cells = entries({column: cell})
    letter = "ABCDEFGH"[cells[0].index(column)]
    assert faults_of(xlsx(entries=cells)) == [(f"entries!{letter}2", code)]


def test_a_number_in_free_text_or_a_period_is_its_text() -> None:
    cells = entries({"document_no": 20240012, "reason": 1.5, "merit": True})
    (row,) = xlsx(entries=cells).rows["entries"]
    assert (row.cells["document_no"], row.cells["reason"]) == ("20240012", "1.5")
    assert row.cells["merit"] == "TRUE"
    review = ["ref", "subject", "series", "period", "score", "effective_on"]
    mark = ["r1", "unit:zg", "regular_review", 2024, 92.5, "2024-06-12"]
    (row,) = xlsx(reviews=[review, mark]).rows["reviews"]
    assert row.cells["period"] == "2024"


def test_an_error_or_an_uncalculated_formula_is_no_empty_cell() -> None:
    data = (
        '<row r="2"><c r="A2" t="e"><f>B9</f><v>#REF!</v></c>'
        '<c r="B2"><f>1+1</f></c><c r="C2" t="str"><f>"sec"</f><v>section</v></c></row>'
    )
    book = units(data)
    assert faults_of(book) == [("units!A2", "cell-broken"), ("units!B2", "cell-broken")]
    assert "#REF!" in book.faults[0].en


def test_a_calculated_formula_is_its_value() -> None:
    (row,) = units(
        '<row r="2"><c r="A2" t="str"><f>x</f><v>zg</v></c>'
        '<c r="B2"><f>1+1</f><v>2</v></c><c r="C2" t="str"><v>section</v></c></row>'
    ).rows["units"]
    assert row.cells["name"] == "2"


def test_merged_cells_are_named() -> None:
    data = '<row r="2"><c r="A2" t="str"><v>zg</v></c></row>'
    book = units(data, after='<mergeCells><mergeCell ref="A2:C2"/></mergeCells>')
    assert faults_of(book)[0] == ("units!A2:C2", "cells-merged")


def test_notes_are_no_rows_and_other_sheets_are_faults() -> None:
    notes: Cells = [["any", "thing"], [1, 2]]
    assert xlsx(units=UNIT, 说明=notes, README=notes).faults == ()
    assert faults_of(xlsx(units=UNIT, Sheet1=notes)) == [("Sheet1", "unknown-sheet")]
    assert faults_of(xlsx(units=[])) == [("units!A1", "header-missing")]


def test_shared_rich_and_escaped_strings_are_whole() -> None:
    shared = (
        "<si><r><t>征</t></r><r><t>管</t></r><rPh><t>zheng</t></rPh></si>"
        "<si><t>a_x0042_b_x005F_x0041__xD800_</t></si>"
    )
    (row, other) = units(
        '<row r="2"><c r="A2" t="str"><v>a</v></c><c r="B2" t="s"><v>0</v></c>'
        '<c r="C2" t="str"><v>k</v></c></row><row r="3"><c r="A3" t="str"><v>b</v></c>'
        '<c r="B3" t="s"><v> 1 </v></c><c r="C3" t="str"><v>k</v></c></row>',
        shared=shared,
    ).rows["units"]
    assert row.cells["name"] == "征管"
    assert other.cells["name"] == "aBb_x0041__xD800_"


def test_cells_without_references_follow_each_other() -> None:
    cells = "".join(f'<c t="str"><v>{text}</v></c>' for text in ("zg", "a", "k"))
    (row,) = units(f"<row>{cells}</row><row/><row>{cells}</row>").rows["units"]
    assert row.number == 2


@pytest.mark.parametrize(
    "data",
    [
        '<row r="2"><c r="A2" t="s"><v>7</v></c></row>',
        '<row r="2"><c r="A2" t="s"><v>-1</v></c></row>',
        '<row r="2"><c r="2A"/></row>',
        '<row r="0"><c/></row>',
        '<row r="2">',
        '<row r="2"><c r="A2"><v>&unknown;</v></c></row>',
    ],
)  # fmt: skip
def test_a_damaged_sheet_is_a_fault(data: str) -> None:
    shared = "<si><t>zg</t></si>"
    assert faults_of(units(data, shared=shared)) == [("units", "workbook-damaged")]


def test_a_workbook_saved_as_strict_reads_alike() -> None:
    data = xlsx_bytes({"units": UNIT})
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    strict: dict[str, str | bytes] = {
        name: re.sub(rb"schemas.openxmlformats(.org)/(\w+)/2006", rb"purl.oclc\1/ooxml/\2", part)
        for name, part in parts.items()
    }
    assert read_workbook_bytes("a", zip_bytes(strict)).rows == read_workbook_bytes("b", data).rows


@pytest.mark.parametrize(
    ("written", "cell"),
    [
        ("2024-06-12", date(2024, 6, 12)),
        ("2024-06-12T00:00:00", date(2024, 6, 12)),
        ("2024-06-12T08:30:00", datetime(2024, 6, 12, 8, 30)),  # noqa: DTZ001
        ("08:30:00", Broken("08:30:00")),
    ],
)
def test_a_date_may_be_written_as_one(written: str, cell: object) -> None:
    data = sheet_xml(f'<row><c t="d"><v>{written}</v></c></row>')
    assert Xlsx(Package("x", data)).grid(0).rows[1][0] == cell


@pytest.mark.parametrize(
    ("code", "dated"),
    [
        ("yyyy\\-mm\\-dd", True),
        ('yyyy"年"m"月"d"日";@', True),
        ("[$-804]yyyy/m/d", True),
        ("[h]:mm", True),
        ("General", False),
        ("0.00_ ", False),
        ('0"days"', False),
        ("[Red]0.0;[DarkRed]-0.0", False),
        ("@", False),
        ("0.00E+00", False),
    ],
)
def test_a_format_tells_dates_from_numbers(code: str, dated: bool) -> None:
    own = f"<numFmts><numFmt numFmtId='200' formatCode='{escape(code)}'/></numFmts>"
    assert _shown(45455, own, 200) == (date(2024, 6, 12) if dated else 45455.0)


@pytest.mark.parametrize(("number", "dated"), [(14, True), (31, True), (57, True), (49, False)])
def test_formats_that_excel_has_built_in_need_no_code(number: int, dated: bool) -> None:
    assert _shown(45455, "", number) == (date(2024, 6, 12) if dated else 45455.0)
    own = f"<numFmts><numFmt numFmtId='{number}' formatCode='0.0'/></numFmts>"
    assert _shown(45455, own, number) == 45455.0


@pytest.mark.parametrize("serial", [-1.0, 2_958_466.0, 1e300])
def test_a_day_that_no_calendar_has_stays_a_number(serial: float) -> None:
    assert _shown(serial, "", 14) == serial


def test_a_time_of_day_is_no_number() -> None:
    assert isinstance(_shown(0.5, "", 20), datetime)


def _shown(serial: float, own: str, number: int) -> object:
    styles = f'{own}<cellXfs><xf numFmtId="0"/><xf numFmtId="{number}"/></cellXfs>'
    data = sheet_xml(f'<row><c s="1"><v>{serial!r}</v></c></row>', styles=styles)
    return Xlsx(Package("x", data)).grid(0).rows[1][0]


numbers = st.floats(-1e300, 1e300) | st.integers(-(10**9), 10**9)
words = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=8
)
grids = st.lists(
    st.lists(st.none() | numbers | words | st.booleans() | st.dates(date(1990, 1, 1)), max_size=8),
    max_size=5,
)


@settings(max_examples=50, deadline=None)
@given(grids, st.booleans())
def test_another_reader_sees_the_same_cells(cells: list[list[object]], inline: bool) -> None:
    data = xlsx_bytes({"units": cells}, constant_memory=inline, strings_to_urls=False)
    ours = {
        (row, column): _comparable(cell)
        for row, found in Xlsx(Package("x", data)).grid(0).rows.items()
        for column, cell in found.items()
    }
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name("units")
    theirs = {
        (row, column): _comparable(cell)
        for row, found in enumerate(sheet.to_python(skip_empty_area=False), start=1)
        for column, cell in enumerate(found)
        if not isinstance(cell, str) or cell.strip()
    }
    assert ours == theirs


def _comparable(cell: object) -> object:
    if isinstance(cell, float):
        return repr(cell + 0.0)  # without the sign of a negative zero
    assert not isinstance(cell, time | timedelta)
    return cell


def test_a_1904_workbook_counts_from_1904() -> None:
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True, "date_1904": True})
    page = book.add_worksheet("postings")
    page.write_row(0, 0, ["officer_id", "unit_id", "post_level", "from"])
    page.write_row(1, 0, ["0012", "zg", "head"])
    page.write_datetime(1, 3, date(2024, 6, 12), book.add_format({"num_format": 14}))
    book.close()
    (row,) = read_workbook_bytes("mac.xlsx", data.getvalue()).rows["postings"]
    assert row.texts["from"] == "2024-06-12"


def test_the_name_of_a_file_decides_nothing() -> None:
    data = xlsx_bytes({"units": UNIT})
    assert read_workbook_bytes("units.csv", data).rows["units"]
    assert faults_of(read_workbook_bytes("b.xlsx", UNITS.encode())) == [
        ("b.xlsx", "not-a-workbook")
    ]
