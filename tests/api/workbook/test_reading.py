"""Every fault of a workbook is named at once and by place; good rows come out typed."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from api.workbook import faults
from api.workbook.reading import Workbook, read_workbook, read_workbook_bytes
from api.workbook.sheets import SHEETS
from domain.errors import Refusal
from tests.api.workbook.books import (
    ENTRY,
    UNITS,
    csv_of,
    entries,
    faults_of,
    folder,
    xlsx,
    zip_bytes,
)

SAMPLES = Path(__file__).parents[2] / "samples"


@pytest.mark.parametrize("size", ["small", "medium"])
def test_the_samples_have_no_faults(size: str) -> None:
    book = read_workbook(SAMPLES / size / "book")
    assert book.faults == ()
    assert list(book.rows) == [sheet.name for sheet in SHEETS]
    assert all(book.rows.values())


def test_rows_are_typed_and_say_where_they_stand(tmp_path: Path) -> None:
    book = folder(tmp_path, entries=csv_of(entries({"quantity": "3", "share": "1/3"})))
    (row,) = book.rows["entries"]
    assert (row.sheet, row.number) == ("entries", 2)
    assert row.cells["points"] == Decimal("1.2")
    assert row.cells["effective_on"] == date(2024, 6, 12)
    assert (row.cells["quantity"], row.cells["share"]) == (3, "1/3")
    assert row.cells["reason"] is None
    assert {name: text for name, text in row.texts.items() if text} == {
        **ENTRY,
        "quantity": "3",
        "share": "1/3",
    }


CELL_FAULTS = [
    ("ref", "", faults.CellEmpty),
    ("ref", "a b", faults.RefMalformed),
    ("ref", "x" * 129, faults.RefMalformed),
    ("subject", "0012", faults.SubjectMalformed),
    ("subject", "team:0012", faults.SubjectMalformed),
    ("kind", "award", faults.ChoiceUnknown),
    ("item", "W 1", faults.IdMalformed),
    ("item", "x" * 65, faults.IdMalformed),
    ("points", "two", faults.NotANumber),
    ("points", "1e3", faults.NotANumber),
    ("points", "1.23456", faults.TooManyDecimals),
    ("points", "-1", faults.NumberNegative),
    ("points", "1000000", faults.NumberTooLarge),
    ("points", "9" * 300, faults.NumberTooLarge),
    ("quantity", "0", faults.QuantityNotWhole),
    ("quantity", "1.5", faults.QuantityNotWhole),
    ("quantity", "100001", faults.NumberTooLarge),
    ("share", "4/3", faults.ShareMalformed),
    ("share", "0/3", faults.ShareMalformed),
    ("share", "0.5", faults.ShareMalformed),
    ("effective_on", "June", faults.NotADate),
    ("effective_on", "2024-6/12", faults.NotADate),
    ("effective_on", "2024-06-12 08:30", faults.NotADate),
    ("effective_on", "2024-02-30", faults.ImpossibleDate),
    ("effective_on", "1989-12-31", faults.YearOutOfRange),
    ("document_no", "x" * 201, faults.TextTooLong),
    ("reason", "x" * 2001, faults.TextTooLong),
    ("reason", "a\x07b", faults.CharacterHidden),
    ("recorded_by", "张三", faults.IdMalformed),
]


@pytest.mark.parametrize(("column", "text", "fault"), CELL_FAULTS)
def test_a_bad_cell_is_named_by_place(
    tmp_path: Path, column: str, text: str, fault: type[Refusal]
) -> None:
    cells = entries({}, {"ref": "e2", column: text})
    letter = "ABCDEFGH"[cells[0].index(column)]
    book = folder(tmp_path, entries=csv_of(cells))
    assert faults_of(book) == [(f"entries!{letter}3", fault.code)]
    assert column in book.faults[0].en
    assert column in book.faults[0].zh
    assert [row.number for row in book.rows["entries"]] == [2]


MARKS = "ref,subject,series,period,score,effective_on"


@pytest.mark.parametrize(
    ("header", "row", "place", "fault"),
    [
        ("unit_id,indicator_id,base,step,role", "zg,i,9,0,owner", "indicators!D2", "too-small"),
        ("unit_id,indicator_id,base,step,role", "zg,i,9,1,head", "indicators!E2", "unknown"),
        (MARKS, "r,unit:zg,s,2024,100.5,2024-06-12", "reviews!E2", "too-large"),
        ("ref,restriction_ref,how,effective_on", "f,k,ended,2024-06-12", "lifts!C2", "unknown"),
        ("unit_id,name,kind", "zg,\t \u3000,section", "units!B2", "cell-empty"),
    ],
)
def test_each_column_has_its_own_bounds(
    tmp_path: Path, header: str, row: str, place: str, fault: str
) -> None:
    book = folder(tmp_path, **{place.partition("!")[0]: f"{header}\n{row}\n"})
    ((at, code),) = faults_of(book)
    assert at == place
    assert fault in code


def test_all_faults_are_listed_at_once(tmp_path: Path) -> None:
    bad = entries({"points": "x", "kind": "y"}, {"ref": "e2", "subject": "z"})
    book = folder(tmp_path, entries=csv_of(bad), units="unit_id,name\nzg,a\n", notes="a\n")
    assert faults_of(book) == [
        ("notes.csv", "unknown-sheet"),
        ("units!1", "column-missing"),
        ("entries!C2", "choice-unknown"),
        ("entries!E2", "not-a-number"),
        ("entries!B3", "subject-malformed"),
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", [("units!A1", "header-missing")]),
        ("\nunit_id,name,kind\n", [("units!A1", "header-missing")]),
        ("zg,征管股,section\n", [("units!A1", "header-missing")]),
        ("unit_id,name,kind,colour\nzg,a,b,c\n", [("units!D1", "unknown-column")]),
        ("unit_id,name,kind,name\nzg,a,b,c\n", [("units!D1", "column-twice")]),
        ("unit_id,kind\nzg,b\n", [("units!1", "column-missing")]),
        ("unit_id,name,kind\nzg,a,b,c\nzh,a,b,c\n", [("units!D2", "cell-without-column")]),
        ('unit_id,name,kind\nzg,"a"b,c\n', [("units", "csv-damaged")]),
        ('unit_id,name,kind\nzg,"a,c\n', [("units", "csv-damaged")]),
    ],
)
def test_a_bad_header_is_named(tmp_path: Path, text: str, found: list[tuple[str, str]]) -> None:
    assert faults_of(folder(tmp_path, units=text)) == found


def test_a_column_that_may_be_empty_may_be_missing(tmp_path: Path) -> None:
    without = folder(tmp_path / "a", units=UNITS).rows["units"]
    empty = folder(tmp_path / "b", units="parent_id,unit_id,name,kind\n,zg,征管股,section\n")
    assert without == empty.rows["units"]


def test_the_same_content_has_the_same_digest_however_it_is_written(tmp_path: Path) -> None:
    written: list[dict[str, object]] = [
        {},
        {"points": "1.20"},
        {"points": "\uff11.2 ", "effective_on": "2024/6/12"},
        {"effective_on": "2024年6月12日", "subject": "officer\uff1a0012"},
        {"effective_on": "2024-06-12 00:00:00"},
    ]
    typed: list[dict[str, object]] = [
        {"points": 1.2, "effective_on": date(2024, 6, 12)},
        {"effective_on": datetime(2024, 6, 12)},  # noqa: DTZ001
    ]
    books = [folder(tmp_path / str(i), entries=csv_of(entries(e))) for i, e in enumerate(written)]
    books += [xlsx(entries=entries(each)) for each in typed]
    rows = [book.rows["entries"] for book in books]
    assert len({row.digest for (row,) in rows}) == 1
    assert all(row == rows[0][0] for (row,) in rows)
    (other,) = folder(tmp_path / "x", entries=csv_of(entries({"reason": "b"}))).rows["entries"]
    assert other.digest != rows[0][0].digest


def test_free_text_is_trimmed_and_otherwise_left_alone(tmp_path: Path) -> None:
    book = folder(tmp_path, entries=csv_of(entries({"reason": '"  Ａ股\r\n(一) "'})))
    (row,) = book.rows["entries"]
    assert row.cells["reason"] == "Ａ股\n(一)"


def test_a_row_again_with_the_same_content_is_counted_and_left_out(tmp_path: Path) -> None:
    book = folder(tmp_path, entries=csv_of(entries({}, {}, {"points": "1.20"})))
    assert (book.faults, book.repeated, len(book.rows["entries"])) == ((), 2, 1)


def test_a_ref_with_other_content_is_a_fault(tmp_path: Path) -> None:
    book = folder(tmp_path, entries=csv_of(entries({}, {"points": "1.3"}, {"points": "x"})))
    assert faults_of(book) == [
        ("entries!A3", "ref-twice"),
        ("entries!E4", "not-a-number"),
        ("entries!A4", "ref-twice"),
    ]
    assert "entries!A2" in book.faults[0].en


def test_entries_and_losses_share_their_refs(tmp_path: Path) -> None:
    loss = "ref,indicator_id,points,effective_on\ne1,i1,0.1,2024-06-12\n"
    book = folder(tmp_path, entries=csv_of(entries({})), losses=loss)
    assert faults_of(book) == [("losses!A2", "ref-twice")]
    restriction = "ref,subject,restriction,effective_on\ne1,unit:zg,V1,2024-06-12\n"
    assert not folder(tmp_path / "b", entries=csv_of(entries({})), restrictions=restriction).faults


@pytest.mark.parametrize(
    ("sheet", "header", "rows"),
    [
        ("units", "unit_id,name,kind", ("zg,甲,section", "zg,乙,section")),
        ("officers", "officer_id,name", ("01,a", "01,b")),
        ("indicators", "unit_id,indicator_id,base,step,role", ("u,i,9,1,owner", "u,i,8,1,owner")),
        (
            "postings",
            "officer_id,unit_id,post_level,from",
            ("1,u,head,2024-01-01", "1,u,staff,2024/1/1"),
        ),
    ],
)
def test_a_key_stands_once_in_a_sheet(
    tmp_path: Path, sheet: str, header: str, rows: tuple[str, str]
) -> None:
    book = folder(tmp_path, **{sheet: "\n".join((header, *rows))})
    assert faults_of(book) == [(f"{sheet}!A3", "key-twice")]


def test_a_posting_from_another_day_is_another_row(tmp_path: Path) -> None:
    text = "officer_id,unit_id,post_level,from\n1,u,head,2024-01-01\n1,u,head,2024-02-01\n"
    assert len(folder(tmp_path, postings=text).rows["postings"]) == 2


def test_empty_rows_are_skipped_and_still_counted_as_rows(tmp_path: Path) -> None:
    book = folder(tmp_path, units=UNITS + "\n,,\n , ,\nbg,办公室,section\n,x,section\n")
    assert [row.number for row in book.rows["units"]] == [2, 6]
    assert faults_of(book) == [("units!A7", "cell-empty")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_may_be_utf8_or_gb18030(tmp_path: Path, encoding: str) -> None:
    (row,) = folder(tmp_path, units=UNITS.encode(encoding)).rows["units"]
    assert row.cells["name"] == "征管股"


@pytest.mark.parametrize(
    "data",
    [
        UNITS.encode("utf-16"),
        b"\xef\xbb\xbf" + UNITS.encode("gb18030"),
        UNITS.replace("征管股", "征管股征收管理股" * 3).encode()[:-12] + b"\xff,section\n",
        b"unit_id,name,kind\nzg,\xff\xff,section\n",
    ],
)
def test_other_encodings_are_refused_rather_than_garbled(tmp_path: Path, data: bytes) -> None:
    assert faults_of(folder(tmp_path, units=data)) == [("units", "encoding-unknown")]


def test_a_zip_of_csv_files_reads_like_the_folder(tmp_path: Path) -> None:
    members: dict[str, str | bytes] = {
        "book/units.csv": UNITS,
        "__MACOSX/book/._units.csv": b"\0\1",
        "book/README.txt": "notes",
    }
    zipped = read_workbook_bytes("book.zip", zip_bytes(members))
    assert zipped.faults == ()
    assert zipped.rows == folder(tmp_path, units=UNITS).rows
    twice = read_workbook_bytes("b.zip", zip_bytes({"a/units.csv": UNITS, "units.csv": UNITS}))
    assert faults_of(twice) == [("units.csv", "sheet-twice")]


def test_a_folder_is_known_by_its_sheets_and_a_file_by_its_bytes(tmp_path: Path) -> None:
    first = folder(tmp_path / "a", units=UNITS)
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "notes.txt").write_text("x")
    second = folder(tmp_path / "b", units=UNITS)
    assert first.sha256 == second.sha256
    assert folder(tmp_path / "c", units=UNITS + "\n").sha256 != first.sha256
    assert read_workbook_bytes("x", b"").sha256.startswith("sha256:e3b0c442")


def test_nothing_to_read_is_a_fault(tmp_path: Path) -> None:
    assert faults_of(read_workbook(tmp_path)) == [(tmp_path.name, "no-sheets")]
    assert faults_of(read_workbook(tmp_path / "none.xlsx")) == [("none.xlsx", "file-unreadable")]


def test_the_faults_end_somewhere(tmp_path: Path) -> None:
    book: Workbook = folder(tmp_path, units="unit_id,name,kind\n" + "?,,?\n" * 5_000)
    assert len(book.faults) == 10_001
    assert book.faults[-1].code == "too-many-faults"


def test_every_fault_speaks_both_languages() -> None:
    named = [each for each in vars(faults).values() if isinstance(each, type)]
    for each in (each for each in named if issubclass(each, Refusal)):
        english, chinese = each().message("en"), each().message("zh")
        assert english.isascii() or "说明" in english or "…" in english
        assert not chinese.isascii()
        assert set(_braces(english)) == set(_braces(chinese))


def _braces(message: str) -> list[str]:
    return [part.partition("}")[0] for part in message.split("{")[1:]]
