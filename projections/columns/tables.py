"""Which columns does the store of bureau-years hold?

Numbers are whole: points in ten-thousandths, marks in millionths, days counted from year 1.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final

from domain.vocabulary import MARK_PLACES, POINTS_PLACES

TABLES: Final[dict[str, dict[str, str]]] = {
    "entries": {
        "bureau": "VARCHAR",
        "position": "BIGINT",
        "subject": "VARCHAR",
        "number": "INTEGER",
        "kind": "VARCHAR",
        "day": "INTEGER",
        "item": "VARCHAR",
        "indicator": "VARCHAR",
        "level": "VARCHAR",
        "quantity": "BIGINT",
        "points": "BIGINT",
        "num": "BIGINT",
        "den": "BIGINT",
        "merit": "VARCHAR",
        "reversed_at": "BIGINT",
    },
    "postings": {
        "bureau": "VARCHAR",
        "officer": "VARCHAR",
        "unit": "VARCHAR",
        "post_level": "VARCHAR",
        "start": "INTEGER",
        "until": "INTEGER",
        "position": "BIGINT",
    },
    "units": {
        "bureau": "VARCHAR",
        "unit": "VARCHAR",
        "kind": "VARCHAR",
        "parent": "VARCHAR",
        "day": "INTEGER",
        "position": "BIGINT",
    },
    "marks": {
        "bureau": "VARCHAR",
        "subject": "VARCHAR",
        "series": "VARCHAR",
        "period": "VARCHAR",
        "score": "BIGINT",
        "day": "INTEGER",
        "position": "BIGINT",
        "withdrawn_at": "BIGINT",
    },
    "lines": {
        "bureau": "VARCHAR",
        "position": "BIGINT",
        "line": "INTEGER",
        "unit": "VARCHAR",
        "indicator": "VARCHAR",
        "base": "BIGINT",
        "owner": "BOOLEAN",
        "num": "BIGINT",
        "den": "BIGINT",
    },
    "restrictions": {
        "bureau": "VARCHAR",
        "subject": "VARCHAR",
        "number": "INTEGER",
        "rule": "VARCHAR",
        "day": "INTEGER",
        "until": "INTEGER",
        "position": "BIGINT",
    },
    "ends": {
        "bureau": "VARCHAR",
        "subject": "VARCHAR",
        "number": "INTEGER",
        "how": "VARCHAR",
        "day": "INTEGER",
        "position": "BIGINT",
    },
    "officers": {"bureau": "VARCHAR", "officer": "VARCHAR", "position": "BIGINT"},
    "ties": {"bureau": "VARCHAR", "names": "VARCHAR", "minutes": "VARCHAR", "position": "BIGINT"},
    "grades": {
        "bureau": "VARCHAR",
        "officer": "VARCHAR",
        "grade": "VARCHAR",
        "minutes": "VARCHAR",
        "position": "BIGINT",
    },
    "editions": {
        "bureau": "VARCHAR",
        "document": "VARCHAR",
        "position": "BIGINT",
        "withdrawn_at": "BIGINT",
    },
}
"""A plan without a line has one row without an indicator."""

SUBJECTS: Final = {
    "entries": "q.subject",
    "marks": "q.subject",
    "officers": "'officer:' || q.officer",
    "postings": "'officer:' || q.officer",
    "units": "'unit:' || q.unit",
}
"""These have a column more, `account`: the number of (bureau, subject) in the bucket."""

POINT: Final = 10**POINTS_PLACES
MARK: Final = 10**MARK_PLACES
NO_END: Final = 10**7
"""A day after all days."""


def points_of(number: int) -> Decimal:
    return Decimal(number).scaleb(-POINTS_PLACES)


def ordinal(day: date | None) -> int | None:
    return None if day is None else day.toordinal()


def day_of(number: int | None) -> date | None:
    return None if number is None else date.fromordinal(number)
