"""Does each feedback pack come out again, and was what leaders said opened as it was sealed?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final, LiteralString, NamedTuple

import psycopg

from domain.access.roles import OWNER
from domain.evaluations.facts import (
    EvaluationDisclosed,
    EvaluationsConfirmed,
    EvaluationSealed,
    EvaluationsOpened,
    EvaluationWaived,
)
from domain.evaluations.state import EvaluationsState, evolve, unread
from domain.evaluations.vocabulary import SERIES, last_quarter, mark_period, mean_of
from domain.journal.desk import Desk
from domain.journal.looking import desk_over, grantees, read_shut
from domain.packs.facts import PackAcknowledged, PackIssued
from domain.packs.state import PackState
from domain.packs.state import evolve as evolve_pack
from domain.packs.vocabulary import pack_sheet
from domain.quarters.vocabulary import days_of
from domain.recall import record_of
from domain.record import Record
from domain.registers.facts import MarkGiven
from domain.second import evaluates, persons
from projections.evidence.acts import acts, desks_before, found_of, left_out
from projections.evidence.approvals import Difference, Row, day_of
from projections.evidence.findings import Audited, Finding, listed
from projections.evidence.reading_passes import stored_facts

FEEDBACK: Final = "feedback and evaluations"
_EVALUATIONS: Final = (
    EvaluationWaived,
    EvaluationSealed,
    EvaluationsOpened,
    EvaluationDisclosed,
    EvaluationsConfirmed,
)
_KINDS: Final = (PackIssued, PackAcknowledged, *_EVALUATIONS)
_MARKS: Final[LiteralString] = (
    "SELECT topic, state FROM journal.facts"
    " WHERE topic = 'mark-given' AND position BETWEEN %s AND %s ORDER BY position"
)


class _Period(NamedTuple):
    bureau: str
    year: int
    period: Any


@dataclass
class _Opening:
    """What one command opened."""

    row: Row
    of: _Period
    disclosed: dict[str, dict[str, EvaluationDisclosed]] = field(default_factory=dict)
    waived: set[str] = field(default_factory=set)


@dataclass
class _Known:
    """Every pack and period as they stand, and the opening that is being read."""

    audited: Audited
    packs: dict[tuple[str, int], PackState] = field(default_factory=dict)
    periods: dict[_Period, EvaluationsState] = field(default_factory=dict)
    records: dict[tuple[str, int], Record] = field(default_factory=dict)
    opening: _Opening | None = None

    def pack(self, bureau: str, number: int) -> PackState:
        return self.packs.get((bureau, number), PackState())

    def period(self, of: _Period) -> EvaluationsState:
        return self.periods.get(of, EvaluationsState())

    def desk(self, row: Row) -> Desk:
        """The ledger as it stood before the command, on the later of its days."""
        return desk_over(self.audited.conn, day_of(row.recorded_at), row.of)

    def packs_of(self, of: _Period) -> Iterator[tuple[PackIssued, bool]]:
        """Those of the period's last quarter, and whether each was read."""
        for pack in self.packs.values():
            issued, quarter = pack.issued, last_quarter(of.period)
            wanted = (of.bureau, of.year, quarter)
            if issued and (issued.bureau, issued.year, issued.quarter) == wanted:
                yield issued, pack.acknowledged is not None

    def record(self, bureau: str, year: int) -> Record:
        key = (bureau, year)
        if key not in self.records:
            self.records[key] = record_of(stored_facts(self.audited, *key), *key)
        return self.records[key]

    def take(self, row: Row) -> None:
        match row.fact:
            case PackIssued() | PackAcknowledged() as fact:
                key = (fact.bureau, fact.number)
                self.packs[key] = evolve_pack(self.pack(*key), fact)
            case EvaluationSealed() | EvaluationsOpened() | EvaluationsConfirmed() as fact:
                of = _Period(fact.bureau, fact.year, fact.period)
                self.periods[of] = evolve(self.period(of), fact)
                if isinstance(fact, EvaluationsOpened):
                    self.opening = _Opening(row, of)
            case EvaluationWaived() as fact if self.opening is not None:
                self.opening.waived.add(fact.leader)
            case EvaluationDisclosed() as fact if self.opening is not None:
                self.opening.disclosed.setdefault(fact.subject, {})[fact.leader] = fact


