"""What did a unit lose from quarter to quarter, why, and how much was it the year before?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from http import HTTPStatus
from typing import Any, Final

from api.console import charts
from api.console.asking import Asking, Refused

QUARTERS: Final = (1, 2, 3, 4)


@dataclass(frozen=True)
class Quarter:
    """A quarter's sums as the API has them, and how long their bars are."""

    number: int
    points: str
    last_year: str
    bar: int
    last_bar: int


@dataclass(frozen=True)
class Cell:
    """The points of one line of a table, quarter by quarter."""

    key: str
    named: str | None
    points: tuple[str, ...]


@dataclass(frozen=True)
class Losses:
    """A unit's losses of a year: the quarters, then by cause and by indicator."""

    quarters: tuple[Quarter, ...]
    causes: tuple[Cell, ...]
    indicators: tuple[Cell, ...]


async def losses_of(ask: Asking, bureau: str, year: int, unit: str, **known: Any) -> Losses | None:
    """Nothing to whoever may not see them."""
    address = f"/v1/quarters/{bureau}/{year}"
    try:
        reviews = await ask.all(
            *(ask.get(f"{address}/{q}/losses", unit=unit, **known) for q in QUARTERS)
        )
    except Refused as refused:
        if refused.status != HTTPStatus.FORBIDDEN:
            raise
        return None
    return Losses(_quarters(reviews), _by_cause(reviews), _by_indicator(reviews))


def _quarters(reviews: Sequence[Any]) -> tuple[Quarter, ...]:
    totals = [review["totals"] for review in reviews]
    sums = [Decimal(one[name]) for one in totals for name in ("points", "last_year")]
    long = charts.bars(sums)
    return tuple(
        Quarter(review["quarter"], one["points"], one["last_year"], long[2 * n], long[2 * n + 1])
        for n, (review, one) in enumerate(zip(reviews, totals, strict=True))
    )


def _by_cause(reviews: Sequence[Any]) -> tuple[Cell, ...]:
    causes = dict.fromkeys(cause for review in reviews for cause in review["by_cause"])
    return tuple(
        Cell(cause, None, tuple(review["by_cause"].get(cause, "0") for review in reviews))
        for cause in causes
    )


def _by_indicator(reviews: Sequence[Any]) -> tuple[Cell, ...]:
    rows = [{row["indicator"]: row for row in review["trend"]} for review in reviews]
    named = {key: row["title"] for one in rows for key, row in one.items()}
    return tuple(
        Cell(key, named[key], tuple(one[key]["points"] if key in one else "0" for one in rows))
        for key in sorted(named)
    )
