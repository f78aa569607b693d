"""How does a test write down a bureau-year? In order: each record takes the next position."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from domain.record import Mark, Plan, Posting, Publication, Record, UnitVersion
from domain.rulebook import Edition
from domain.scoring import Entry, PlanLine
from domain.standing import Standing
from tests.domain.cast import ADA
from tests.domain.lines import RULES, an_entry
from tests.domain.test_losses import a_loss


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


class Yearbook:
    """Bureau Nanyue in 2024, empty but for its rulebook."""

    def __init__(self, *editions: Edition) -> None:
        self.position = 0
        self.entries: dict[int, Entry] = {}
        self.losses: dict[int, Entry] = {}
        self.marks: dict[int, Mark] = {}
        self.postings: list[Posting] = []
        self.units: list[UnitVersion] = []
        self.plans: list[Plan] = []
        self.publications = [Publication(e, self.next()) for e in editions or (RULES,)]

    def next(self) -> int:
        self.position += 1
        return self.position

    def publish(self, edition: Edition) -> int:
        self.publications.append(Publication(edition, self.next()))
        return self.position

    def unit(self, unit: str = "zg", kind: str = "section", since: str | None = None) -> int:
        self.units.append(UnitVersion(unit, kind, None, day(since), self.next()))
        return self.position

    def plan(self, unit: str = "zg", indicator: str = "T1", *, owner: bool = True) -> int:
        line = PlanLine(unit, indicator, Decimal(100), owner)
        self.plans.append(Plan(unit, (line,), self.next()))
        return self.position

    def scored_unit(self, unit: str, score: str) -> int:
        """A unit with a plan and the loss that leaves it this score; returns the loss."""
        self.unit(unit)
        self.plan(unit, f"T-{unit}")
        return self.loss(str(100 - Decimal(score)), f"T-{unit}")

    def post(
        self, unit: str = "zg", start: str = "2024-01-01", until: str | None = None, **but: str
    ) -> int:
        officer, level = but.get("officer", "0012"), but.get("level", "staff")
        begins = date.fromisoformat(start)
        self.postings.append(Posting(officer, unit, level, begins, day(until), self.next()))
        return self.position

    def mark(self, score: str, period: str = "2024Q1", on: str = "2024-04-08", **but: str) -> int:
        said = (but.get("subject", ADA), but.get("series", "regular_review"), period)
        given = Mark(*said, Decimal(score), date.fromisoformat(on), self.next())
        self.marks[self.position] = given
        return self.position

    def withdraw(self, mark: int) -> int:
        self.marks[mark] = replace(self.marks[mark], withdrawn_at=self.next())
        return self.position

    def entry(self, item: str, level: str | None = None, **but: Any) -> int:
        entry = an_entry(self.next(), item, level, **but)
        self.entries[self.position] = entry
        return self.position

    def loss(self, points: str, indicator: str = "T1", on: str = "2024-03-05") -> int:
        loss = a_loss(self.next(), points, indicator, on)
        self.losses[self.position] = loss
        return self.position

    def reverse(self, entry: int) -> int:
        book = self.entries if entry in self.entries else self.losses
        book[entry] = replace(book[entry], reversed_at=self.next())
        return self.position

    def standing(
        self,
        as_of: str = "2024-12-31",
        position: int | None = None,
        candidate: Edition | None = None,
    ) -> Standing:
        record = Record(
            bureau="nanyue",
            year=2024,
            entries=tuple(self.entries.values()),
            losses=tuple(self.losses.values()),
            postings=tuple(self.postings),
            units=tuple(self.units),
            marks=tuple(self.marks.values()),
            plans=tuple(self.plans),
            publications=tuple(self.publications),
        )
        known = self.position if position is None else position
        return Standing(record, date.fromisoformat(as_of), known, candidate)
