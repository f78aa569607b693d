"""Small workbooks for the tests: a cast of rows, and the ways to put them into a file."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Final

import xlsxwriter

from api.workbook.reading import Workbook, read_workbook, read_workbook_bytes

Cells = Sequence[Sequence[object]]

UNITS: Final = "unit_id,name,kind\nzg,征管股,section\n"
ENTRY: Final = {
    "ref": "e1",
    "subject": "officer:0012",
    "kind": "bonus",
    "item": "W1",
    "points": "1.2",
    "effective_on": "2024-06-12",
}


def entries(*rows: Mapping[str, object]) -> list[list[object]]:
    """An entries sheet: each row is ENTRY with some cells changed."""
    columns: list[object] = [*dict.fromkeys([*ENTRY, *(name for row in rows for name in row)])]
    return [columns, *([{**ENTRY, **row}.get(str(name), "") for name in columns] for row in rows)]


def folder(path: Path, **sheets: str | bytes) -> Workbook:
    """Read a folder of CSV files with these contents."""
    path.mkdir(parents=True, exist_ok=True)
    for name, text in sheets.items():
        (path / f"{name}.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_workbook(path)


def csv_of(cells: Cells) -> str:
    return "".join(",".join(map(str, row)) + "\n" for row in cells)


def xlsx_bytes(sheets: Mapping[str, Cells], **options: bool) -> bytes:
    """An .xlsx as a person makes it: numbers are numbers, dates are dates."""
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True, **options})
    day = book.add_format({"num_format": 'yyyy"年"m"月"d"日"'})
    for name, cells in sheets.items():
        page = book.add_worksheet(name)
        for number, row in enumerate(cells):
            for column, cell in enumerate(row):
                if isinstance(cell, date | datetime):
                    page.write_datetime(number, column, cell, day)
                else:
                    page.write(number, column, cell)
    book.close()
    return data.getvalue()


def xlsx(**sheets: Cells) -> Workbook:
    return read_workbook_bytes("book.xlsx", xlsx_bytes(sheets))


def zip_bytes(members: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", method) as package:
        for name, content in members.items():
            package.writestr(name, content)
    return data.getvalue()


def sheet_xml(
    data: str, *, shared: str = "", styles: str = "", after: str = "", prolog: str = ""
) -> bytes:
    """An .xlsx with one sheet `units` whose <sheetData> holds exactly this XML."""
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"

    def relations(**targets: str) -> str:
        each = "".join(
            f'<Relationship Id="{name}" Type="{kinds}/{name}" Target="{target}"/>'
            for name, target in targets.items()
        )
        return f'<Relationships xmlns="{package}">{each}</Relationships>'

    return zip_bytes(
        {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": relations(officeDocument="xl/workbook.xml"),
            "xl/workbook.xml": f'<workbook {main} xmlns:r="{kinds}"><sheets>'
            '<sheet name="units" sheetId="1" r:id="worksheet"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": relations(
                worksheet="/xl/worksheets/sheet1.xml",
                sharedStrings="sharedStrings.xml",
                styles="styles.xml",
            ),
            "xl/worksheets/sheet1.xml": f"{prolog}<worksheet {main}><sheetData>{data}</sheetData>"
            f"{after}</worksheet>",
            "xl/sharedStrings.xml": f"<sst {main}>{shared}</sst>",
            "xl/styles.xml": f"<styleSheet {main}>{styles}</styleSheet>",
        }
    )


def faults_of(book: Workbook) -> list[tuple[str, str]]:
    return [(fault.place, fault.code) for fault in book.faults]
