"""May the bureau-year go on, and may the committee's decision be recorded?

A run is a function of the facts up to its position, so a decision may take one: `Take` computes
it from the facts alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from domain import refusals as no
from domain.registers.commands import AdoptPlans, UnitPlan
from domain.registers.decisions import adopt_plans
from domain.registers.facts import PlanAdopted, PlanIndicator
from domain.registers.state import Plans, UnitState
from domain.restating import changes, restate
from domain.rulebook import Edition
from domain.run import Run
from domain.runsheet import run_sheet
from domain.years.commands import (
    AnnounceWorkingDays,
    CloseYear,
    DecideGrade,
    OpenYear,
    PublishYear,
    ResolveTie,
    RestateYear,
)
from domain.years.facts import (
    Change,
    GradeDecided,
    RunTaken,
    TieResolved,
    WorkingDaysAnnounced,
    YearClosed,
    YearFrozen,
    YearOpened,
    YearPublished,
    YearRestated,
)
from domain.years.state import CalendarState, YearState

Take = Callable[[int], Run]
"""The run of the bureau-year as of 31 December, as known at a position."""


@dataclass(frozen=True)
class Results:
    """What a year's results are taken from: the head, today, and the run at any position."""

    head: int
    today: date
    take: Take


def open_year(
    command: OpenYear,
    state: YearState,
    plans: tuple[Plans, Plans],
    units: Mapping[str, UnitState],
    today: date,
) -> tuple[YearOpened | PlanAdopted, ...]:
    """`plans` are this year's and the last year's; units closed by then carry none over."""
    if state.opened or state.frozen is not None:
        raise no.YearAlreadyOpened(bureau=state.bureau, year=state.year)
    if state.year > today.year + 1:
        raise no.YearTooFarAhead(year=state.year, today=today)
    own, last = plans
    lines_of = carried(last, units, state.year)
    if not command.carry_plans or own.by_unit or not lines_of:
        return (YearOpened(bureau=state.bureau, year=state.year),)
    listed = tuple(UnitPlan(unit=unit, indicators=lines) for unit, lines in lines_of.items())
    asked = AdoptPlans(bureau=state.bureau, year=state.year, plans=listed)
    opened = YearOpened(bureau=state.bureau, year=state.year, plans_from=state.year - 1)
    return (opened, *adopt_plans(asked, state.bureau, units, own))


def carried(
    last: Plans, units: Mapping[str, UnitState], year: int
) -> dict[str, tuple[PlanIndicator, ...]]:
    """The last year's plans of the units that are not closed by then."""
    first = date(year, 1, 1)
    return {
        unit: lines
        for unit, lines in last.by_unit.items()
        if (units[unit].closed_on or date.max) > first
    }


def refuse_freezing(state: YearState, today: date) -> None:
    if state.frozen is not None:
        position = state.frozen.position
        raise no.YearAlreadyFrozen(bureau=state.bureau, year=state.year, position=position)
    if today.year <= state.year:
        raise no.YearNotOver(year=state.year, today=today, next=state.year + 1)


def freeze_year(state: YearState, results: Results) -> YearFrozen:
    refuse_freezing(state, results.today)
    run = taken(results.take(results.head))
    return YearFrozen(bureau=state.bureau, year=state.year, run=run)


def refuse_publishing(state: YearState) -> None:
    if state.frozen is None:
        raise no.YearNotFrozen(bureau=state.bureau, year=state.year)
    if state.published is not None:
        said = state.published
        raise no.YearAlreadyPublished(
            bureau=said.bureau, year=said.year, opens_on=said.opens_on, closes_on=said.closes_on
        )


def publish_year(
    command: PublishYear,
    state: YearState,
    calendar: CalendarState,
    edition: Edition,
    results: Results,
) -> YearPublished:
    """The deadline is counted once, by the calendar known now, and stored; `edition` is that of
    the year's last day, and says how long a publication is at least."""
    refuse_publishing(state)
    assert state.frozen is not None
    opens_on = command.opens_on or results.today
    if opens_on < results.today:
        raise no.PublicationStartsEarly(opens_on=opens_on, today=results.today)
    least = edition.windows.published_for
    working_days = least if command.working_days is None else command.working_days
    if working_days < least:
        raise no.PublicationTooShort(given=working_days, least=least, edition=edition.ref)
    closes_on = calendar.working_days.last_of(opens_on, working_days)
    frozen = state.frozen.position
    position = _named(command.position, frozen, frozen, results.head)
    return YearPublished(
        bureau=state.bureau,
        year=state.year,
        run=taken(results.take(position)),
        opens_on=opens_on,
        closes_on=closes_on,
        working_days=working_days,
    )


