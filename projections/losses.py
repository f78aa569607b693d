"""Which losses lie in a period, and which indicators does each unit own or support?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, Final, LiteralString, NamedTuple

import psycopg
from psycopg.rows import class_row

from domain.scoring import ZERO, Entry

_LOSSES: Final[LiteralString] = """
SELECT bureau || '/' || year || '/' || subject || '#' || number AS ref, position, subject, kind,
       effective_on, indicator, points, reversed_at
  FROM read.entries
 WHERE bureau = %(bureau)s AND indicator IS NOT NULL AND position <= %(position)s
   AND year >= date_part('year', %(first)s::date)::smallint
   AND effective_on BETWEEN %(first)s AND %(last)s
 ORDER BY effective_on, position
"""
"""What is carried forward stands in a later year than its own day."""
_PLANNED: Final[LiteralString] = """
SELECT 'unit:' || unit AS subject, indicator, title, base, role FROM read.plan_lines AS p
 WHERE bureau = %(bureau)s AND year = %(year)s
   AND position = (SELECT max(position) FROM read.plan_lines
                    WHERE bureau = p.bureau AND year = p.year AND unit = p.unit
                      AND position <= %(position)s)
 ORDER BY unit, line
"""


class Planned(NamedTuple):
    """A line of the last plan of a unit, which is its `subject`."""

    subject: str
    indicator: str
    title: str | None
    base: Decimal
    role: str


def load_losses(
    conn: psycopg.Connection[Any], bureau: str, period: tuple[date, date], position: int
) -> tuple[Entry, ...]:
    """Those recorded up to the position, in whatever account, annulled or not."""
    first, last = period
    given = {"bureau": bureau, "first": first, "last": last, "position": position}
    with conn.cursor(row_factory=class_row(Entry)) as cursor:
        return tuple(cursor.execute(_LOSSES, given).fetchall())


def load_planned(
    conn: psycopg.Connection[Any], bureau: str, year: int, position: int
) -> tuple[Planned, ...]:
    given = {"bureau": bureau, "year": year, "position": position}
    with conn.cursor(row_factory=class_row(Planned)) as cursor:
        return tuple(cursor.execute(_PLANNED, given).fetchall())


def owners(planned: Iterable[Planned]) -> dict[str, Planned]:
    """Of each indicator the line of the unit that owns it."""
    return {line.indicator: line for line in planned if line.role == "owner"}


def points_of(losses: Iterable[Entry]) -> Decimal:
    """As they were imposed, before any unit's share."""
    return sum((loss.points or ZERO for loss in losses), ZERO)
