"""How does the record of a bureau-year read as rows of the store, and how is it made of them?"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

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
from domain.rulebook import Edition, to_document
from domain.rulebook import read_stored as read_document
from domain.scoring import Entry, PlanLine
from domain.vocabulary import MARK_PLACES, WHOLE
from projections.columns.tables import MARK, POINT, day_of, ordinal, points_of

Row = Sequence[Any]
edition_of = lru_cache(maxsize=4096)(read_document)
"""Bureaus share their editions, and reading one takes longer than scoring a small bureau."""


class NotWhole(ValueError):
    """A number with more decimals than the store keeps."""


def whole(number: Decimal | None, scale: int) -> int | None:
    if number is None:
        return None
    scaled = Fraction(number) * scale
    if scaled.denominator != 1:
        raise NotWhole(number)
    return scaled.numerator


def packed(r: Record) -> Iterator[tuple[str, Iterable[Row]]]:
    """The tables of one bureau-year, each with its rows in order of position."""
    b = r.bureau
    entries = sorted((*r.entries, *r.losses), key=lambda e: e.position)
    yield "entries", (_entry(b, e) for e in entries)
    yield (
        "postings",
        (
            (b, p.officer, p.unit, p.post_level, *_days(p.start, p.until), p.position)
            for p in r.postings
        ),
    )
    yield (
        "units",
        ((b, u.unit, u.kind, u.parent, ordinal(u.effective_on), u.position) for u in r.units),
    )
    yield "marks", (_mark(b, m) for m in r.marks)
    yield "lines", (row for plan in r.plans for row in _lines(b, plan))
    yield (
        "restrictions",
        (
            (b, x.subject, x.number, x.rule, *_days(x.effective_on, x.until), x.position)
            for x in r.restrictions
        ),
    )
    yield (
        "ends",
        (
            (b, x.subject, x.number, x.how, ordinal(x.effective_on), x.position)
            for x in r.restriction_ends
        ),
    )
    yield "officers", ((b, o.officer, o.position) for o in r.officers)
    yield "ties", ((b, json.dumps(t.order), t.minutes, t.position) for t in r.ties)
    yield "grades", ((b, g.officer, g.grade, g.minutes, g.position) for g in r.grades)
    yield (
        "editions",
        ((b, document_of(p.edition), p.position, p.withdrawn_at) for p in r.publications),
    )


def _days(start: date, until: date | None) -> tuple[int | None, int | None]:
    return ordinal(start), ordinal(until)


def document_of(edition: Edition) -> str:
    return json.dumps(to_document(edition), ensure_ascii=False)


def _entry(bureau: str, e: Entry) -> Row:
    share = (None, None) if e.share == WHOLE else (e.share.numerator, e.share.denominator)
    number = int(e.ref.rpartition("#")[2])
    return (
        *(bureau, e.position, e.subject, number, e.kind, ordinal(e.effective_on), e.item),
        *(e.indicator, e.level, e.quantity, whole(e.points, POINT), *share, e.merit),
        e.reversed_at,
    )


def _mark(bureau: str, m: Mark) -> Row:
    score, day = whole(m.score, MARK), ordinal(m.effective_on)
    return (bureau, m.subject, m.series, m.period, score, day, m.position, m.withdrawn_at)


def _lines(bureau: str, plan: Plan) -> Iterator[Row]:
    for n, line in enumerate(plan.lines, start=1):
        share = (None, None) if line.share is None else line.share.as_integer_ratio()
        base = whole(line.base, POINT)
        yield (bureau, plan.position, n, line.unit, line.indicator, base, line.owner, *share)
    if not plan.lines:
        yield (bureau, plan.position, 0, plan.unit, *[None] * 5)


Rows = Mapping[str, Sequence[Row]]


def unpacked(bureau: str, year: int, rows: Rows) -> Record:
    """The record; the rows of each table are those of the bureau, by position."""
    entries = [as_entry(bureau, year, row) for row in rows["entries"]]
    return Record(
        bureau=bureau,
        year=year,
        entries=tuple(e for e in entries if e.indicator is None),
        losses=tuple(e for e in entries if e.indicator is not None),
        postings=tuple(
            Posting(officer, unit, level, _day(start), day_of(until), position)
            for _, officer, unit, level, start, until, position in rows["postings"]
        ),
        units=tuple(
            UnitVersion(unit, kind, parent, day_of(day), position)
            for _, unit, kind, parent, day, position in rows["units"]
        ),
        marks=tuple(_as_mark(row) for row in rows["marks"]),
        plans=tuple(_as_plans(rows["lines"])),
        publications=publications_of(rows["editions"]),
        restrictions=restrictions_of(rows["restrictions"]),
        restriction_ends=ends_of(rows["ends"]),
        officers=tuple(Enrolment(officer, position) for _, officer, position in rows["officers"]),
        ties=ties_of(rows["ties"]),
        grades=tuple(GradeDecision(*row[1:]) for row in rows["grades"]),
    )


def _day(number: int) -> date:
    return date.fromordinal(number)


def publications_of(rows: Iterable[Row]) -> tuple[Publication, ...]:
    """In order of version, as they are loaded."""
    made = (Publication(edition_of(document), *said) for _, document, *said in rows)
    return tuple(sorted(made, key=lambda p: p.edition.version))


def restrictions_of(rows: Iterable[Row]) -> tuple[Restriction, ...]:
    return tuple(
        Restriction(subject, number, rule, _day(day), day_of(until), position)
        for _, subject, number, rule, day, until, position in rows
    )


def ends_of(rows: Iterable[Row]) -> tuple[RestrictionEnd, ...]:
    return tuple(
        RestrictionEnd(subject, number, how, _day(day), position)
        for _, subject, number, how, day, position in rows
    )


def ties_of(rows: Iterable[Row]) -> tuple[TieDecision, ...]:
    return tuple(TieDecision(tuple(json.loads(names)), *said) for _, names, *said in rows)


def as_entry(bureau: str, year: int, row: Row) -> Entry:
    _, position, subject, number, kind, day, item, indicator, level, quantity, *rest = row
    points, num, den, merit, reversed_at = rest
    return Entry(
        ref=f"{bureau}/{year}/{subject}#{number}",
        position=position,
        subject=subject,
        kind=kind,
        effective_on=_day(day),
        item=item,
        indicator=indicator,
        level=level,
        quantity=quantity,
        points=None if points is None else points_of(points),
        share=WHOLE if num is None else Fraction(num, den),
        merit=merit,
        reversed_at=reversed_at,
    )


def _as_mark(row: Row) -> Mark:
    _, subject, series, period, score, day, position, withdrawn_at = row
    points = Decimal(score).scaleb(-MARK_PLACES)
    return Mark(subject, series, period, points, _day(day), position, withdrawn_at)


def _as_plans(rows: Iterable[Row]) -> Iterator[Plan]:
    plans: dict[tuple[int, str], list[PlanLine]] = {}
    for _, position, _, unit, indicator, base, owner, num, den in rows:
        own = plans.setdefault((position, unit), [])
        if indicator is not None:
            share = None if num is None else Fraction(num, den)
            own.append(PlanLine(unit, indicator, points_of(base), owner, share))
    for (position, unit), lines in plans.items():
        yield Plan(unit, tuple(lines), position)
