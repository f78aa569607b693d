"""Which facts moved a subject's score from one moment to another, one at a time?

The facts are applied in the order of their positions, so the parts add up to the whole: there is
no remainder. Where the date moves too, what takes effect between the two dates is left out while
the date moves, and then put in fact by fact.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final

from domain.record import Posting, Record
from domain.rulebook import Edition, NoRulebook
from domain.scoring import ZERO, Entry
from domain.standing import Standing

DATE: Final = "date"


@dataclass(frozen=True)
class Cause:
    """A fact that may move a score: its kind, what it is called, its position (a date has none)."""

    kind: str
    ref: str
    position: int | None = None


@dataclass(frozen=True)
class Part:
    """What one cause did: `points` = after - before, where no score counts as nought."""

    cause: Cause
    before: Decimal | None
    after: Decimal | None

    @property
    def points(self) -> Decimal:
        return (self.after or ZERO) - (self.before or ZERO)


@dataclass(frozen=True)
class Then:
    """A moment of both clocks, under the editions in force or a candidate."""

    as_of: date
    position: int
    candidate: Edition | None = None


def attribute(record: Record, subject: str, before: Then, after: Then) -> tuple[Part, ...]:
    """The parts of the change of the subject's score between two moments under the same rules.

    `record` reaches to the later of the two positions.
    """
    own = _of(record, subject)
    if before.position > after.position:
        return _backwards(attribute(own, subject, after, before))
    middle = replace(before, position=after.position)
    learnt = list(_learning(own, subject, before, middle))
    if middle.as_of <= after.as_of:
        turned = list(_turning(own, subject, middle, after))
    else:
        turned = list(_backwards(_turning(own, subject, after, middle)))
    return tuple(part for part in (*learnt, *turned) if part.before != part.after)


def _backwards(parts: Iterable[Part]) -> tuple[Part, ...]:
    return tuple(Part(p.cause, p.after, p.before) for p in reversed(tuple(parts)))


def score_at(record: Record, subject: str, then: Then) -> Decimal | None:
    """The score there; None without one, or before a rulebook or the unit was known."""
    kind, _, named = subject.partition(":")
    try:
        standing = Standing(record, then.as_of, then.position, then.candidate)
        return (standing.officer(named) if kind == "officer" else standing.unit(named)).score
    except NoRulebook:
        return None


def _parts(
    states: Iterable[tuple[Cause, Record, Then]], subject: str, first: Decimal | None
) -> Iterator[Part]:
    last = first
    for cause, record, then in states:
        score = score_at(record, subject, then)
        yield Part(cause, last, score)
        last = score


def _learning(record: Record, subject: str, before: Then, after: Then) -> Iterator[Part]:
    """Position by position, the date standing still."""
    begun = (cause for cause, _ in beginnings(record, subject))
    known = {c.position: c for c in (*begun, *endings(record, subject))}
    steps = sorted(p for p in known if p is not None and before.position < p <= after.position)
    states = ((known[p], record, replace(before, position=p)) for p in steps)
    yield from _parts(states, subject, score_at(record, subject, before))


def _turning(record: Record, subject: str, before: Then, after: Then) -> Iterator[Part]:
    """The date from the earlier to the later day, the position standing still."""
    first, last = before.as_of, after.as_of
    if first == last:
        return
    later = sorted(
        (
            cause
            for cause, days in beginnings(record, subject)
            if any(day is not None and first < day <= last for day in days)
            and (cause.position or 0) <= after.position
        ),
        key=lambda cause: cause.position or 0,
    )
    reached: set[int] = set()
    states = [(Cause(DATE, last.isoformat()), _veiled(record, first, last, reached), after)]
    for cause in later:
        reached = reached | {cause.position or 0}
        states.append((cause, _veiled(record, first, last, reached), after))
    states.append((Cause(DATE, last.isoformat()), record, after))
    yield from _parts(states, subject, score_at(record, subject, before))


def _veiled(record: Record, first: date, last: date, reached: set[int]) -> Record:
    """Without what takes effect after `first` and up to `last`, but for the positions reached."""

    def stays(day: date | None, position: int) -> bool:
        return day is None or not first < day <= last or position in reached

    def shown(p: Posting) -> Posting:
        ends = p.until is not None and first < p.until <= last
        return replace(p, until=None) if ends and p.position not in reached else p

    return replace(
        record,
        entries=tuple(e for e in record.entries if stays(e.effective_on, e.position)),
        losses=tuple(e for e in record.losses if stays(e.effective_on, e.position)),
        marks=tuple(m for m in record.marks if stays(m.effective_on, m.position)),
        units=tuple(u for u in record.units if stays(u.effective_on, u.position)),
        publications=tuple(
            p for p in record.publications if stays(p.edition.effective_from, p.position)
        )
        or record.publications[:1],
        postings=tuple(shown(p) for p in record.postings if stays(p.start, p.position)),
    )


def _of(record: Record, subject: str) -> Record:
    """As much of the record as the subject's score can rest on."""
    kind, _, named = subject.partition(":")

    def bears(whose: str) -> bool:
        return whose == subject or whose.startswith("unit:")

    return replace(
        record,
        entries=tuple(e for e in record.entries if bears(e.subject)),
        marks=tuple(m for m in record.marks if bears(m.subject)),
        postings=tuple(p for p in record.postings if kind == "officer" and p.officer == named),
    )


