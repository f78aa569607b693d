"""How does a leader evaluate, how is it opened and confirmed, and does each rate fairly?"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request

from api.dependencies import Reading, Served
from api.doors import accept
from api.errors import RESPONSES
from api.guard import PUBLISHED_ONLY, Guarded, may
from api.questions import BureauNamed, KnownAt, MomentAsked, Position, YearAsked
from api.tracing import own_of
from domain import refusals as no
from domain.deciding.reaching import Right
from domain.evaluations import commands as evaluations
from domain.evaluations.vocabulary import Period, period_ref
from projections.evaluations import Evaluations, get_evaluations, narrowed
from projections.fairness import Fairness, get_fairness
from projections.moments import known_position
from projections.records import the_bureau

routes = APIRouter(tags=["evaluations"], responses=RESPONSES, route_class=Guarded)

accept(routes, "/evaluations", evaluations.SealEvaluation)
accept(routes, "/evaluations/openings", evaluations.OpenEvaluations)
accept(routes, "/evaluations/confirmations", evaluations.ConfirmEvaluations)


@routes.get("/evaluations")
def get_the_evaluations(
    request: Request,
    conn: Reading,
    served: Served,
    year: YearAsked,
    period: Annotated[Period, Query(examples=["Q1"])] = "year",
    bureau: BureauNamed = None,
    known_at: KnownAt = None,
    position: Position = None,
) -> Evaluations:
    """Who evaluated whom; once it was opened the marks, published for objections until
    `closes_on`. What each leader gave is read by whoever may read all results, and by whom it is
    about; the reasons by whoever reads all accounts, by whom they are about, and whose they are."""
    known = known_position(conn, known_at, position)
    named = the_bureau(conn, known, bureau)
    own = own_of(request)
    whole = may(request, served, conn, Right("read", "bureau", named))

    def is_own(officer: str, leader: str) -> bool:
        return bool(own & {f"officer:{officer}", f"officer:{leader}"})

    def reads(officer: str, leader: str) -> bool:
        return whole or is_own(officer, leader)

    of = (named, year, period)
    found = get_evaluations(conn, of, known, served.ledger.keyring.open, reads)
    if not request.scope.get(PUBLISHED_ONLY):
        return found
    if found.state == "sealed":
        raise no.EvaluationsNotOpened(period=period_ref(*of))
    return narrowed(found, is_own)


@routes.get("/fairness")
def get_the_fairness(
    conn: Reading, served: Served, moment: MomentAsked, bureau: BureauNamed = None
) -> Fairness:
    """Each rater's marks: how far apart, all equal, outside of what others give; and whether the
    first band merely goes round."""
    return get_fairness(conn, served.runs, the_bureau(conn, moment.position, bureau), moment)
