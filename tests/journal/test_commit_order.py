"""Does a follower that reads by position ever skip a fact, or meet one that comes late?"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, Final, LiteralString

import psycopg
import pytest

from domain.ledger import Ledger
from tests.conftest import MASTER, Database
from tests.journal.cast import OFFICE, OFFICERS, bonus, open_bureau
from tests.journal.facts import append, newcomer, one

pytestmark = pytest.mark.postgres

Write = Callable[[psycopg.Connection[Any], str], object]
DELAY_SECONDS: Final = 0.01
JOURNAL: Final[LiteralString] = "SELECT position FROM journal.facts WHERE position > %s ORDER BY 1"
NAIVE: Final[LiteralString] = "SELECT id FROM public.naive WHERE id > %s ORDER BY id"


def _write(database: Database, role: str, write: Write, seed: int, count: int) -> int:
    """Transactions that dawdle before COMMIT, a third of them rolled back; how many remain."""
    dice, committed = random.Random(seed), 0
    with database.connect(role) as conn:
        for n in range(count):
            undo = dice.random() < 1 / 3
            with conn.transaction(force_rollback=undo):
                write(conn, f"w{seed}-{n}")
                time.sleep(dice.uniform(0, DELAY_SECONDS))
            committed += not undo
            time.sleep(dice.uniform(0, DELAY_SECONDS))
    return committed


class Follower:
    """Reads on from the last position it saw, as fast as it can, until told to stop."""

    def __init__(self, database: Database, query: LiteralString) -> None:
        self.seen: list[int] = []
        self._conn = database.connect()
        self._query, self._stop = query, threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> Follower:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()
        self._read()
        self._conn.close()

    def _run(self) -> None:
        while not self._stop.is_set():
            self._read()

    def _read(self) -> None:
        last = self.seen[-1] if self.seen else 0
        self.seen += [row[0] for row in self._conn.execute(self._query, (last,))]


def _follow(
    database: Database, query: LiteralString, writers: Sequence[Callable[[], int]]
) -> tuple[list[int], int]:
    """What the follower saw, and how many facts were committed meanwhile."""
    with Follower(database, query) as follower, ThreadPoolExecutor(len(writers)) as pool:
        committed = sum(pool.map(lambda write: write(), writers))
    return follower.seen, committed


def _appends(conn: psycopg.Connection[Any], name: str) -> object:
    return append(conn, [newcomer(f"{name}-a"), newcomer(f"{name}-b")])


def _inserts(conn: psycopg.Connection[Any], name: str) -> object:
    return conn.execute("INSERT INTO public.naive (name) VALUES (%s)", (name,))


def _awards(database: Database, number: str, count: int) -> int:
    with Ledger(database.dsn("app"), MASTER) as ledger:
        for _ in range(count):
            ledger.handle(bonus(number), OFFICE)
    return count


@pytest.fixture
def opened(database: Database) -> Iterator[Database]:
    with Ledger(database.dsn("app"), MASTER) as ledger:
        open_bureau(ledger, OFFICERS)
    yield database


def _chase(database: Database, count: int) -> None:
    begun = 0
    with database.connect("auditor") as conn:
        begun = one(conn, "SELECT max(position) FROM journal.facts")
    raw = [partial(_write, database, "app", _appends, seed, count) for seed in range(4)]
    ordinary = [partial(_awards, database, number, count) for number in OFFICERS[:2]]
    seen, committed = _follow(database, JOURNAL, [*raw, *ordinary])
    pairs = committed - 2 * count
    assert 0 < pairs < 4 * count
    assert seen == list(range(1, begun + 2 * pairs + 2 * count + 1))


def test_a_follower_never_skips_a_fact_however_long_a_commit_takes(opened: Database) -> None:
    _chase(opened, 25)


@pytest.mark.long
def test_a_follower_never_skips_a_fact_for_minutes(opened: Database) -> None:
    _chase(opened, 1500)


def test_the_same_follower_skips_where_nothing_orders_the_commits(database: Database) -> None:
    """The control: over an ordinary table the check above fails."""
    with database.connect() as owner:
        owner.execute("CREATE TABLE public.naive (id bigserial PRIMARY KEY, name text)")
        writers = [partial(_write, database, "owner", _inserts, seed, 25) for seed in range(6)]
        seen, committed = _follow(database, NAIVE, writers)
        kept = [row[0] for row in owner.execute("SELECT id FROM public.naive ORDER BY id")]
    assert len(kept) == committed
    assert set(seen) < set(kept)
    assert kept != list(range(1, committed + 1))


def test_an_append_waits_until_the_one_before_it_is_settled(database: Database) -> None:
    with database.connect("app") as first, database.connect("app") as second:
        second.execute("SET lock_timeout = '50ms'")
        with first.transaction(force_rollback=True):
            append(first, [newcomer("a")])
            with pytest.raises(psycopg.errors.LockNotAvailable):
                append(second, [newcomer("b")])
            assert one(second, "SELECT count(*) FROM journal.facts") == 0
        assert append(second, [newcomer("b")])[:2] == (1, 1)


@pytest.mark.parametrize("level", ["REPEATABLE READ", "SERIALIZABLE"])
def test_a_snapshot_from_before_the_lock_cannot_append(database: Database, level: str) -> None:
    """Its view of the last position is old; the position it would take is gone."""
    isolation = {
        "REPEATABLE READ": psycopg.IsolationLevel.REPEATABLE_READ,
        "SERIALIZABLE": psycopg.IsolationLevel.SERIALIZABLE,
    }[level]
    with database.connect("app") as old, database.connect("app") as other:
        old.isolation_level = isolation
        with pytest.raises(psycopg.DatabaseError) as said, old.transaction():
            one(old, "SELECT count(*) FROM journal.facts")
            append(other, [newcomer("a")])
            append(old, [newcomer("b")])
        assert said.value.sqlstate in ("ML001", "40001")
        assert one(other, "SELECT count(*) FROM journal.facts") == 1


def test_a_savepoint_undone_gives_its_position_to_the_next(database: Database) -> None:
    with database.connect("app") as conn:
        with conn.transaction():
            append(conn, [newcomer("a")])
            with conn.transaction(force_rollback=True):
                append(conn, [newcomer("b")])
            append(conn, [newcomer("c")])
        facts = conn.execute("SELECT position, stream_name FROM journal.facts ORDER BY 1")
        assert facts.fetchall() == [(1, "officer:a"), (2, "officer:c")]
