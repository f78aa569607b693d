"""How do several threads do something at the same moment, and who of them said what?"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, LiteralString, TypeVar

import psycopg

from domain.errors import Refusal
from tests.conftest import Database
from tests.journal.facts import Stored, append

Answer = TypeVar("Answer")
PATIENCE_SECONDS = 60.0

_WAITING: LiteralString = """
SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
   AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


def at_once(*acts: Callable[[], Answer]) -> list[Answer | Refusal]:
    """What each act answered; all begin together, and a refusal is an answer."""
    start = threading.Barrier(len(acts))

    def begin(act: Callable[[], Answer]) -> Answer | Refusal:
        start.wait(PATIENCE_SECONDS)
        try:
            return act()
        except Refusal as refusal:
            return refusal

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(begin, acts))


@contextmanager
def overtaken(
    database: Database, act: Callable[[], Answer], *facts: Stored
) -> Iterator[Future[Answer]]:
    """An act that has decided and waits to append, while others' facts are not committed yet.

    They are committed at the end of the block; the act's answer can be asked for after it.
    """
    with (
        database.connect() as watcher,
        database.connect("app") as others,
        ThreadPoolExecutor(1) as pool,
        others.transaction(),
    ):
        append(others, facts)
        answer = pool.submit(act)
        until_waiting(watcher)
        yield answer


def until(condition: Callable[[], object], seconds: float = PATIENCE_SECONDS) -> None:
    """Wait for something that must come."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.005)


def until_waiting(
    conn: psycopg.Connection[Any], count: int = 1, seconds: float = PATIENCE_SECONDS
) -> None:
    """Until so many sessions of this database wait for an advisory lock."""
    until(lambda: _waiting(conn) >= count, seconds)


def _waiting(conn: psycopg.Connection[Any]) -> int:
    row = conn.execute(_WAITING).fetchone()
    return int(row[0]) if row else 0


def refusals(answers: Iterable[object]) -> list[str]:
    """The names of those answers that are refusals."""
    return [type(a).__name__ for a in answers if isinstance(a, Refusal)]
