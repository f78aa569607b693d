"""What does somebody who records meanwhile notice of a rebuild, of VACUUM, of autovacuum?

One writer in a process of its own, without a pause; rounds that take turns, the quiet one among
them. An import is one append, which all others wait for: it stands there for comparison.
"""

from __future__ import annotations

import multiprocessing
import random
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from statistics import median
from typing import Any, Final

import psycopg

from domain.ledger import Ledger
from projections import projector
from scripts.bench.appending import CLERK, OFFICERS, Writing, award, bonuses
from scripts.installation import Installation

ROUNDS: Final = 3
ROUND_SECONDS: Final = 1.5
WARM_SECONDS: Final = 0.5
IMPORTED: Final = 2_000
_EAGER: Final = (
    "ALTER SYSTEM SET autovacuum_naptime = '1s'",
    "SELECT pg_reload_conf()",
    "ALTER TABLE journal.facts SET (autovacuum_vacuum_insert_threshold = 50,"
    " autovacuum_vacuum_insert_scale_factor = 0, autovacuum_analyze_threshold = 50,"
    " autovacuum_analyze_scale_factor = 0)",
)
_PATIENT: Final = (
    "ALTER TABLE journal.facts RESET (autovacuum_vacuum_insert_threshold,"
    " autovacuum_vacuum_insert_scale_factor, autovacuum_analyze_threshold,"
    " autovacuum_analyze_scale_factor)",
    "ALTER SYSTEM RESET autovacuum_naptime",
    "SELECT pg_reload_conf()",
)
_BY_ITSELF: Final = """
SELECT autovacuum_count + autoanalyze_count FROM pg_stat_user_tables
 WHERE relid = 'journal.facts'::regclass
"""


def write_timed(told: Writing) -> list[float]:
    """Record without a pause: the milliseconds of each append since a moment."""
    dice = random.Random(told.seed)
    found: list[float] = []
    with Ledger(told.dsn, told.master) as ledger:
        while (now := time.monotonic_ns()) < told.until or not found:
            award(ledger, dice.choice(OFFICERS))
            if now >= told.since:
                found.append((time.monotonic_ns() - now) / 1e6)
    return found


class Beside:
    """What goes on beside the writer, again and again, and how often it did."""

    def __init__(self, home: Installation) -> None:
        self._home, self._round, self.times = home, 0, 0
        self.swaps: list[int] = []

    @contextmanager
    def quiet(self) -> Iterator[None]:
        yield

    @contextmanager
    def a_rebuild(self) -> Iterator[None]:
        dsn = self._home.dsn("projector")
        with self._over_and_over(lambda: self.swaps.append(projector.rebuild(dsn).swap_ns)):
            yield

    @contextmanager
    def vacuum(self) -> Iterator[None]:
        with (
            psycopg.connect(self._home.owner_dsn, autocommit=True) as conn,
            self._over_and_over(lambda: conn.execute("VACUUM (ANALYZE) journal.facts")),
        ):
            yield

    @contextmanager
    def autovacuum(self) -> Iterator[None]:
        with psycopg.connect(self._home.owner_dsn, autocommit=True) as conn:
            before = _number(conn, _BY_ITSELF)
            for statement in _EAGER:
                conn.execute(statement)
            yield
            for statement in _PATIENT:
                conn.execute(statement)
            self.times += _number(conn, _BY_ITSELF) - before

    @contextmanager
    def an_import(self) -> Iterator[None]:
        self._round += 1
        books = iter(bonuses(IMPORTED, f"t{self._round}.{n}-") for n in range(1000))
        with (
            self._home.ledger() as ledger,
            self._over_and_over(lambda: ledger.import_workbook(next(books), CLERK)),
        ):
            yield

    @contextmanager
    def _over_and_over(self, work: Callable[[], object]) -> Iterator[None]:
        done = threading.Event()

        def act() -> None:
            while not done.is_set():
                work()
                self.times += 1

        thread = threading.Thread(target=act)
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()


def _number(conn: psycopg.Connection[Any], query: str) -> int:
    row = conn.execute(query).fetchone()
    return int(row[0]) if row else 0


def measure_traffic(home: Installation) -> None:
    """A table: milliseconds of an append by what goes on beside it, and the ratio of its p99."""
    besides = {name: Beside(home) for name in ("quiet", "a_rebuild", "vacuum", "autovacuum")}
    besides["an_import"] = Beside(home)
    found: dict[str, list[list[float]]] = {name: [] for name in besides}
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    with ProcessPoolExecutor(1, context) as pool:
        for n in range(ROUNDS):
            for name, beside in besides.items():
                with getattr(beside, name)():
                    found[name].append(pool.submit(write_timed, _told(home, n)).result())
    titles = f"{'appends':>8} {'p50':>8} {'p99':>8} {'longest':>8} {'x quiet p99':>12}   range"
    print(f"\n{'recording beside, ms':22} {'times':>6} {titles}")
    for name, rounds in found.items():
        ratios = sorted(
            _at(own, 99) / _at(quiet, 99) for own, quiet in zip(rounds, found["quiet"], strict=True)
        )
        told = (median(_at(one, part) for one in rounds) for part in (50, 99))
        figures = " ".join(f"{ms:8.2f}" for ms in (*told, max(map(max, rounds))))
        count = sum(map(len, rounds))
        spread = f"{median(ratios):12.2f}   {ratios[0]:.2f} - {ratios[-1]:.2f}"
        words = name.replace("_", " ")
        print(f"{words:22} {besides[name].times:6} {count:8} {figures} {spread}", flush=True)
    swaps = besides["a_rebuild"].swaps
    print(f"the longest swap of a rebuild: {max(swaps) / 1e6:.1f} ms", flush=True)


def _told(home: Installation, seed: int) -> Writing:
    since = time.monotonic_ns() + int(WARM_SECONDS * 1e9)
    return Writing(home.dsn("app"), home.master, seed, since, since + int(ROUND_SECONDS * 1e9))


def _at(found: list[float], part: int) -> float:
    """The percentile, of the appends themselves."""
    return sorted(found)[min(len(found) - 1, len(found) * part // 100)]