def units_of(record: Record, subject: str) -> set[str]:
    """The units whose score the subject's may rest on, at any position."""
    kind, _, named = subject.partition(":")
    components = (c for p in record.publications for c in p.edition.components.values())
    if any(c.method == "difference" for c in components):
        return {version.unit for version in record.units}
    if kind == "unit":
        return {named}
    return {p.unit for p in record.postings if p.officer == named}


Days = tuple[date | None, ...]


def beginnings(record: Record, subject: str) -> Iterator[tuple[Cause, Days]]:
    """The facts that may move the subject's score, each with the days it takes effect on."""
    units = units_of(record, subject)
    subjects = {subject, *(f"unit:{unit}" for unit in units)}
    for e in _entries(record, subject, units):
        yield Cause("entry", e.ref, e.position), (e.effective_on,)
    for m in (m for m in record.marks if m.subject in subjects):
        yield Cause("mark", f"{m.subject} {m.series} {m.period}", m.position), (m.effective_on,)
    for p in (p for p in record.postings if f"officer:{p.officer}" == subject):
        yield Cause("posting", f"{p.unit} {p.start}", p.position), (p.start, p.until)
    for v in (v for v in record.units if v.unit in units):
        yield Cause("unit", v.unit, v.position), (v.effective_on,)
    for published in record.publications:
        edition = published.edition
        yield Cause("edition", edition.ref, published.position), (edition.effective_from,)
    for plan in record.plans:
        yield Cause("plan", plan.unit, plan.position), ()


def endings(record: Record, subject: str) -> Iterator[Cause]:
    """What annuls one of them, from the position at which it is known."""
    units = units_of(record, subject)
    subjects = {subject, *(f"unit:{unit}" for unit in units)}
    for e in _entries(record, subject, units):
        if e.reversed_at is not None:
            yield Cause("reversal", e.ref, e.reversed_at)
    for m in (m for m in record.marks if m.subject in subjects):
        if m.withdrawn_at is not None:
            yield Cause("withdrawal", f"{m.subject} {m.series} {m.period}", m.withdrawn_at)
    for published in record.publications:
        if published.withdrawn_at is not None:
            yield Cause("edition withdrawn", published.edition.ref, published.withdrawn_at)


def _entries(record: Record, subject: str, units: set[str]) -> Iterator[Entry]:
    """The subject's entries, and those of the units whose score it shares."""
    carried = {line.indicator for p in record.plans for line in p.lines if line.unit in units}
    subjects = {subject, *(f"unit:{unit}" for unit in units)}
    yield from (e for e in record.entries if e.subject in subjects)
    yield from (e for e in record.losses if e.indicator in carried or e.subject in subjects)
