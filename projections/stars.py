"""Which posts are starred, from when to when?"""

from __future__ import annotations

from datetime import date
from typing import Any, Final, get_args

import psycopg

from domain.stars.facts import PostStarred, PostUnstarred, StarFact
from projections.cases import CaseRow, Wanted, facts_told, page_of, shut
from projections.listings import Asked, Page

_KINDS: Final = get_args(StarFact)


class StarRow(CaseRow):
    """A starred post: those of a level in the unit, or one officer's; `until` is not included."""

    bureau: str
    number: int
    unit: str
    post_level: str | None
    officer: str | None
    effective_on: date
    until: date | None
    starred: bool
    """On the date asked for."""


def list_stars(conn: psycopg.Connection[Any], asked: Asked, as_of: date) -> Page[StarRow]:
    """Every star ever given, and whether it was in force on the date."""
    told = facts_told(conn, Wanted(_KINDS, asked.position, asked.filters["bureau"]), shut)
    ends = {
        (t.fact.bureau, t.fact.number): t.fact.effective_on
        for t in told
        if isinstance(t.fact, PostUnstarred)
    }
    rows = []
    for one in told:
        star = one.fact
        if isinstance(star, PostStarred):
            until = ends.get((star.bureau, star.number))
            in_force = star.effective_on <= as_of < (until or date.max)
            row = StarRow(**star.model_dump(), position=one.position, until=until, starred=in_force)
            rows.append(row)
    unit = asked.filters.get("unit")
    return page_of(StarRow, [row for row in rows if unit in (None, row.unit)], asked)
