"""What must be remembered of a bureau-year and its calendar to decide?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import assert_never

from domain.calendar import Announced, WorkingDays
from domain.years.facts import (
    CalendarFact,
    GradeDecided,
    RunTaken,
    TieResolved,
    YearClosed,
    YearFact,
    YearFrozen,
    YearOpened,
    YearPublished,
    YearRestated,
)


@dataclass(frozen=True)
class YearState:
    """A bureau-year; one that nobody opened takes entries all the same."""

    bureau: str
    year: int
    opened: bool = False
    frozen: RunTaken | None = None
    published: YearPublished | None = None
    closed: RunTaken | None = None
    restated: tuple[RunTaken, ...] = ()
    ties: int = 0
    results: Mapping[str, str] = field(default_factory=dict)
    """The digest of each run that people were told: `published`, `closed`, `restated-1`."""


def evolve(state: YearState, fact: YearFact) -> YearState:
    match fact:
        case YearOpened():
            return replace(state, opened=True)
        case YearFrozen():
            return replace(state, frozen=fact.run)
        case YearPublished():
            return replace(state, published=fact, results=_told(state, "published", fact.run))
        case YearClosed():
            return replace(state, closed=fact.run, results=_told(state, "closed", fact.run))
        case YearRestated():
            results = _told(state, f"restated-{fact.number}", fact.run)
            return replace(state, restated=(*state.restated, fact.run), results=results)
        case TieResolved() | GradeDecided():
            return replace(state, ties=state.ties + isinstance(fact, TieResolved))
        case _:
            assert_never(fact)


def _told(state: YearState, name: str, run: RunTaken) -> Mapping[str, str]:
    return {**state.results, name: run.digest}


@dataclass(frozen=True)
class CalendarState:
    """The years announced, the last announcement of each."""

    announced: Mapping[int, Announced] = field(default_factory=dict)

    @property
    def working_days(self) -> WorkingDays:
        return WorkingDays(self.announced)


def evolve_calendar(state: CalendarState, fact: CalendarFact) -> CalendarState:
    said = Announced(frozenset(fact.holidays), frozenset(fact.workdays))
    return CalendarState({**state.announced, fact.calendar_year: said})
