"""What do import, the whole log, a rebuild, a statement and an audit cost, and ten times the facts?

Each beside the library's own way (scripts/bench/stock.py) and the least that it could cost, in
rounds that take turns:

- import: a workbook decided row by row, or a COPY of the very rows that it left (limit); its floor:
  that COPY after each row became a command and a fact that are valid, sealed and written as JSON;
- read the log: every fact in its present shape, its words sealed still, or a COPY of their bytes
  (limit); stock: every event as an object, by the subscription; export: and hashed, as JSON;
- rebuild: folded, compared and swapped, or folded by SQL written for the purpose alone (limit);
- statement: an officer's lines with their reasons, or his rows (limit);
- verify: every pass, or every fact and every sealed entry hashed (limit).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any, Final

import psycopg

from domain.accounts.commands import AwardBonus
from domain.accounts.facts import BonusAwarded
from domain.imports.commands import ImportWorkbook
from domain.journal.envelope import Recorded
from domain.journal.migrations import function_bodies
from domain.journal.streams import Stream
from domain.ledger import Ledger
from projections import projector
from projections.evidence.findings import INCOMPLETE, VERIFIED
from projections.evidence.keys import SigningKey
from projections.evidence.notary import Notary
from projections.evidence.notes import Trust
from projections.evidence.signatures import CHECKS
from projections.evidence.store import LogStore
from projections.evidence.verify import Audit, verify
from projections.facts import replay
from projections.kept_runs import Runs
from projections.moments import Moment
from projections.statements import Reader, get_statement
from scripts.bench import stock
from scripts.bench.appending import CLERK, OFFICERS, bonuses, open_bureau
from scripts.bench.auditing import read_and_hash_facts
from scripts.bench.bureau import BUREAU, LAST, YEAR
from scripts.bench.folded import fold_by_hand
from scripts.bench.picture import Row
from scripts.installation import Installation

SIZES: Final = (2_000, 20_000)
ROUNDS: Final = 3
PROJECTED: Final = 500
"""Of how many events the library's runner is timed: its rate does not fall with more of them."""
SUBJECT: Final = f"officer:{OFFICERS[0]}"
Made = Callable[[str], Installation]
Side = Callable[[], float]
"""Works once, and says how many a second."""
Sides = dict[str, Side]


