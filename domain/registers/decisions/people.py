"""May this unit, officer or posting be registered?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from domain import refusals as no
from domain.accounts.facts import Source
from domain.registers.commands import (
    CloseUnit,
    RecordPosting,
    RegisterOfficer,
    RegisterUnit,
)
from domain.registers.facts import (
    OfficerFact,
    OfficerParticularsAmended,
    OfficerRegistered,
    PostingRecorded,
    UnitClosed,
    UnitEstablished,
    UnitFact,
    UnitReorganised,
)
from domain.registers.state import (
    OfficerState,
    UnitState,
)


def register_unit(
    command: RegisterUnit,
    unit: UnitState,
    above: Iterable[UnitState],
    today: date,
    source: Source | None = None,
) -> tuple[UnitFact, ...]:
    """`above` are the parent named, its parent, and so on to the root."""
    if unit.bureau not in (None, command.bureau):
        raise no.UnitOfAnotherBureau(unit=unit.unit, bureau=unit.bureau)
    for ancestor in above:
        if ancestor.bureau != command.bureau:
            raise no.UnknownUnit(unit=ancestor.unit, bureau=command.bureau)
        if ancestor.unit == command.unit:
            raise no.UnitTreeCycle(unit=command.unit, parent=command.parent)
    said = command.model_dump()
    if unit.bureau is None:
        return (UnitEstablished(**said, source=source),)
    day = command.effective_on or today
    read = unit.on(day)
    if (read.name, read.kind, read.parent) == (command.name, command.kind, command.parent):
        return ()
    return (UnitReorganised(**said | {"effective_on": day}, source=source),)


def close_unit(
    command: CloseUnit, bureau: str, unit: UnitState, into: UnitState | None
) -> tuple[UnitClosed, ...]:
    day = command.effective_on
    existing_unit(unit, bureau)
    if unit.closed_on is not None:
        raise no.UnitClosed(unit=unit.unit, closed_on=unit.closed_on, day=day)
    if command.into == unit.unit:
        raise no.UnitMergedIntoItself(unit=unit.unit)
    if into is not None:
        existing_unit(into, bureau)
        open_unit(into, day)
    return (UnitClosed(bureau=bureau, unit=unit.unit, into=command.into, effective_on=day),)


def existing_unit(unit: UnitState, bureau: str) -> None:
    if unit.bureau != bureau:
        raise no.UnknownUnit(unit=unit.unit, bureau=bureau)


def open_unit(unit: UnitState, day: date) -> None:
    if unit.closed_on is not None and day >= unit.closed_on:
        raise no.UnitClosed(unit=unit.unit, closed_on=unit.closed_on, day=day)


def posted_officer(officer: OfficerState, bureau: str, year: int) -> None:
    if not officer.registered:
        raise no.UnknownOfficer(officer=officer.officer)
    if not officer.posted_in(bureau, year):
        raise no.NoPosting(officer=officer.officer, bureau=bureau, year=year)


def register_officer(
    command: RegisterOfficer, officer: OfficerState, source: Source | None = None
) -> tuple[OfficerFact, ...]:
    if not officer.registered:
        return (OfficerRegistered(**command.model_dump(), source=source),)
    if (officer.name, officer.rank) == (command.name, command.rank):
        return ()
    return (OfficerParticularsAmended(**command.model_dump(), source=source),)


def record_posting(
    command: RecordPosting,
    bureau: str,
    officer: OfficerState,
    unit: UnitState,
    source: Source | None = None,
) -> tuple[PostingRecorded, ...]:
    """An officer is in one unit, of one bureau, on a day; recorded late is allowed."""
    if not officer.registered:
        raise no.UnknownOfficer(officer=command.officer)
    existing_unit(unit, bureau)
    open_unit(unit, command.start)
    if command.until is not None and command.until < command.start:
        raise no.PostingEndsBeforeItStarts(start=command.start, until=command.until)
    fact = PostingRecorded(**command.model_dump() | {"bureau": bureau}, source=source)
    key = (bureau, command.unit, command.start)
    before = officer.postings.get(key)
    if before is not None and (before.post_level, before.until) == (fact.post_level, fact.until):
        return ()
    for other_key, other in officer.postings.items():
        if other_key == key or not _overlap(fact, other):
            continue
        if other.bureau != bureau:
            raise no.PostedInAnotherBureau(officer=command.officer, bureau=other.bureau)
        raise no.PostingsOverlap(unit=other.unit, start=other.start)
    return (fact,)


def _overlap(a: PostingRecorded, b: PostingRecorded) -> bool:
    start = max(a.start, b.start)
    return start < min(a.until or date.max, b.until or date.max)
