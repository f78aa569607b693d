"""Who is asking? One after another is asked who knows the credentials; nobody: 401.

Which roles a caller holds is never in a credential: that is read in the journal, each time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import psycopg
from starlette.requests import HTTPConnection

BEARER_MAX = 8192
SCHEME = "bearer "


@dataclass(frozen=True)
class Caller:
    """Whoever asks; `role` is empty, and the decision looks his roles up in the journal.

    `token` is the hash of the token that let him in; `by_cookie`: a browser sent it by itself.
    """

    actor: str
    role: str = ""
    token: bytes | None = None
    by_cookie: bool = False


Connect = Callable[[], psycopg.Connection[Any]]
"""The connection that all who look at one request ask by; it is taken when the first needs it."""
Authenticator = Callable[[HTTPConnection, Connect], Caller | None]
"""Knows the caller by his credentials, or does not. It is called in a thread, and may wait."""


def bearer_of(request: HTTPConnection) -> str | None:
    """The one bearer token that the request carries."""
    given = request.headers.getlist("Authorization")
    if len(given) != 1 or len(given[0]) > BEARER_MAX or not given[0].lower().startswith(SCHEME):
        return None
    return given[0][len(SCHEME) :].strip()
