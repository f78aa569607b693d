"""How does a run read as CSV for a spreadsheet, and as JSON for a program?"""

from __future__ import annotations

import csv
import io
from typing import Final

from api.inert import inert
from api.prints.rows import Cell, about, officer_heads, officer_rows
from projections.phrases import Language
from projections.printouts import Printout

_BOM: Final = "\ufeff"


def run_csv(printout: Printout, language: Language = "zh") -> bytes:
    """The officers' rows in UTF-8 with a BOM, without which Excel would misread Chinese.

    Behind an empty line: which run this is, and the totals to check a copy by.

    Words that a spreadsheet would work out as a formula are inert.
    """
    text = io.StringIO(newline="")
    text.write(_BOM)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(map(str, officer_heads(printout.sheet)))
    for row in officer_rows(printout, language):
        writer.writerow(_safe(cell) for cell in row)
    writer.writerow([])
    for label, cell in about(printout, language):
        writer.writerow([label, _safe(cell)])
    return text.getvalue().encode()


def _safe(cell: Cell) -> str:
    return cell.text if cell.number else inert(cell.text)


def run_json(printout: Printout) -> bytes:
    """The sheet itself: its digest can be worked out again from these bytes."""
    return printout.sheet.model_dump_json().encode() + b"\n"
