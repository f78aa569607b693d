"""How is something put right after a loss, reported, verified, and told?"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request

from api.dependencies import Reading, Served
from api.doors import CaseNumber, accept, accept_of_case
from api.errors import RESPONSES
from api.guard import Demand, Guarded, may, opened_for
from api.questions import BureauNamed, DayAsked, PageAsked
from api.tracing import own_of
from domain import refusals as no
from domain.deciding.reaching import Right
from domain.remediations import commands as remediations
from domain.remediations.vocabulary import RemediationStanding
from domain.vocabulary import Id
from projections.cases import shut
from projections.listings import Page
from projections.remediations import RemediationRow, get_remediation, list_remediations

routes = APIRouter(tags=["remediations"], responses=RESPONSES, route_class=Guarded)

accept(routes, "/remediations", remediations.OpenRemediation)
accept_of_case(routes, "/remediations/{bureau}/{number}/report", remediations.ReportRemediation)
accept_of_case(routes, "/remediations/{bureau}/{number}/verify", remediations.VerifyRemediation)
accept_of_case(routes, "/remediations/{bureau}/{number}/extend", remediations.ExtendRemediation)


@routes.get("/remediations")
def get_remediations(
    request: Request,
    conn: Reading,
    served: Served,
    page: PageAsked,
    as_of: DayAsked,
    bureau: BureauNamed = None,
    state: Annotated[RemediationStanding | None, Query()] = None,
    unit: Annotated[Id | None, Query()] = None,
) -> Page[RemediationRow]:
    """What is to be put right, in the state that it had on the date."""
    asked = page.asked(bureau=bureau, state=state, unit=unit)
    reads = Right("read", "bureau" if unit is None else "subject", bureau, unit and f"unit:{unit}")
    return list_remediations(conn, asked, as_of, opened_for(request, served, conn, reads))


@routes.get("/remediations/{bureau}/{number}")
def get_one_remediation(
    request: Request,
    conn: Reading,
    served: Served,
    page: PageAsked,
    demand: Demand,
    as_of: DayAsked,
    bureau: Id,
    number: CaseNumber,
) -> RemediationRow:
    """One, `nanyue/3`: to whoever may read its unit or all results, or is responsible for it."""
    of, at = (bureau, number), (as_of, page.position)
    try:
        row = get_remediation(conn, of, at, shut)
    except no.RemediationNotFound:
        demand(Right("read", "bureau", bureau))
        raise
    reads = Right("read", "subject", bureau, row.subject)
    if f"officer:{row.officer}" in own_of(request):
        return get_remediation(conn, of, at, served.ledger.keyring.open)
    if not may(request, served, conn, Right("results", "bureau", bureau)):
        demand(reads)
    return get_remediation(conn, of, at, opened_for(request, served, conn, reads))
