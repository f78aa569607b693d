"""How is a bureau-year opened, frozen, published, closed and restated?"""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Query, Request

from api.dependencies import Reading, Served
from api.doors import OfYear, accept, accept_of_year
from api.errors import RESPONSES
from api.guard import Guarded, may
from api.questions import BureauNamed, PageAsked
from api.tracing import own_of
from domain.deciding.reaching import Right
from domain.disputes.vocabulary import RunName
from domain.trying import Trying
from domain.vocabulary import Id
from domain.years import commands as years
from projections.falls import Falls, get_falls
from projections.listings import Page, list_rows
from projections.records import the_bureau
from projections.rows import CalendarRow
from projections.yearbooks import (
    NextActs,
    Yearbook,
    Yearbooks,
    get_yearbook,
    list_yearbooks,
    next_acts,
)

routes = APIRouter(tags=["years"], responses=RESPONSES, route_class=Guarded)
ACTS: Final = ("freeze", "publish", "close", "restate")

accept_of_year(routes, "open", years.OpenYear)
accept_of_year(routes, "freeze", years.FreezeYear)
accept_of_year(routes, "publish", years.PublishYear)
accept_of_year(routes, "close", years.CloseYear)
accept_of_year(routes, "restate", years.RestateYear)
accept_of_year(routes, "deferrals", years.SettleDeferral)
accept_of_year(routes, "ties", years.ResolveTie)
accept_of_year(routes, "grades", years.DecideGrade)
accept(routes, "/calendars", years.AnnounceWorkingDays)


@routes.get("/years")
def list_years(
    conn: Reading, served: Served, page: PageAsked, bureau: BureauNamed = None
) -> Yearbooks:
    """All bureau-years that hold anything, each with its stage and acts."""
    return list_yearbooks(conn, bureau, page.position, served.ledger.keyring.open)


@routes.get("/years/{bureau}/{year}")
def get_year(conn: Reading, served: Served, page: PageAsked, bureau: Id, year: OfYear) -> Yearbook:
    """One bureau-year: how far it is, its publication's window, its recorded runs."""
    the_bureau(conn, page.position, bureau)
    return get_yearbook(conn, bureau, year, page.position, served.ledger.keyring.open)


@routes.get("/years/{bureau}/{year}/next")
def get_next_acts(
    conn: Reading, served: Served, page: PageAsked, bureau: Id, year: OfYear
) -> NextActs:
    """What freezing, publishing, closing and restating would be refused for today."""
    the_bureau(conn, page.position, bureau)
    trying = Trying(served.ledger, conn, page.position, served.ledger.today)
    refusals = {act: trying.hindrance(bureau, year, act) for act in ACTS}
    return next_acts((bureau, year), refusals, page.position)


@routes.get("/years/{bureau}/{year}/notices")
def get_notices(
    request: Request,
    conn: Reading,
    served: Served,
    page: PageAsked,
    bureau: Id,
    year: OfYear,
    run: Annotated[
        RunName | None, Query(description="`restated-2`; left out, the last restatement")
    ] = None,
) -> Falls:
    """Whose rank, band or grade fell by a restatement: of all to the office, of himself to each."""
    whole = any(
        may(request, served, conn, Right(permission, "bureau", bureau))
        for permission in ("manage", "audit")
    )
    own = None if whole else {s.removeprefix("officer:") for s in own_of(request)}
    return get_falls(conn, served.runs, (bureau, year, run), page.position, own)


@routes.get("/calendars")
def list_calendars(
    conn: Reading, served: Served, page: PageAsked, bureau: BureauNamed = None
) -> Page[CalendarRow]:
    """The working days announced, year by year."""
    return list_rows(conn, CalendarRow, page.asked(bureau=bureau), served.ledger.keyring.open)
