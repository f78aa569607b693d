"""Whose are a token and a session, known by the hash of a secret, and how long are they good?

They stand outside the journal: what their principal may do is told by facts alone.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final, LiteralString, NamedTuple

import psycopg

HOURS: Final = 8
IDLE_MINUTES: Final = 30
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
    " VALUES (%s, %s, %s, clock_timestamp() + make_interval(days => %s))"
)
_LIST: Final[LiteralString] = (
    "SELECT name, issued_by, issued_at, expires_at, revoked_at,"
    " revoked_at IS NULL AND expires_at > clock_timestamp() AS good"
    " FROM access.tokens ORDER BY name, issued_at"
)
_GOOD: Final[LiteralString] = (
    "s.ends_at > clock_timestamp() AND s.seen_at > clock_timestamp() - make_interval(mins => %s)"
)
_SESSION: Final[LiteralString] = (
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

Connection = psycopg.Connection[Any]


class Token(NamedTuple):
    """A token as it can be told: never itself."""

    name: str
    issued_by: str
    issued_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    good: bool


def name_of_token(conn: Connection, digest: bytes) -> str | None:
    row = conn.execute(_FIND, (digest,)).fetchone()
    return row[0] if row else None


def keep_token(conn: Connection, digest: bytes, name: str, by: str, days: int) -> None:
    """The token of that name that was good before is good no more."""
    with conn.transaction():
        # Two at once would each leave theirs: one waits for the other here.
        conn.execute("SELECT pg_advisory_xact_lock(hashtext('merit-ledger/tokens'))")
        conn.execute(_REVOKE, (name,))
        conn.execute(_ISSUE, (digest, name, by, days))


def end_token(conn: Connection, name: str) -> bool:
    """Whether there was a good one."""
    return any(good for (good,) in conn.execute(_REVOKE, (name,)).fetchall())


def tokens(conn: Connection) -> list[Token]:
    return [Token(*row) for row in conn.execute(_LIST)]


def session(conn: Connection, digest: bytes) -> tuple[str, bytes | None] | None:
    """Whose it is, and the hash of the token that opened it; each use keeps it open."""
    row = conn.execute(_SESSION, (digest, IDLE_MINUTES)).fetchone()
    if row is None:
        return None
    actor, token, stale = row
    if stale:
        conn.execute(_SEEN, (digest,))
    return actor, token and bytes(token)


def keep_session(conn: Connection, digest: bytes, actor: str, token: bytes | None) -> None:
    """Those that are over are cleared away."""
    conn.execute(_CLEAR, (IDLE_MINUTES,))
    conn.execute(_OPEN, (digest, actor, token, HOURS))


def drop_session(conn: Connection, digest: bytes) -> None:
    conn.execute(_END, (digest,))
