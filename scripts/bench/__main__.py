"""What do an appraisal, a sealed ledger and an audit cost, beside the least they could cost?

`merit bench`: every figure is the median of interleaved rounds of one run, with their range.
"""

from __future__ import annotations

import argparse
import gc
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any, Final

import psycopg
from psycopg import sql

from domain.journal.migrations import migrate
from domain.record import Record
from domain.rehearsing import rehearse
from domain.run import appraise
from domain.runsheet import run_sheet
from projections.evidence.keys import SigningKey
from projections.evidence.notary import Notary
from projections.evidence.notes import Trust
from projections.evidence.signatures import CHECKS
from projections.moments import Moment
from projections.records import load_whole_record
from scripts.bench.appending import CLERK, bonuses, measure_appending
from scripts.bench.auditing import measure_auditing
from scripts.bench.bulk import measure_bulk
from scripts.bench.bureau import BUREAU, LAST, YEAR, bureau, candidate
from scripts.bench.mass import measure_country, measure_mass
from scripts.bench.picture import Row, Shares, draw
from scripts.bench.recording import measure_recording
from scripts.bench.serving import FACTS, measure_http
from scripts.bench.tables import fill
from scripts.bench.traffic import measure_traffic
from scripts.collecting import collect_seldom
from scripts.embedded import Server, running
from scripts.installation import Installation

ROUNDS: Final = 3
MASTER: Final = bytes(32)
MOMENT: Final = Moment(YEAR, LAST, 10**9)
IMPORTED: Final = 40_000
"""So many that what an audit does once is small beside what it does for every fact."""
LIMIT: Final = "read the rows (limit)"
_ROWS: Final = ("entries", "marks", "postings", "plan_lines", "restrictions")


def bare(conn: psycopg.Connection[Any]) -> int:
    """The same rows as tuples, and nothing done with them: no appraisal can be faster."""
    count = 0
    for table in _ROWS:
        query = sql.SQL("SELECT * FROM read.{}").format(sql.Identifier(table))
        count += len(conn.execute(query).fetchall())
    return count


def database_of(server: Server, name: str) -> str:
    """A new database, migrated."""
    with psycopg.connect(server.dsn(), autocommit=True) as conn:
        conn.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    dsn = server.dsn(dbname=name)
    migrate(dsn, MASTER)
    return dsn


def filled(server: Server, made: Record) -> str:
    """A database of the bureau's own."""
    dsn = database_of(server, f"bench{len(made.officers)}")
    with psycopg.connect(dsn, autocommit=True) as conn:
        fill(conn, made)
    return dsn


def works(conn: psycopg.Connection[Any], made: Record) -> dict[str, Callable[[], object]]:
    """What is timed, by name; each does the whole of what its name says."""

    def load() -> Record:
        return load_whole_record(conn, BUREAU, MOMENT)

    record = load()
    if (record.entries, record.losses, record.marks) != (made.entries, made.losses, made.marks):
        raise SystemExit("what was loaded is not what was made")
    run = appraise(record, LAST, MOMENT.position)
    return {
        LIMIT: lambda: bare(conn),
        "load the record": load,
        "appraise": lambda: appraise(record, LAST, MOMENT.position),
        "rows and digest": lambda: run_sheet(run),
        "load, appraise, digest": lambda: run_sheet(appraise(load(), LAST, MOMENT.position)),
        "rehearse, rule by rule": lambda: rehearse(record, LAST, MOMENT.position, candidate()),
    }


def measure(server: Server, officers: int, shown: list[Row]) -> None:
    """A table: seconds and the ratio to the limit."""
    made = bureau(officers)
    spent: dict[str, list[int]] = {}
    with psycopg.connect(filled(server, made), autocommit=True) as conn:
        timed = works(conn, made)
        for _ in range(ROUNDS):
            for name, work in timed.items():
                begun = time.perf_counter_ns()
                work()
                spent.setdefault(name, []).append(time.perf_counter_ns() - begun)
    limit = median(spent[LIMIT])
    title = f"{officers} officers, {len(made.entries)} entries, {len(made.marks)} marks"
    print(f"\n{title}")
    print(f"{'':24} {'ms':>8} {'x limit':>9}   range of rounds")
    for name, rounds in spent.items():
        low, high = min(rounds) / limit, max(rounds) / limit
        middle = median(rounds)
        ratio = f"{middle / limit:9.2f}   {low:.2f} - {high:.2f}"
        print(f"{name:24} {middle / 1_000_000:8.0f} {ratio}", flush=True)
        if name != LIMIT:
            shown.append(Row(title, name, Shares.of_times(rounds, spent[LIMIT])))


