"""What do the restrictions in force keep a subject from? (SCORING §7)"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from domain.record import Record
from domain.rulebook import Edition, Editions, RestrictionRule
from domain.scoring import NOT_IN_EDITION, Entry
from domain.vocabulary import grouped


@dataclass(frozen=True)
class Interval:
    """A restriction under `rule` from `start` up to, not including, `end`; `source` raised it."""

    rule: str
    start: date
    end: date | None
    source: str

    def bites(self, how: str, year: int, as_of: date) -> bool:
        """`during_year`: on some day from 1 January to as_of; `at_year_end`: on as_of."""
        last = self.end or date.max
        if how == "at_year_end":
            return self.start <= as_of < last
        return max(self.start, date(year, 1, 1)) < last and self.start <= as_of


@dataclass(frozen=True)
class Bite:
    """A restriction that bites, and the effect of its rule; None: the edition has no such rule."""

    interval: Interval
    rule: RestrictionRule | None


@dataclass(frozen=True)
class Restraints:
    """All effects on one officer together: of several `max_band` the worst holds, bars add up."""

    bites: tuple[Bite, ...] = ()

    @cached_property
    def rules(self) -> tuple[RestrictionRule, ...]:
        return tuple(b.rule for b in self.bites if b.rule is not None)

    @cached_property
    def unranked(self) -> bool:
        return any(rule.unranked for rule in self.rules)

    @cached_property
    def deferred(self) -> bool:
        """`unranked` goes before `deferred`."""
        return not self.unranked and any(rule.deferred for rule in self.rules)

    @cached_property
    def max_band(self) -> int | None:
        return max((r.max_band for r in self.rules if r.max_band is not None), default=None)

    @cached_property
    def bars(self) -> frozenset[str]:
        return frozenset(bar for rule in self.rules for bar in rule.bars)

    @property
    def reasons(self) -> tuple[str, ...]:
        return tuple(
            f"restriction {b.interval.rule} ({b.interval.source})"
            + ("" if b.rule is not None else f": {NOT_IN_EDITION}")
            for b in self.bites
        )


def intervals(
    record: Record, position: int, entries: Mapping[str, Iterable[Entry]], editions: Editions
) -> dict[str, tuple[Interval, ...]]:
    """Every subject's restrictions known at the position: recorded, or raised by an entry."""
    found: dict[str, list[Interval]] = {}
    for subject, interval in _recorded(record, position):
        found.setdefault(subject, []).append(interval)
    # Few items raise a restriction, and only their entries need be asked under which edition.
    raising = {i.id for e in editions for i in e.items.values() if i.restriction is not None}
    for subject, own in entries.items():
        for entry in (e for e in own if e.item in raising):
            item = editions.on(entry.effective_on).items.get(entry.item or "")
            if item is not None and item.restriction is not None:
                end = date(record.year + 1, 1, 1)
                raised = Interval(item.restriction, entry.effective_on, end, entry.ref)
                found.setdefault(subject, []).append(raised)
    return {subject: tuple(each) for subject, each in found.items()}


def _recorded(record: Record, position: int) -> Iterator[tuple[str, Interval]]:
    """Any rescission voids, else the earliest lifting ends."""
    known = (e for e in record.restriction_ends if e.position <= position)
    ends = grouped(known, lambda e: (e.subject, e.number))
    for r in record.restrictions:
        own = ends.get((r.subject, r.number), [])
        if r.position > position or any(e.how == "rescinded" for e in own):
            continue
        limits = [e.effective_on for e in own] + ([r.until] if r.until else [])
        ref = f"{record.bureau}/{r.subject}/restrictions#{r.number}"
        yield r.subject, Interval(r.rule, r.effective_on, min(limits, default=None), ref)


def restraints(
    own: Iterable[Interval], headed: Iterable[Interval], edition: Edition, year: int, as_of: date
) -> Restraints:
    """What bites an officer: his own, and of the unit he heads what `reaches: head`."""
    bites = []
    for interval, reached in [(i, False) for i in own] + [(i, True) for i in headed]:
        rule = edition.restrictions.get(interval.rule)
        if reached and (rule is None or rule.reaches != "head"):
            continue
        if rule is None or interval.bites(rule.bites, year, as_of):
            bites.append(Bite(interval, rule))
    return Restraints(tuple(bites))
