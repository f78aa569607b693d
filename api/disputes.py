"""How is a result contested over HTTP, and who is told how far it is?"""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Query, Request

from api.dependencies import Reading, Served, Service
from api.doors import CaseNumber, accept, accept_of_case
from api.errors import RESPONSES
from api.guard import Guarded, may, not_permitted
from api.questions import AsOf, BureauNamed, PageAsked
from domain import refusals as no
from domain.access.roles import Permission
from domain.deciding.reaching import Right
from domain.disputes import commands as disputes
from domain.disputes.vocabulary import StageName
from domain.vocabulary import Id, Subject
from projections.disputes import DisputeRow, DisputeStanding, get_dispute, list_disputes
from projections.listings import Page

routes = APIRouter(tags=["disputes"], responses=RESPONSES, route_class=Guarded)

accept(routes, "/disputes", disputes.FileDispute)
for act, command in (
    ("accept", disputes.AcceptDispute),
    ("decline", disputes.DeclineDispute),
    ("hear", disputes.HearDispute),
    ("extend", disputes.ExtendDispute),
    ("withdraw", disputes.WithdrawDispute),
    ("decide", disputes.DecideDispute),
):
    accept_of_case(routes, f"/disputes/{{bureau}}/{{number}}/{act}", command)

_WHOLE: Final[tuple[Permission, ...]] = ("manage", "decide", "audit")


@routes.get("/disputes")
def get_disputes(
    request: Request,
    conn: Reading,
    served: Served,
    page: PageAsked,
    bureau: BureauNamed = None,
    state: Annotated[DisputeStanding | None, Query()] = None,
    stage: Annotated[StageName | None, Query()] = None,
    subject: Annotated[Subject | None, Query()] = None,
    as_of: AsOf = None,
) -> Page[DisputeRow]:
    """Disputes by state, stage or subject; `overdue` as of the day asked about, or today."""
    _demand(request, served, conn, bureau, subject)
    asked = page.asked(bureau=bureau, state=state, stage=stage, subject=subject)
    return list_disputes(conn, asked, as_of or served.ledger.today, served.ledger.keyring.open)


@routes.get("/disputes/{bureau}/{number}")
def get_one_dispute(
    request: Request,
    conn: Reading,
    served: Served,
    page: PageAsked,
    bureau: Id,
    number: CaseNumber,
    as_of: AsOf = None,
) -> DisputeRow:
    """One dispute, `nanyue/3`: to the appellant, the committee, the office and the auditor."""
    day, unseal = as_of or served.ledger.today, served.ledger.keyring.open
    try:
        found = get_dispute(conn, (bureau, number), page.position, day, unseal)
    except no.DisputeNotFound:
        _demand(request, served, conn, bureau, None)
        raise
    _demand(request, served, conn, bureau, found.subject)
    return found


def _demand(
    request: Request, served: Service, conn: Reading, bureau: str | None, subject: str | None
) -> None:
    """The whole bureau's, or one's own: of the officer himself, or of just the unit one heads."""
    rights = [Right(permission, "bureau", bureau) for permission in _WHOLE]
    if subject is not None:
        rights.append(Right("own", "exact", bureau, subject))
    if not any(may(request, served, conn, right) for right in rights):
        raise not_permitted("manage", rights[0])
