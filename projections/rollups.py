"""What do the results of the bureaus below add up to? (上级汇总)

Sums of bureaus and scores of units; of persons there is nothing here but how many they are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, LiteralString

import psycopg

from domain import refusals as no
from domain.drafts.facts import Indicator
from domain.run import Run
from domain.scoring import ZERO
from domain.standing import COMPONENT_PLACES
from domain.vocabulary import half_up, plain
from projections.bureaus import bureaus_below, load_placed
from projections.cascades import set_in_force
from projections.kept_runs import Appraised, Runs
from projections.moments import Moment
from projections.records import find_editions, the_bureau
from projections.runs import RunAsked, find_run
from projections.scores import DIGEST, View, digest_of

_LAST_RUN: Final[LiteralString] = """
SELECT act, said ->> 'number' FROM read.year_acts
 WHERE bureau = %(bureau)s AND year = %(year)s AND position <= %(position)s
   AND act IN ('year-frozen', 'year-published', 'year-closed', 'year-restated')
 ORDER BY position DESC LIMIT 1
"""


class UnitScore(View):
    """A unit at the top or the foot of its bureau."""

    subject: str
    score: str


class _Sums(View):
    """What adds up: `n` are the ranked and the deferred, `sum` and `mean` of their scores."""

    n: int
    unranked: int
    sum: str
    mean: str | None
    bands: dict[str, int]
    grades: dict[str, int]
    units: int
    losses: dict[str, str]
    """Points that the units lost, by indicator; then by what it takes on from above, and by its
    tags: an indicator counts under each of its own."""
    losses_by_upper: dict[str, str]
    losses_by_tag: dict[str, str]


class RollupLine(_Sums):
    """One bureau. `taken` says which of its runs this is: the last restated or closed, else the
    published, frozen or live one; null where it has no rulebook yet."""

    bureau: str
    above: str | None
    taken: str | None
    run: str | None
    edition: str | None
    as_of: date | None
    position: int | None
    run_digest: str | None
    unit_mean: str | None
    best: tuple[UnitScore, ...]
    worst: tuple[UnitScore, ...]


class RollupTotals(_Sums):
    """All lines together."""

    bureaus: int


class Rollup(View):
    """A bureau's own line first, then each bureau below it."""

    bureau: str
    year: int
    as_of: date
    position: int
    lines: tuple[RollupLine, ...]
    totals: RollupTotals
    count: int
    digest: str


def get_rollup(conn: psycopg.Connection[Any], runs: Runs, bureau: str, moment: Moment) -> Rollup:
    """The bureaus that stand below it on the day, each by the run that holds of it."""
    the_bureau(conn, moment.position, bureau)
    placed = load_placed(conn, moment.position)
    below = bureaus_below(placed, bureau, moment.as_of)
    above = placed[bureau].on(moment.as_of) if bureau in placed else None
    named = [(bureau, above), *below]
    found = [_taken(conn, runs, one, moment) for one in named]
    rollup = Rollup(
        bureau=bureau,
        year=moment.year,
        as_of=moment.as_of,
        position=moment.position,
        lines=tuple(map(_line, found)),
        totals=RollupTotals(bureaus=len(found), **_sums(found)),
        count=len(found),
        digest="",
    )
    return rollup.model_copy(update={DIGEST: digest_of(rollup.model_dump(mode="json"))})


@dataclass(frozen=True)
class _Taken:
    """A bureau with the run that holds of it and its indicators; none where it has no rules."""

    bureau: str
    above: str | None
    act: str | None = None
    asked: RunAsked | None = None
    appraised: Appraised | None = None
    indicators: Sequence[Indicator] = ()

    @property
    def run(self) -> Run | None:
        return self.appraised.run if self.appraised else None

    @property
    def named(self) -> str | None:
        """By which name the run is asked for again."""
        if self.asked is None:
            return None
        at = self.asked.moment
        live = f"{at.as_of.isoformat()}@{at.position}"
        return f"{self.bureau}:{at.year}:{live if self.act == 'live' else self.act}"


