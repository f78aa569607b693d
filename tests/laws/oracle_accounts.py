"""One account by the letter of the rules: in force, claimed, highest, and the three caps."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any

from tests.laws.oracle_facts import (
    Edition,
    Entry,
    History,
    Loss,
    Reversal,
    Rules,
    Withdrawal,
    day,
    exact,
    half_up,
    plain,
)

ADDS = ("bonus", "commendation")
ZERO = Fraction(0)


@dataclass
class Line:
    """An entry on its way through the stages; `passing` is what is left of it, as a magnitude."""

    entry: Entry
    sign: int
    rules: Rules
    item: dict[str, Any] | None
    claimed: Fraction
    passing: Fraction
    cuts: list[tuple[str, Fraction]] = field(default_factory=list)
    reason: str | None = None

    @property
    def order(self) -> tuple[date, int]:
        return self.entry.effective_on, self.entry.position

    @property
    def counted(self) -> Fraction:
        return self.sign * self.passing

    def leave(self, stage: str, passing: Fraction) -> None:
        """Keep so much; what goes is named with its stage (a cut of nothing is no cut)."""
        if passing != self.passing:
            self.cuts.append((stage, self.passing - passing))
        self.passing = passing

    def shown(self) -> dict[str, Any]:
        row: dict[str, Any] = {
            "ref": self.entry.ref,
            "item": self.entry.item,
            "claimed": plain(self.sign * self.claimed),
            "counted": plain(self.counted),
            "cuts": [{"stage": s, "points": plain(self.sign * p)} for s, p in self.cuts],
        }
        if self.reason:
            row["reason"] = self.reason
        return row


def find(rows: list[dict[str, Any]] | None, key: object) -> dict[str, Any] | None:
    return next((row for row in rows or [] if row["id"] == key), None)


class Accounts:
    """§3 and §4: every method that a rule speaks of can be replaced on its own."""

    def __init__(
        self,
        history: History,
        year: int,
        as_of: date,
        position: int | None = None,
        candidate: Rules | None = None,
    ) -> None:
        self.history, self.year, self.as_of = history, year, as_of
        self.position, self.candidate = position, candidate
        self.first_day, self.year_end = date(year, 1, 1), date(year + 1, 1, 1)
        self._lines: dict[str, list[Line]] = {}

    # --- which edition

    @cached_property
    def editions(self) -> list[Rules]:
        withdrawn = {w.version for w in self.history.known(Withdrawal, self.position)}
        known = [e.rules for e in self.history.known(Edition, self.position)]
        kept = [rules for rules in known if rules["version"] not in withdrawn]
        return sorted(kept, key=lambda rules: int(rules["version"]))

    def edition_on(self, on: date) -> Rules:
        """The latest version begun by then; the first covers the days before it too."""
        if self.candidate is not None:
            return self.candidate
        if not self.editions:
            raise ValueError("no edition is published at this position")
        begun = [rules for rules in self.editions if day(rules["effective_from"]) <= on]
        return begun[-1] if begun else self.editions[0]

    @cached_property
    def rules(self) -> Rules:
        return self.edition_on(self.as_of)

    # --- stage 1: in force

    @cached_property
    def reversed_refs(self) -> set[str]:
        return {reversal.ref for reversal in self.history.known(Reversal, self.position)}

    def in_time(self, entry: Entry | Loss) -> bool:
        """A carried entry is in time for any day of the year that took it; no other is early."""
        return entry.effective_on <= self.as_of or entry.carried_from is not None

    def is_in_force(self, entry: Entry | Loss) -> bool:
        in_account = entry.year == self.year and entry.ref not in self.reversed_refs
        return in_account and self.in_time(entry)

    @cached_property
    def entries(self) -> dict[str, list[Entry]]:
        by_subject: dict[str, list[Entry]] = {}
        for entry in self.history.known(Entry, self.position):
            if self.is_in_force(entry):
                by_subject.setdefault(entry.subject, []).append(entry)
        return by_subject

    # --- stage 2: claimed

    def entry_edition(self, entry: Entry) -> Rules:
        return self.edition_on(entry.effective_on)

    def item_points(self, entry: Entry, item: dict[str, Any]) -> Fraction | None:
        """The worth of one; None if the item, as this edition has it, knows no such grant."""
        if "range" in item:
            return entry.points
        if "levels" in item:
            worth = item["levels"].get(entry.level)
            return None if worth is None else exact(worth)
        return exact(item["points"])

    def shared(self, points: Fraction, share: Fraction | None) -> Fraction:
        return points if share is None else half_up(points * share, 4)

    def claim(self, entry: Entry) -> Line:
        rules = self.entry_edition(entry)
        item = find(rules.get("items"), entry.item)
        worth = None if item is None else self.item_points(entry, item)
        sign = 1 if entry.kind in ADDS else -1
        if item is None or worth is None:
            return Line(entry, sign, rules, item, ZERO, ZERO, reason="not in edition")
        claimed = self.shared(worth * entry.quantity, entry.share)
        return Line(entry, sign, rules, item, claimed, claimed)

    # --- stage 3: take the highest

    def merit_group(self, line: Line) -> Hashable:
        return line.entry.merit, line.sign

    def merit_rank(self, line: Line) -> Any:
        return -line.claimed, line.entry.effective_on, line.entry.position

    def take_highest(self, lines: list[Line]) -> None:
        groups: dict[Hashable, list[Line]] = {}
        for line in lines:
            if line.entry.merit is not None:
                groups.setdefault(self.merit_group(line), []).append(line)
        for group in groups.values():
            for line in sorted(group, key=self.merit_rank)[1:]:
                line.leave("merit", ZERO)

    # --- stages 4 to 6: the caps

    def side(self, line: Line) -> int:
        return line.sign

    def cap_rules(self, line: Line) -> Rules:
        """Whose caps: the edition in force on the entry's own day."""
        return line.rules

    def cap_order(self, line: Line) -> Any:
        return line.order

    def item_of_cap(self, line: Line) -> dict[str, Any]:
        return find(self.cap_rules(line).get("items"), line.entry.item) or {}

    def item_limit(self, line: Line) -> Any:
        return self.item_of_cap(line).get("cap")

    def category_limit(self, line: Line) -> Any:
        category = find(self.cap_rules(line).get("categories"), self.category(line))
        return (category or {}).get("cap")

    def category(self, line: Line) -> Any:
        return self.item_of_cap(line).get("category")

    def totals(self, rules: Rules, line: Line) -> dict[str, Any]:
        is_unit = line.entry.subject.startswith("unit:")
        holder = (rules.get("unit") or {}) if is_unit else rules
        return holder.get("totals") or {}

    def total_limit(self, line: Line) -> Any:
        side = "bonus" if line.sign > 0 else "deduction"
        return self.totals(self.cap_rules(line), line).get(side)

    def room(self, limit: Any, running: Fraction, passing: Fraction) -> Fraction:
        """clip(cap - running, 0, points): a lower cap later takes nothing back."""
        return passing if limit is None else min(max(exact(limit) - running, ZERO), passing)

    def cap_pass(
        self,
        stage: str,
        lines: list[Line],
        key: Callable[[Line], Hashable],
        limit: Callable[[Line], Any],
    ) -> None:
        running: dict[Hashable, Fraction] = {}
        for line in sorted(lines, key=self.cap_order):
            used = running.get(key(line), ZERO)
            line.leave(stage, self.room(limit(line), used, line.passing))
            running[key(line)] = used + line.passing

    def cap_items(self, lines: list[Line]) -> None:
        self.cap_pass("item cap", lines, lambda n: (n.entry.item, self.side(n)), self.item_limit)

    def cap_categories(self, lines: list[Line]) -> None:
        def key(line: Line) -> Hashable:
            return self.category(line), self.side(line)

        self.cap_pass("category cap", lines, key, self.category_limit)

    def cap_totals(self, lines: list[Line]) -> None:
        self.cap_pass("total cap", lines, self.side, self.total_limit)

    # --- the account

    def account(self, subject: str) -> list[Line]:
        lines = [self.claim(entry) for entry in self.entries.get(subject, [])]
        self.take_highest(lines)
        self.cap_items(lines)
        self.cap_categories(lines)
        self.cap_totals(lines)
        return sorted(lines, key=lambda line: line.order)

    def lines_of(self, subject: str) -> list[Line]:
        """The account, worked out once."""
        if subject not in self._lines:
            self._lines[subject] = self.account(subject)
        return self._lines[subject]

    def sums(self, lines: list[Line]) -> tuple[Fraction, Fraction]:
        bonus = sum((line.counted for line in lines if line.sign > 0), ZERO)
        deduction = sum((line.counted for line in lines if line.sign < 0), ZERO)
        return bonus, deduction
