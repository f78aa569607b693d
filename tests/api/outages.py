"""How do the tests take the database away, and give it back?"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from scripts.embedded import Server
from tests.conftest import Database


@contextmanager
def unreachable(server: Server, database: Database) -> Iterator[None]:
    """Nobody is connected, and nobody is let in."""
    name = str(conninfo_to_dict(database.owner)["dbname"])
    with psycopg.connect(server.dsn(), autocommit=True) as conn:
        allow = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
        conn.execute(allow.format(sql.Identifier(name), sql.Literal(False)))
        ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
        conn.execute(ended, (name,))
        try:
            yield
        finally:
            conn.execute(allow.format(sql.Identifier(name), sql.Literal(True)))


def soon(seconds: float, done: Callable[[], bool]) -> bool:
    """Whether it comes about in time."""
    until = time.monotonic() + seconds
    while not done():
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True
