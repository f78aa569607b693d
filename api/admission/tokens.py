"""Whose is an API token, and how is one issued, listed and revoked?"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final, LiteralString

import psycopg
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection

from api.admission import Caller, bearer_of
from api.admission.secrets import digest_of_secret, make_secret
from domain import refusals as no

PREFIX: Final = "ml_"
KIND: Final = "token:"
DAYS: Final = 90
_FIND: Final[LiteralString] = (
    "SELECT name FROM access.tokens"
    " WHERE digest = %s AND revoked_at IS NULL AND expires_at > clock_timestamp()"
)
_REVOKE: Final[LiteralString] = (
    "UPDATE access.tokens SET revoked_at = clock_timestamp()"
    " WHERE name = %s AND revoked_at IS NULL RETURNING expires_at > clock_timestamp()"
)
_ISSUE: Final[LiteralString] = (
    "INSERT INTO access.tokens (digest, name, issued_by, expires_at)"
    " VALUES (%s, %s, %s, clock_timestamp() + make_interval(days => %s)) RETURNING expires_at"
)
_LIST: Final[LiteralString] = (
    "SELECT name, issued_by, issued_at, expires_at, revoked_at,"
    " revoked_at IS NULL AND expires_at > clock_timestamp() AS good"
    " FROM access.tokens ORDER BY name, issued_at"
)


class TokenRow(BaseModel):
    """A token as it can be told: never itself."""

    name: str
    issued_by: str
    issued_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    good: bool


class Tokens(BaseModel):
    items: tuple[TokenRow, ...]


async def by_token(request: HTTPConnection, served: Any) -> Caller | None:
    """An unknown, an expired and a revoked token are the same: one that is not found."""
    given = bearer_of(request)
    if given is None or not given.startswith(PREFIX):
        return None
    digest = digest_of_secret(given)
    async with served.turn():
        name = await run_in_threadpool(_find, served, digest)
    return None if name is None else Caller(KIND + name, token=digest)


def _find(served: Any, digest: bytes) -> str | None:
    with served.connection() as conn:
        row = conn.execute(_FIND, (digest,)).fetchone()
    return row[0] if row else None


def issue_token(conn: psycopg.Connection[Any], name: str, by: str, days: int) -> str:
    """A new token of that name; the one before is good no more. For the owner's connection."""
    token = make_secret(PREFIX)
    with conn.transaction():
        # Two at once would each leave theirs: one waits for the other here.
        conn.execute("SELECT pg_advisory_xact_lock(hashtext('merit-ledger/tokens'))")
        conn.execute(_REVOKE, (name,))
        conn.execute(_ISSUE, (digest_of_secret(token), name, by, days))
    return token


def revoke_token(conn: psycopg.Connection[Any], name: str) -> None:
    with conn.transaction():
        if not any(good for (good,) in conn.execute(_REVOKE, (name,)).fetchall()):
            raise no.TokenNotFound(name=name)


def list_tokens(conn: psycopg.Connection[Any]) -> Tokens:
    rows = conn.execute(_LIST).fetchall()
    names = tuple(TokenRow.model_fields)
    return Tokens(
        items=tuple(TokenRow.model_validate(dict(zip(names, r, strict=True))) for r in rows)
    )
