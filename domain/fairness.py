"""Does each rater tell people apart, and rate them as others do? (据实考评,不搞大锅饭)"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from domain.spread import RATED_MIN, Rotation, deviation
from domain.standing import COMPONENT_PLACES
from domain.vocabulary import grouped, half_up

WARNINGS: Final = {
    "all_equal": ("所评对象得分完全相同", "everybody rated got the same score"),
    "outside": (
        "平均分与其他评分人相差超过规定幅度",
        "the mean lies further from that of the other raters than the rules allow",
    ),
    "rotation": (
        "第一段逐年轮换,无人连续进入",
        "the first band merely goes round: nobody was in it twice",
    ),
}
"""What is warned of, in Chinese and in English."""


@dataclass(frozen=True)
class Rated:
    """One score that a rater gave a subject."""

    rater: str
    series: str
    subject: str
    score: Decimal


@dataclass(frozen=True)
class RaterSpread:
    """A rater's scores of a series: mean and standard deviation to 6 decimals."""

    rater: str
    series: str
    subjects: tuple[str, ...]
    count: int
    mean: Decimal
    lowest: Decimal
    highest: Decimal
    deviation: Decimal
    warnings: tuple[str, ...]


def raters(rated: Iterable[Rated], outlier: Decimal) -> Iterator[RaterSpread]:
    """Every rater in every series, by both names."""
    in_series = grouped(rated, lambda r: r.series)
    for series, all_of in sorted(in_series.items()):
        for rater, own in sorted(grouped(all_of, lambda r: r.rater).items()):
            scores = [r.score for r in own]
            others = [r.score for r in all_of if r.rater != rater]
            yield RaterSpread(
                rater=rater,
                series=series,
                subjects=tuple(sorted({r.subject for r in own})),
                count=len(own),
                mean=half_up(_mean(scores), COMPONENT_PLACES),
                lowest=min(scores),
                highest=max(scores),
                deviation=deviation(scores),
                warnings=tuple(_warnings(scores, others, outlier)),
            )


def _mean(scores: Sequence[Decimal]) -> Fraction:
    return sum((Fraction(s) for s in scores), Fraction(0)) / len(scores)


def _warnings(
    scores: Sequence[Decimal], others: Sequence[Decimal], outlier: Decimal
) -> Iterator[str]:
    """Of fewer than three scores nothing is said."""
    if len(scores) < RATED_MIN:
        return
    if len(set(scores)) == 1:
        yield "all_equal"
    if len(others) >= RATED_MIN and abs(_mean(scores) - _mean(others)) > Fraction(outlier):
        yield "outside"


def goes_round(rotation: Rotation) -> bool:
    """Of a group that was ranked in both years, everybody had the first band once, or never;
    in a year without a first band nobody could have it."""
    enough = rotation.both_years >= RATED_MIN
    return (
        enough
        and rotation.banded_twice
        and rotation.first_band_once > 0
        and rotation.first_band_twice == 0
    )