def feedback(audited: Audited) -> Iterator[Finding]:
    """Every pack and who read it, every evaluation, each opening as a whole, each confirmation."""
    known = _Known(audited)
    for row in acts(audited, _KINDS):
        if known.opening is not None and row.of != known.opening.row.of:
            yield from _opened(known)
        if row.position > audited.since:
            yield from found_of(FEEDBACK, row, _differences(row, known))
        known.take(row)
    yield from _opened(known)
    audited.tell(FEEDBACK, audited.size)


def _opened(known: _Known) -> Iterator[Finding]:
    opening, known.opening = known.opening, None
    if opening is not None and opening.row.position > known.audited.since:
        yield from found_of(FEEDBACK, opening.row, _of_opening(opening, known))


def _differences(row: Row, known: _Known) -> Iterator[Difference]:
    match row.fact:
        case PackIssued() as fact:
            yield from _of_pack(row, fact, known)
        case PackAcknowledged() as fact:
            yield from _of_reading(row, fact, known)
        case EvaluationSealed() as fact:
            yield from _of_sealed(row, fact, known)
        case EvaluationsOpened() as fact:
            yield from _of_opened(row, fact, known)
        case EvaluationDisclosed() as fact if known.opening is None:
            yield "disclosed", "with the opening of its period", f"{fact.subject} alone"
        case EvaluationsConfirmed() as fact:
            opened = known.period(_Period(fact.bureau, fact.year, fact.period)).opened
            if opened is None or fact.effective_on <= opened.closes_on:
                until = opened and opened.closes_on
                yield "confirmed", "after it was published", f"{fact.effective_on}, until {until}"


def _of_pack(row: Row, fact: PackIssued, known: _Known) -> Iterator[Difference]:
    """The same bytes for the position and the quarter's last day, once that is over."""
    if known.pack(fact.bureau, fact.number).issued is not None:
        yield "issued", "once", "again"
    yield from _of_receiver(row, fact, known)
    _, last = days_of(fact.year, fact.quarter)
    if fact.as_of != last or day_of(row.recorded_at) <= last or fact.known >= row.position:
        expected = f"as of {last}, after it, known before {row.position}"
        yield "moment", expected, f"as of {fact.as_of}, {row.recorded_at}, known {fact.known}"
        return
    yield from left_out(known.audited.conn, row, fact.bureau, fact.known)
    record = known.record(fact.bureau, fact.year)
    sheet = pack_sheet(record, (fact.unit, fact.quarter), fact.as_of, fact.known)
    score = None if sheet.score is None else Decimal(sheet.score)
    own = (sheet.digest, sheet.edition, score)
    if own != (fact.digest, fact.edition, fact.unit_score):
        yield "pack", own, (fact.digest, fact.edition, fact.unit_score)


def _of_receiver(row: Row, fact: PackIssued, known: _Known) -> Iterator[Difference]:
    """He evaluates there; whoever holds the home gives it to anybody."""
    conn = known.audited.conn
    named = grantees(conn, fact.bureau, row.of)
    own = (evaluates(d, fact.bureau, fact.leader, named) for d in desks_before(conn, row))
    if row.role != OWNER and not any(own):
        yield "issued", "to an officer who evaluates in the bureau", fact.leader


def _of_reading(row: Row, fact: PackAcknowledged, known: _Known) -> Iterator[Difference]:
    pack = known.pack(fact.bureau, fact.number)
    if pack.issued is None or pack.issued.leader != fact.leader:
        yield "acknowledged", "a pack that he was given", f"{fact.number} by {fact.leader}"
    if pack.acknowledged is not None:
        yield "acknowledged", "once", "again"
    yield from _of_leader(known, row, fact.leader)


