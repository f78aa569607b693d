"""What must the service hold by now? The oracle's facts, at the service's own positions."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from tests.laws.histories_rulebooks import Drafted
from tests.laws.oracle_book import Book, import_book
from tests.laws.oracle_facts import Entry, Fact, History, Loss, Officer, Posting, Reversal

BUREAU: Final = "nanyue"
Body = dict[str, Any]
Made = tuple[type[Fact], dict[str, Any]]
Lines = list[dict[str, str]]


def day(text: str) -> date:
    return date.fromisoformat(text)


@dataclass(frozen=True)
class Standing:
    """An entry or a loss: whose account it is in, and what the oracle says of it."""

    account: tuple[int, str]
    fact: Entry | Loss
    corrects: str | None = None


@dataclass
class Expected:
    """The registers and accounts as a careful clerk would keep them beside the service."""

    year: int
    history: History = field(default_factory=History)
    head: int = 0
    editions: list[Drafted] = field(default_factory=list)
    withdrawn: set[int] = field(default_factory=set)
    units: list[str] = field(default_factory=list)
    entries: dict[str, Standing] = field(default_factory=dict)
    reversed: set[str] = field(default_factory=set)
    postings: dict[tuple[str, str, date], tuple[str, date | None]] = field(default_factory=dict)
    plans: dict[int, dict[str, Lines]] = field(default_factory=dict)
    restrictions: Counter[str] = field(default_factory=Counter)
    numbers: Counter[tuple[int, str]] = field(default_factory=Counter)
    stages: dict[int, list[str]] = field(default_factory=dict)
    taken: dict[tuple[int, str], int] = field(default_factory=dict)
    """The position of each run that a year's act took."""

    # --- what the next request may rest on

    def edition(self, on: date) -> Drafted:
        kept = [e for e in self.editions if e.draft["version"] not in self.withdrawn]
        return next((e for e in reversed(kept) if e.effective_from <= on), kept[0])

    def is_closed(self, year: int) -> bool:
        return "close" in self.stages.get(year, [])

    def account_year(self, on: date) -> int:
        """The year of the day, or the next that is not closed."""
        year = on.year
        while self.is_closed(year):
            year += 1
        return year

    def posted(self, officer: str, year: int) -> bool:
        first, after = date(year, 1, 1), date(year + 1, 1, 1)
        return any(
            who == officer and max(start, first) < min(until or after, after)
            for (who, _, start), (_, until) in self.postings.items()
        )

    def owner(self, year: int, indicator: str) -> str | None:
        for unit, lines in self.plans.get(year, {}).items():
            for line in lines:
                if (line["indicator"], line["role"]) == (indicator, "owner"):
                    return unit
        return None

    @property
    def officers(self) -> list[str]:
        return sorted({fact.officer for fact in self.history.known(Officer)})

    @property
    def standing(self) -> list[str]:
        return [ref for ref in self.entries if ref not in self.reversed]

    # --- what was granted

    def imported(self, rows: Book, position: int) -> None:
        """The registers of a workbook; nothing is asked about a moment inside its import."""
        known = History()
        import_book(known, self.year, rows)
        for fact in known.facts:
            self.append(replace(fact, position=position))
        self.units, self.head = [row["unit_id"] for row in rows["units"]], position
        for posting in known.known(Posting):
            key = (posting.officer, posting.unit, posting.start)
            self.postings[key] = (posting.post_level, posting.until)
        for row in rows["indicators"]:
            line = {name: row[name] for name in ("title", "base", "step", "role")}
            of_unit = self.plans.setdefault(self.year, {}).setdefault(row["unit_id"], [])
            of_unit.append({"indicator": row["indicator_id"], **line})

    def append(self, fact: Fact) -> None:
        self.history.append(fact)
        if isinstance(fact, Entry | Loss):
            held = self.entries[fact.ref]
            self.entries[fact.ref] = Standing(held.account, fact, held.corrects)
        if isinstance(fact, Reversal):
            self.reversed.add(fact.ref)

    def enter(
        self, subject: str, fact: type[Entry | Loss], fields: Body, corrects: str | None = None
    ) -> Made:
        """The next entry of its account."""
        account = (fields["year"], subject)
        self.numbers[account] += 1
        ref = f"{BUREAU}/{account[0]}/{subject}#{self.numbers[account]}"
        self.entries[ref] = Standing(account, fact(position=0, ref=ref, **fields), corrects)
        return fact, {"ref": ref, **fields}

    def carried(self, year: int, position: int) -> set[str]:
        """What a closing at the position sends on: but no correction of what its run counts."""

        def mends(ref: str) -> bool:
            old = self.entries[ref].corrects
            if old is None or self.entries[old].account[0] != year:
                return False
            return self.entries[old].fact.position <= position or mends(old)

        return {
            ref
            for ref in self.standing
            if self.entries[ref].account[0] == year
            and self.entries[ref].fact.position > position
            and not mends(ref)
        }
