"""How did a score move, over the business dates or over what was known?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final, Literal

import psycopg

from domain.record import Mark, Publication, Record
from domain.rulebook import Component, NoRulebook
from domain.scoring import Entry
from domain.standing import Standing
from projections.moments import Moment
from projections.scores import DIGEST, Score, View, digest_of, load_standing, score_of

Axis = Literal["effective", "known"]
DAYS: Final = "days in post"
"""The cause of a step on a day that counted for one of several postings."""


class Step(View):
    """From this date (or position) on the score reads so, because of the facts named."""

    as_of: str
    position: int
    base: str | None
    bonus: str
    deduction: str
    score: str | None
    causes: tuple[str, ...]


class History(View):
    """The steps of a score along one clock, the other standing still."""

    subject: str
    bureau: str
    year: int
    axis: Axis
    as_of: str
    position: int
    edition: str
    steps: tuple[Step, ...]
    count: int
    digest: str


def get_history(
    conn: psycopg.Connection[Any],
    subject: str,
    moment: Moment,
    axis: Axis = "effective",
    bureau: str | None = None,
) -> History:
    """Each moment at which the score changed, up to the moment asked for."""
    standing = load_standing(conn, subject, moment, bureau)
    record = standing.record
    turns: dict[date, set[str]] | dict[int, set[str]]
    if axis == "effective":
        stood = _as_it_stood(record, moment.position)
        turns = _dates(stood, subject, _units_of(stood, subject, moment), moment.as_of)
    else:
        turns = turns_known(record, subject, moment)
    steps = list(_steps(record, subject, moment, turns, axis))
    said = {
        "subject": subject,
        "bureau": record.bureau,
        "year": record.year,
        "axis": axis,
        "as_of": moment.as_of.isoformat(),
        "position": moment.position,
        "edition": standing.edition.ref,
        "steps": steps,
        "count": len(steps),
    }
    history = History.model_validate(said | {DIGEST: ""})
    return history.model_copy(update={DIGEST: digest_of(history.model_dump(mode="json"))})


def _as_it_stood(record: Record, position: int) -> Record:
    """What was known at the position and not annulled by then: nothing else can be a cause."""

    def stood(thing: Entry | Mark | Publication, ended_at: int | None) -> bool:
        return thing.position <= position and (ended_at is None or ended_at > position)

    return replace(
        record,
        entries=tuple(e for e in record.entries if stood(e, e.reversed_at)),
        losses=tuple(e for e in record.losses if stood(e, e.reversed_at)),
        marks=tuple(m for m in record.marks if stood(m, m.withdrawn_at)),
        publications=tuple(p for p in record.publications if stood(p, p.withdrawn_at)),
        postings=tuple(p for p in record.postings_known(position) if p.start != p.until),
        units=tuple(u for u in record.units if u.position <= position),
        plans=tuple(p for p in record.plans if p.position <= position),
    )


def _units_of(record: Record, subject: str, moment: Moment) -> set[str]:
    """The units whose score the subject's may rest on, at any position that the record has."""
    kind, _, named = subject.partition(":")
    if any(c.method == "difference" for p in record.publications for c in _components(p)):
        return {version.unit for version in record.units}
    if kind == "unit":
        return {named}
    first = date(record.year, 1, 1)
    return {
        p.unit
        for p in record.postings
        if p.officer == named and p.start <= moment.as_of and (p.until or date.max) > first
    }


def _components(publication: Publication) -> Iterable[Component]:
    return publication.edition.components.values()


def _concerned(record: Record, subject: str, units: set[str]) -> Iterator[Entry]:
    """The subject's entries, and those of the units whose score it shares."""
    carried = {line.indicator for p in record.plans for line in p.lines if line.unit in units}
    subjects = {subject, *(f"unit:{unit}" for unit in units)}
    yield from (e for e in record.entries if e.subject in subjects)
    yield from (e for e in record.losses if e.indicator in carried or e.subject in subjects)


def _dates(record: Record, subject: str, units: set[str], as_of: date) -> dict[date, set[str]]:
    """Each date on which something takes effect that may move the score."""
    turns: dict[date, set[str]] = {date(record.year, 1, 1): set()}
    for day, cause in _effects(record, subject, units):
        if day is not None:
            turns.setdefault(day, set()).add(cause)
    for day in _days_that_count(record, subject, as_of):
        turns.setdefault(day, set()).add(DAYS)
    return turns


