"""How long does anybody wait for the database before he is told so?"""

from __future__ import annotations

from typing import Any, Final

import psycopg

LOCK_SECONDS: Final = 5
"""Longer than an append takes; a whole workbook's may take longer, and others are told so."""
STATEMENT_SECONDS: Final = 60
IDLE_SECONDS: Final = 60
"""Within a transaction: whoever holds the append's lock and says nothing more is let go."""


HELD_UP: Final = (psycopg.errors.LockNotAvailable, psycopg.errors.QueryCanceled)
"""A wait that came to its end."""


def bounded(**given: Any) -> dict[str, Any]:
    """Connection parameters under which no lock, statement or dead network holds for ever."""
    ours = " ".join(
        f"-c {name}={seconds * 1000}"
        for name, seconds in (
            ("lock_timeout", LOCK_SECONDS),
            ("statement_timeout", STATEMENT_SECONDS),
            ("idle_in_transaction_session_timeout", IDLE_SECONDS),
        )
    )
    network = {
        "connect_timeout": LOCK_SECONDS,
        "tcp_user_timeout": 1000 * LOCK_SECONDS,
        "keepalives_idle": LOCK_SECONDS,
        "keepalives_interval": 2,
        "keepalives_count": 3,
    }
    # What the connection string says of its own comes last and wins.
    return {**network, **given, "options": f"{ours} {given.get('options') or ''}".strip()}
