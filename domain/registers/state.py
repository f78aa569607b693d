"""What must be remembered of the registers to decide?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import assert_never

from domain.registers.facts import (
    DeferralSettled,
    MarkDocumented,
    MarkFact,
    MarkGiven,
    MarkWithdrawn,
    OfficerFact,
    OfficerParticularsAmended,
    OfficerRegistered,
    PlanAdopted,
    PlanIndicator,
    PostingRecorded,
    RestrictionFact,
    RestrictionImposed,
    RestrictionLifted,
    RestrictionRescinded,
    RulebookFact,
    RulebookPublished,
    RulebookWithdrawn,
    UnitClosed,
    UnitEstablished,
    UnitFact,
    UnitReorganised,
)
from domain.rulebook import Edition, Editions, read_stored


@dataclass(frozen=True)
class UnitState:
    """One unit in its versions, as recorded; `bureau` None: never established."""

    unit: str
    bureau: str | None = None
    versions: tuple[UnitEstablished | UnitReorganised, ...] = ()
    closed_on: date | None = None

    @property
    def parent(self) -> str | None:
        return self.versions[-1].parent if self.versions else None

    def on(self, day: date) -> UnitEstablished | UnitReorganised:
        """The version that holds on a day: the latest to have begun, of those the last recorded."""
        begun = [v for v in self.versions if (v.effective_on or date.min) <= day]
        return sorted(begun or self.versions[:1], key=lambda v: v.effective_on or date.min)[-1]


def evolve_unit(state: UnitState, fact: UnitFact) -> UnitState:
    match fact:
        case UnitEstablished() | UnitReorganised():
            return replace(state, bureau=fact.bureau, versions=(*state.versions, fact))
        case UnitClosed():
            return replace(state, closed_on=fact.effective_on)
        case _:
            assert_never(fact)


PostingKey = tuple[str, str, date]


@dataclass(frozen=True)
class OfficerState:
    """An officer's particulars and the latest version of each posting by (bureau, unit, start)."""

    officer: str
    registered: bool = False
    name: str = ""
    rank: str | None = None
    postings: Mapping[PostingKey, PostingRecorded] = field(default_factory=dict)

    def posted_in(self, bureau: str, year: int) -> bool:
        """Has he any posting of at least a day in the bureau that year?"""
        first, after = date(year, 1, 1), date(year + 1, 1, 1)
        for p in self.postings.values():
            if p.bureau == bureau and max(p.start, first) < min(p.until or after, after):
                return True
        return False


def evolve_officer(state: OfficerState, fact: OfficerFact) -> OfficerState:
    match fact:
        case OfficerRegistered() | OfficerParticularsAmended():
            return replace(state, registered=True, name=fact.name, rank=fact.rank)
        case PostingRecorded():
            key = (fact.bureau, fact.unit, fact.start)
            return replace(state, postings={**state.postings, key: fact})
        case _:
            assert_never(fact)


@dataclass(frozen=True)
class Plans:
    """The plans of a bureau's units for a year."""

    by_unit: Mapping[str, tuple[PlanIndicator, ...]] = field(default_factory=dict)

    def owner_of(self, indicator: str) -> str | None:
        for unit, lines in self.by_unit.items():
            if any(x.indicator == indicator and x.role == "owner" for x in lines):
                return unit
        return None

    def step_of(self, indicator: str, unit: str) -> Decimal | None:
        lines = self.by_unit.get(unit, ())
        return next((x.step for x in lines if x.indicator == indicator), None)


def evolve_plans(state: Plans, fact: PlanAdopted) -> Plans:
    return Plans({**state.by_unit, fact.unit: fact.indicators})


@dataclass(frozen=True)
class MarksState:
    """A subject's marks of a year as given, and which were withdrawn."""

    given: tuple[MarkGiven, ...] = ()
    withdrawn: frozenset[int] = frozenset()


def evolve_marks(state: MarksState, fact: MarkFact) -> MarksState:
    match fact:
        case MarkGiven():
            return replace(state, given=(*state.given, fact))
        case MarkWithdrawn():
            return replace(state, withdrawn=state.withdrawn | {fact.number})
        case MarkDocumented():
            return state
        case _:
            assert_never(fact)


@dataclass(frozen=True)
class RestrictionsState:
    """A subject's restrictions by number, and what ended them, in the order of recording."""

    imposed: tuple[RestrictionImposed, ...] = ()
    ends: tuple[RestrictionLifted | RestrictionRescinded, ...] = ()

    @property
    def rescinded(self) -> frozenset[int]:
        return frozenset(e.number for e in self.ends if isinstance(e, RestrictionRescinded))


def evolve_restrictions(state: RestrictionsState, fact: RestrictionFact) -> RestrictionsState:
    match fact:
        case RestrictionImposed():
            return replace(state, imposed=(*state.imposed, fact))
        case RestrictionLifted() | RestrictionRescinded():
            return replace(state, ends=(*state.ends, fact))
        case DeferralSettled():
            return state
        case _:
            assert_never(fact)


@dataclass(frozen=True)
class RulebookState:
    """A bureau's editions in order of publication, and the versions withdrawn."""

    published: tuple[RulebookPublished, ...] = ()
    withdrawn: frozenset[int] = frozenset()

    @cached_property
    def editions(self) -> Editions:
        return Editions(
            tuple(
                read_document(p.document) for p in self.published if p.version not in self.withdrawn
            )
        )


@lru_cache(maxsize=256)
def read_document(document: str) -> Edition:
    """The edition that a published document holds; parsed once, for it never changes."""
    return read_stored(document)


def evolve_rulebooks(state: RulebookState, fact: RulebookFact) -> RulebookState:
    match fact:
        case RulebookPublished():
            return replace(state, published=(*state.published, fact))
        case RulebookWithdrawn():
            return replace(state, withdrawn=state.withdrawn | {fact.version})
        case _:
            assert_never(fact)
