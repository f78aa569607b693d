"""What had been recorded about a bureau-year, each fact with the positions it lives between?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from domain.rulebook import Edition, Editions
from domain.scoring import Entry, PlanLine


@dataclass(frozen=True, slots=True)
class UnitVersion:
    """A unit as it stood from `effective_on` (None: from the beginning)."""

    unit: str
    kind: str
    parent: str | None
    effective_on: date | None
    position: int


@dataclass(frozen=True, slots=True)
class Posting:
    """An officer in a unit from `start` up to, not including, `until`."""

    officer: str
    unit: str
    post_level: str
    start: date
    until: date | None
    position: int

    def covers(self, day: date) -> bool:
        return self.start <= day and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark of a review series, 0-100, for one period."""

    subject: str
    series: str
    period: str
    score: Decimal
    effective_on: date
    position: int
    withdrawn_at: int | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """One unit's indicators for the year; the one recorded last counts."""

    unit: str
    lines: tuple[PlanLine, ...]
    position: int


@dataclass(frozen=True, slots=True)
class Restriction:
    """A restriction under `rule` from `effective_on` up to, not including, `until`."""

    subject: str
    number: int
    rule: str
    effective_on: date
    until: date | None
    position: int


@dataclass(frozen=True, slots=True)
class RestrictionEnd:
    """A lifting or a rescission of a subject's restriction."""

    subject: str
    number: int
    how: str
    effective_on: date
    position: int


@dataclass(frozen=True, slots=True)
class Enrolment:
    """An officer, from the position at which the bureau registered him."""

    officer: str
    position: int


@dataclass(frozen=True)
class Publication:
    """An edition, from the position at which it was published."""

    edition: Edition
    position: int
    withdrawn_at: int | None = None


@dataclass(frozen=True)
class TieDecision:
    """The committee's order of officers tied on every key, with its minutes."""

    order: tuple[str, ...]
    minutes: str
    position: int


@dataclass(frozen=True)
class GradeDecision:
    """The committee's decision on one officer's grade, with its minutes."""

    officer: str
    grade: str
    minutes: str
    position: int


_Versioned = TypeVar("_Versioned", Posting, Plan, Mark)


@dataclass(frozen=True)
class Record:
    """All that a bureau-year's scores depend on, as far as it was read."""

    bureau: str
    year: int
    entries: tuple[Entry, ...]
    losses: tuple[Entry, ...]
    postings: tuple[Posting, ...]
    units: tuple[UnitVersion, ...]
    marks: tuple[Mark, ...]
    plans: tuple[Plan, ...]
    publications: tuple[Publication, ...]
    restrictions: tuple[Restriction, ...] = ()
    restriction_ends: tuple[RestrictionEnd, ...] = ()
    officers: tuple[Enrolment, ...] = ()
    ties: tuple[TieDecision, ...] = ()
    grades: tuple[GradeDecision, ...] = ()

    def officers_known(self, position: int) -> list[str]:
        """Everyone the bureau had registered or posted, by id."""
        enrolled = {o.officer for o in self.officers if o.position <= position}
        posted = {p.officer for p in self.postings if p.position <= position}
        return sorted(enrolled | posted)

    def editions(self, position: int) -> Editions:
        """The editions known at `position` (SCORING §9)."""
        return Editions(
            tuple(
                p.edition
                for p in self.publications
                if p.position <= position
                and not (p.withdrawn_at is not None and p.withdrawn_at <= position)
            )
        )

    def postings_known(self, position: int) -> tuple[Posting, ...]:
        """The version of each posting that was recorded last."""
        latest = _latest(
            (((p.officer, p.unit, p.start), p) for p in self.postings if p.position <= position),
        )
        return tuple(sorted(latest, key=lambda p: (p.officer, p.start, p.position)))

    def plan_known(self, position: int) -> tuple[PlanLine, ...]:
        """The indicators of all units, from each unit's last plan."""
        latest = _latest((p.unit, p) for p in self.plans if p.position <= position)
        return tuple(line for plan in latest for line in plan.lines)

    def units_known(self, as_of: date, position: int) -> dict[str, UnitVersion]:
        """Each unit as it stood on `as_of`; its first version where none had begun."""
        versions = sorted(
            (u for u in self.units if u.position <= position),
            key=lambda u: (u.effective_on or date.min, u.position),
        )
        known: dict[str, UnitVersion] = {}
        for version in versions:
            if version.unit not in known or (version.effective_on or date.min) <= as_of:
                known[version.unit] = version
        return dict(sorted(known.items()))

    def marks_in_force(self, as_of: date, position: int) -> tuple[Mark, ...]:
        """Of each (subject, series, period) the mark recorded last (SCORING §6)."""
        return _latest(
            ((m.subject, m.series, m.period), m)
            for m in self.marks
            if m.position <= position
            and m.effective_on <= as_of
            and not (m.withdrawn_at is not None and m.withdrawn_at <= position)
        )


def _latest(keyed: Iterable[tuple[object, _Versioned]]) -> tuple[_Versioned, ...]:
    latest: dict[object, _Versioned] = {}
    for key, thing in keyed:
        if key not in latest or latest[key].position < thing.position:
            latest[key] = thing
    return tuple(latest.values())
