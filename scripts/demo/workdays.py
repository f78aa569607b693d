"""On which days does the demo bureau work?"""

from datetime import date, timedelta
from functools import lru_cache

from scripts.demo.dice import Dice

_SATURDAY = 5
_HOLIDAYS = (
    (date(2023, 1, 1), date(2023, 1, 2)),
    (date(2023, 1, 21), date(2023, 1, 27)),
    (date(2023, 4, 5), date(2023, 4, 5)),
    (date(2023, 4, 29), date(2023, 5, 3)),
    (date(2023, 6, 22), date(2023, 6, 24)),
    (date(2023, 9, 29), date(2023, 10, 6)),
    (date(2024, 1, 1), date(2024, 1, 1)),
    (date(2024, 2, 10), date(2024, 2, 17)),
    (date(2024, 4, 4), date(2024, 4, 6)),
    (date(2024, 5, 1), date(2024, 5, 5)),
    (date(2024, 6, 8), date(2024, 6, 10)),
    (date(2024, 9, 15), date(2024, 9, 17)),
    (date(2024, 10, 1), date(2024, 10, 7)),
)


@lru_cache
def workdays(year: int) -> tuple[date, ...]:
    """The Mondays to Fridays of the year that are no public holiday."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return tuple(
        day
        for day in days
        if day.weekday() < _SATURDAY and not any(begin <= day <= end for begin, end in _HOLIDAYS)
    )


def a_workday(dice: Dice, year: int) -> date:
    """Some working day of the year, not in its first week."""
    return dice.pick(workdays(year)[5:])
