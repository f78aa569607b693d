"""How is a quarter opened, frozen, explained, and gone through?"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request

from api.dependencies import Reading, Served
from api.doors import OfQuarter, OfYear, accept_of_quarter
from api.errors import RESPONSES
from api.guard import Guarded, opened_for
from api.questions import DayAsked, KnownAt, Position
from domain.deciding.reaching import Right
from domain.quarters import commands as quarters
from domain.vocabulary import Id
from projections.briefings import Agenda, Reminders, get_agenda, get_reminders
from projections.moments import known_position
from projections.quarters import QuarterNamed, QuarterReview, get_review

routes = APIRouter(tags=["quarters"], responses=RESPONSES, route_class=Guarded)

accept_of_quarter(routes, "open", quarters.OpenQuarter)
accept_of_quarter(routes, "freeze", quarters.FreezeQuarter)
accept_of_quarter(routes, "explanations", quarters.ExplainLoss)
accept_of_quarter(routes, "briefing", quarters.HoldBriefing)
UnitFilter = Annotated[Id | None, Query(description="Left out: all units")]


@routes.get("/quarters/{bureau}/{year}/{quarter}/reminders")
def get_the_reminders(
    conn: Reading,
    as_of: DayAsked,
    bureau: Id,
    year: OfYear,
    quarter: OfQuarter,
    unit: UnitFilter = None,
    known_at: KnownAt = None,
    position: Position = None,
) -> Reminders:
    """What each owner is reminded of: his indicators, their losses and risks, what is due."""
    at = as_of, known_position(conn, known_at, position)
    return get_reminders(conn, QuarterNamed(bureau, year, quarter), at, unit)


@routes.get("/quarters/{bureau}/{year}/{quarter}/losses")
def get_the_losses(
    request: Request,
    conn: Reading,
    served: Served,
    bureau: Id,
    year: OfYear,
    quarter: OfQuarter,
    unit: UnitFilter = None,
    known_at: KnownAt = None,
    position: Position = None,
) -> QuarterReview:
    """The loss review: every loss of the quarter, as it was known when it was frozen."""
    known = known_position(conn, known_at, position)
    reads = Right("read", "bureau" if unit is None else "subject", bureau, unit and f"unit:{unit}")
    unseal = opened_for(request, served, conn, reads)
    return get_review(conn, QuarterNamed(bureau, year, quarter), known, unseal, unit)


@routes.get("/quarters/{bureau}/{year}/{quarter}/agenda")
def get_the_agenda(
    conn: Reading,
    as_of: DayAsked,
    bureau: Id,
    year: OfYear,
    quarter: OfQuarter,
    known_at: KnownAt = None,
    position: Position = None,
) -> Agenda:
    """What the briefing goes through, in order; once the quarter is frozen."""
    at = as_of, known_position(conn, known_at, position)
    return get_agenda(conn, QuarterNamed(bureau, year, quarter), at)