def _taken(
    conn: psycopg.Connection[Any], runs: Runs, placed: tuple[str, str | None], moment: Moment
) -> _Taken:
    """A recorded run is of 31 December: of another day there is the live one alone."""
    bureau, above = placed
    if not len(find_editions(conn, bureau, moment.position)):
        return _Taken(bureau, above)
    act, asked = "live", RunAsked(bureau, moment)
    if moment.as_of == date(moment.year, 12, 31):
        given = {"bureau": bureau, "year": moment.year, "position": moment.position}
        row = conn.execute(_LAST_RUN, given).fetchone()
        if row is not None:
            number = f"-{row[1]}" if row[0] == "year-restated" else ""
            act = row[0].removeprefix("year-") + number
            asked = find_run(conn, f"{bureau}:{moment.year}:{act}", moment.position)
    try:
        of = set_in_force(conn, bureau, moment.year, asked.moment.position).indicators
    except no.NoIndicatorSet:
        of = ()
    return _Taken(bureau, above, act, asked, runs.get(conn, asked), of)


def _line(one: _Taken) -> RollupLine:
    run, asked = one.run, one.asked
    scores = {u.unit: u.score for u in run.units if u.score is not None} if run else {}
    return RollupLine(
        bureau=one.bureau,
        above=one.above,
        taken=one.act,
        run=one.named,
        edition=run.standing.edition.ref if run else None,
        as_of=asked.moment.as_of if asked else None,
        position=asked.moment.position if asked else None,
        run_digest=one.appraised.digest if one.appraised else None,
        unit_mean=_mean(scores.values()),
        best=_units(scores, max(scores.values(), default=None)),
        worst=_units(scores, min(scores.values(), default=None)),
        **_sums([one]),
    )


def _units(scores: dict[str, Decimal], score: Decimal | None) -> tuple[UnitScore, ...]:
    return tuple(
        UnitScore(subject=f"unit:{unit}", score=plain(own))
        for unit, own in scores.items()
        if own == score
    )


def _sums(taken: Sequence[_Taken]) -> dict[str, Any]:
    runs = [one.run for one in taken if one.run is not None]
    places = [p for run in runs for p in run.places]
    counted = [p for p in places if not p.unranked]
    scores = [p.standing.score for p in counted if p.standing.score is not None]
    bands = Counter(p.band for p in counted if p.band is not None)
    return {
        "n": len(counted),
        "unranked": len(places) - len(counted),
        "sum": plain(sum(scores, ZERO)),
        "mean": _mean(scores),
        "bands": {str(band): bands[band] for band in sorted(bands)},
        "grades": dict(sorted(Counter(p.grade for p in counted).items())),
        "units": sum(1 for run in runs for u in run.units if u.score is not None),
        "losses": _added(pair for one in taken for pair in _lost(one)),
        "losses_by_upper": _added(_under(taken, lambda one: [s.upper for s in one.sources])),
        "losses_by_tag": _added(_under(taken, lambda one: one.tags)),
    }


def _lost(one: _Taken) -> Iterator[tuple[str, Decimal]]:
    """What each unit lost of what its indicators are worth, by indicator."""
    for unit in one.run.units if one.run else ():
        for line in unit.losses.lines:
            yield line.entry.indicator or "", -line.counted


def _under(
    taken: Iterable[_Taken], names: Callable[[Indicator], Iterable[str]]
) -> Iterator[tuple[str, Decimal]]:
    for one in taken:
        of = {indicator.id: set(names(indicator)) for indicator in one.indicators}
        for indicator, points in _lost(one):
            yield from ((name, points) for name in of.get(indicator, ()))


def _added(lost: Iterable[tuple[str, Decimal]]) -> dict[str, str]:
    totals: dict[str, Decimal] = {}
    for name, points in lost:
        totals[name] = totals.get(name, ZERO) + points
    return {name: plain(totals[name]) for name in sorted(totals)}


def _mean(scores: Iterable[Decimal]) -> str | None:
    exact = [Fraction(score) for score in scores]
    if not exact:
        return None
    return plain(half_up(sum(exact, Fraction(0)) / len(exact), COMPONENT_PLACES))
