"""What does a bureau-year's record hold, read from the facts themselves?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, NamedTuple

from domain import refusals as no
from domain.record import (
    Enrolment,
    GradeDecision,
    Mark,
    Plan,
    Posting,
    Publication,
    Record,
    Restriction,
    RestrictionEnd,
    TieDecision,
    UnitVersion,
)
from domain.rulebook import read_stored
from domain.scoring import Entry, PlanLine
from domain.vocabulary import Kind, share_of


class Stored(NamedTuple):
    """A fact as it is kept: its position, its name, its state in the present shape."""

    position: int
    name: str
    state: Mapping[str, Any]


UNREADABLE: Final = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError)
"""What reading a fact leads to that lacks a part, or has another thing in its place."""
_KIND: Final[dict[str, Kind]] = {
    "bonus-awarded": "bonus",
    "deduction-imposed": "deduction",
    "commendation-conferred": "commendation",
    "reprimand-issued": "reprimand",
    "loss-imposed": "deduction",
}
OF_SUBJECTS: Final = frozenset({*_KIND, "entry-reversed", "mark-given", "mark-withdrawn"})
"""The facts that are of one subject, and change no row of a record but his: entries and marks."""
MOVING: Final = frozenset(
    {
        *OF_SUBJECTS,
        *("plan-adopted.2", "rulebook-published", "rulebook-withdrawn"),
        *("tie-resolved", "grade-decided"),
        *("restriction-imposed", "restriction-lifted", "restriction-rescinded"),
        *("unit-established", "unit-reorganised", "posting-recorded"),
        *("officer-registered", "officer-particulars-amended"),
    }
)
"""The facts that a record is made of: between two of them nothing moves a run."""


@dataclass
class _Recalled:
    """The record in the making: what may still end is found by its key."""

    bureau: str
    year: int
    entries: dict[tuple[str, int], Entry] = field(default_factory=dict)
    marks: dict[tuple[str, int], Mark] = field(default_factory=dict)
    publications: dict[int, Publication] = field(default_factory=dict)
    postings: list[Posting] = field(default_factory=list)
    units: list[UnitVersion] = field(default_factory=list)
    plans: list[Plan] = field(default_factory=list)
    restrictions: list[Restriction] = field(default_factory=list)
    ends: list[RestrictionEnd] = field(default_factory=list)
    officers: list[Enrolment] = field(default_factory=list)
    ties: list[TieDecision] = field(default_factory=list)
    grades: list[GradeDecision] = field(default_factory=list)


def record_of(facts: Iterable[Stored], bureau: str, year: int) -> Record:
    """The record of one bureau-year; facts of others and those that move no score are passed by.

    By the domain alone, so that a read model can be held against it.
    """
    found = _Recalled(bureau, year)
    for fact in facts:
        try:
            own = fact.state.get("bureau") == bureau and fact.state.get("year", year) == year
            if own and fact.name in MOVING:
                _take(found, fact)
        except UNREADABLE as wrong:
            what = f"{type(wrong).__name__} {wrong}"[:100]
            raise no.FactTorn(fact=fact.position, name=fact.name, what=what) from wrong
    entries = found.entries.values()
    return Record(
        bureau=bureau,
        year=year,
        entries=tuple(e for e in entries if e.indicator is None),
        losses=tuple(e for e in entries if e.indicator is not None),
        postings=tuple(found.postings),
        units=tuple(found.units),
        marks=tuple(found.marks.values()),
        plans=tuple(found.plans),
        publications=tuple(found.publications.values()),
        restrictions=tuple(found.restrictions),
        restriction_ends=tuple(found.ends),
        officers=tuple(found.officers),
        ties=tuple(found.ties),
        grades=tuple(found.grades),
    )


def _take(found: _Recalled, fact: Stored) -> None:
    match fact.name:
        case name if name in _KIND:
            entry = _entry(fact)
            found.entries[entry.subject, fact.state["number"]] = entry
        case "entry-reversed":
            key = fact.state["subject"], fact.state["number"]
            found.entries[key] = replace(found.entries[key], reversed_at=fact.position)
        case "mark-given" | "mark-withdrawn":
            _take_mark(found, fact)
        case "rulebook-published" | "rulebook-withdrawn":
            _take_edition(found, fact)
        case "restriction-imposed" | "restriction-lifted" | "restriction-rescinded":
            _take_restriction(found, fact)
        case _:
            _take_register(found, fact)


def _day(said: str | None) -> date | None:
    return date.fromisoformat(said) if said else None


def _entry(fact: Stored) -> Entry:
    said, points = fact.state, fact.state.get("points")
    return Entry(
        ref=f"{said['bureau']}/{said['year']}/{said['subject']}#{said['number']}",
        position=fact.position,
        subject=said["subject"],
        kind=_KIND[fact.name],
        effective_on=date.fromisoformat(said["effective_on"]),
        item=said.get("item"),
        indicator=said.get("indicator"),
        level=said.get("level"),
        quantity=said.get("quantity"),
        points=None if points is None else Decimal(points),
        share=share_of(said.get("share")),
        merit=said.get("merit"),
        source_ref=(said.get("source") or {}).get("ref"),
    )


def _take_mark(found: _Recalled, fact: Stored) -> None:
    said, position = fact.state, fact.position
    key = said["subject"], said["number"]
    if fact.name == "mark-withdrawn":
        found.marks[key] = replace(found.marks[key], withdrawn_at=position)
        return
    found.marks[key] = Mark(
        subject=said["subject"],
        series=said["series"],
        period=said["period"],
        score=Decimal(said["score"]),
        effective_on=date.fromisoformat(said["effective_on"]),
        position=position,
    )


def _take_edition(found: _Recalled, fact: Stored) -> None:
    version = fact.state["version"]
    if fact.name == "rulebook-withdrawn":
        withdrawn = replace(found.publications[version], withdrawn_at=fact.position)
        found.publications[version] = withdrawn
        return
    edition = read_stored(fact.state["document"])
    found.publications[version] = Publication(edition, fact.position)


def _take_restriction(found: _Recalled, fact: Stored) -> None:
    said, day = fact.state, date.fromisoformat(fact.state["effective_on"])
    whose = said["subject"], said["number"]
    if fact.name == "restriction-imposed":
        until = _day(said.get("until"))
        imposed = Restriction(*whose, said["rule"], day, until, fact.position)
        found.restrictions.append(imposed)
        return
    how = fact.name.removeprefix("restriction-")
    found.ends.append(RestrictionEnd(*whose, how, day, fact.position))


def _take_register(found: _Recalled, fact: Stored) -> None:
    said, position = fact.state, fact.position
    match fact.name:
        case "unit-established" | "unit-reorganised":
            day = _day(said.get("effective_on"))
            version = UnitVersion(said["unit"], said["kind"], said.get("parent"), day, position)
            found.units.append(version)
        case "officer-registered" | "officer-particulars-amended":
            found.officers.append(Enrolment(said["officer"], position))
        case "posting-recorded":
            found.postings.append(_posting(fact))
        case "plan-adopted.2":
            found.plans.append(_plan(fact))
        case "tie-resolved":
            found.ties.append(TieDecision(tuple(said["order"]), said["minutes"], position))
        case "grade-decided":
            decided = GradeDecision(said["officer"], said["grade"], said["minutes"], position)
            found.grades.append(decided)


def _posting(fact: Stored) -> Posting:
    said = fact.state
    return Posting(
        officer=said["officer"],
        unit=said["unit"],
        post_level=said["post_level"],
        start=date.fromisoformat(said["start"]),
        until=_day(said.get("until")),
        position=fact.position,
    )


def _plan(fact: Stored) -> Plan:
    unit = fact.state["unit"]
    lines = tuple(
        PlanLine(
            unit,
            line["indicator"],
            Decimal(line["base"]),
            line["role"] == "owner",
            Fraction(line["share"]) if "share" in line else None,
        )
        for line in fact.state["indicators"]
    )
    return Plan(unit, lines, fact.position)
