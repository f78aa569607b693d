"""Which moment does a request ask about, and which page?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import Depends, Query

from api.dependencies import Reading
from domain.vocabulary import Day, Id, Year
from projections.listings import PAGE_MAX, Asked
from projections.moments import Instant, Moment, known_day, known_position, resolve

ROWS_MAX = 1_000_000
BureauNamed = Annotated[
    Id | None, Query(description="May be left out where the installation has one bureau")
]
YearAsked = Annotated[int, Query(ge=1990, lt=2200, examples=[2024])]
AsOf = Annotated[
    Day | None,
    Query(description="Business date; left out: 31 December, or today in a running year"),
]


KnownAt = Annotated[
    Instant | None,
    Query(description="What was recorded by then; not with `position`"),
]
Position = Annotated[
    int | None,
    Query(ge=0, le=2**62, description="What was recorded up to there; left out: the head"),
]


After = Annotated[int, Query(ge=0, le=2**62, description="So many of the first are left out")]
Limit = Annotated[
    int | None, Query(ge=0, le=ROWS_MAX, description="So many at most; left out: all of them")
]


def moment(
    conn: Reading,
    year: YearAsked,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    position: Position = None,
) -> Moment:
    return resolve(conn, year, as_of, known_at, position)


async def day(as_of: AsOf = None) -> date:
    return known_day(as_of)


DayAsked = Annotated[date, Depends(day)]
"""A business date in whatever year; left out: today."""
MomentAsked = Annotated[Moment, Depends(moment)]


@dataclass(frozen=True)
class Paging:
    """Which page of a listing, at which position."""

    position: int
    cursor: str | None
    limit: int

    def asked(self, **filters: object) -> Asked:
        """The listing's question; a keyword `from_` bounds below, `to_` above (see listings)."""
        return Asked(self.position, filters, self.cursor, self.limit)


def paging(
    conn: Reading,
    known_at: KnownAt = None,
    position: Position = None,
    cursor: Annotated[
        str | None, Query(max_length=200, description="`next` of the page before")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=PAGE_MAX)] = 100,
) -> Paging:
    return Paging(known_position(conn, known_at, position), cursor, limit)


PageAsked = Annotated[Paging, Depends(paging)]
__all__ = [
    "After",
    "AsOf",
    "BureauNamed",
    "DayAsked",
    "KnownAt",
    "Limit",
    "MomentAsked",
    "PageAsked",
    "Paging",
    "Position",
    "Year",
]