def refuse_closing(command: CloseYear, state: YearState, today: date) -> None:
    if state.closed is not None:
        raise no.YearAlreadyClosed(bureau=state.bureau, year=state.year)
    if state.published is None:
        raise no.YearNotPublished(bureau=state.bureau, year=state.year)
    if today <= state.published.closes_on and command.waived is None:
        raise no.PublicationStillOpen(year=state.year, closes_on=state.published.closes_on)


def close_year(
    command: CloseYear, state: YearState, results: Results, carried: tuple[str, ...]
) -> YearClosed:
    """What a refusal does not stop: `carried` are the entries that its run excludes."""
    assert state.frozen is not None
    assert state.published is not None, "refuse_closing was asked"
    take = results.take
    run = take(closing_position(command, state, results.head))
    return YearClosed(
        bureau=state.bureau,
        year=state.year,
        run=taken(run),
        since_frozen=_changes(take(state.frozen.position), run),
        since_published=_changes(take(state.published.run.position), run),
        carried=carried,
        waived=command.waived,
    )


def closing_position(command: CloseYear, state: YearState, head: int) -> int:
    assert state.frozen is not None, "refuse_closing was asked"
    return _named(command.position, head, state.frozen.position, head)


def refuse_restating(state: YearState) -> None:
    if state.closed is None:
        raise no.YearNotClosed(bureau=state.bureau, year=state.year)


def restate_year(command: RestateYear, state: YearState, results: Results) -> YearRestated:
    refuse_restating(state)
    assert state.closed is not None
    position = _named(command.position, results.head, state.closed.position, results.head)
    closed = results.take(state.closed.position)
    computed = taken(closed).digest
    if computed != state.closed.digest:
        run = f"{state.bureau}:{state.year}:closed"
        raise no.RunNotReproduced(run=run, recorded=state.closed.digest, computed=computed)
    run_again = restate(closed, results.take(position))
    return YearRestated(
        bureau=state.bureau,
        year=state.year,
        number=len(state.restated) + 1,
        run=taken(run_again, restates=state.closed.digest),
        authorised_by=command.authorised_by,
        ground=command.ground,
        reason=command.reason,
        since_closed=_changes(closed, run_again),
    )


def _named(asked: int | None, default: int, first: int, head: int) -> int:
    position = default if asked is None else asked
    if not first <= position <= head:
        raise no.PositionOutsideYear(position=position, first=first, head=head)
    return position


def taken(run: Run, restates: str | None = None) -> RunTaken:
    """All that the run is a function of, and its digest."""
    sheet = run_sheet(run, restates)
    return RunTaken(
        position=sheet.position,
        as_of=run.standing.as_of,
        edition=sheet.edition,
        digest=sheet.digest,
    )


def _changes(before: Run, after: Run) -> tuple[Change, ...]:
    return tuple(
        Change(subject=subject, what=what, before=was, after=now)
        for subject, what, was, now in changes(before, after)
    )


def resolve_tie(command: ResolveTie, state: YearState, today: date) -> TieResolved:
    if command.decided_on > today:
        raise no.DateInFuture(day=command.decided_on, today=today)
    for officer in command.order:
        if command.order.count(officer) > 1:
            raise no.OfficerTwice(officer=officer)
    said = command.model_dump() | {"bureau": state.bureau}
    return TieResolved(**said, number=state.ties + 1)


def decide_grade(command: DecideGrade, state: YearState, today: date) -> GradeDecided:
    if command.decided_on > today:
        raise no.DateInFuture(day=command.decided_on, today=today)
    return GradeDecided(**command.model_dump() | {"bureau": state.bureau})


def announce_working_days(command: AnnounceWorkingDays, bureau: str) -> WorkingDaysAnnounced:
    for day in (*command.holidays, *command.workdays):
        if day.year != command.calendar_year:
            raise no.DayOutsideCalendarYear(day=day, year=command.calendar_year)
        if day in command.holidays and day in command.workdays:
            raise no.HolidayAndWorkday(day=day)
    return WorkingDaysAnnounced(**command.model_dump() | {"bureau": bureau})