def _of_leader(known: _Known, row: Row, leader: str) -> Iterator[Difference]:
    """What a leader says he says himself; who holds the home stands for anybody."""
    if row.role == OWNER:
        return
    wanted = f"officer:{leader}"
    if not any(wanted in persons(d, row.actor) for d in desks_before(known.audited.conn, row)):
        yield "leader", f"{wanted} himself", row.actor


def _of_sealed(row: Row, fact: EvaluationSealed, known: _Known) -> Iterator[Difference]:
    """Before the opening, of another, by a leader who has read the pack of his unit."""
    yield from _of_leader(known, row, fact.leader)
    if known.period(_Period(fact.bureau, fact.year, fact.period)).opened is not None:
        yield "sealed", "before it was opened", f"after, by {fact.leader}"
    if fact.evaluated == fact.leader:
        yield "evaluated", f"another than {fact.leader}", fact.evaluated
    quarter = last_quarter(fact.period)
    _, last = days_of(fact.year, quarter)
    desk = known.desk(row)
    wanted = (fact.year, quarter, _unit_on(desk, fact, last), fact.leader)
    pack = known.pack(fact.bureau, fact.pack)
    read = pack.issued if pack.acknowledged is not None else None
    found = read and (read.year, read.quarter, read.unit, read.leader)
    if found != wanted:
        yield "pack that was read", wanted, found


def _unit_on(desk: Desk, fact: EvaluationSealed, day: date) -> str | None:
    held = desk.officer(fact.evaluated).postings.values()
    own = (p for p in held if p.bureau == fact.bureau and p.start <= day < (p.until or date.max))
    return next((p.unit for p in own), None)


def _of_opened(row: Row, fact: EvaluationsOpened, known: _Known) -> Iterator[Difference]:
    """Once, for as many working days as the rules and the calendar said then."""
    if known.period(_Period(fact.bureau, fact.year, fact.period)).opened is not None:
        yield "opened", "once", "again"
    _, last = days_of(fact.year, last_quarter(fact.period))
    desk = known.desk(row)
    days = desk.editions(fact.bureau).on(last).windows.publication
    closes_on = desk.working_days(fact.bureau).last_of(fact.opens_on + timedelta(1), days)
    if (days, closes_on) != (fact.working_days, fact.closes_on):
        yield "published until", (days, closes_on), (fact.working_days, fact.closes_on)


def _of_opening(opening: _Opening, known: _Known) -> Iterator[Difference]:
    """Each that was sealed was disclosed, and no other; each officer's mark is their mean."""
    sealed: dict[str, set[str]] = {}
    for officer, leader in known.period(opening.of).sealed:
        sealed.setdefault(f"officer:{officer}", set()).add(leader)
    told = {subject: {*given} for subject, given in opening.disclosed.items()}
    if told != sealed:
        yield "disclosed", _listed(sealed), _listed(told)
    missing = unread(known.period(opening.of), known.packs_of(opening.of))
    if {*missing} != opening.waived:
        yield "leaders not waited for", listed(missing), listed(opening.waived)
    marks = _marks(known.audited.conn, opening.row)
    for subject, given in opening.disclosed.items():
        mean = mean_of(one.score for one in given.values())
        period = mark_period(opening.of.year, opening.of.period)
        wanted = (period, mean, {one.mark for one in given.values()})
        mark = marks.get(subject)
        found = mark and (mark.period, mark.score, {mark.number})
        if found != wanted:
            yield f"mark of {subject}", wanted, found


def _marks(conn: psycopg.Connection[Any], row: Row) -> dict[str, MarkGiven]:
    """The evaluation marks that the opening's own command gave."""
    marks: dict[str, MarkGiven] = {}
    for topic, state in conn.execute(_MARKS, (row.of, row.last_position)).fetchall():
        mark = read_shut(topic, state)
        assert isinstance(mark, MarkGiven)
        if mark.series == SERIES:
            marks[mark.subject] = mark
    return marks


def _listed(given: dict[str, set[str]]) -> str:
    return "; ".join(f"{one} by {listed(given[one])}" for one in sorted(given))
