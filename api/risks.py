"""How is the risk of an indicator rated, checked, and told?"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request

from api.dependencies import Reading, Served
from api.doors import accept
from api.errors import RESPONSES
from api.guard import Guarded, opened_for
from api.questions import BureauNamed, DayAsked, PageAsked, YearAsked
from domain.deciding.reaching import Right
from domain.risks.commands import AssessRisk, CheckRisk
from domain.vocabulary import Id
from projections.listings import Page
from projections.risks import RiskRow, list_risks

routes = APIRouter(tags=["risks"], responses=RESPONSES, route_class=Guarded)

accept(routes, "/risks", AssessRisk)
accept(routes, "/risks/checks", CheckRisk)


@routes.get("/risks")
def get_risks(
    request: Request,
    conn: Reading,
    served: Served,
    page: PageAsked,
    as_of: DayAsked,
    year: YearAsked,
    bureau: BureauNamed = None,
    unit: Annotated[Id | None, Query()] = None,
    watched: Annotated[bool | None, Query(description="Only what has alerts, or has none")] = None,
) -> Page[RiskRow]:
    """Each indicator's newest assessment, when it is to be checked, and why it is watched."""
    asked = page.asked(bureau=bureau, year=year, unit=unit, watched=watched)
    reads = Right("read", "bureau" if unit is None else "subject", bureau, unit and f"unit:{unit}")
    return list_risks(conn, asked, as_of, opened_for(request, served, conn, reads))
