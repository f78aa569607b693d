"""Planted bugs of comparison groups and of restrictions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from tests.laws.oracle import Oracle
from tests.laws.oracle_accounts import find
from tests.laws.oracle_bugs import plant
from tests.laws.oracle_facts import Lift, Posting, Restriction, Rules
from tests.laws.oracle_ranks import Interval, Row

# --- groups


def posted_at_year_end(self: Oracle, officer: str, on: date) -> Posting | None:
    return Oracle.posting_on(self, officer, date(self.year, 12, 31))


def closed_interval(self: Oracle, officer: str, on: date) -> Posting | None:
    held = self.postings.get(officer, [])
    return next((p for p in held if p.start <= on and (not p.until or on <= p.until)), None)


def last_match(self: Oracle, posting: Posting) -> str | None:
    fitting = [str(g["id"]) for g in self.rules["groups"] if self.fits(g, posting)]
    return fitting[-1] if fitting else None


def any_key(self: Oracle, group: Rules, posting: Posting) -> bool:
    return any(Oracle.fits(self, {"match": {k: v}}, posting) for k, v in group["match"].items())


def in_n(row: Row) -> bool:
    return not row.unranked


def anyone(row: Row) -> bool:
    return True


def merging(
    counts: Callable[[Row], bool] = in_n,
    moves: Callable[[Row], bool] = in_n,
    strict: int = 0,
    at_once: bool = False,
) -> Any:
    """Merging that counts or moves others, cuts elsewhere, or forgets who was moved before."""

    def merge_groups(self: Oracle, rows: list[Row]) -> None:
        before = {row.officer: row.group for row in rows}
        for group in self.rules["groups"]:
            name = group["id"]
            members = [r for r in rows if (before[r.officer] if at_once else r.group) == name]
            size = sum(counts(row) for row in members)
            if group.get("merge_into") and size < group["min_size"] + strict:
                for row in filter(moves, members):
                    row.group = group["merge_into"]

    return merge_groups


def merge_until_stable(self: Oracle, rows: list[Row]) -> None:
    for _ in self.rules["groups"]:
        Oracle.merge_groups(self, rows)


def weights_of_target(self: Oracle, rows: list[Row]) -> None:
    Oracle.merge_groups(self, rows)
    for row in rows:
        if row.group is not None and row.score is not None:
            self.score_row(row)


plant("the group of the last of the year", posting_on=posted_at_year_end)
plant("a posting holds on its until", posting_on=closed_interval)
plant("the last group that fits", group_of=last_match)
plant("one key of a match is enough", fits=any_key)
plant("no merging", merge_groups=lambda self, rows: None)
plant("merging counts the unranked", merge_groups=merging(counts=anyone))
plant("merging forgets the deferred", merge_groups=merging(counts=lambda row: row.is_ranked))
plant("the unranked move as well", merge_groups=merging(moves=anyone))
plant("merging at min_size", merge_groups=merging(strict=1))
plant("merging at once", merge_groups=merging(at_once=True))
plant("merging until nothing moves", merge_groups=merge_until_stable)
plant("the merged take other weights", merge_groups=weights_of_target)

# --- restrictions


def ending(rescinded: bool = True, latest: bool = False, none: bool = False) -> Any:
    def lifted(self: Oracle, restriction: Restriction) -> date | None:
        known = self.history.known(Lift, self.position)
        lifts = [lift for lift in known if lift.restriction == restriction.ref and not none]
        if rescinded and any(lift.how == "rescinded" for lift in lifts):
            return restriction.effective_on
        days = [lift.effective_on for lift in lifts]
        return (max if latest else min)(days, default=None)

    return lifted


def biting(from_year: bool | None = None, until: int = 0, empty: bool = False) -> Any:
    """Restrictions that bite at another time, on their last day, or without a day."""

    def bites(self: Oracle, rule: Rules, interval: Interval) -> bool:
        in_year = rule["bites"] == "during_year" if from_year is None else from_year
        from_day = self.first_day if in_year else self.as_of
        last = interval.end.toordinal() + until > from_day.toordinal()
        return interval.start <= self.as_of and last and (empty or interval.start < interval.end)

    return bites


def raised_if(counts: Callable[[Oracle, str, str], bool]) -> Any:
    def raised(self: Oracle, subject: str) -> list[Interval]:
        found = [line for line in self.lines_of(subject) if counts(self, subject, line.entry.ref)]
        rules = [(line, (line.item or {}).get("restriction")) for line in found]
        return [Interval(r, n.order[0], self.year_end) for n, r in rules if r]

    return raised


def by_counted(self: Oracle, subject: str, ref: str) -> bool:
    return any(n.entry.ref == ref and n.passing > 0 for n in self.lines_of(subject))


def raised_by_as_of(self: Oracle, subject: str) -> list[Interval]:
    items = [(e, find(self.rules["items"], e.item) or {}) for e in self.entries.get(subject, [])]
    named = [(entry, item.get("restriction")) for entry, item in items]
    return [Interval(rule, e.effective_on, self.year_end) for e, rule in named if rule]


def reaching(head: bool, everyone: bool) -> Any:
    """A unit's restriction that reaches nobody, all its heads, or all its officers."""

    def restrict(self: Oracle, row: Row, posting: Posting | None) -> None:
        Oracle.restrict(self, row, None)
        if posting is None or not (everyone or (head and posting.post_level == "head")):
            return
        for rule in self.biting(f"unit:{posting.unit}"):
            if not everyone or rule.get("reaches") == "head":
                apply(row, rule)

    return restrict


def apply(row: Row, rule: Rules) -> None:
    row.max_band = max(row.max_band, int(rule.get("max_band", 0)))
    row.bars |= set(rule.get("bars") or [])
    row.deferred |= bool(rule.get("deferred"))
    row.unranked += ["restriction"] if rule.get("unranked") else []


def after(change: Callable[[Row], None]) -> Any:
    def restrict(self: Oracle, row: Row, posting: Posting | None) -> None:
        Oracle.restrict(self, row, posting)
        change(row)

    return restrict


def deferred_first(row: Row) -> None:
    if row.deferred and row.score is not None:
        row.unranked.clear()


def one_max_band(row: Row) -> None:
    row.max_band = 2 if row.max_band else 0


def no_bars(row: Row) -> None:
    row.bars.clear()


plant("a rescission lifts", lifted=ending(rescinded=False))
plant("the latest lifting ends", lifted=ending(latest=True))
plant("liftings are ignored", lifted=ending(none=True))
plant("during_year as at_year_end", bites=biting(from_year=False))
plant("at_year_end as during_year", bites=biting(from_year=True))
plant("a restriction holds on its until", bites=biting(until=1))
plant("an interval of no day bites", bites=biting(empty=True))
plant("entries raise nothing", raised=lambda self, subject: [])
plant("only counted entries raise", raised=raised_if(by_counted))
plant("raised by the item of as_of", raised=raised_by_as_of)
plant("a unit's restriction reaches nobody", restrict=reaching(head=False, everyone=False))
plant("a unit's restriction reaches all", restrict=reaching(head=True, everyone=True))
plant("heads bear every unit restriction", restrict=reaching(head=True, everyone=False))
plant("deferred goes before unranked", restrict=after(deferred_first))
plant("the best max_band holds", restrict=after(one_max_band))
plant("bars are ignored", restrict=after(no_bars))
