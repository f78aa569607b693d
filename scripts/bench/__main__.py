"""How long does a whole bureau's appraisal take? `python -m scripts.bench [OFFICERS …]`"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import psycopg
from psycopg import sql

from domain.journal.migrations import migrate
from domain.record import Record
from domain.run import appraise
from domain.standing import Standing
from projections.moments import Moment
from projections.records import load_whole_record
from scripts.bench.bureau import BUREAU, LAST, YEAR, bureau
from scripts.bench.tables import fill
from scripts.embedded import Server, running

Result = TypeVar("Result")

ROUNDS = 5
MASTER = bytes(32)
MOMENT = Moment(YEAR, LAST, 10**9)


def measured(work: Callable[[], Result]) -> tuple[int, Result]:
    """Milliseconds of this process's CPU, the least of several rounds, and what came out."""
    spent = []
    for _ in range(ROUNDS):
        begun = time.process_time_ns()
        result = work()
        spent.append((time.process_time_ns() - begun) // 1_000_000)
    return min(spent), result


def scored(record: Record) -> Standing:
    """Every unit's and officer's score, and no more of the appraisal."""
    standing = Standing(record, MOMENT.as_of, MOMENT.position)
    for officer in record.officers_known(MOMENT.position):
        standing.officer(officer)
    assert standing.units
    return standing


def filled(server: Server, made: Record) -> str:
    """A database of the bureau's own."""
    name = f"bench{len(made.officers)}"
    with psycopg.connect(server.dsn(), autocommit=True) as conn:
        conn.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    dsn = server.dsn(dbname=name)
    migrate(dsn, MASTER)
    with psycopg.connect(dsn, autocommit=True) as conn:
        fill(conn, made)
    return dsn


def measure(server: Server, officers: int) -> str:
    """One row: milliseconds to load, to score, to rank and band, and of all."""
    made = bureau(officers)
    with psycopg.connect(filled(server, made), autocommit=True) as conn:
        load, record = measured(lambda: load_whole_record(conn, BUREAU, MOMENT))
    if (record.entries, record.losses, record.marks) != (made.entries, made.losses, made.marks):
        raise SystemExit("what was loaded is not what was made")
    score, _ = measured(lambda: scored(record))
    whole, _ = measured(lambda: appraise(record, MOMENT.as_of, MOMENT.position))
    return f"{officers:8} {load:8} {score:8} {whole - score:8} {load + whole:8}"


def main(arguments: list[str]) -> int:
    """Print a row for each bureau asked for."""
    reader = argparse.ArgumentParser(prog="python -m scripts.bench", description=__doc__)
    reader.add_argument("officers", nargs="*", type=int, default=[120, 5000])
    asked = reader.parse_args(arguments).officers
    print(f"{'officers':>8} {'load':>8} {'score':>8} {'band':>8} {'all':>8}   ms of CPU, client's")
    with tempfile.TemporaryDirectory() as home, running(Path(home), fast=True) as server:
        for officers in asked:
            print(measure(server, officers), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
