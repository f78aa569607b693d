"""Whose is a browser's session, and when does it begin and end?"""

from __future__ import annotations

from typing import Any, Final

from starlette.requests import HTTPConnection

from api.admission import Caller, Connect
from api.admission.secrets import digest_of_secret, make_secret
from domain.journal import credentials

COOKIE: Final = "merit_session"


def by_session(request: HTTPConnection, connect: Connect) -> Caller | None:
    """The cookie counts only where no other credentials are given."""
    given = request.cookies.get(COOKIE)
    if not given or "Authorization" in request.headers:
        return None
    found = credentials.session(connect(), digest_of_secret(given))
    return None if found is None else Caller(found[0], token=found[1], by_cookie=True)


def open_session(served: Any, caller: Caller) -> str:
    """The session's secret."""
    secret = make_secret()
    with served.connection() as conn:
        credentials.keep_session(conn, digest_of_secret(secret), caller.actor, caller.token)
    return secret


def end_session(served: Any, secret: str) -> None:
    with served.connection() as conn:
        credentials.drop_session(conn, digest_of_secret(secret))
