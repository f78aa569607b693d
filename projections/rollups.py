"""What do the results of the bureaus below add up to? (上级汇总)

Sums of bureaus and scores of units; of persons there is nothing here but how many they are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, LiteralString

import psycopg

from domain.run import Run
from domain.runsheet import run_sheet
from domain.scoring import ZERO
from domain.standing import COMPONENT_PLACES
from domain.vocabulary import half_up, plain
from projections.bureaus import bureaus_below, load_placed
from projections.moments import Moment
from projections.records import find_editions, the_bureau
from projections.runs import RunAsked, find_run, load_run
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
    """Points lost by indicator, as they were imposed."""


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


def get_rollup(conn: psycopg.Connection[Any], bureau: str, moment: Moment) -> Rollup:
    """The bureaus that stand below it on the day, each by the run that holds of it."""
    the_bureau(conn, moment.position, bureau)
    placed = load_placed(conn, moment.position)
    below = bureaus_below(placed, bureau, moment.as_of)
    above = placed[bureau].on(moment.as_of) if bureau in placed else None
    named = [(bureau, above), *below]
    found = [(name, up, *_taken(conn, name, moment)) for name, up in named]
    rollup = Rollup(
        bureau=bureau,
        year=moment.year,
        as_of=moment.as_of,
        position=moment.position,
        lines=tuple(_line(*one) for one in found),
        totals=RollupTotals(bureaus=len(found), **_sums(run for *_, run in found if run)),
        count=len(found),
        digest="",
    )
    return rollup.model_copy(update={DIGEST: digest_of(rollup.model_dump(mode="json"))})


def _taken(
    conn: psycopg.Connection[Any], bureau: str, moment: Moment
) -> tuple[str | None, RunAsked | None, Run | None]:
    """A recorded run is of 31 December: of another day there is the live one alone."""
    if not len(find_editions(conn, bureau, moment.position)):
        return None, None, None
    act, asked = "live", RunAsked(bureau, moment)
    if moment.as_of == date(moment.year, 12, 31):
        given = {"bureau": bureau, "year": moment.year, "position": moment.position}
        row = conn.execute(_LAST_RUN, given).fetchone()
        if row is not None:
            number = f"-{row[1]}" if row[0] == "year-restated" else ""
            act = row[0].removeprefix("year-") + number
            asked = find_run(conn, f"{bureau}:{moment.year}:{act}", moment.position)
    return act, asked, load_run(conn, asked)


def _line(
    bureau: str, above: str | None, taken: str | None, asked: RunAsked | None, run: Run | None
) -> RollupLine:
    at = asked.moment if asked else None
    sheet = run_sheet(run, asked.restates) if run and asked else None
    scores = {u.unit: u.score for u in run.units if u.score is not None} if run else {}
    named = f"{bureau}:{at.year}:{taken}" if at else None
    if at and taken == "live":
        named = f"{bureau}:{at.year}:{at.as_of.isoformat()}@{at.position}"
    return RollupLine(
        bureau=bureau,
        above=above,
        taken=taken,
        run=named,
        edition=sheet.edition if sheet else None,
        as_of=at.as_of if at else None,
        position=at.position if at else None,
        run_digest=sheet.digest if sheet else None,
        unit_mean=_mean(scores.values()),
        best=_units(scores, max(scores.values(), default=None)),
        worst=_units(scores, min(scores.values(), default=None)),
        **_sums([run] if run else []),
    )


def _units(scores: dict[str, Decimal], score: Decimal | None) -> tuple[UnitScore, ...]:
    return tuple(
        UnitScore(subject=f"unit:{unit}", score=plain(own))
        for unit, own in scores.items()
        if own == score
    )


def _sums(runs: Iterable[Run]) -> dict[str, Any]:
    runs = list(runs)
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
        "losses": {name: plain(lost) for name, lost in sorted(_losses(runs))},
    }


def _losses(runs: Iterable[Run]) -> Iterator[tuple[str, Decimal]]:
    lost: dict[str, Decimal] = {}
    for run in runs:
        at = run.standing
        for loss in at.record.losses:
            if loss.indicator is not None and loss.in_force(at.as_of, at.position):
                lost[loss.indicator] = lost.get(loss.indicator, ZERO) + (loss.points or ZERO)
    yield from lost.items()


def _mean(scores: Iterable[Decimal]) -> str | None:
    exact = [Fraction(score) for score in scores]
    if not exact:
        return None
    return plain(half_up(sum(exact, Fraction(0)) / len(exact), COMPONENT_PLACES))