def _rate(count: int, work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return count / (time.perf_counter() - begun)


class Importing:
    """Each round of ours into a database of its own; the others beside it."""

    def __init__(self, made: Made, size: int) -> None:
        self._made, self._size, self._round = made, size, 0
        self.book: ImportWorkbook = bonuses(size)

    def ours(self) -> float:
        self.home = self._made(f"bulk{self._size}_{self._round}")
        self._round += 1
        with self.home.ledger() as ledger:
            open_bureau(ledger)
            return _rate(self._size, lambda: ledger.import_workbook(self.book, CLERK))

    def limit(self, before: Callable[[], object] = lambda: None) -> float:
        """The rows of the last round of ours into a table like theirs, with its indexes."""
        with psycopg.connect(self.home.owner_dsn) as conn:
            conn.execute("CREATE TABLE bench_facts (LIKE journal.facts INCLUDING ALL)")
            conn.commit()
            query = f"SELECT * FROM journal.facts ORDER BY position DESC LIMIT {self._size + 1}"
            rows = _copied(conn, query)

            def work() -> None:
                before()
                into = "COPY bench_facts FROM STDIN (FORMAT binary)"
                with conn.cursor() as cursor, cursor.copy(into) as writer:
                    for part in rows:
                        writer.write(part)
                conn.commit()

            try:
                return _rate(self._size, work)
            finally:
                conn.execute("DROP TABLE bench_facts")

    def floor(self) -> float:
        """What no import in this language can leave out, whatever it decides."""
        with self.home.ledger() as ledger:
            ledger.keyring.check(f"officer:{officer}" for officer in OFFICERS)
            return self.limit(lambda: self._written(ledger))

    def _written(self, ledger: Ledger) -> None:
        stream = Stream("account", f"{BUREAU}/{YEAR}/{SUBJECT}").id
        for n, row in enumerate(self.book.rows, start=1):
            cells = {name: cell for name, cell in row.cells.items() if name not in ("ref", "kind")}
            said = vars(AwardBonus(bureau=BUREAU, **cells)) | {"bureau": BUREAU}
            del said["late_reason"]
            fact = BonusAwarded(**said, year=YEAR, number=n, edition="bench@1", claimed="0.5")
            ledger.mapper.to_stored_event(Recorded(stream, n, fact))

    def stock(self) -> float:
        _empty(self.home)
        with stock.accounts(self.home.owner_dsn) as app:
            return _rate(self._size, lambda: stock.save_entries(app, self._size))


def _empty(home: Installation) -> None:
    with psycopg.connect(home.owner_dsn, autocommit=True) as conn:
        conn.execute("DROP SCHEMA IF EXISTS bench CASCADE; CREATE SCHEMA bench")


def _copied(conn: psycopg.Connection[Any], query: str) -> list[bytes]:
    with conn.cursor() as cursor, cursor.copy(f"COPY ({query}) TO STDOUT (FORMAT binary)") as out:
        return [bytes(part) for part in out]


@dataclass(frozen=True)
class Bulk:
    """An installation with its facts, sealed and folded; the library's store beside it."""

    home: Installation
    conn: psycopg.Connection[Any]
    app: stock.Accounts
    audit: Audit

    @property
    def size(self) -> int:
        return LogStore(self.conn).size

    def reading(self, ledger: Ledger) -> Sides:
        query = "SELECT topic, state FROM journal.facts ORDER BY position"

        def read() -> None:
            for _ in ledger.journal.facts_of(BUREAU, YEAR, self.size):
                pass

        return {
            "ours": lambda: _rate(self.size, read),
            "stock": lambda: _rate(self.size, lambda: stock.read_all(self.app)),
            "limit": lambda: _rate(self.size, lambda: _copied(self.conn, query)),
        }

    def exporting(self) -> Sides:
        def export() -> None:
            for _ in replay(self.conn, 0, self.size):
                pass

        return {"ours": lambda: _rate(self.size, export)}

    def rebuilding(self) -> Sides:
        dsn = self.home.dsn("projector")

        def sampled() -> float:
            with psycopg.connect(self.home.owner_dsn, autocommit=True) as conn:
                conn.execute("DROP TABLE IF EXISTS bench.entries_view, bench.entries_tracking")
            return _rate(PROJECTED, lambda: stock.project_all(self.home.owner_dsn, PROJECTED))

        return {
            "ours": lambda: _rate(self.size, lambda: projector.rebuild(dsn)),
            "stock": sampled,
            "limit": lambda: _rate(self.size, lambda: fold_by_hand(dsn)),
        }

    def stating(self) -> Sides:
        """The run that places him is kept, as a service keeps it."""
        moment = Moment(YEAR, LAST, self.size)
        reader = Reader(lambda _, text: text, BUREAU, Runs())
        get_statement(self.conn, SUBJECT, moment, reader)
        query = "SELECT * FROM read.entries WHERE subject = %s AND year = %s ORDER BY position"

        def rows() -> None:
            self.conn.execute(query, (SUBJECT, YEAR)).fetchall()

        return {
            "ours": lambda: _rate(1, lambda: get_statement(self.conn, SUBJECT, moment, reader)),
            "stock": lambda: _rate(1, lambda: stock.read_account(self.app)),
            "limit": lambda: _rate(1, rows),
        }

    def verifying(self) -> Sides:
        def ours() -> None:
            report = verify(self.conn, self.audit)
            if report.code not in (VERIFIED, INCOMPLETE):
                raise SystemExit(f"what is measured is not sound: {report.findings[:3]}")

        return {
            "ours": lambda: _rate(self.size, ours),
            "limit": lambda: _rate(self.size, lambda: read_and_hash_facts(self.conn, self.size)),
        }


def _rounds(row: Sides) -> list[dict[str, float]]:
    return [{side: work() for side, work in row.items()} for _ in range(ROUNDS)]


Found = dict[str, list[dict[str, float]]]


def _measured(made: Made, folder: Path, size: int) -> tuple[Installation, Found]:
    importing = Importing(made, size)
    row = {"ours": importing.ours, "stock": importing.stock, "limit": importing.limit}
    found = {"import": _rounds(row | {"floor": importing.floor})}
    found["import, its floor"] = [
        {"ours": one["ours"], "limit": one.pop("floor")} for one in found["import"]
    ]
    home, key = importing.home, SigningKey.make("merit-ledger/bench")
    with Notary(home.dsn("notary"), key, folder / f"notary{size}").leading() as leading:
        leading.seal()
    home.catch_up()
    audit = Audit(Trust(CHECKS, (key.vkey,)), None, function_bodies())
    with (
        psycopg.connect(home.dsn("auditor"), autocommit=True) as conn,
        stock.accounts(home.owner_dsn) as app,
        home.ledger() as ledger,
    ):
        bulk = Bulk(home, conn, app, audit)
        found["read the log"] = _rounds(bulk.reading(ledger))
        found["export the log"] = _rounds(bulk.exporting())
        found["rebuild"] = _rounds(bulk.rebuilding())
        found["statements"] = _rounds(bulk.stating())
        found["verify"] = _rounds(bulk.verifying())
    return home, found


def measure_bulk(made: Made, folder: Path, shown: list[Row]) -> Installation:
    """A table for each size, then how cost grows from one to the next; answers the last home."""
    known: list[Found] = []
    for size in SIZES:
        home, found = _measured(made, folder, size)
        known.append(found)
        titles = f"{'ours':>8} {'stock':>8} {'limit':>8} {'x stock':>8}   range"
        print(f"\n{f'{size} facts, a second':20} {titles:50} {'x limit':>8}   range")
        for name, rounds in found.items():
            print(f"{name:20} {_line(rounds)}", flush=True)
    for name, rounds in known[-1].items():
        if "limit" in rounds[0]:
            shown.append(Row.of_rates(f"{SIZES[-1]} facts", name, rounds))
    print("\nten times the facts take so many times as long")
    for name in known[0]:
        small, large = (median(one["ours"] for one in found[name]) for found in known)
        grown = small / large * (1 if name == "statements" else SIZES[1] / SIZES[0])
        print(f"{name:20} {grown:8.1f}")
    return home


def _line(rounds: list[dict[str, float]]) -> str:
    told, ratios = [], []
    for side in ("ours", "stock", "limit"):
        rates = [one[side] for one in rounds if side in one]
        told.append(f"{median(rates):8.0f}" if rates else f"{'—':>8}")
    for side in ("stock", "limit"):
        shares = sorted(one["ours"] / one[side] for one in rounds if side in one)
        spread = f"{median(shares):8.2f}   {shares[0]:.2f} - {shares[-1]:.2f}" if shares else ""
        ratios.append(f"{spread:27}")
    return f"{' '.join(told)} {' '.join(ratios)}".rstrip()
