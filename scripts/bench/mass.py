"""What do runs by columns cost, beside the readable engine and SQL by hand for the scores?"""

from __future__ import annotations

import gc
import os
import shutil
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Final

import click

from domain.run import appraise
from domain.runsheet import bytes_of, digest_of
from projections.columns.country import run_store
from projections.columns.engine import Question, answer
from projections.columns.library import Connection, DuckSql, connect
from projections.columns.packing import packed
from projections.columns.store import Store, attach, write_rows
from scripts.bench import country
from scripts.bench.bureau import BUREAU, LAST, YEAR, bureau, candidate
from scripts.bench.by_hand import scores

ROUNDS: Final = 5
HEAD: Final = 10**9
ASKED: Final = Question(YEAR, LAST, HEAD)
BY_HAND: Final = "scores by hand-written SQL (limit)"
CORES: Final = os.cpu_count() or 1

# What the country takes, as measured: 41 MB and 14 s for each 70,000 officers on two shared cores.
_MEGABYTES_OF_1000: Final = 1
_SECONDS_OF_1000: Final = 0.3
_MEGA: Final = 1_000_000


def measure_mass(officers: int, folder: Path) -> None:
    """A bureau in columns: milliseconds, and the ratio to the least that its scores could cost."""
    record = bureau(officers)
    store = Store(folder / f"b{officers}", YEAR, HEAD, ((BUREAU,),))
    write_rows(store.bucket(0), packed(record))
    with connect(CORES) as conn:
        attach(conn, store.bucket(0))
        _same_scores(conn, [BUREAU], scores(conn))

        def by_columns(asked: Question) -> str:
            (one,) = answer(DuckSql(conn), [BUREAU], asked)
            return digest_of(bytes_of(one.run))

        def as_read() -> str:
            return digest_of(bytes_of(appraise(record, LAST, HEAD)))

        if by_columns(ASKED) != as_read():
            raise SystemExit("the two engines disagree")
        rehearsed = Question(YEAR, LAST, HEAD, candidate())
        # The record lies there for the whole table: no round should look through it for cycles.
        gc.collect()
        gc.freeze()
        _table(
            f"{officers} officers by columns, in memory",
            {
                BY_HAND: lambda: scores(conn),
                "run by columns, to the digest": lambda: by_columns(ASKED),
                "run by the readable engine": as_read,
                "the candidate's run by columns": lambda: by_columns(rehearsed),
            },
        )
    gc.unfreeze()


def _same_scores(
    conn: Connection, bureaus: Sequence[str], by_hand: list[tuple[str, str, int | None]]
) -> None:
    """What is compared gives the same numbers."""
    for one in answer(DuckSql(conn), bureaus, ASKED):
        if one.read is not None:
            raise SystemExit(f"not by columns: {one.read}")
    query = "SELECT bureau, officer, score FROM officer_scores ORDER BY bureau, officer"
    if conn.execute(query).fetchall() != by_hand:
        raise SystemExit("the scores by hand are others")


def _table(title: str, timed: dict[str, Callable[[], object]]) -> None:
    spent: dict[str, list[int]] = {name: [] for name in timed}
    for _ in range(ROUNDS):
        for name, work in timed.items():
            begun = time.perf_counter_ns()
            work()
            spent[name].append(time.perf_counter_ns() - begun)
    limit = median(spent[BY_HAND])
    print(f"\n{title:36} {'ms':>8} {'x limit':>9}   range of rounds")
    for name, rounds in spent.items():
        low, high, middle = (f(rounds) / limit for f in (min, max, median))
        took = median(rounds) / _MEGA
        print(f"{name:36} {took:8.0f} {middle:9.2f}   {low:.2f} - {high:.2f}", flush=True)


def measure_country(folder: Path, one_in: int, agreed: bool) -> None:
    """The runs of a country, or of one bureau in so many, after saying what it takes."""
    made = country.Country(country.OFFICERS // one_in, country.BUREAUS // one_in)
    thousands = made.officers // 1000
    megabytes = max(1, thousands * _MEGABYTES_OF_1000)
    seconds = max(1, round(thousands * _SECONDS_OF_1000))
    asking = (
        f"{made.officers} officers in {made.bureaus} bureaus: {megabytes} MB in {folder},"
        f" made in about {seconds} s"
    )
    if not agreed:
        click.confirm(f"{asking}. Make them? / 是否生成？", abort=True)
    if shutil.disk_usage(folder).free < 2 * megabytes * _MEGA:
        raise SystemExit(f"{asking}: there is not room enough")
    begun = time.perf_counter()
    store = country.make(made, folder / "country")
    print(f"\n{asking}: made in {time.perf_counter() - begun:.0f} s", flush=True)
    by_hand, by_hand_worked, count = _by_hand(store)
    begun = time.perf_counter()
    filed = run_store(store, ASKED)
    took = time.perf_counter() - begun
    _line(BY_HAND, by_hand, by_hand_worked, f"{count} officers")
    _line(
        "every run by columns, digested", took, filed.worked_ns / 1e9, f"{filed.officers} officers"
    )
    ratio = (
        f"{took / by_hand:.2f} x the limit, {filed.worked_ns / 1e9 / by_hand_worked:.2f} x its work"
    )
    print(f"{'':36} {ratio}")
    print(f"{'the largest of the processes':36} {filed.kibibytes / 1024:8.0f} MiB of {CORES}")
    print(f"{'by the readable engine':36} {len(filed.read):8} bureaus {dict(filed.reasons)}")


def _line(what: str, took: float, worked: float, of: str) -> None:
    """What others do on the machine is in the first figure, and not in the second."""
    print(f"{what:36} {took:8.1f} s   {worked:.1f} s of the processors, {of}", flush=True)


_CAP: Final = f"80000 + 10000 * ((CAST(substr(bureau, 2) AS INTEGER) % {country.PROVINCES}) % 7)"


def _by_hand(store: Store) -> tuple[float, float, int]:
    """Seconds, those of the processors, and officers; the first bucket's scores are held against
    the engine's."""
    spent, worked, count = 0.0, 0.0, 0
    for n, bureaus in enumerate(store.buckets):
        with connect(CORES) as conn:
            attach(conn, store.bucket(n))
            begun, before = time.perf_counter(), time.process_time()
            found = scores(conn, _CAP)
            spent += time.perf_counter() - begun
            worked += time.process_time() - before
            count += len(found)
            if n == 0:
                _same_scores(conn, bureaus, found)
    return spent, worked, count
