"""How did each rater rate, and do the bands tell anybody apart from year to year?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

import psycopg

from domain.evaluations.facts import EvaluationDisclosed
from domain.evaluations.vocabulary import SERIES
from domain.fairness import WARNINGS, Rated, goes_round, raters
from domain.registers.facts import MarkGiven, MarkWithdrawn
from domain.spread import rotations
from domain.standing import COMPONENT_PLACES
from domain.vocabulary import fixed, plain
from projections.cases import Told, Wanted, facts_told, shut
from projections.kept_runs import Runs
from projections.moments import Moment
from projections.records import load_editions
from projections.scores import DIGEST, View, digest_of

_KINDS: Final = (MarkGiven, MarkWithdrawn, EvaluationDisclosed)


class Warned(View):
    """What is warned of, in both languages."""

    code: str
    zh: str
    en: str


class RaterRow(View):
    """A rater's marks of one series; of a leader, what he gave when evaluations were opened.

    `rated_by` is the officer whose judgement it is known to be. Of other marks only who recorded
    them is known, who may have written down what others judged.
    """

    rater: str
    rated_by: str | None
    series: str
    subjects: tuple[str, ...]
    count: int
    mean: str
    lowest: str
    highest: str
    deviation: str
    warnings: tuple[Warned, ...]


class GroupTurn(View):
    """Of those ranked in both years: how many were in band 1 in just one, and in both."""

    group: str
    years: tuple[int, int]
    both_years: int
    first_band_once: int
    first_band_twice: int
    warnings: tuple[Warned, ...]


class Fairness(View):
    """The dispersion of a bureau-year's marks by rater; further apart than `outlier` is outside."""

    bureau: str
    year: int
    as_of: str
    position: int
    outlier: str
    raters: tuple[RaterRow, ...]
    groups: tuple[GroupTurn, ...]
    count: int
    digest: str


def get_fairness(
    conn: psycopg.Connection[Any], runs: Runs, bureau: str, moment: Moment
) -> Fairness:
    """Marks in force as of the date, by who gave them: whoever recorded one, or the leader."""
    outlier = load_editions(conn, bureau, moment.position).on(moment.as_of).windows.outlier
    told = facts_told(conn, Wanted(_KINDS, moment.position, bureau, year=moment.year), shut)
    rows = tuple(
        RaterRow(
            rater=r.rater,
            rated_by=r.rater if r.rater.startswith("officer:") else None,
            series=r.series,
            subjects=r.subjects,
            count=r.count,
            mean=fixed(r.mean, COMPONENT_PLACES),
            lowest=plain(r.lowest),
            highest=plain(r.highest),
            deviation=fixed(r.deviation, COMPONENT_PLACES),
            warnings=tuple(map(_warned, r.warnings)),
        )
        for r in raters(_rated(told, moment.as_of), outlier)
    )
    view = Fairness(
        bureau=bureau,
        year=moment.year,
        as_of=moment.as_of.isoformat(),
        position=moment.position,
        outlier=plain(outlier),
        raters=rows,
        groups=tuple(_turns(conn, runs, bureau, moment)),
        count=len(rows),
        digest="",
    )
    return view.model_copy(update={DIGEST: digest_of(view.model_dump(mode="json"))})


def _warned(code: str) -> Warned:
    zh, en = WARNINGS[code]
    return Warned(code=code, zh=zh, en=en)


def _rated(told: list[Told], as_of: date) -> Iterator[Rated]:
    """Of each (subject, series, period) the last mark; an opened one is its leaders'."""
    given: dict[tuple[str, int], tuple[str, MarkGiven]] = {}
    leaders: dict[tuple[str, int], list[EvaluationDisclosed]] = {}
    for one in told:
        fact = one.fact
        if isinstance(fact, MarkGiven) and fact.effective_on <= as_of:
            given[fact.subject, fact.number] = (one.actor, fact)
        elif isinstance(fact, MarkWithdrawn):
            given.pop((fact.subject, fact.number), None)
        elif isinstance(fact, EvaluationDisclosed):
            leaders.setdefault((fact.subject, fact.mark), []).append(fact)
    last = {(m.subject, m.series, m.period): (actor, m) for actor, m in given.values()}
    for actor, mark in last.values():
        own = leaders.get((mark.subject, mark.number), [])
        for one_leader in own:
            rater = f"officer:{one_leader.leader}"
            yield Rated(rater, SERIES, mark.subject, one_leader.score)
        if not own:
            yield Rated(actor, mark.series, mark.subject, mark.score)


def _turns(
    conn: psycopg.Connection[Any], runs: Runs, bureau: str, moment: Moment
) -> Iterator[GroupTurn]:
    """From the last day of the year before to the date."""
    before = Moment(moment.year - 1, date(moment.year - 1, 12, 31), moment.position)
    for turn in rotations(runs.live(conn, bureau, at).run for at in (before, moment)):
        yield GroupTurn(
            group=turn.group,
            years=turn.years,
            both_years=turn.both_years,
            first_band_once=turn.first_band_once,
            first_band_twice=turn.first_band_twice,
            warnings=(_warned("rotation"),) if goes_round(turn) else (),
        )
