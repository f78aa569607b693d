"""Whose is an API token, and how is one issued, listed and revoked?"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

import psycopg
from pydantic import BaseModel
from starlette.requests import HTTPConnection

from api.admission import Caller, Connect, bearer_of
from api.admission.secrets import digest_of_secret, make_secret
from domain import refusals as no
from domain.journal import credentials

PREFIX: Final = "ml_"
KIND: Final = "token:"
DAYS: Final = 90


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


def by_token(request: HTTPConnection, connect: Connect) -> Caller | None:
    """An unknown, an expired and a revoked token are the same: one that is not found."""
    given = bearer_of(request)
    if given is None or not given.startswith(PREFIX):
        return None
    digest = digest_of_secret(given)
    name = credentials.name_of_token(connect(), digest)
    return None if name is None else Caller(KIND + name, token=digest)


def issue_token(conn: psycopg.Connection[Any], name: str, by: str, days: int) -> str:
    """A new token of that name; the one before is good no more. For the owner's connection."""
    token = make_secret(PREFIX)
    credentials.keep_token(conn, digest_of_secret(token), name, by, days)
    return token


def revoke_token(conn: psycopg.Connection[Any], name: str) -> None:
    if not credentials.end_token(conn, name):
        raise no.TokenNotFound(name=name)


def list_tokens(conn: psycopg.Connection[Any]) -> Tokens:
    rows = credentials.tokens(conn)
    return Tokens(items=tuple(TokenRow.model_validate(row._asdict()) for row in rows))
