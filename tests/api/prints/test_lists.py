"""Does what a spreadsheet reads back equal the run, to the last digit, and is nothing a formula?"""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from api.prints.labels import Label
from api.prints.lists import run_csv, run_json
from api.prints.rows import about, figure, officer_heads, officer_rows
from api.prints.spreadsheets import run_xlsx
from domain.runsheet import RunSheet
from projections.names import Names
from projections.printouts import Printout
from tests.api.prints.pages import HOSTILE, a_printout, an_officer, nobody_scored

FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x")', HOSTILE, "\t=1")
SHEETS = ["说明 about", "单位 units", "干部 officers", "比较组 groups"]


def a_full_printout() -> Printout:
    return a_printout(an_officer(rank=2), an_officer("0014", rank=1), nobody_scored())


def book_of(printout: Printout) -> Any:
    return openpyxl.load_workbook(io.BytesIO(run_xlsx(printout)))


def shown(cell: Any) -> str:
    """What Excel shows: the number with the decimals of its format."""
    if cell.value is None:
        return ""
    if cell.data_type != "n":
        return str(cell.value)
    places = len(cell.number_format.partition(".")[2])
    return f"{Decimal(repr(cell.value)):.{places}f}"


def test_every_cell_reads_back_as_it_stands_in_the_run() -> None:
    printout = a_full_printout()
    rows = book_of(printout)["干部 officers"].iter_rows(min_row=2)
    found = [[shown(cell) for cell in row] for row in rows]
    assert found == [[cell.text for cell in row] for row in officer_rows(printout, "zh")]


def test_figures_are_numbers_and_ids_are_text() -> None:
    page = book_of(a_full_printout())["干部 officers"]
    kinds = {
        cell.value.partition("\n")[2]: kind.data_type
        for cell, kind in zip(*page["1:2"], strict=True)
    }
    assert kinds["Number"] == kinds["Name"] == "s"
    assert kinds["Score"] == kinds["Base"] == kinds["Rank"] == kinds["Pay coefficient"] == "n"


@pytest.mark.parametrize(
    "points", ["0.1", "-0.0001", "123456.123456", "100", "97.720", "1234567890.12345"]
)
def test_a_figure_reads_back_to_its_last_digit(points: str) -> None:
    page = book_of(a_printout(an_officer(bonus=points)))["干部 officers"]
    (bonus,) = [c for c in page[2] if page.cell(1, c.column).value == "加分\nBonus"]
    assert (bonus.data_type, shown(bonus)) == ("n", points)


def test_a_figure_that_excel_would_round_is_text() -> None:
    long = "1234567890.1234567"
    page = book_of(a_printout(an_officer(bonus=long)))["干部 officers"]
    assert [c.value for c in page[2] if c.data_type == "s"].count(long) == 1


def test_officers_stand_in_order_of_rank_group_by_group() -> None:
    printout = a_full_printout()
    page = book_of(printout)["干部 officers"]
    assert [row[2].value for row in page.iter_rows(min_row=2)] == ["0014", "0012", "0013"]


def test_the_workbook_says_which_run_it_is_and_what_it_adds_up_to() -> None:
    book = book_of(a_full_printout())
    assert book.sheetnames == SHEETS
    said = {row[0].value: shown(row[1]) for row in book["说明 about"].iter_rows()}
    assert said["账簿位置 Position"] == "1234"
    assert said["规则版本 Edition"] == "nanyue@2"
    assert said["人数 Officers"] == "3"
    assert said["参加排名人数 Ranked"] == "2"
    assert said["成绩合计 total score"] == "195.44"
    assert said["称职人数 officers competent"] == "2"
    assert said == {label: cell.text for label, cell in about(a_full_printout(), "zh")}


def test_units_and_groups_have_their_sheets() -> None:
    book = book_of(a_full_printout())
    assert [shown(c) for c in book["单位 units"][2]] == [
        *("zg", "征收管理股", "98.400000", "0", "-1.25", "97.150"),
    ]
    assert [shown(c) for c in book["比较组 groups"][2]] == ["heads", "2", "0", "2", "0"]


def test_headings_stay_in_sight() -> None:
    book = book_of(a_full_printout())
    assert book["干部 officers"].freeze_panes == "E2"
    assert book["单位 units"].freeze_panes == "C2"


@pytest.mark.parametrize("name", FORMULAS)
def test_a_name_is_never_worked_out(name: str) -> None:
    printout = a_printout(an_officer(), names=Names({"0012": name}, {"zg": name}))
    cells = [cell for page in book_of(printout) for row in page for cell in row]
    assert [cell for cell in cells if cell.data_type == "f" or cell.hyperlink] == []
    assert name.strip() in {cell.value for cell in cells}
    (_, row), _ = rows_and_about(printout)
    words = [
        text
        for text, cell in zip(row, next(officer_rows(printout, "zh")), strict=True)
        if not cell.number
    ]
    assert not [text for text in words if text.startswith(("=", "+", "-", "@"))]


def test_the_list_reads_back_with_every_figure_as_it_is() -> None:
    printout = a_full_printout()
    assert run_csv(printout).startswith(b"\xef\xbb\xbf")
    (heads, *rows), said = rows_and_about(printout)
    assert heads == [str(head) for head in officer_heads(printout.sheet)]
    assert rows == [[cell.text for cell in row] for row in officer_rows(printout, "zh")]
    assert "-0.6" in rows[0]
    assert said == [[label, cell.text] for label, cell in about(printout, "zh")]


def rows_and_about(printout: Printout) -> tuple[list[list[str]], list[list[str]]]:
    """The list, and what stands behind the empty line: which run, its totals, its digest."""
    lines = list(csv.reader(io.StringIO(run_csv(printout).decode("utf-8-sig"))))
    gap = lines.index([])
    return lines[:gap], lines[gap + 1 :]


def test_a_run_of_nobody_is_listed() -> None:
    assert len(rows_and_about(a_printout())[0]) == 1
    assert book_of(a_printout())["干部 officers"].max_row == 1


def test_the_json_is_the_sheet() -> None:
    printout = a_full_printout()
    said = run_json(printout)
    assert RunSheet.model_validate(json.loads(said)) == printout.sheet


def test_the_same_run_makes_the_same_workbook() -> None:
    assert run_xlsx(a_full_printout()) == run_xlsx(a_full_printout())


def test_a_label_and_a_figure_read_plainly() -> None:
    assert str(Label("成绩", "Score")) == "成绩 Score"
    assert figure(None).text == ""
