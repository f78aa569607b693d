"""What does a home answer about everybody, whatever position it answers at?"""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path
from typing import Any, Final

from projections.moments import resolve
from projections.scores import get_score
from tests.commands.homes import Home

SAMPLES: Final = Path(__file__).resolve().parents[1] / "samples"
YEAR: Final = 2024
DAYS: Final = ("2024-09-15", "2024-12-31")
BUREAU: Final = "nanyue"

_SUBJECTS: Final = """
SELECT 'officer:' || officer FROM read.officers UNION SELECT 'unit:' || unit FROM read.units
 ORDER BY 1
"""
Answers = dict[str, dict[str, Any]]


def answers(home: Home, as_of: str | None = None, year: int = YEAR) -> Answers:
    """The score of every officer and unit, without what differs from ledger to ledger."""
    with home.opened() as opened, opened.reading() as conn:
        day = None if as_of is None else date.fromisoformat(as_of)
        moment = resolve(conn, year, day)
        subjects = [row[0] for row in conn.execute(_SUBJECTS).fetchall()]
        found = {s: get_score(conn, s, moment).model_dump(mode="json") for s in subjects}
    return {subject: _lasting(answer) for subject, answer in found.items()}


def _lasting(answer: dict[str, Any]) -> dict[str, Any]:
    lines = [{k: v for k, v in line.items() if k != "position"} for line in answer["lines"]]
    rest = {k: v for k, v in answer.items() if k not in ("position", "digest")}
    return rest | {"lines": lines}


def expected(sample: str, as_of: str) -> dict[str, dict[str, Any]]:
    """The right answers of a sample, by subject."""
    said = json.loads((SAMPLES / sample / f"expected-{as_of}.json").read_text("utf-8"))
    officers = {f"officer:{row['officer']}": row for row in said["officers"]}
    return officers | {f"unit:{row['unit']}": row for row in said["units"]}


def agrees(answer: dict[str, Any], right: dict[str, Any]) -> bool:
    """Whether an answer says all that a right answer says of a score; lines by their `ref`."""
    named = ("officer", "unit", "components", "base", "bonus", "deduction", "score")
    parts = all(answer[name] == right[name] for name in named if name in right)
    return parts and ("lines" not in right or _lines(answer) == _lines(right))


def _lines(row: dict[str, Any]) -> dict[str, Any]:
    lines = {line["ref"]: _line(line) for line in row["lines"]}
    assert len(lines) == len(row["lines"]), "a ref names one line"
    return lines


def _line(line: dict[str, Any]) -> dict[str, Any]:
    cuts = [{k: cut[k] for k in ("stage", "points")} for cut in line["cuts"]]
    return {k: line[k] for k in ("ref", "item", "claimed", "counted")} | {"cuts": cuts}


def run(home: Home, as_of: str) -> dict[str, Any]:
    """The appraisal: every unit and officer, rank, band and grade."""
    words = ("--bureau", BUREAU, "--year", YEAR, "--as-of", as_of, "--json")
    said: dict[str, Any] = home.did("appraise", *words).json()
    return {name: said[name] for name in ("units", "officers", "groups")}


def sheets(book: Path) -> dict[str, list[dict[str, str | None]]]:
    """The rows of a folder of CSV files, as they stand."""
    found = {}
    for path in book.glob("*.csv"):
        with path.open(newline="", encoding="utf-8") as file:
            found[path.stem] = [dict(row) for row in csv.DictReader(file)]
    return found


def publish_editions(home: Home, sample: str) -> None:
    for version in (1, 2):
        path = SAMPLES / sample / f"rulebook-{version}.yaml"
        home.did("rulebook", "publish", path, "--bureau", BUREAU)


def publish_and_import(home: Home, sample: str) -> None:
    """Both editions and the year's workbook, as a user would."""
    publish_editions(home, sample)
    home.did("import", SAMPLES / sample / "book", "--bureau", BUREAU, "--year", YEAR)
