"""In which files do people send a workbook?"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from api.workbook.writing import write_workbook

Sheets = Mapping[str, Sequence[Mapping[str, Any]]]


def xlsx(sheets: Sheets) -> bytes:
    """As the template is filled in."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "book.xlsx")
        write_workbook(path, _texts(sheets))
        return path.read_bytes()


def zipped(sheets: Sheets) -> bytes:
    """CSV files in a .zip."""
    data = io.BytesIO()
    with TemporaryDirectory() as folder, zipfile.ZipFile(data, "w") as package:
        write_workbook(Path(folder), _texts(sheets))
        for path in sorted(Path(folder).iterdir()):
            package.write(path, path.name)
    return data.getvalue()


def _texts(sheets: Sheets) -> dict[str, list[dict[str, str]]]:
    return {
        sheet: [{name: str(cell) for name, cell in row.items()} for row in rows]
        for sheet, rows in sheets.items()
    }
