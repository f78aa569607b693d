"""How are entries recorded, annulled, corrected and looked up?"""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query

from api.dependencies import Reading, Served
from api.doors import accept
from api.errors import RESPONSES
from api.guard import Guarded
from api.questions import BureauNamed, PageAsked
from domain import refusals as no
from domain.access.vocabulary import Principal
from domain.accounts.commands import (
    AwardBonus,
    ConferCommendation,
    CorrectEntry,
    ImposeDeduction,
    ImposeLoss,
    IssueReprimand,
    ReverseEntry,
)
from domain.vocabulary import Day, Id, Kind, Subject
from projections import listings
from projections.listings import Page, list_rows
from projections.rows import EntryRow, EntryShown

routes = APIRouter(tags=["entries"], responses=RESPONSES, route_class=Guarded)

accept(routes, "/bonuses", AwardBonus)
accept(routes, "/deductions", ImposeDeduction)
accept(routes, "/commendations", ConferCommendation)
accept(routes, "/reprimands", IssueReprimand)
accept(routes, "/losses", ImposeLoss)
accept(routes, "/reversals", ReverseEntry)
accept(routes, "/corrections", CorrectEntry)


@routes.get("/entries")
def list_entries(
    conn: Reading,
    served: Served,
    page: PageAsked,
    bureau: BureauNamed = None,
    subject: Annotated[Subject | None, Query()] = None,
    year: Annotated[int | None, Query(ge=1990, lt=2200)] = None,
    kind: Annotated[Kind | None, Query()] = None,
    item: Annotated[Id | None, Query()] = None,
    from_: Annotated[Day | None, Query(alias="from", description="effective on or after")] = None,
    to: Annotated[Day | None, Query(description="effective on or before")] = None,
    indicator: Annotated[Id | None, Query()] = None,
    actor: Annotated[Principal | None, Query(description="who recorded it")] = None,
    unit: Annotated[
        Id | None, Query(description="of the unit, and of whom it held on the entry's own day")
    ] = None,
    newest: Annotated[bool, Query(description="the last recorded first")] = False,
) -> Page[EntryRow]:
    """Entries in the order of recording."""
    filters = {"bureau": bureau, "subject": subject, "year": year, "kind": kind, "item": item}
    filters |= {"indicator": indicator, "actor": actor}
    dates = {"effective_on>=": from_, "effective_on<=": to}
    asked = replace(page.asked(**filters, **dates), unit=unit, newest=newest)
    return list_rows(conn, EntryRow, asked, served.ledger.keyring.open)


@routes.get("/entries/{bureau}/{year}/{subject}/{number}")
def get_entry(
    conn: Reading,
    served: Served,
    page: PageAsked,
    bureau: Id,
    year: int,
    subject: Subject,
    number: int,
) -> EntryShown:
    """One entry, `nanyue/2024/officer:0012/7`, and why it came late, if that was said."""
    ref = f"{bureau}/{year}/{subject}#{number}"
    if not 0 < number < 2**31 or not 0 < year < 2**31:
        raise no.EntryNotFound(entry=ref)
    named = page.asked(bureau=bureau, year=year, subject=subject, number=number)
    found = listings.get_entry(conn, named, served.ledger.keyring.open)
    if found is None:
        raise no.EntryNotFound(entry=ref)
    return found
