"""Which days does the bureau work, and on which day does a window of working days end?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import chinese_calendar

from domain import refusals as no

BUREAU_ZONE: Final = ZoneInfo("Asia/Shanghai")
SATURDAY: Final = 5
_DAY: Final = timedelta(days=1)


def civil_day(at: datetime) -> date:
    """The bureau's day at a moment."""
    return at.astimezone(BUREAU_ZONE).date()


@dataclass(frozen=True)
class Announced:
    """A year's days as announced: free on a weekday, worked on a weekend (调休)."""

    holidays: frozenset[date]
    workdays: frozenset[date]


@dataclass(frozen=True)
class WorkingDays:
    """The State Council's calendar from a library; a year announced by a fact goes before it."""

    announced: Mapping[int, Announced] = field(default_factory=dict)

    def works_on(self, day: date) -> bool:
        """Raises CalendarEnds for a year that is neither in the library nor announced."""
        said = self.announced.get(day.year)
        if said is not None:
            return day in said.workdays or (day.weekday() < SATURDAY and day not in said.holidays)
        try:
            return bool(chinese_calendar.is_workday(day))
        except NotImplementedError:
            raise no.CalendarEnds(year=day.year, day=day) from None

    def last_of(self, first: date, days: int) -> date:
        """The last day of a window of `days` working days; `first` counts if it is worked."""
        day = first
        while True:
            days -= self.works_on(day)
            if days <= 0:
                return day
            day += _DAY