def measure_evidence(server: Server, folder: Path) -> None:
    """What sealing costs whoever records, then how fast an audit hashes what was recorded."""
    home = Installation(folder, database_of(server, "evidence"), MASTER)
    key = SigningKey.make("merit-ledger/bench")
    path = folder / "keys" / "notary.key"
    path.parent.mkdir(exist_ok=True)
    key.save(path)
    measure_appending(home, path)
    with home.ledger() as ledger:
        ledger.import_workbook(bonuses(IMPORTED), CLERK)
    with Notary(home.dsn("notary"), key, folder / "notary").leading() as leading:
        leading.seal()
    home.catch_up()
    with psycopg.connect(home.dsn("auditor"), autocommit=True) as conn:
        measure_auditing(conn, Trust(CHECKS, (key.vkey,)))


def measure_many(server: Server, folder: Path, shown: list[Row]) -> None:
    """Import, the whole log, a rebuild; then what they are to whoever records meanwhile."""
    home = measure_bulk(
        lambda name: Installation(folder / name, database_of(server, name), MASTER), folder, shown
    )
    measure_traffic(home)


def _measure_in_service(
    home: Path, shown: list[Row], asked: argparse.Namespace, *, whole: bool
) -> None:
    """Who records waits for the disk, as in service."""
    with running(home / "recording") as server:

        def of(name: str) -> Installation:
            return Installation(home / name, database_of(server, name), MASTER)

        # As `merit` has it, for all sides; what was measured before is no part of it.
        gc.collect()
        collect_seldom()
        if whole:
            measure_recording(of, shown)
        if whole or asked.serving:
            measure_http(of, shown, asked.facts)
        if whole or asked.bulk:
            measure_many(server, home, shown)
        if whole or asked.evidence:
            measure_evidence(server, home / "recording")


def main(arguments: list[str]) -> int:
    """Print a table for each size of bureau asked for, then those of the evidence."""
    reader = argparse.ArgumentParser(prog="merit bench", description=__doc__)
    reader.add_argument("officers", nargs="*", type=int, default=[120, 5000])
    reader.add_argument("--evidence", action="store_true", help="the evidence alone")
    reader.add_argument("--bulk", action="store_true", help="import, the log, a rebuild alone")
    reader.add_argument("--serving", action="store_true", help="the answers over HTTP alone")
    reader.add_argument("--facts", type=int, default=FACTS, help="the largest ledger over HTTP")
    reader.add_argument("--columns", action="store_true", help="the runs by columns alone")
    reader.add_argument("--country", action="store_true", help="a country by columns alone")
    reader.add_argument("--one-in", type=int, default=1, help="a part of the country")
    reader.add_argument("--yes", action="store_true", help="make the country unasked")
    reader.add_argument("--picture", type=Path, help="an SVG of all that was measured")
    asked = reader.parse_args(arguments)
    whole = not (asked.evidence or asked.columns or asked.bulk or asked.serving)
    shown: list[Row] = []
    with tempfile.TemporaryDirectory() as home:
        if asked.country:
            measure_country(Path(home), asked.one_in, asked.yes)
            return 0
        for officers in asked.officers if whole or asked.columns else ():
            measure_mass(officers, Path(home), shown)
        if whole:
            with running(Path(home) / "appraising", fast=True) as server:
                for officers in asked.officers:
                    measure(server, officers, shown)
        if not asked.columns:
            _measure_in_service(Path(home), shown, asked, whole=whole)
    if asked.picture is not None:
        draw(shown, asked.picture)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
