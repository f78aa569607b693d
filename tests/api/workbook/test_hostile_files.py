"""No bytes whatever bring the reader down: they end in named faults, soon and in little memory."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.workbook import grids, packages
from api.workbook.packages import Package
from api.workbook.reading import Workbook, read_workbook, read_workbook_bytes
from api.workbook.xlsx import Xlsx
from tests.api.workbook.books import (
    ENTRY,
    UNITS,
    csv_of,
    entries,
    faults_of,
    folder,
    sheet_xml,
    xlsx_bytes,
    zip_bytes,
)

MIB = 2**20
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BOOK = xlsx_bytes({"entries": entries({"reason": "x" * 50, "points": 1.2})})
FOREIGN = xlsx_bytes({"units": [["a", "b"]], "说明": []}, constant_memory=True)
with zipfile.ZipFile(io.BytesIO(BOOK)) as whole:
    PARTS = {name: whole.read(name) for name in whole.namelist()}
READ_PARTS = ("xl/workbook", "xl/worksheets", "xl/sharedStrings", "xl/styles")


def read(data: bytes) -> Workbook:
    book = read_workbook_bytes("book.xlsx", data)
    assert book.faults or any(book.rows.values()) or book.name
    return book


@contextmanager
def at_most(mebibytes: int) -> Iterator[None]:
    tracemalloc.start()
    yield
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < mebibytes * MIB


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file-empty"),
        (b"ref,subject\n", "not-a-workbook"),
        (OLE + bytes(600), "workbook-locked"),
        (b"PK\x03\x04", "workbook-damaged"),
        (BOOK[: len(BOOK) // 2], "workbook-damaged"),
        (zip_bytes({"[Content_Types].xml": ""}), "workbook-damaged"),
        (zip_bytes({"notes.txt": ""}), "no-sheets"),
        (b"PK" + b"PK\x01\x02" * 3_000, "workbook-damaged"),
    ],
)
def test_a_file_that_is_no_workbook_says_so(data: bytes, code: str) -> None:
    assert faults_of(read(data)) == [("book.xlsx", code)]


def test_strange_members_are_refused() -> None:
    assert faults_of(read(zip_bytes({"units.csv": UNITS}, zipfile.ZIP_LZMA))) == [
        ("units", "workbook-damaged")
    ]
    locked = bytearray(zip_bytes({"units.csv": UNITS}))
    locked[locked.rindex(b"PK\x01\x02") + 8] |= 1
    assert faults_of(read(bytes(locked))) == [("units", "workbook-locked")]
    double = zip_bytes({"units.csv": UNITS, "UNITS.csv": UNITS})
    assert faults_of(read(double)) == [("book.xlsx", "workbook-damaged")]


def test_a_file_too_large_is_not_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(packages, "BYTES_MAX", 100)
    assert faults_of(read(BOOK)) == [("book.xlsx", "file-too-large")]
    monkeypatch.setattr("api.workbook.reading.UNPACKED_MAX", 10)
    assert faults_of(folder(tmp_path, units=UNITS)) == [(tmp_path.name, "file-too-large")]


def test_a_zip_bomb_is_not_unpacked() -> None:
    bomb = zip_bytes({"units.csv": bytes(packages.UNPACKED_MAX + 1)})
    assert len(bomb) < MIB
    with at_most(8):
        assert faults_of(read(bomb)) == [("units", "file-too-large")]


def test_a_zip_that_lies_about_its_sizes_is_not_unpacked_either() -> None:
    content = b"unit_id,name,kind\n" + bytes(64 * MIB)
    bomb = bytearray(zip_bytes({"units.csv": content}))
    entry = bomb.rindex(b"PK\x01\x02")
    crc = struct.pack("<L", zlib.crc32(content[:18]))
    for start, offset in ((0, 14), (entry, 16)):
        bomb[start + offset : start + offset + 4] = crc
        bomb[start + offset + 8 : start + offset + 12] = struct.pack("<L", 18)
    with at_most(8):
        assert read(bytes(bomb)).faults == ()


def test_a_cell_in_the_far_corner_reserves_nothing() -> None:
    header = '<row r="1"><c r="A1" t="str"><v>unit_id</v></c></row>'
    far = f'{header}<row r="1048576"><c r="A1048576" t="str"><v>z</v></c>'
    with at_most(8):
        assert faults_of(read(sheet_xml(f"{far}</row>")))[0] == ("units!1", "column-missing")
        wide = f'{far}<c r="XFD1048576"><v>1</v></c></row>'
        assert faults_of(read(sheet_xml(wide))) == [("units", "sheet-too-large")]


def test_a_row_may_claim_to_stand_anywhere() -> None:
    rows = "".join(f'<row r="{n}"><c t="str"><v>z</v></c></row>' for n in (99_999_999_999, 5, 2))
    with at_most(8):
        assert list(Xlsx(Package("x", sheet_xml(rows))).grid(0).rows) == [2, 5, 99_999_999_999]


@pytest.mark.parametrize(
    ("limit", "element"), [("HELD_MAX", "<a/>"), ("TAGS_MAX", "<a/>"), ("CELLS_MAX", "<row/>")]
)
def test_the_elements_of_a_part_end_somewhere(
    limit: str, element: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packages, limit, 1_000)
    many = element * 100_000
    for data in (sheet_xml(many), sheet_xml("", after=many)):
        assert faults_of(read(data)) == [("units", "sheet-too-large")]


def test_one_long_text_shown_in_many_cells_is_kept_once() -> None:
    row = "<row>{}</row>".format('<c t="s"><v>0</v></c>' * 50)
    data = sheet_xml(row * 400, shared=f"<si><t>{'x' * MIB}</t></si>")
    with at_most(64):
        assert faults_of(read(data)) == [("units!A1", "header-missing")]


def test_entities_are_not_expanded() -> None:
    laughs = '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
    data = sheet_xml('<row><c t="str"><v>&b;</v></c></row>', prolog=laughs)
    assert faults_of(read(data)) == [("units", "workbook-damaged")]


@pytest.mark.parametrize("encoding", ["UTF-8", "UTF-16"])
@pytest.mark.parametrize(
    "part", [name for name in PARTS if "rels" in name or name.startswith(READ_PARTS)]
)
def test_no_part_declares_a_document_type(part: str, encoding: str) -> None:
    text = PARTS[part].decode().replace("UTF-8", encoding)
    sound, declared = (
        zip_bytes({**PARTS, part: text.replace("?>", f"?>{more}", 1).encode(encoding)})
        for more in ("<!-- -->", "<!DOCTYPE a>")
    )
    assert read(sound).rows["entries"]
    assert [code for _, code in faults_of(read(declared))] == ["workbook-damaged"]


@pytest.mark.parametrize("limit", ["ROWS_MAX", "CELLS_MAX", "COLUMNS_MAX", "COMMAS_MAX"])
def test_a_sheet_ends_somewhere(
    limit: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(grids, limit, 2)
    text = UNITS + "a,b,c\nd,e,f\n"
    assert faults_of(folder(tmp_path, units=text)) == [("units", "sheet-too-large")]


def test_a_sheet_may_be_as_long_as_the_limit(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(grids, "ROWS_MAX", 2)
    assert folder(tmp_path, units=UNITS + "a,b,c\n").faults == ()


def test_a_cell_far_too_long_is_a_fault(tmp_path: Path) -> None:
    book = folder(tmp_path, units=f"unit_id,name,kind\nzg,{'x' * 200_000},s\n")
    assert faults_of(book) == [("units", "csv-damaged")]


def test_faults_quote_little_and_nothing_unprintable(tmp_path: Path) -> None:
    bad = entries({"item": "\u2028" + "?" * 5_000, "points": "a\nb"})
    bad[1] = [f'"{cell}"' for cell in bad[1]]
    for fault in folder(tmp_path, entries=csv_of(bad)).faults:
        assert len(fault.en) < 300
        assert "\n" not in fault.en + fault.zh


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_as_a_file_are_read_or_refused(data: bytes) -> None:
    for start in (b"", b"PK\x03\x04", OLE):
        assert read(start + data).faults


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200) | st.text(max_size=100).map(str.encode), st.booleans())
def test_any_bytes_as_csv_are_read_or_refused(data: bytes, headed: bool) -> None:
    content = ",".join(ENTRY).encode() + b"\n" + data if headed else data
    read(zip_bytes({"entries.csv": content}, zipfile.ZIP_STORED))


def test_a_member_without_a_name_is_damage() -> None:
    """The zip reader takes a name up to its first NUL."""
    data = zip_bytes({**PARTS, "nameless": b""}, zipfile.ZIP_STORED)
    damaged = read(data.replace(b"nameless", b"\0ameless"))
    assert [code for _, code in faults_of(damaged)] == ["workbook-damaged"]


changes = st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.binary(min_size=1, max_size=6)))


@settings(max_examples=200, deadline=None)
@given(st.sampled_from([BOOK, FOREIGN]), changes)
def test_a_damaged_zip_is_read_or_refused(data: bytes, damage: list[tuple[float, bytes]]) -> None:
    read(_damaged(data, damage))


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(sorted(PARTS)), changes)
def test_a_damaged_part_is_read_or_refused(part: str, damage: list[tuple[float, bytes]]) -> None:
    parts: dict[str, str | bytes] = {**PARTS, part: _damaged(PARTS[part], damage)}
    read(zip_bytes(parts, zipfile.ZIP_STORED))


def _damaged(data: bytes, damage: list[tuple[float, bytes]]) -> bytes:
    content = bytearray(data)
    for where, patch in damage:
        start = int(where * len(content))
        content[start : start + len(patch)] = patch
    return bytes(content)


def test_a_folder_may_hold_anything(tmp_path: Path) -> None:
    (tmp_path / "units.csv").mkdir()
    (tmp_path / ".hidden.csv").write_bytes(b"\0")
    (tmp_path / "entries.CSV").write_text(csv_of(entries({})))
    assert len(read_workbook(tmp_path).rows["entries"]) == 1
