"""Is a hidden character of a workbook named by its cell, and a formula never one?"""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from api.workbook.importing import command_of
from api.workbook.reading import read_workbook, read_workbook_bytes
from api.workbook.writing import write_workbook
from tests.api.workbook.books import ENTRY, UNITS, csv_of, entries, faults_of, folder, xlsx_bytes

FORMULAS = ("=cmd|'/c calc'!A1", "+1+1", "-2+3", "@SUM(1)", "＝1+1", "'=1", "''@x", "'")


@pytest.mark.parametrize("column", ["reason", "merit", "document_no"])
@pytest.mark.parametrize("hidden", ["\u202e", "\u200b", "\ufeff", "\u3164", "\x1b", "\U000e0041"])
def test_a_hidden_character_is_refused_by_its_cell(
    tmp_path: Path, column: str, hidden: str
) -> None:
    cells = entries({column: f"奖励{hidden}决定"})
    place = f"entries!{'ABCDEFGH'[cells[0].index(column)]}2"
    assert faults_of(folder(tmp_path, entries=csv_of(cells))) == [(place, "character-hidden")]
    if hidden != "\x1b":  # no XML holds it
        book = read_workbook_bytes("book.xlsx", xlsx_bytes({"entries": cells}))
        assert faults_of(book) == [(place, "character-hidden")]


def test_a_name_has_no_second_line(tmp_path: Path) -> None:
    book = folder(tmp_path, units='unit_id,name,kind\nzg," Ａ股\r\n(一)",section\n')
    assert faults_of(book) == [("units!B2", "character-hidden")]
    assert "3" in book.faults[0].en


def test_a_merit_key_has_one_spelling(tmp_path: Path) -> None:
    book = folder(tmp_path, entries=csv_of(entries({"merit": "Cafe\u0301"})))
    assert faults_of(book) == [("entries!G2", "key-not-composed")]


@pytest.mark.parametrize("name", ["\u202exslx.koob", " ", "\n", "\0", "\ud800", "字" * 500])
def test_a_file_may_be_named_anything(name: str) -> None:
    book = read_workbook_bytes(name, xlsx_bytes({"units": [r.split(",") for r in UNITS.split()]}))
    assert command_of(book, "nanyue", 2024).name


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_comes_out_inert_and_back_as_it_was(tmp_path: Path, text: str) -> None:
    row = {**ENTRY, "reason": text, "document_no": text}
    for name in ("book", "book.xlsx"):
        write_workbook(tmp_path / name, {"entries": [row]})
        (back,) = read_workbook(tmp_path / name).rows["entries"]
        assert (back.cells["reason"], back.cells["document_no"]) == (text, text), name
    shown = list(csv.reader(io.StringIO((tmp_path / "book" / "entries.csv").read_text("utf-8"))))
    assert not any(cell.startswith(("=", "+", "-", "@", "＝")) for line in shown for cell in line)
