"""Whom does what was recorded since a run reach, so that nobody else is worked out again?

A unit rests on its own entries and marks, on the losses that name it, and on those of the
indicators that it carries. An officer rests on his own entries and marks, and on the units he was
posted in this year; where a component is the difference from their mean, on every unit. All of
them rest on the rulebooks, units, postings, plans and restrictions. Who is ahead of whom rests on
everybody, and is always found again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Set
from dataclasses import replace

from domain.record import Record
from domain.rulebook import Edition
from domain.run import Run, appraise, compared, placed, places_of
from domain.standing import Standing


def appraise_on(run: Run, record: Record, position: int) -> Run:
    """What `appraise` says of the record at a position, by a run of the same bureau-year and date
    at that position or an earlier one."""
    as_of, candidate = run.standing.as_of, run.candidate
    since = range(run.standing.position + 1, position + 1)
    if _is_everybody_reached(record, since):
        return appraise(record, as_of, position, candidate)
    whole = Standing(record, as_of, position, candidate)
    reached = _with_posted(run, frozenset(_reached(record, since)), whole.edition)
    kept = [p for p in run.places if f"officer:{p.officer}" not in reached]
    again = Standing(_without(record, {p.officer for p in kept}), as_of, position, candidate)
    again.take(u for u in run.units if f"unit:{u.unit}" not in reached)
    stay = (placed(p.standing, p.restraints, p.good_quarters) for p in kept)
    places = sorted((*stay, *places_of(again)), key=lambda p: p.officer)
    units = tuple(again.units.values())
    whole.take(units, (p.standing for p in places))
    return compared(whole, units, places, candidate)


def _is_everybody_reached(record: Record, since: range) -> bool:
    registers = (record.units, record.postings, record.plans)
    restrictions = (record.restrictions, record.restriction_ends)
    of_all = (record.publications, *registers, *restrictions)
    return any(one.position in since for each in of_all for one in each) or any(
        (p.withdrawn_at or 0) in since for p in record.publications
    )


def _reached(record: Record, since: range) -> Iterator[str]:
    """The subjects of what began or ended since, and whoever bears a part of a loss."""
    lost = set()
    for entry in (*record.entries, *record.losses):
        if entry.position in since or (entry.reversed_at or 0) in since:
            yield entry.subject
            lost.add(entry.indicator)
    for mark in record.marks:
        if mark.position in since or (mark.withdrawn_at or 0) in since:
            yield mark.subject
    for line in record.plan_known(since.stop - 1):
        if line.indicator in lost:
            yield f"unit:{line.unit}"


def _with_posted(run: Run, reached: Set[str], edition: Edition) -> Set[str]:
    """And whoever was posted in a unit that is reached."""
    units = {subject for subject in reached if subject.startswith("unit:")}
    by_difference = any(c.method == "difference" for c in edition.components.values())
    rows = (p.standing for p in run.places) if units else ()
    return reached | {
        f"officer:{o.officer}"
        for o in rows
        if by_difference or not units.isdisjoint(f"unit:{unit}" for unit in (o.unit, *o.days))
    }


def _without(record: Record, officers: Collection[str]) -> Record:
    """The record as if the bureau had never had these officers: nobody else's standing rests on
    theirs."""
    subjects = {f"officer:{officer}" for officer in officers}
    return replace(
        record,
        entries=tuple(e for e in record.entries if e.subject not in subjects),
        marks=tuple(m for m in record.marks if m.subject not in subjects),
        postings=tuple(p for p in record.postings if p.officer not in officers),
        officers=tuple(o for o in record.officers if o.officer not in officers),
    )
