"""Who am I, what may I do, and how does a browser sign in and out?"""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from api.admission.sessions import COOKIE, end_session, open_session
from api.dependencies import TO_LOOK, Calling, Served
from api.errors import RESPONSES
from api.guard import Guarded
from domain import refusals as no
from domain.access.roles import OWNER, ROLES
from domain.deciding.reaching import Held, held_by
from domain.journal.credentials import HOURS
from domain.journal.looking import desk_over

routes = APIRouter(tags=["access"], responses=RESPONSES, route_class=Guarded)


class RoleHeld(BaseModel):
    """A role held today: over what, and since and until when."""

    bureau: str | None
    number: int | None
    role: str
    title: dict[str, str]
    permissions: list[str]
    scope: str
    start: date | None
    until: date | None


class Me(BaseModel):
    """Who is asking; the owner of the home needs no grant."""

    actor: str
    roles: list[RoleHeld]


@routes.get("/me", dependencies=[TO_LOOK])
def me(caller: Calling, served: Served) -> Me:
    """Who I am, and which roles I hold today."""
    if caller.role == OWNER:
        everything = Held("", 0, OWNER, "bureau", date.min, None)
        owner = _told(everything).model_copy(
            update={"bureau": None, "number": None, "start": None, "scope": "installation"}
        )
        return Me(actor=caller.actor, roles=[owner])
    with served.connection() as conn:
        held = held_by(desk_over(conn, served.ledger.today), caller.actor)
    return Me(actor=caller.actor, roles=[_told(one) for one in held])


def _told(held: Held) -> RoleHeld:
    role = ROLES.get(held.role)
    return RoleHeld(
        bureau=held.bureau,
        number=held.number,
        role=held.role,
        title={"zh": role.zh, "en": role.en} if role else {},
        permissions=sorted(role.permissions) if role else [],
        scope=held.scope,
        start=held.start,
        until=held.until,
    )


@routes.post("/sessions", status_code=201, dependencies=[TO_LOOK])
def sign_in(request: Request, caller: Calling, served: Served, response: Response) -> Me:
    """Begin a browser's session with a bearer token: a cookie that scripts cannot read.

    It ends after 8 hours, after 30 minutes unused, or with its token. A write by cookie needs the
    header `Merit-Request: 1`.
    """
    if caller.by_cookie:
        raise no.NotAuthenticated()
    response.set_cookie(
        COOKIE,
        open_session(served, caller),
        max_age=HOURS * 3600,
        path="/",
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )
    return me(caller, served)


class SignedOut(BaseModel):
    """The cookie is good no more."""

    ended: bool = True


@routes.delete("/sessions", dependencies=[TO_LOOK])
def sign_out(request: Request, served: Served, response: Response) -> SignedOut:
    """End the browser's session."""
    end_session(served, request.cookies.get(COOKIE, ""))
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")
    return SignedOut()
