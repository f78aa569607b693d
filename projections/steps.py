"""What was a score after each fact that touches it, one after the other as they were recorded?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import psycopg

from domain.record import Record
from domain.rulebook import NoRulebook
from domain.scoring import Line
from domain.standing import Standing
from domain.vocabulary import plain
from projections.facts import JournalFact, list_facts
from projections.histories import turns_known
from projections.moments import Moment
from projections.scores import Score, View, load_standing, score_of
from projections.statements import Words, lines_of, why_line


class LineChange(View):
    """What the fact did to a line: the points counted before and after, and why now."""

    entry: str
    before: str | None
    after: str | None
    why: Words


class Step(View):
    """A fact, and the score that the facts up to it give."""

    fact: JournalFact
    base: str | None
    bonus: str
    deduction: str
    score: str | None
    reasons: tuple[str, ...]
    lines: tuple[LineChange, ...]


Standings = tuple[Score, Mapping[str, Line]]
Progress = Callable[[int, int], None]


def list_steps(
    conn: psycopg.Connection[Any],
    subject: str,
    moment: Moment,
    bureau: str | None = None,
    progress: Progress | None = None,
) -> Iterator[Step]:
    """Each fact of the subject's own that its score may rest on, and whatever moved it since.

    Scores are as of the moment's date; its position is the last that is read.
    """
    record = load_standing(conn, subject, moment, bureau).record
    turns = [p for p in sorted(turns_known(record, subject, moment)) if p <= moment.position]
    before: Standings | None = None
    for number, position in enumerate(turns, start=1):
        after = _at(record, subject, moment, position)
        (fact,) = list_facts(conn, position - 1, position)
        own = fact.stream == subject or fact.stream.endswith(f"/{subject}")
        moved = before is not None and _read(after) != _read(before)
        if after is not None and (own or moved):
            yield _step(fact, before, after)
            before = after
        if progress is not None:
            progress(number, len(turns))


def _at(record: Record, subject: str, moment: Moment, position: int) -> Standings | None:
    """None before a rulebook or a unit was known."""
    try:
        standing = Standing(record, moment.as_of, position)
        lines = {line.entry.ref: line for line in lines_of(standing, subject)}
        return score_of(standing, subject), lines
    except (NoRulebook, KeyError):
        return None


def _read(found: Standings | None) -> object:
    """All that a step tells of a score, to see whether it moved."""
    if found is None:
        return None
    score, lines = found
    shown = (score.base, score.bonus, score.deduction, score.score, score.reasons)
    return shown, {ref: (line.counted, why_line(line)["en"]) for ref, line in lines.items()}


def _step(fact: JournalFact, before: Standings | None, after: Standings) -> Step:
    score, lines = after
    return Step(
        fact=fact,
        base=score.base,
        bonus=score.bonus,
        deduction=score.deduction,
        score=score.score,
        reasons=score.reasons,
        lines=tuple(_changes(before[1] if before else {}, lines)),
    )


def _changes(before: Mapping[str, Line], after: Mapping[str, Line]) -> Iterator[LineChange]:
    for ref in sorted(before.keys() | after.keys()):
        was, now = before.get(ref), after.get(ref)
        if now is None:
            gone = {"zh": "不再计入", "en": "counts no longer"}
            yield LineChange(entry=ref, before=_counted(was), after=None, why=gone)
        elif was is None or (was.counted, why_line(was)) != (now.counted, why_line(now)):
            yield LineChange(
                entry=ref, before=_counted(was), after=_counted(now), why=why_line(now)
            )


def _counted(line: Line | None) -> str | None:
    return None if line is None else plain(line.counted)
