"""How far apart do scores lie, and do marks and bands tell people apart at all?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from math import isqrt
from typing import Final

from domain.banding import Place
from domain.run import Run
from domain.standing import COMPONENT_PLACES
from domain.vocabulary import half_up

RATED_MIN: Final = 3
"""Of fewer than three people the same mark says nothing."""


@dataclass(frozen=True)
class GroupSpread:
    """A comparison group's scores: mean and standard deviation to 6 decimals, ties on all keys."""

    group: str
    n: int
    mean: Decimal | None
    deviation: Decimal | None
    lowest: Decimal | None
    highest: Decimal | None
    bands: Mapping[int, int]
    excellent: int
    tied: int
    unresolved: int


@dataclass(frozen=True)
class Flat:
    """Everyone of a unit got the same mark in a series and period: the rater told nobody apart."""

    series: str
    period: str
    unit: str
    rated: int
    score: Decimal


@dataclass(frozen=True)
class Rotation:
    """Of those ranked in a group in both of two years: how many were in band 1 in just one; and
    whether anybody of the group was in band 1 in each."""

    group: str
    years: tuple[int, int]
    both_years: int
    first_band_once: int
    first_band_twice: int
    banded_twice: bool


def spread(run: Run) -> tuple[GroupSpread, ...]:
    """Every comparison group's spread."""
    return tuple(_spread(seats.group, run.ranked.get(seats.group, ())) for seats in run.groups)


def _spread(group: str, places: Sequence[Place]) -> GroupSpread:
    scores = [p.standing.score for p in places if p.standing.score is not None]
    ranks = Counter(p.rank for p in places)
    bands = Counter(p.band for p in places if p.band is not None)
    return GroupSpread(
        group=group,
        n=len(places),
        mean=half_up(_mean(scores), COMPONENT_PLACES) if scores else None,
        deviation=deviation(scores) if scores else None,
        lowest=min(scores, default=None),
        highest=max(scores, default=None),
        bands={band: bands[band] for band in sorted(bands)},
        excellent=sum(1 for p in places if p.grade == "excellent"),
        tied=sum(n for n in ranks.values() if n > 1),
        unresolved=sum(1 for p in places if "none entered" in p.ties.values()),
    )


def _mean(scores: Sequence[Decimal]) -> Fraction:
    return sum((Fraction(s) for s in scores), Fraction(0)) / len(scores)


def deviation(scores: Sequence[Decimal]) -> Decimal:
    """The standard deviation of the whole group, to 6 decimals half up, by integers alone."""
    mean = _mean(scores)
    variance = sum(((Fraction(s) - mean) ** 2 for s in scores), Fraction(0)) / len(scores)
    places = COMPONENT_PLACES + 1
    # The digits of the root cut off one place later: enough to know whether it rounds up.
    digits = isqrt(int(variance * 10 ** (2 * places)))
    return half_up(Fraction(digits, 10**places), COMPONENT_PLACES)


def flat_marks(run: Run) -> tuple[Flat, ...]:
    """Series, periods and units in which every officer got the same mark."""
    standing = run.standing
    given: dict[tuple[str, str, str], list[Decimal]] = {}
    for mark in standing.record.marks_in_force(standing.as_of, standing.position):
        kind, _, named = mark.subject.partition(":")
        posting = standing.posting_on_as_of(named) if kind == "officer" else None
        if posting is not None:
            given.setdefault((mark.series, mark.period, posting.unit), []).append(mark.score)
    return tuple(
        Flat(*key, rated=len(scores), score=scores[0])
        for key, scores in sorted(given.items())
        if len(scores) >= RATED_MIN and len(set(scores)) == 1
    )


def rotations(runs: Iterable[Run]) -> tuple[Rotation, ...]:
    """From each year to the next: does the first band merely go round?"""
    ordered = sorted(runs, key=lambda run: run.standing.record.year)
    return tuple(
        _rotation(group.group, first, second)
        for first, second in pairwise(ordered)
        for group in second.groups
    )


def _rotation(group: str, first: Run, second: Run) -> Rotation:
    before = {p.officer: p.band for p in first.places if p.ranked and p.group == group}
    after = {p.officer: p.band for p in second.places if p.ranked and p.group == group}
    both = before.keys() & after.keys()
    times = [(before[o] == 1) + (after[o] == 1) for o in both]
    years = (first.standing.record.year, second.standing.record.year)
    banded = 1 in before.values() and 1 in after.values()
    return Rotation(group, years, len(both), times.count(1), times.count(2), banded)
