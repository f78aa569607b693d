"""Workbook rows and rulebook texts to the oracle's facts, in the order of their recording."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path

from tests.laws.oracle_facts import (
    Edition,
    Entry,
    History,
    Lift,
    Loss,
    Mark,
    Officer,
    PlanRow,
    Posting,
    Restriction,
    Reversal,
    Unit,
    exact,
    load_rules,
)

Cells = dict[str, str]
Book = dict[str, list[Cells]]
Step = str | Book  # the text of an edition to publish, or a workbook to import

SHEETS: dict[str, tuple[str, ...]] = {
    "units": ("unit_id", "name", "kind", "parent_id"),
    "officers": ("officer_id", "name", "rank"),
    "postings": ("officer_id", "unit_id", "post_level", "from", "until"),
    "indicators": ("unit_id", "indicator_id", "title", "base", "step", "role"),
    "reviews": ("ref", "subject", "series", "period", "score", "effective_on"),
    "entries": (
        *("ref", "subject", "kind", "item", "level", "quantity", "points", "share", "merit"),
        *("effective_on", "document_no", "reason", "recorded_by", "approved_by"),
    ),
    "losses": ("ref", "indicator_id", "points", "effective_on", "reason"),
    "reversals": ("ref", "entry_ref", "reason", "ground"),
    "restrictions": ("ref", "subject", "restriction", "effective_on", "until"),
    "lifts": ("ref", "restriction_ref", "how", "effective_on"),
}


@dataclass(frozen=True)
class Case:
    """One bureau-year as it was recorded: editions and workbooks, in order."""

    year: int
    steps: tuple[Step, ...]
    candidate: str | None = None


def cell(row: Cells, column: str) -> str | None:
    return (row.get(column) or "").strip() or None


def day_cell(row: Cells, column: str) -> date | None:
    text = cell(row, column)
    return date.fromisoformat(text) if text else None


def number_cell(row: Cells, column: str) -> Fraction | None:
    text = cell(row, column)
    return exact(text) if text else None


def record_unit(history: History, year: int, row: Cells) -> None:
    history.record(Unit, unit=row["unit_id"], kind=row["kind"])


def record_officer(history: History, year: int, row: Cells) -> None:
    history.record(Officer, officer=row["officer_id"])


def record_posting(history: History, year: int, row: Cells) -> None:
    history.record(
        Posting,
        officer=row["officer_id"],
        unit=row["unit_id"],
        post_level=row["post_level"],
        start=date.fromisoformat(row["from"]),
        until=day_cell(row, "until"),
    )


def record_indicator(history: History, year: int, row: Cells) -> None:
    history.record(
        PlanRow,
        year=year,
        unit=row["unit_id"],
        indicator=row["indicator_id"],
        base=exact(row["base"]),
        role=row["role"],
    )


def record_mark(history: History, year: int, row: Cells) -> None:
    history.record(
        Mark,
        year=year,
        subject=row["subject"],
        series=row["series"],
        period=row["period"],
        score=exact(row["score"]),
        effective_on=date.fromisoformat(row["effective_on"]),
    )


def record_entry(history: History, year: int, row: Cells) -> None:
    effective_on = date.fromisoformat(row["effective_on"])
    account_year, carried_from = history.account_year(effective_on)
    history.record(
        Entry,
        ref=row["ref"],
        year=account_year,
        carried_from=carried_from,
        subject=row["subject"],
        kind=row["kind"],
        item=row["item"],
        effective_on=effective_on,
        level=cell(row, "level"),
        quantity=int(cell(row, "quantity") or "1"),
        points=number_cell(row, "points"),
        share=number_cell(row, "share"),
        merit=cell(row, "merit"),
    )


def record_loss(history: History, year: int, row: Cells) -> None:
    effective_on = date.fromisoformat(row["effective_on"])
    account_year, carried_from = history.account_year(effective_on)
    history.record(
        Loss,
        ref=row["ref"],
        year=account_year,
        carried_from=carried_from,
        indicator=row["indicator_id"],
        points=exact(row["points"]),
        effective_on=effective_on,
    )


def record_reversal(history: History, year: int, row: Cells) -> None:
    history.record(Reversal, ref=row["entry_ref"])


def record_restriction(history: History, year: int, row: Cells) -> None:
    history.record(
        Restriction,
        ref=row["ref"],
        subject=row["subject"],
        rule=row["restriction"],
        effective_on=date.fromisoformat(row["effective_on"]),
        until=day_cell(row, "until"),
    )


def record_lift(history: History, year: int, row: Cells) -> None:
    history.record(
        Lift,
        restriction=row["restriction_ref"],
        how=row["how"],
        effective_on=date.fromisoformat(row["effective_on"]),
    )


RECORDERS: dict[str, Callable[[History, int, Cells], None]] = {
    "units": record_unit,
    "officers": record_officer,
    "postings": record_posting,
    "indicators": record_indicator,
    "reviews": record_mark,
    "entries": record_entry,
    "losses": record_loss,
    "reversals": record_reversal,
    "restrictions": record_restriction,
    "lifts": record_lift,
}


def import_book(history: History, year: int, book: Book) -> None:
    """Sheet by sheet, each top to bottom."""
    for sheet, record in RECORDERS.items():
        for row in book.get(sheet, []):
            record(history, year, row)


def take_step(history: History, year: int, step: Step) -> None:
    if isinstance(step, str):
        history.record(Edition, rules=load_rules(step))
    else:
        import_book(history, year, step)


def to_history(case: Case) -> History:
    history = History()
    for step in case.steps:
        take_step(history, case.year, step)
    return history


def positions(case: Case) -> list[int]:
    """The head after each step, to ask about what was known then."""
    history, heads = History(), []
    for step in case.steps:
        take_step(history, case.year, step)
        heads.append(len(history.facts))
    return heads


def read_folder(folder: Path, year: int) -> Case:
    """A folder of editions `rulebook-N.yaml` and a `book` of CSV sheets."""
    editions = sorted(folder.glob("rulebook-*.yaml"))
    texts = [path.read_text(encoding="utf-8") for path in editions]
    book: Book = {}
    for sheet in SHEETS:
        path = folder / "book" / f"{sheet}.csv"
        if path.exists():
            with path.open(encoding="utf-8", newline="") as lines:
                book[sheet] = list(csv.DictReader(lines))
    return Case(year, (*texts, book))
