"""Which files make up the demo bureau: its rulebook's editions and its workbooks?"""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from scripts.demo.book import sheets
from scripts.demo.rulebooks import editions
from scripts.demo.shape import COLUMNS, YEARS

BUREAU = "nanyue"


@dataclass(frozen=True)
class Demo:
    """What was written: publish the rulebooks in order, then import the books by year."""

    bureau: str
    years: tuple[int, ...]
    rulebooks: tuple[Path, ...]
    books: Mapping[int, Path]


def write_demo(folder: Path) -> Demo:
    """Write the editions and one workbook folder a year; the same bytes every time."""
    folder.mkdir(parents=True, exist_ok=True)
    rulebooks = []
    for version, text in enumerate(editions(), start=1):
        path = folder / f"rulebook-{version}.yaml"
        path.write_bytes(text.encode())
        rulebooks.append(path)
    books = {}
    for year in YEARS:
        books[year] = folder / str(year)
        books[year].mkdir(exist_ok=True)
        for sheet, rows in sheets(year).items():
            cells = io.StringIO(newline="")
            writer = csv.DictWriter(cells, COLUMNS[sheet], lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
            (books[year] / f"{sheet}.csv").write_bytes(cells.getvalue().encode())
    return Demo(BUREAU, YEARS, tuple(rulebooks), books)
