"""What are results used for: an officer's growth account, and who comes into question for what?"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query

from api.dependencies import Reading, Served
from api.errors import RESPONSES
from api.guard import Guarded
from api.questions import After, BureauNamed, DayAsked, KnownAt, Limit, Position
from domain import refusals as no
from domain.selecting import EXCELLENT, GOOD, READY_MADE, Selection
from domain.vocabulary import Id
from projections.careers import Growth, get_growth
from projections.moments import known_position
from projections.records import the_bureau
from projections.selections import SelectionAsked, SelectionView, Told, get_selection

routes = APIRouter(tags=["careers"], responses=RESPONSES, route_class=Guarded)
YEARS_MAX = 10
Years = Annotated[int, Query(ge=1, le=YEARS_MAX, description="How many years, the last included")]
Until = Annotated[
    int | None, Query(ge=1990, lt=2200, description="The last year; left out: that of `as_of`")
]
CUSTOM = "custom"


@routes.get("/officers/{officer}/growth")
def get_officer_growth(
    conn: Reading,
    officer: Id,
    as_of: DayAsked,
    years: Years = 5,
    until: Until = None,
    known_at: KnownAt = None,
    position: Position = None,
    *,
    served: Served,
) -> Growth:
    """The growth account (个人成长账户): of each year the closed or last restated result, entries,
    marks and restrictions, as known then."""
    at = as_of, known_position(conn, known_at, position)
    return get_growth(conn, served.runs, officer, _years(until or as_of.year, years), at)


def _years(last: int, count: int) -> range:
    return range(last - count + 1, last + 1)


def asked_selection(
    selection: Annotated[
        str, Query(max_length=50, description=f"custom, {', '.join(READY_MADE)}")
    ] = CUSTOM,
    years: Years = 3,
    grade: Annotated[
        Literal["excellent", "competent"] | None,
        Query(description="`competent`: or excellent"),
    ] = None,
    at_least: Annotated[int, Query(ge=1, le=YEARS_MAX, description="In how many years")] = 1,
    max_band: Annotated[int | None, Query(ge=1, le=99, description="In every year")] = None,
    awards: Annotated[int, Query(ge=0, le=10_000, description="Commendations in all")] = 0,
    unrestricted: Annotated[bool, Query(description="No restriction in force on `as_of`")] = False,
) -> Selection:
    """The one that is named, or one made of the other parameters; raises SelectionUnknown."""
    if selection != CUSTOM:
        if selection not in READY_MADE:
            known = ", ".join((CUSTOM, *READY_MADE))
            raise no.SelectionUnknown(selection=selection, known=known)
        return READY_MADE[selection]
    grades = {"excellent": EXCELLENT, "competent": GOOD, None: ()}[grade]
    return Selection(
        CUSTOM,
        "自定条件",
        "by the conditions asked",
        years=years,
        grades=grades,
        at_least=at_least,
        max_band=max_band,
        awards=awards,
        unrestricted=unrestricted,
    )


@routes.get("/selections")
def get_the_selection(
    conn: Reading,
    as_of: DayAsked,
    asked: Annotated[Selection, Depends(asked_selection)],
    bureau: BureauNamed = None,
    until: Until = None,
    known_at: KnownAt = None,
    position: Position = None,
    selected: Annotated[bool, Query(description="Tell of those selected alone")] = False,
    after: After = 0,
    limit: Limit = None,
    *,
    served: Served,
) -> SelectionView:
    """Who comes into question for promotion, a merit, pay or training, each with why or why not.

    Ready-made: `rank_promotion`, `merit_3`, `pay_step`, `level`, `training`; these say themselves
    how many years they ask, and of the other conditions none is heard.
    """
    known = known_position(conn, known_at, position)
    last = until or _last_over(as_of)
    of = SelectionAsked(the_bureau(conn, known, bureau), asked, last, Told(selected, after, limit))
    return get_selection(conn, served.runs, of, (as_of, known))


def _last_over(day: date) -> int:
    """The last year that is over."""
    return day.year - 1
