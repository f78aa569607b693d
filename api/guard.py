"""May whoever asks have an answer from this route? Asked before anything of the request is read."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from contextlib import ExitStack
from functools import cache
from typing import Annotated, Any, Final

import psycopg
from fastapi import Depends, Request, Response
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from api.access import RULES
from api.admission import Caller
from api.admission.sessions import COOKIE
from api.dependencies import CALLER, Reading, Served, Service, caller_of, service_of
from api.limits import ACTOR, TooMany, counted_as, peer_caller
from api.rules import Rule, asks_published, bureau_asked, one_of
from api.tracing import HELD, held_of, keep_refused, keep_told, note_refused
from domain import refusals as no
from domain.access.roles import OWNER, PERMISSIONS, Permission, roles_with
from domain.deciding.reaching import (
    Right,
    days_of_entry,
    has_anywhere,
    has_right,
)
from domain.errors import Refusal
from domain.journal.looking import desk_over
from domain.titles import Title
from projections.cases import shut
from projections.scores import Unseal

RULE: Final = "merit.rule"
PUBLISHED_ONLY: Final = "merit.published-only"
_EVERYWHERE: Final = Title("everywhere", "all bureaus", "各局")
_NOWHERE: Final = Title("nowhere", "any bureau", "任何一局")
_MARK: Final = "Merit-Request"
_SAFE: Final = ("GET", "HEAD")
_ACCOUNT: Final = ("bureau", "year", "subject", "number")


class Guarded(APIRoute):
    """A route that asks its rule first; one without a rule cannot be made."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()
        rules = {method: RULES[f"{method} {self.path}"] for method in self.methods or ()}
        path, name = self.path, self.name

        async def guarded(request: Request) -> Response:
            try:
                await admit(request, rules[request.method])
                answer = await handle(request)
            except Refusal as refusal:
                await keep_refused(request, name, refusal)
                raise
            except TooMany:
                note_refused(request, name, "too-many-requests")
                raise
            await keep_told(request, f"{request.method} {path}", answer)
            return Streamed(answer, name) if isinstance(answer, StreamingResponse) else answer

        return guarded


class Streamed(Response):
    """An answer that goes on: so many at once to one caller, and in all."""

    def __init__(self, inner: Response, name: str) -> None:
        self._inner, self._name = inner, name

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope)
        with ExitStack() as held:
            try:
                held.enter_context(service_of(request).limits.streaming(counted_as(scope)))
            except TooMany:
                note_refused(request, self._name, "too-many-requests")
                raise
            await self._inner(scope, receive, send)


async def admit(request: Request, rule: Rule, *, again: bool = False) -> None:
    """Raises NotAuthenticated, RequestNotMarked or NotPermitted; TooMany, where it is not asked
    `again` within one answer."""
    request.scope[RULE] = rule
    served, is_open = service_of(request), rule.is_open(request)
    caller, refusal = (None, None) if is_open else await _look(request, served, rule)
    if caller is not None:
        request.scope[CALLER], request.scope[ACTOR] = caller, caller.actor
    if not again:
        served.limits.admit(counted_as(request.scope), request.method)
    if caller is None:
        return
    if caller.by_cookie and request.method not in _SAFE and request.headers.get(_MARK) != "1":
        raise no.RequestNotMarked()
    if refusal is not None:
        raise refusal


async def still_admitted(request: Request) -> bool:
    """Whether a long answer may go on: roles and tokens end while it lasts."""
    try:
        await admit(request, request.scope[RULE], again=True)
    except (no.NotAuthenticated, no.NotPermitted, TooMany):
        return False
    return True


async def _look(
    request: Request, served: Service, rule: Rule
) -> tuple[Caller, no.NotPermitted | None]:
    """Who asks, and why he may not, if so; raises NotAuthenticated."""
    if "Authorization" in request.headers or COOKIE in request.cookies:
        async with served.turn():
            caller, refusal = await run_in_threadpool(_looked_up, request, served, rule)
        if caller is not None:
            return caller, refusal
    served.limits.look_at(peer_caller(request.scope))
    raise no.NotAuthenticated()


def _looked_up(
    request: Request, served: Service, rule: Rule
) -> tuple[Caller | None, no.NotPermitted | None]:
    """All that is asked of the database before a request is let in: in one thread, over one
    connection."""
    with ExitStack() as held:
        connect = cache(lambda: held.enter_context(served.connection()))
        asked = (authenticate(request, connect) for authenticate in served.admission)
        caller = next((found for found in asked if found is not None), None)
        if caller is None or caller.role == OWNER or rule.permission is None:
            return caller, None
        try:
            _judge(connect(), served, request, caller, rule)
        except no.NotPermitted as refusal:
            return caller, refusal
        return caller, None


def _judge(
    conn: psycopg.Connection[Any], served: Service, request: Request, caller: Caller, rule: Rule
) -> None:
    assert rule.permission is not None
    desk = desk_over(conn, served.ledger.today)
    held = served.holding.of(conn, caller.actor, desk.today)
    request.scope[HELD], request.scope[PUBLISHED_ONLY] = held, False
    if rule.anywhere and has_anywhere(held, rule.permission):
        return
    rights = list(rule.rights(request, desk.today)) if rule.rights else []
    rights += _of_entry(request, desk, rights)
    if any(has_right(desk, held, right) for right in rights):
        return
    published = Right("published", "any", bureau_asked(request))
    if rule.published and asks_published(request) and has_right(desk, held, published):
        request.scope[PUBLISHED_ONLY] = True
        return
    raise not_permitted(rule.permission, rights[0] if rights else None, anywhere=rule.anywhere)


def _of_entry(request: Request, desk: Any, rights: list[Right]) -> list[Right]:
    """An entry is also its whose the subject was on the entry's own day."""
    bureau, year, subject, number = (request.path_params.get(name) for name in _ACCOUNT)
    if number is None or not (str(year).isdecimal() and str(number).isdecimal()):
        return []
    account = (str(bureau), int(str(year)[:4]), str(subject))
    days = days_of_entry(desk, account, int(str(number)[:10]))
    return [Right("read", "subject", account[0], account[2], day) for day in days]


def not_permitted(
    permission: Permission, right: Right | None, *, anywhere: bool = False
) -> no.NotPermitted:
    """The same words whether or not there is such a thing."""
    scope = right and (right.subject or right.bureau)
    return no.NotPermitted(
        permission=PERMISSIONS[permission],
        scope=scope or (_NOWHERE if anywhere else _EVERYWHERE),
        roles=roles_with(permission),
    )


def may(request: Request, served: Service, conn: Reading, right: Right) -> bool:
    """Whether whoever was let in has this right as well."""
    if caller_of(request).role == OWNER:
        return True
    return has_right(desk_over(conn, served.ledger.today), held_of(request), right)


def opened_for(request: Request, served: Service, conn: Reading, right: Right) -> Unseal:
    """Opens what somebody wrote for whoever has this right as well, and shuts it for the rest."""
    return served.ledger.keyring.open if may(request, served, conn, right) else shut


async def demanding(request: Request, served: Served, conn: Reading) -> Callable[[Right], None]:
    """For a route whose body says what it is about: raises NotPermitted."""

    def demand(right: Right) -> None:
        if not may(request, served, conn, right):
            raise not_permitted(right.permission, right)

    return demand


Demand = Annotated[Callable[[Right], None], Depends(demanding)]
__all__ = ["Demand", "Guarded", "admit", "held_of", "may", "one_of", "opened_for", "still_admitted"]