def _effects(record: Record, subject: str, units: set[str]) -> Iterator[tuple[date | None, str]]:
    subjects = {subject, *(f"unit:{unit}" for unit in units)}
    for entry in _concerned(record, subject, units):
        yield entry.effective_on, entry.ref
    for mark in (m for m in record.marks if m.subject in subjects):
        yield mark.effective_on, f"{mark.series} {mark.period}"
    for posting in (p for p in record.postings if f"officer:{p.officer}" == subject):
        yield posting.start, f"posting {posting.unit}"
        yield posting.until, f"posting {posting.unit} ended"
    for publication in record.publications:
        yield publication.edition.effective_from, f"edition {publication.edition.ref}"
    for version in (v for v in record.units if v.unit in units):
        yield version.effective_on, f"unit {version.unit}"


def _days_that_count(record: Record, subject: str, as_of: date) -> Iterator[date]:
    """The days of an officer's second posting in the year and later ones.

    Each unit's score counts by the days there (SCORING §6), so every such day moves the link.
    """
    first = date(record.year, 1, 1)
    starts = {
        max(p.start, first)
        for p in record.postings
        if f"officer:{p.officer}" == subject and (p.until or date.max) > first
    }
    day = min(starts - {min(starts)}, default=as_of) if starts else as_of
    while day <= as_of:
        yield day
        day += timedelta(days=1)


def turns_known(record: Record, subject: str, moment: Moment) -> dict[int, set[str]]:
    """Each position at which something became known that may move the score, and what."""
    turns: dict[int, set[str]] = {}
    for position, cause in _learnt(record, subject, _units_of(record, subject, moment)):
        if position is not None:
            turns.setdefault(position, set()).add(cause)
    return turns


def _learnt(record: Record, subject: str, units: set[str]) -> Iterator[tuple[int | None, str]]:
    subjects = {subject, *(f"unit:{unit}" for unit in units)}
    for entry in _concerned(record, subject, units):
        yield entry.position, entry.ref
        yield entry.reversed_at, f"{entry.ref} reversed"
    for mark in (m for m in record.marks if m.subject in subjects):
        yield mark.position, f"{mark.series} {mark.period}"
        yield mark.withdrawn_at, f"{mark.series} {mark.period} withdrawn"
    for posting in (p for p in record.postings if f"officer:{p.officer}" == subject):
        yield posting.position, f"posting {posting.unit}"
    for plan in record.plans:
        yield plan.position, f"plan {plan.unit}"
    for version in (v for v in record.units if v.unit in units):
        yield version.position, f"unit {version.unit}"
    for publication in record.publications:
        yield publication.position, f"edition {publication.edition.ref}"
        yield publication.withdrawn_at, f"edition {publication.edition.ref} withdrawn"


def _steps(
    record: Record,
    subject: str,
    moment: Moment,
    turns: dict[date, set[str]] | dict[int, set[str]],
    axis: Axis,
) -> Iterator[Step]:
    last: tuple[Any, ...] | None = None
    for turn, causes in sorted(turns.items()):
        as_of, position = (turn, moment.position) if axis == "effective" else (moment.as_of, turn)
        score = _score_at(record, subject, as_of, position, moment)
        if score is None:
            continue
        read = (score.base, score.bonus, score.deduction, score.score)
        if read != last:
            last = read
            yield Step(
                as_of=score.as_of,
                position=score.position,
                base=score.base,
                bonus=score.bonus,
                deduction=score.deduction,
                score=score.score,
                causes=tuple(sorted(causes)),
            )


def _score_at(
    record: Record, subject: str, as_of: Any, position: Any, moment: Moment
) -> Score | None:
    """The score there; None outside the question, or before a rulebook or a unit was known."""
    first = date(record.year, 1, 1)
    if as_of > moment.as_of or position > moment.position:
        return None
    try:
        standing = Standing(record, max(as_of, first), position)
        return score_of(standing, subject)
    except (NoRulebook, KeyError):
        return None
