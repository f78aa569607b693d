"""How does a second person see what waits for him, and let it through or not?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Query, Request

from api.dependencies import Reading, Served, caller_of
from api.doors import ClaimNumber, accept_of_claim
from api.errors import RESPONSES
from api.guard import Demand, Guarded, held_of
from api.questions import BureauNamed, PageAsked
from domain import refusals as no
from domain.access.roles import OWNER, Permission, allows
from domain.claims.commands import ApproveClaim, RejectClaim, WithdrawClaim
from domain.deciding.reaching import Right
from domain.vocabulary import Id, Subject
from projections.claims import ClaimRow, Claims, ClaimStanding, get_claim, list_claims

routes = APIRouter(tags=["claims"], responses=RESPONSES, route_class=Guarded)

accept_of_claim(routes, "approve", ApproveClaim)
accept_of_claim(routes, "reject", RejectClaim)
accept_of_claim(routes, "withdraw", WithdrawClaim)


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
    return list_claims(conn, asked, _opening(request, served.ledger.keyring.open))


@routes.get("/claims/{bureau}/{number}")
def get_one_claim(
    request: Request,
    conn: Reading,
    served: Served,
    page: PageAsked,
    demand: Demand,
    bureau: Id,
    number: ClaimNumber,
) -> ClaimRow:
    """One claim, `nanyue/7`: to whoever may see its subject, grant roles, or made it."""
    opened = _opening(request, served.ledger.keyring.open)
    try:
        claim = get_claim(conn, page.position, (bureau, number), opened)
    except no.ClaimNotFound:
        _demand_whole(request, demand, bureau)
        raise
    if caller_of(request).actor == claim.proposer:
        return get_claim(conn, page.position, (bureau, number), served.ledger.keyring.open)
    if claim.subject is None or _holds(request, bureau, "grant"):
        _demand_whole(request, demand, bureau)
    else:
        demand(Right("read", "subject", bureau, claim.subject, served.ledger.today))
    return claim


def _demand_whole(request: Request, demand: Callable[[Right], None], bureau: str) -> None:
    permission: Permission = "grant" if _holds(request, bureau, "grant") else "read"
    demand(Right(permission, "bureau", bureau))


def _holds(request: Request, bureau: str, permission: Permission) -> bool:
    return any(h.bureau == bureau and allows(h.role, permission) for h in held_of(request))


def _opening(request: Request, unseal: Callable[[str, str], str]) -> Callable[[str, str], str]:
    """Names and narrative are for those who may read accounts; others see the rest."""
    reads = any(allows(held.role, "read") for held in held_of(request))
    if reads or caller_of(request).role == OWNER:
        return unseal
    return lambda _subject, _sealed: "[sealed 已封存]"
