"""How does a second person see what waits for him, and let it through or not?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Query, Request

from api.dependencies import Reading, Served, Service, caller_of
from api.doors import CaseNumber, accept, accept_of_case
from api.errors import RESPONSES
from api.guard import Demand, Guarded, held_of, may
from api.questions import BureauNamed, PageAsked
from domain import refusals as no
from domain.access.roles import Permission, allows
from domain.claims.commands import (
    AddEvidence,
    AnswerClaim,
    ApproveClaim,
    CheckClaim,
    ClaimAward,
    ExtendEvidence,
    LinkClaims,
    RejectClaim,
    VerifyClaim,
    WaiveHearing,
    WithdrawClaim,
)
from domain.deciding.reaching import Right
from domain.vocabulary import Id, Subject
from projections.claims import ClaimRow, Claims, ClaimStanding, Reader, get_claim, list_claims
from projections.scores import Unseal

routes = APIRouter(tags=["claims"], responses=RESPONSES, route_class=Guarded)

accept(routes, "/claims", ClaimAward)
accept(routes, "/claims/links", LinkClaims)
accept_of_case(routes, "/claims/{bureau}/{number}/check", CheckClaim)
accept_of_case(routes, "/claims/{bureau}/{number}/verify", VerifyClaim)
accept_of_case(routes, "/claims/{bureau}/{number}/evidence", AddEvidence)
accept_of_case(routes, "/claims/{bureau}/{number}/extension", ExtendEvidence)
accept_of_case(routes, "/claims/{bureau}/{number}/answer", AnswerClaim)
accept_of_case(routes, "/claims/{bureau}/{number}/waive", WaiveHearing)
accept_of_case(routes, "/claims/{bureau}/{number}/approve", ApproveClaim)
accept_of_case(routes, "/claims/{bureau}/{number}/reject", RejectClaim)
accept_of_case(routes, "/claims/{bureau}/{number}/withdraw", WithdrawClaim)


@routes.get("/claims")
def get_claims(
    request: Request,
    conn: Reading,
    served: Served,
    page: PageAsked,
    bureau: BureauNamed = None,
    subject: Annotated[Subject | None, Query()] = None,
    state: Annotated[ClaimStanding | None, Query()] = None,
) -> Claims:
    """What waits for a second person, and what did."""
    asked = page.asked(bureau=bureau, subject=subject, state=state)
    reads = may(request, served, conn, _reading_of(bureau, subject))
    of_all = may(request, served, conn, _reading_of(bureau, None))
    return list_claims(conn, asked, Reader(_opened(served, reads), served.ledger.today, of_all))


@routes.get("/claims/{bureau}/{number}")
def get_one_claim(
    request: Request,
    conn: Reading,
    served: Served,
    page: PageAsked,
    demand: Demand,
    bureau: Id,
    number: CaseNumber,
) -> ClaimRow:
    """One claim, `nanyue/7`: to whoever may see its subject, grant roles, or made it."""
    key, today = (bureau, number), served.ledger.today
    of_all = may(request, served, conn, _reading_of(bureau, None))
    try:
        claim = get_claim(conn, page.position, key, Reader(_shut, today, of_all))
    except no.ClaimNotFound:
        _demand_whole(request, demand, bureau)
        raise
    own = caller_of(request).actor == claim.proposer
    reads = _reading_of(bureau, claim.subject)
    if not own:
        if claim.subject is None or _holds(request, bureau, "grant"):
            _demand_whole(request, demand, bureau)
        else:
            demand(reads)
    if own or may(request, served, conn, reads):
        return get_claim(conn, page.position, key, Reader(_opened(served, True), today, of_all))
    return claim


def _opened(served: Service, reads: bool) -> Unseal:
    return served.ledger.keyring.open if reads else _shut


def _demand_whole(request: Request, demand: Callable[[Right], None], bureau: str) -> None:
    permission: Permission = "grant" if _holds(request, bureau, "grant") else "read"
    demand(Right(permission, "bureau", bureau))


def _holds(request: Request, bureau: str, permission: Permission) -> bool:
    return any(h.bureau == bureau and allows(h.role, permission) for h in held_of(request))


def _reading_of(bureau: str | None, subject: str | None) -> Right:
    """Names and narrative are for those who may read the accounts that they are about."""
    return Right("read", "bureau" if subject is None else "subject", bureau, subject)


def _shut(_subject: str, _sealed: str) -> str:
    return "[sealed 已封存]"
