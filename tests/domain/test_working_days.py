"""On which day does a window of working days end, and where does the calendar end?"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from domain import refusals as no
from domain.calendar import SATURDAY, WorkingDays
from domain.years.commands import AnnounceWorkingDays
from domain.years.facts import WorkingDaysAnnounced
from tests.domain.cast import BUREAU, HENGSHAN, NANYUE, a_unit
from tests.domain.scenario import given
from tests.domain.year_acts import FROZEN, a_publication, publish

STATE_COUNCIL = WorkingDays()
FAR_AHEAD = date(2100, 1, 4)
"""A Monday that no library knows yet."""
_SAID: dict[str, Any] = {
    "calendar_year": 2100,
    "holidays": ["2100-01-05"],
    "workdays": ["2100-01-09"],
    "document_no": "国办发明电〔2099〕7号",
}


def announce(**but: Any) -> AnnounceWorkingDays:
    return AnnounceWorkingDays.model_validate({"bureau": NANYUE} | _SAID | but)


def an_announcement(**but: Any) -> WorkingDaysAnnounced:
    return WorkingDaysAnnounced.model_validate({"bureau": NANYUE} | _SAID | but)


def from_the_day_after(day: date, days: int) -> date:
    """A deadline within so many working days of an event: the day itself does not count."""
    return STATE_COUNCIL.last_of(day + timedelta(days=1), days)


def monday_to_friday(first: date, days: int) -> date:
    """The naive count."""
    day = first
    while True:
        days -= day.weekday() < SATURDAY
        if days == 0:
            return day
        day += timedelta(days=1)


def test_d8_evidence_is_due_fifteen_working_days_after_the_claim() -> None:
    claimed = date(2024, 9, 10)
    assert from_the_day_after(claimed, 15) == date(2024, 10, 8)
    assert monday_to_friday(claimed + timedelta(days=1), 15) == date(2024, 10, 1)


@pytest.mark.parametrize("day", ["2024-09-14", "2024-09-29", "2024-10-12", "2025-01-26"])
def test_a_weekend_made_up_for_is_worked(day: str) -> None:
    assert date.fromisoformat(day).weekday() >= SATURDAY
    assert STATE_COUNCIL.works_on(date.fromisoformat(day))


@pytest.mark.parametrize("day", ["2024-09-16", "2024-09-17", "2024-10-01", "2024-10-07"])
def test_a_holiday_on_a_weekday_is_free(day: str) -> None:
    assert date.fromisoformat(day).weekday() < SATURDAY
    assert not STATE_COUNCIL.works_on(date.fromisoformat(day))


def test_a_window_counts_its_first_day_if_that_is_worked() -> None:
    assert STATE_COUNCIL.last_of(date(2025, 1, 13), 1) == date(2025, 1, 13)
    assert STATE_COUNCIL.last_of(date(2025, 1, 13), 5) == date(2025, 1, 17)


def test_a_window_that_opens_on_a_free_day_begins_with_the_next_that_is_worked() -> None:
    assert STATE_COUNCIL.last_of(date(2025, 1, 11), 5) == date(2025, 1, 17)


def test_a_publication_over_the_spring_festival_waits_for_it() -> None:
    opens, closes = date(2025, 1, 24), date(2025, 2, 6)
    published = a_publication(*FROZEN, opens_on=opens, closes_on=closes)
    given(*FROZEN, today=opens).when(publish()).then(published)
    assert monday_to_friday(opens, 5) == date(2025, 1, 30)


def test_working_days_are_announced() -> None:
    given(*BUREAU).when(announce()).then(an_announcement())


def test_a_year_beyond_the_calendar_is_refused_by_name() -> None:
    given(*FROZEN, today=FAR_AHEAD).when(publish()).then_refused(
        no.CalendarEnds, year="2100", day="2100-01-04"
    )


def test_an_announced_year_is_used() -> None:
    published = a_publication(*FROZEN, opens_on="2100-01-04", closes_on="2100-01-09")
    given(*FROZEN, an_announcement(), today=FAR_AHEAD).when(publish()).then(published)


def test_a_window_that_runs_into_an_unknown_year_is_refused() -> None:
    eve = an_announcement(calendar_year=2099, holidays=[], workdays=[])
    given(*FROZEN, eve, today=date(2099, 12, 30)).when(publish()).then_refused(
        no.CalendarEnds, year="2100", day="2100-01-01"
    )


def test_the_last_announcement_of_a_year_holds() -> None:
    again = an_announcement(holidays=[], workdays=[])
    published = a_publication(*FROZEN, opens_on="2100-01-04", closes_on="2100-01-08")
    history = (*FROZEN, an_announcement(), again)
    given(*history, today=FAR_AHEAD).when(publish()).then(published)


def test_an_announcement_goes_before_the_library() -> None:
    storm = an_announcement(calendar_year=2025, holidays=["2025-01-15"], workdays=[])
    published = a_publication(*FROZEN, opens_on="2025-01-13", closes_on="2025-01-20")
    given(*FROZEN, storm, today=date(2025, 1, 13)).when(publish()).then(published)


def test_a_deadline_once_stored_is_not_counted_again() -> None:
    published = (*FROZEN, a_publication(*FROZEN))
    storm = an_announcement(calendar_year=2025, holidays=["2025-01-15"], workdays=[])
    given(*published, storm).when(publish()).then_refused(
        no.YearAlreadyPublished, closes_on="2025-01-17"
    )


def test_each_year_is_announced_by_itself() -> None:
    given(*BUREAU).when(announce(holidays=["2101-01-01"])).then_refused(
        no.DayOutsideCalendarYear, day="2101-01-01", year="2100"
    )


def test_a_day_is_free_or_worked() -> None:
    given(*BUREAU).when(announce(workdays=["2100-01-05"])).then_refused(
        no.HolidayAndWorkday, day="2100-01-05"
    )


def test_the_bureau_must_be_named_where_there_are_two() -> None:
    history = (*BUREAU, a_unit("hs", bureau=HENGSHAN))
    given(*history).when(announce(bureau=None)).then_refused(no.BureauNotNamed)
