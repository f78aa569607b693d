"""What do runs by columns cost, beside the readable engine and SQL by hand for the scores?"""

from __future__ import annotations

import gc
import os
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Final

import click

from domain.run import appraise
from domain.runsheet import bytes_of, digest_of
from projections.columns.country import run_store
from projections.columns.engine import Question, answer, rules_of, score, skeletons
from projections.columns.library import Connection, DuckSql, connect
from projections.columns.packing import packed
from projections.columns.store import Store, attach, write_rows
from scripts.bench import country
from scripts.bench.bureau import BUREAU, LAST, YEAR, bureau, candidate
from scripts.bench.by_hand import scores
from scripts.bench.picture import Row, Shares

ROUNDS: Final = 3
HEAD: Final = 10**9
ASKED: Final = Question(YEAR, LAST, HEAD)
BY_HAND: Final = "scores by hand-written SQL (limit)"
BY_COLUMNS: Final = "the same scores by columns"
CORES: Final = os.cpu_count() or 1

# What the country takes, as measured: 41 MB and 5 s for each 70,000 officers on two cores.
_MEGABYTES_OF_1000: Final = 1
_SECONDS_OF_1000: Final = 0.1
_MEGA: Final = 1_000_000
_SCORES: Final = "SELECT bureau, officer, score FROM officer_scores ORDER BY bureau, officer"
Scored = tuple[str, str, int | None]


def measure_mass(officers: int, folder: Path, shown: list[Row]) -> None:
    """A bureau in columns: milliseconds, and the ratio to the least that its scores could cost."""
    record = bureau(officers)
    store = Store(folder / f"b{officers}", YEAR, HEAD, ((BUREAU,),))
    write_rows(store.bucket(0), packed(record))
    with connect(CORES) as conn:
        attach(conn, store.bucket(0))
        if scores_by_columns(conn, [BUREAU]) != scores(conn):
            raise SystemExit("the scores by hand are others")

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
        shown += _table(
            f"{officers} officers by columns, in memory",
            {
                BY_HAND: lambda: scores(conn),
                BY_COLUMNS: lambda: scores_by_columns(conn, [BUREAU]),
                "run by columns, to the digest": lambda: by_columns(ASKED),
                "run by the readable engine": as_read,
                "the candidate's run by columns": lambda: by_columns(rehearsed),
            },
        )
    gc.unfreeze()


def scores_by_columns(conn: Connection, bureaus: Sequence[str]) -> list[Scored]:
    """What the SQL by hand answers, by the engine: of any rules, as of any moment."""
    sql = DuckSql(conn)
    rules, reasons = rules_of(skeletons(sql, bureaus, ASKED), ASKED)
    if reasons:
        raise SystemExit(f"not by columns: {reasons}")
    score(sql, rules, ASKED.year)
    found: list[Scored] = conn.execute(_SCORES).fetchall()
    return found


def _table(title: str, timed: dict[str, Callable[[], object]]) -> Iterator[Row]:
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
        if name != BY_HAND:
            yield Row(title, name, Shares.of_times(rounds, spent[BY_HAND]))


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
    by_hand, by_columns, count = _scores_alone(store)
    begun = time.perf_counter()
    filed = run_store(store, ASKED)
    run = Spent(time.perf_counter() - begun, filed.worked_ns / 1e9)
    _line(BY_HAND, by_hand, by_hand, f"{count} officers")
    _line(BY_COLUMNS, by_columns, by_hand, f"{count} officers")
    _line("every run by columns, digested", run, by_hand, f"{filed.officers} officers")
    print(f"{'the largest of the processes':36} {filed.kibibytes / 1024:8.0f} MiB of {CORES}")
    print(f"{'by the readable engine':36} {len(filed.read):8} bureaus {dict(filed.reasons)}")


@dataclass
class Spent:
    """Seconds by the clock, with whatever else the machine does, and of the processors."""

    took: float = 0
    worked: float = 0

    @contextmanager
    def measured(self) -> Iterator[None]:
        begun, before = time.perf_counter(), time.process_time()
        yield
        self.took += time.perf_counter() - begun
        self.worked += time.process_time() - before


def _line(what: str, spent: Spent, limit: Spent, of: str) -> None:
    ratio = f"{spent.took / limit.took:.2f} x, {spent.worked / limit.worked:.2f} x the work"
    told = f"{spent.took:8.1f} s   {spent.worked:.1f} s of the processors, {ratio}"
    print(f"{what:36} {told}, {of}", flush=True)


_CAP: Final = f"80000 + 10000 * ((CAST(substr(bureau, 2) AS INTEGER) % {country.PROVINCES}) % 7)"


def _scores_alone(store: Store) -> tuple[Spent, Spent, int]:
    """Both ways bucket by bucket, taking turns, and of how many officers: the same scores."""
    by_hand, by_columns, count = Spent(), Spent(), 0
    for n, bureaus in enumerate(store.buckets):
        with connect(CORES) as conn:
            attach(conn, store.bucket(n))
            with by_hand.measured():
                wanted = scores(conn, _CAP)
            with by_columns.measured():
                found = scores_by_columns(conn, bureaus)
            if found != wanted:
                raise SystemExit("the scores by hand are others")
            count += len(found)
    return by_hand, by_columns, count
