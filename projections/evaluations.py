"""Who evaluated whom in a period, how far is it, and what came out once it was opened?"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, Final, Literal, get_args

import psycopg

from domain.evaluations.facts import (
    EvaluationDisclosed,
    EvaluationFact,
    EvaluationJustified,
    EvaluationsConfirmed,
    EvaluationSealed,
    EvaluationsOpened,
)
from domain.evaluations.vocabulary import Period, mean_of
from domain.registers.facts import MarkWithdrawn
from domain.vocabulary import grouped, plain
from projections.cases import Told, Wanted, facts_told, shut
from projections.scores import DIGEST, Unseal, View, digest_of

_KINDS: Final = get_args(EvaluationFact)
Reads = Callable[[str, str], bool]
"""May whoever asks read so much of an officer's evaluation by a leader?"""
SEALED: Final = "[sealed 已封存]"


class EvaluationRow(View):
    """A leader's evaluation of an officer; `score` is null until the period was opened."""

    officer: str
    leader: str
    pack: int
    score: str | None
    justification: str | None


class EvaluatedOfficer(View):
    """What several leaders' scores came to: the mark of that number, and the position at which it
    was withdrawn."""

    officer: str
    score: str
    mark: int
    withdrawn_at: int | None = None


class Evaluations(View):
    """A period's evaluations; published for objections until `closes_on`, inclusive."""

    bureau: str
    year: int
    period: Period
    state: Literal["sealed", "opened", "confirmed"]
    opens_on: date | None
    closes_on: date | None
    working_days: int | None
    confirmed_on: date | None
    evaluations: tuple[EvaluationRow, ...]
    officers: tuple[EvaluatedOfficer, ...]
    position: int
    count: int
    digest: str


def get_evaluations(
    conn: psycopg.Connection[Any],
    of: tuple[str, int, Period],
    position: int,
    unseal: Unseal,
    reads: Reads,
) -> Evaluations:
    """As known at the position. What is sealed is told of nobody but who evaluated whom."""
    bureau, year, period = of
    stream = f"evaluations:{bureau}/{year}/{period}"
    # Words that were sealed are opened with the period, and never before.
    told = facts_told(conn, Wanted(_KINDS, position, stream=stream), lambda _, text: text)
    opened = next((t.fact for t in told if isinstance(t.fact, EvaluationsOpened)), None)
    ended = next((t.fact for t in told if isinstance(t.fact, EvaluationsConfirmed)), None)
    disclosed = [t.fact for t in told if isinstance(t.fact, EvaluationDisclosed)]
    rows = tuple(_rows(told, disclosed, unseal, reads))
    view = Evaluations(
        bureau=bureau,
        year=year,
        period=period,
        state="confirmed" if ended else "opened" if opened else "sealed",
        opens_on=opened and opened.opens_on,
        closes_on=opened and opened.closes_on,
        working_days=opened and opened.working_days,
        confirmed_on=ended and ended.effective_on,
        evaluations=rows,
        officers=tuple(_officers(disclosed, _withdrawn(conn, of, position))),
        position=position,
        count=len(rows),
        digest="",
    )
    return view.model_copy(update={DIGEST: digest_of(view.model_dump(mode="json"))})


def narrowed(whole: Evaluations, own: Reads) -> Evaluations:
    """For whoever sees published results alone: every mark, of the leaders' scores his own."""
    rows = tuple(row for row in whole.evaluations if own(row.officer, row.leader))
    view = whole.model_copy(update={"evaluations": rows, "count": len(rows)})
    return view.model_copy(update={DIGEST: digest_of(view.model_dump(mode="json"))})


def _rows(
    told: list[Told], disclosed: list[EvaluationDisclosed], unseal: Unseal, reads: Reads
) -> Iterable[EvaluationRow]:
    scores = {(d.subject.partition(":")[2], d.leader): d.score for d in disclosed}
    last: dict[tuple[str, str], tuple[EvaluationSealed, EvaluationJustified | None]] = {}
    for one in told:
        fact = one.fact
        if isinstance(fact, EvaluationSealed):
            last[fact.evaluated, fact.leader] = (fact, None)
        elif isinstance(fact, EvaluationJustified):
            key = fact.subject.partition(":")[2], fact.leader
            last[key] = (last[key][0], fact)
    for (officer, leader), (sealed, why) in sorted(last.items()):
        score = scores.get((officer, leader))
        words = None
        if why is not None:
            shown = score is not None and reads(officer, leader)
            words = unseal(why.subject, why.justification) if shown else SEALED
        yield EvaluationRow(
            officer=officer,
            leader=leader,
            pack=sealed.pack,
            score=None if score is None else plain(score),
            justification=words,
        )


def _withdrawn(
    conn: psycopg.Connection[Any], of: tuple[str, int, Period], position: int
) -> dict[tuple[str, int], int]:
    bureau, year, _ = of
    told = facts_told(conn, Wanted((MarkWithdrawn,), position, bureau, year=year), shut)
    return {
        (one.fact.subject, one.fact.number): one.position
        for one in told
        if isinstance(one.fact, MarkWithdrawn)
    }


def _officers(
    disclosed: list[EvaluationDisclosed], withdrawn: dict[tuple[str, int], int]
) -> Iterable[EvaluatedOfficer]:
    for subject, own in grouped(disclosed, lambda d: d.subject).items():
        yield EvaluatedOfficer(
            officer=subject.partition(":")[2],
            score=plain(mean_of(d.score for d in own)),
            mark=own[0].mark,
            withdrawn_at=withdrawn.get((subject, own[0].mark)),
        )
