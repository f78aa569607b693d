"""What is written reads back as it was; the template is an empty workbook without a fault."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from api.workbook.reading import Workbook, read_workbook
from api.workbook.sheets import SHEET, SHEETS, Column, Sheet
from api.workbook.writing import Texts, write_template, write_workbook
from domain.legible import LAYOUT, hidden_in
from domain.vocabulary import plain
from tests.api.workbook.books import ENTRY

SAMPLES = Path(__file__).parents[2] / "samples"
READABLE = st.characters(exclude_categories=["Cs", "Cc", "Cf", "Zl", "Zp", "Cn"]).filter(
    lambda one: hidden_in(one) is None
)
IDS = st.from_regex(r"[0-9A-Za-z][0-9A-Za-z._-]{0,9}", fullmatch=True)
POINTS = st.decimals(0, 999_999, places=4)
TRICKY = st.sampled_from(
    [
        *("=1+1", "@SUM(A1)", "-1", "+1", "_x0041_", 'a"b', "a,b", "https://a.b"),
        *("'=1", "''-x", "＝1", "@x|'", "'", "=cmd|'/c calc'!A1"),
    ]
)


def words(longest: int, layout: str = "") -> st.SearchStrategy[str]:
    letters = READABLE | st.sampled_from(layout) if layout else READABLE
    return (st.text(letters, max_size=longest) | TRICKY).map(str.strip).filter(bool)


REFS = st.text(READABLE, max_size=12).map(lambda text: unicodedata.normalize("NFKC", text))
CELLS: dict[str, st.SearchStrategy[str]] = {
    "id": IDS,
    "code": IDS,
    "ref": REFS.filter(lambda ref: ref.split() == [ref] and len(ref) < 99),
    "subject": st.tuples(st.sampled_from(["officer", "unit"]), IDS).map(":".join),
    "text": words(30, LAYOUT),
    "short": words(30).map(lambda text: unicodedata.normalize("NFC", text)),
    "date": st.dates(date(1990, 1, 1), date(2199, 12, 31)).map(str),
    "points": POINTS.map(plain),
    "step": POINTS.filter(bool).map(plain),
    "mark": st.decimals(0, 100, places=4).map(plain),
    "quantity": st.integers(1, 100_000).map(str),
    "share": st.tuples(st.integers(1, 9999), st.integers(1, 9999)).map(
        lambda pair: f"{min(pair)}/{max(pair)}"
    ),
}


def cells(column: Column) -> st.SearchStrategy[str]:
    return st.sampled_from(column.choices) if column.choices else CELLS[column.kind]


def rows_of(sheet: Sheet) -> st.SearchStrategy[list[dict[str, str | None]]]:
    row: st.SearchStrategy[dict[str, str | None]] = st.fixed_dictionaries(
        {c.name: cells(c) if c.required else st.none() | cells(c) for c in sheet.columns}
    )
    return st.lists(row, max_size=4, unique_by=lambda row: tuple(row[name] for name in sheet.key))


def texts(book: Workbook) -> dict[str, list[dict[str, str | None]]]:
    return {name: [row.texts for row in rows] for name, rows in book.rows.items()}


SHEET_ROWS = st.sampled_from(SHEETS).flatmap(
    lambda sheet: st.tuples(st.just(sheet.name), rows_of(sheet))
)


@settings(max_examples=60, deadline=None)
@given(SHEET_ROWS)
def test_rows_read_back_from_csv_as_they_were_written(
    written: tuple[str, list[dict[str, str | None]]],
) -> None:
    read_back("book", *written)


@settings(max_examples=15, deadline=None)
@given(SHEET_ROWS)
def test_rows_read_back_from_xlsx_as_they_were_written(
    written: tuple[str, list[dict[str, str | None]]],
) -> None:
    read_back("book.xlsx", *written)


def read_back(name: str, sheet: str, rows: list[dict[str, str | None]]) -> None:
    with TemporaryDirectory() as folder:
        write_workbook(Path(folder) / name, {sheet: rows})
        book = read_workbook(Path(folder) / name)
    assert book.faults == ()
    assert texts(book)[sheet] == rows


def test_the_samples_read_back_alike_from_both_forms(tmp_path: Path) -> None:
    sample = read_workbook(SAMPLES / "small" / "book")
    write_workbook(tmp_path / "book.xlsx", texts(sample))
    write_workbook(tmp_path / "book", texts(sample))
    assert read_workbook(tmp_path / "book.xlsx").rows == sample.rows
    assert read_workbook(tmp_path / "book").rows == sample.rows


@pytest.mark.parametrize("name", ["book", "book.xlsx"])
def test_the_same_rows_are_the_same_bytes(tmp_path: Path, name: str) -> None:
    for each in ("a", "b"):
        (tmp_path / each).mkdir()
        write_workbook(tmp_path / each / name, {"entries": [ENTRY], "units": []})
    first, second = (read_workbook(tmp_path / each / name) for each in ("a", "b"))
    assert first.sha256 == second.sha256


def test_a_csv_is_plain_utf8_with_every_column(tmp_path: Path) -> None:
    write_workbook(tmp_path / "book", {"units": [{"unit_id": "zg", "name": "征,管", "kind": "s"}]})
    assert [path.name for path in (tmp_path / "book").iterdir()] == ["units.csv"]
    written = (tmp_path / "book" / "units.csv").read_bytes()
    assert written.decode() == 'unit_id,name,kind,parent_id\nzg,"征,管",s,\n'


def test_no_cell_becomes_a_formula_or_a_link(tmp_path: Path) -> None:
    row = {**ENTRY, "reason": "=HYPERLINK(1)", "document_no": "https://example.org"}
    write_workbook(tmp_path / "book.xlsx", {"entries": [row]})
    with zipfile.ZipFile(tmp_path / "book.xlsx") as package:
        pages = [package.read(n).decode() for n in package.namelist() if "sheets/sheet" in n]
    assert any("=HYPERLINK(1)" in page for page in pages)
    assert not any("<f>" in page or "<hyperlink" in page for page in pages)


def test_a_date_is_a_date_and_points_are_text(tmp_path: Path) -> None:
    write_workbook(tmp_path / "book.xlsx", {"entries": [{**ENTRY, "points": "1.50"}]})
    data = (tmp_path / "book.xlsx").read_bytes()
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name("entries")
    (_, row) = sheet.to_python()
    assert "1.50" in row
    assert "2024-06-12" in map(str, row)
    assert "2024-06-12" not in row


@pytest.mark.parametrize(
    "rows",
    [
        {"teams": [ENTRY]},
        {"entries": [{**ENTRY, "colour": "red"}]},
    ],
)
def test_what_the_contract_does_not_know_is_not_written(
    tmp_path: Path, rows: dict[str, list[Texts]]
) -> None:
    for name in ("book", "book.xlsx"):
        with pytest.raises(ValueError, match="no such"):
            write_workbook(tmp_path / name, rows)


def test_a_text_that_does_not_fit_is_not_cut(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="reason"):
        write_workbook(tmp_path / "b.xlsx", {"entries": [{**ENTRY, "reason": "x" * 40_000}]})
    assert not (tmp_path / "b.xlsx").exists()


def test_the_template_is_empty_and_without_a_fault(tmp_path: Path) -> None:
    write_template(tmp_path / "template.xlsx")
    book = read_workbook(tmp_path / "template.xlsx")
    assert book.faults == ()
    assert not any(book.rows.values())
    sheets = CalamineWorkbook.from_path(str(tmp_path / "template.xlsx"))
    assert sheets.sheet_names == ["说明", *SHEET]
    for sheet in SHEETS:
        (header,) = sheets.get_sheet_by_name(sheet.name).to_python()
        assert header == [column.name for column in sheet.columns]


def test_the_template_helps_and_offers(tmp_path: Path) -> None:
    items = [f"W{number}" for number in range(200)]
    write_template(tmp_path / "template.xlsx", {"item": items, "unit_id": ["zg"], "level": []})
    with zipfile.ZipFile(tmp_path / "template.xlsx") as package:
        parts = {name: package.read(name).decode() for name in package.namelist()}
    page = {sheet.name: parts[f"xl/worksheets/sheet{n}.xml"] for n, sheet in enumerate(SHEETS, 2)}
    assert "'说明'!$E$1:$E$200" in page["entries"]
    assert "bonus,deduction,commendation,reprimand" in page["entries"]
    assert "'说明'!$F$1<" in page["postings"]
    assert "dataValidation" in page["units"]
    assert "$F$1" not in page["units"]
    assert all('state="frozen"' in each for each in page.values())
    binding = [v for v in re.findall("<dataValidation [^>]*>", "".join(page.values()))
               if "showErrorMessage" in v]  # fmt: skip
    assert len(binding) == 3
    helped = "".join(text for name, text in parts.items() if "comments" in name)
    for column in (column for sheet in SHEETS for column in sheet.columns):
        assert column.zh in helped
        assert column.en.replace("'", "&apos;") in helped.replace("'", "&apos;")
    assert read_workbook(tmp_path / "template.xlsx").faults == ()


def test_a_list_for_no_column_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no such column"):
        write_template(tmp_path / "template.xlsx", {"items": ["W1"]})
