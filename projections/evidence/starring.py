"""Whose post was starred before a command, so that his entries needed a second person?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, LiteralString

import psycopg

from domain.journal.looking import desk_over
from domain.journal.names import NAME_OF
from domain.second import StarredOn, nobody, starred_at
from domain.stars.facts import PostStarred
from projections.evidence.approvals import Row, day_of

_STARS: Final[LiteralString] = (
    "SELECT position FROM journal.facts WHERE topic = %s AND position <= %s LIMIT 1"
)


def starred_before(
    conn: psycopg.Connection[Any], size: int
) -> Callable[[list[Row]], StarredOn] | None:
    """Of a command's facts, the starred posts as they were before it; None: there never was one."""
    if conn.execute(_STARS, (NAME_OF[PostStarred], size)).fetchone() is None:
        return None

    def before(rows: list[Row]) -> StarredOn:
        first, *_ = rows
        return starred_at(desk_over(conn, day_of(first.recorded_at), first.of))

    return before


def starred_of(before: Callable[[list[Row]], StarredOn] | None, rows: list[Row]) -> StarredOn:
    return nobody if before is None else before(rows)
