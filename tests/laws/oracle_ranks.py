"""Comparison groups, restrictions, ranks, bands and grades by the letter of the rules (§7)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property, partial
from typing import Any

from tests.laws.oracle_accounts import Line, find
from tests.laws.oracle_facts import (
    GradeDecision,
    Lift,
    Posting,
    Restriction,
    Rules,
    TieDecision,
    exact,
)
from tests.laws.oracle_scores import Scores, Values


@dataclass
class Row:
    """One officer on the way to rank, band and grade."""

    officer: str
    bonus: Fraction
    deduction: Fraction
    lines: list[Line]
    group: str | None = None
    components: Values = field(default_factory=dict)
    base: Fraction | None = None
    score: Fraction | None = None
    good_quarters: int = 0
    unranked: list[str] = field(default_factory=list)
    deferred: bool = False
    max_band: int = 0
    bars: set[str] = field(default_factory=set)
    rank: int | None = None
    band: int | None = None
    grade: str = "ungraded"

    @property
    def is_ranked(self) -> bool:
        return not self.unranked and not self.deferred


@dataclass(frozen=True)
class Interval:
    """A restriction as it stands: a rule of the as_of edition, from a day up to another."""

    rule: str
    start: date
    end: date


class Ranks(Scores):
    """§7: who is compared with whom, who is held back, and who gets what."""

    # --- comparison groups

    def posting_on(self, officer: str, on: date) -> Posting | None:
        held = self.postings.get(officer, [])
        return next((p for p in held if p.start <= on and (not p.until or on < p.until)), None)

    def fits(self, group: Rules, posting: Posting) -> bool:
        unit = self.units.get(posting.unit)
        facts = {
            "post_level": posting.post_level,
            "unit_kind": unit.kind if unit else None,
            "unit": posting.unit,
        }
        return all(facts[key] in wanted for key, wanted in (group.get("match") or {}).items())

    def group_of(self, posting: Posting) -> str | None:
        fitting = (g["id"] for g in self.rules["groups"] if self.fits(g, posting))
        return next(fitting, None)

    def merge_groups(self, rows: list[Row]) -> None:
        """Each group is looked at once, in order, with those moved into it so far."""
        for group in self.rules["groups"]:
            # who is not in n is ranked nowhere, and stays where he belongs
            members = [r for r in rows if r.group == group["id"] and not r.unranked]
            if group.get("merge_into") and len(members) < int(group.get("min_size", 0)):
                for row in members:
                    row.group = group["merge_into"]

    # --- restrictions

    def lifted(self, restriction: Restriction) -> date | None:
        """The first day it no longer holds; its own first day if it was rescinded."""
        known = self.history.known(Lift, self.position)
        lifts = [lift for lift in known if lift.restriction == restriction.ref]
        if any(lift.how == "rescinded" for lift in lifts):
            return restriction.effective_on
        return min((lift.effective_on for lift in lifts), default=None)

    def recorded(self, subject: str) -> list[Interval]:
        found = []
        for fact in self.history.known(Restriction, self.position):
            if fact.subject == subject:
                ends = [end for end in (fact.until, self.lifted(fact)) if end is not None]
                found.append(Interval(fact.rule, fact.effective_on, min(ends, default=date.max)))
        return found

    def raised(self, subject: str) -> list[Interval]:
        """By entries in force, cut or not; the id is the one the entry's own edition names."""
        found = []
        for entry in self.entries.get(subject, []):
            item = find(self.entry_edition(entry).get("items"), entry.item) or {}
            if item.get("restriction"):
                found.append(Interval(item["restriction"], entry.effective_on, self.year_end))
        return found

    def bites(self, rule: Rules, interval: Interval) -> bool:
        from_day = self.first_day if rule["bites"] == "during_year" else self.as_of
        overlaps = interval.start <= self.as_of and interval.end > from_day
        return overlaps and interval.start < interval.end

    def biting(self, subject: str) -> list[Rules]:
        found = []
        for interval in self.recorded(subject) + self.raised(subject):
            rule = find(self.rules.get("restrictions"), interval.rule)
            if rule is not None and self.bites(rule, interval):
                found.append(rule)
        return found

    def restrict(self, row: Row, posting: Posting | None) -> None:
        rules = self.biting(f"officer:{row.officer}")
        if posting is not None and posting.post_level == "head":
            of_unit = self.biting(f"unit:{posting.unit}")
            rules += [rule for rule in of_unit if rule.get("reaches") == "head"]
        for rule in rules:
            row.max_band = max(row.max_band, int(rule.get("max_band", 0)))
            row.bars |= set(rule.get("bars") or [])
            row.deferred |= bool(rule.get("deferred"))
            if rule.get("unranked"):
                row.unranked.append(f"restriction {rule['id']}")

    # --- order and ranks

    def key_of(self, row: Row, key: str) -> tuple[bool, Fraction]:
        values = row.components | {
            "bonus": row.bonus,
            "deduction": row.deduction,
            "good_quarters": Fraction(row.good_quarters),
        }
        return key in values, values.get(key, Fraction(0))

    def order_key(self, row: Row) -> Any:
        assert row.score is not None
        ties = self.rules.get("tie_break") or []
        return row.score, *(self.key_of(row, key) for key in ties)

    def tie_classes(self, rows: list[Row]) -> list[list[Row]]:
        classes: dict[Any, list[Row]] = {}
        for row in rows:
            classes.setdefault(self.order_key(row), []).append(row)
        return [classes[key] for key in sorted(classes, reverse=True)]

    def rank(self, ranked: list[Row]) -> None:
        ahead = 0
        for tied in self.tie_classes(ranked):
            for row in tied:
                row.rank = 1 + ahead
            ahead += len(tied)

    # --- seats

    @cached_property
    def tie_decisions(self) -> list[tuple[str, ...]]:
        known = self.history.known(TieDecision, self.position)
        return [fact.order for fact in known if fact.year == self.year]

    def across(self, tied: list[Row], room: int) -> list[Row]:
        """Those of a class across the last seat who enter: by decision, all, or none."""
        names = {row.officer for row in tied}
        for order in reversed(self.tie_decisions):
            if names <= set(order):
                return sorted(tied, key=lambda row: order.index(row.officer))[:room]
        return tied if self.rules.get("unresolved_tie") == "all_enter" else []

    def fill(self, rows: list[Row], seats: int, may_enter: Callable[[Row], bool]) -> list[Row]:
        seated: list[Row] = []
        for tied in self.tie_classes([row for row in rows if may_enter(row)]):
            room = seats - len(seated)
            if len(tied) <= room:
                seated += tied
                continue
            # beyond the last seat nobody enters, tied or not
            return seated + (self.across(tied, room) if room > 0 else [])
        return seated

    def seats_through(self, n: int, through: object) -> int:
        ratio = exact(through)
        return n * ratio.numerator // ratio.denominator

    def kept_back(self, members: list[Row]) -> int:
        """One seat each, from band 1 on, even if band 1 has fewer seats than that."""
        return sum(row.deferred and not row.unranked for row in members)

    def allowed(self, row: Row, band: int) -> bool:
        return row.max_band <= band

    def seat_bands(self, members: list[Row]) -> dict[str, int]:
        """Who sits where in one group, and the seats each band had."""
        ranked = [row for row in members if row.is_ranked]
        n, kept = sum(not row.unranked for row in members), self.kept_back(members)
        open_bands = [band for band in self.rules["bands"] if "below" not in band]
        shown: dict[str, int] = {}
        for band in open_bands:
            number = int(band["band"])
            left = [row for row in ranked if row.band is None]
            seated = len(ranked) - len(left)
            if band is open_bands[-1]:
                entering, seats = left, n - seated - kept
            else:
                seats = max(0, self.seats_through(n, band["through"]) - seated - kept)
                entering = self.fill(left, seats, partial(self.allowed, band=number))
            shown[str(number)] = seats
            for row in entering:
                row.band = number
        self.conditional_bands(ranked)
        return shown

    def conditional_bands(self, ranked: list[Row]) -> None:
        """Last, and the seats left are not filled again; of several the later in the book holds."""
        for band in self.rules["bands"]:
            for row in ranked:
                assert row.score is not None
                if "below" in band and row.score < exact(band["below"]):
                    row.band = int(band["band"])

    # --- grades

    def excellent_shares(self, sizes: dict[str, int], quota: object) -> dict[str, int]:
        """Largest remainder; ties: the larger group, then rulebook order."""
        ratio = exact(quota)
        pool = self.seats_through(sum(sizes.values()), quota)
        shares = {group: self.seats_through(n, quota) for group, n in sizes.items()}

        def remainder(group: str) -> tuple[Fraction, int]:
            exact_share = sizes[group] * ratio
            return exact_share - shares[group], sizes[group]

        # sorted() is stable, also in reverse: equal groups stay in rulebook order
        by_remainder = sorted(sizes, key=remainder, reverse=True)
        for group in by_remainder[: pool - sum(shares.values())]:
            shares[group] += 1
        return shares

    def meets(self, row: Row, requires: dict[str, Any]) -> bool:
        values = row.components | {"good_quarters": Fraction(row.good_quarters)}
        return all(n in values and values[n] >= exact(least) for n, least in requires.items())

    def is_candidate(self, row: Row, grade: Rules) -> bool:
        in_band = row.band == int(grade["from_band"]) and "excellent" not in row.bars
        return in_band and self.meets(row, grade.get("requires") or {})

    def grade_group(self, members: list[Row], seats: int) -> None:
        ranked = [row for row in members if row.is_ranked]
        for row in ranked:
            row.grade = "competent"
        excellent = (self.rules.get("grades") or {}).get("excellent")
        if excellent:
            for row in self.fill(ranked, seats, lambda row: self.is_candidate(row, excellent)):
                row.grade = "excellent"

    def decide_grades(self, rows: list[Row]) -> None:
        """A recorded decision speaks of the ranked only; the last recorded one holds."""
        known = self.history.known(GradeDecision, self.position)
        decided = {fact.officer: fact.grade for fact in known if fact.year == self.year}
        for row in rows:
            if row.is_ranked:
                row.grade = decided.get(row.officer, row.grade)
