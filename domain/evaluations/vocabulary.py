"""Which periods are evaluated, and what do several leaders' scores come to?"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Annotated, Final, Literal, get_args

from domain.vocabulary import MARK_PLACES, Sealed, half_up

Period = Literal["Q1", "Q2", "Q3", "Q4", "year"]
PERIODS: Final[tuple[Period, ...]] = get_args(Period)
SERIES: Final = "leader_evaluation"
SealedScore = Annotated[str, Sealed()]
"""A score as text; whose key seals it, the fact that holds it says."""


def last_quarter(period: Period) -> int:
    """Of which quarter is the pack that is read before? The year's is that of the fourth."""
    return 4 if period == "year" else int(period[1])


def mark_period(year: int, period: Period) -> str:
    """The period as marks name it: `2024Q3`, `2024`."""
    return str(year) if period == "year" else f"{year}{period}"


def period_named(year: int, period: str) -> Period | None:
    """Which evaluated period a mark's own names."""
    return next((p for p in PERIODS if mark_period(year, p) == period), None)


def period_ref(bureau: str, year: int, period: Period) -> str:
    return f"{bureau}/{mark_period(year, period)}"


def mean_of(scores: Iterable[Decimal]) -> Decimal:
    """To 6 decimals, half up."""
    found = [Fraction(score) for score in scores]
    return half_up(sum(found, Fraction(0)) / len(found), MARK_PLACES)


def score_in(text: str) -> Decimal | None:
    """None: the words do not open any more."""
    try:
        return Decimal(text)
    except InvalidOperation:
        return None
