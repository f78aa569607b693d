"""Whose is a browser's session, and when does it begin and end?"""

from __future__ import annotations

from typing import Any, Final, LiteralString

from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection

from api.admission import Caller
from api.admission.secrets import digest_of_secret, make_secret

COOKIE: Final = "merit_session"
HOURS: Final = 8
IDLE_MINUTES: Final = 30
_GOOD: Final[LiteralString] = (
    "s.ends_at > clock_timestamp() AND s.seen_at > clock_timestamp() - make_interval(mins => %s)"
)
_FIND: Final[LiteralString] = (
    "SELECT s.actor, s.token, s.seen_at < clock_timestamp() - interval '1 minute'"
    " FROM access.sessions AS s LEFT JOIN access.tokens AS t ON t.digest = s.token"
    f" WHERE s.digest = %s AND {_GOOD} AND (s.token IS NULL"
    " OR (t.revoked_at IS NULL AND t.expires_at > clock_timestamp()))"
)
_SEEN: Final[LiteralString] = (
    "UPDATE access.sessions SET seen_at = clock_timestamp() WHERE digest = %s"
)
_OPEN: Final[LiteralString] = (
    "INSERT INTO access.sessions (digest, actor, token, ends_at)"
    " VALUES (%s, %s, %s, clock_timestamp() + make_interval(hours => %s))"
)
_CLEAR: Final[LiteralString] = f"DELETE FROM access.sessions AS s WHERE NOT ({_GOOD})"
_END: Final[LiteralString] = "DELETE FROM access.sessions WHERE digest = %s"


async def by_session(request: HTTPConnection, served: Any) -> Caller | None:
    """The cookie counts only where no other credentials are given."""
    given = request.cookies.get(COOKIE)
    if not given or "Authorization" in request.headers:
        return None
    async with served.turn():
        return await run_in_threadpool(_find, served, digest_of_secret(given))


def _find(served: Any, digest: bytes) -> Caller | None:
    with served.connection() as conn:
        row = conn.execute(_FIND, (digest, IDLE_MINUTES)).fetchone()
        if row is None:
            return None
        actor, token, stale = row
        if stale:
            conn.execute(_SEEN, (digest,))
    return Caller(actor, token=token and bytes(token), by_cookie=True)


def open_session(served: Any, caller: Caller) -> str:
    """The session's secret; those that are over are cleared away."""
    secret = make_secret()
    with served.connection() as conn:
        conn.execute(_CLEAR, (IDLE_MINUTES,))
        conn.execute(_OPEN, (digest_of_secret(secret), caller.actor, caller.token, HOURS))
    return secret


def end_session(served: Any, secret: str) -> None:
    with served.connection() as conn:
        conn.execute(_END, (digest_of_secret(secret),))
