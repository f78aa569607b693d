"""What does a notary at work cost whoever records? Rounds in pairs, with it and without."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import random
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from multiprocessing.context import ForkServerContext as Context
from pathlib import Path
from statistics import median
from typing import Final

import psycopg

from domain.accounts.commands import AwardBonus
from domain.imports.commands import ImportWorkbook, WorkbookRow
from domain.journal.envelope import By
from domain.ledger import Ledger
from domain.registers.commands import PublishRulebook, RecordPosting, RegisterOfficer, RegisterUnit
from projections.evidence.keys import SigningKey
from projections.evidence.notary import Notary
from scripts.bench.bureau import BUREAU, FIRST, YEAR
from scripts.demo.rulebooks import editions
from scripts.installation import Installation
from scripts.sealing import Sealing

OFFICERS: Final = tuple(f"{n:04}" for n in range(1, 301))
CLERK: Final = By(actor="officer:9001", role="owner")
WARM_SECONDS: Final = 1.2
"""More than lies between two checkpoints: a notary is then as far behind as it ever is."""
ROUND_SECONDS: Final = 2.0
PAIRS: Final = 4
BEHIND_SECONDS: Final = 60
_UNSEALED: Final = (
    "SELECT (SELECT max(position) FROM journal.facts)"
    " - coalesce((SELECT max(size) FROM evidence.checkpoints), 0)"
)


def open_bureau(ledger: Ledger, bureau: str = BUREAU) -> None:
    """An edition, a unit, and the officers posted to it."""
    ledger.handle(PublishRulebook(bureau=bureau, document=editions()[-1]), CLERK)
    ledger.handle(RegisterUnit(bureau=bureau, unit="zg", name="征管股", kind="section"), CLERK)
    for officer in OFFICERS:
        ledger.handle(RegisterOfficer(bureau=bureau, officer=officer, name="干部"), CLERK)
        posting = {"bureau": bureau, "officer": officer, "unit": "zg", "post_level": "staff"}
        ledger.handle(RecordPosting.model_validate(posting | {"from": FIRST}), CLERK)


def bonus(officer: str, day: date, bureau: str = BUREAU) -> AwardBonus:
    return AwardBonus(
        bureau=bureau,
        subject=f"officer:{officer}",
        item="W1",
        points="0.5",
        effective_on=day,
        document_no="征〔2024〕7号",
        reason="完成重点工作",
    )


def award(ledger: Ledger, officer: str, bureau: str = BUREAU) -> None:
    ledger.handle(bonus(officer, ledger.today, bureau), CLERK)


def bonuses(count: int, named: str = "b") -> ImportWorkbook:
    """A workbook of so many rows, whose refs begin with a name."""
    columns = ("ref", "subject", "kind", "item", "points", "effective_on", "reason")
    places = {name: chr(ord("A") + n) for n, name in enumerate(columns)}
    rows = []
    for n in range(count):
        subject = f"officer:{OFFICERS[n % len(OFFICERS)]}"
        day = FIRST + timedelta(days=n % 365)
        cells = (f"{named}{n}", subject, "bonus", "W1", Decimal("0.5"), day, "完成重点工作")
        said = dict(zip(columns, cells, strict=True))
        digest = _digest(repr(cells))
        row = {"sheet": "entries", "row": n + 2, "key": f"{named}{n}", "digest": digest}
        rows.append(WorkbookRow(**row, cells=said, columns=places))
    whole = _digest("".join(row.digest for row in rows))
    book = {"bureau": BUREAU, "year": YEAR, "name": "bench", "digest": whole}
    return ImportWorkbook(**book, rows=tuple(rows))


def _digest(text: str) -> str:
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


@dataclass(frozen=True)
class Writing:
    """What a writer's process is told."""

    dsn: str
    master: bytes
    seed: int
    since: int
    until: int


def write(told: Writing) -> int:
    """Record without a pause; how many were acknowledged since a moment and until another."""
    dice, count = random.Random(told.seed), 0
    with Ledger(told.dsn, told.master) as ledger:
        while (now := time.monotonic_ns()) < told.until:
            award(ledger, dice.choice(OFFICERS))
            count += told.since <= now
    return count


class NotaryAtWork:
    """A notary in a process of its own, which can be made to stand still."""

    def __init__(self, conn: psycopg.Connection[tuple[int]], pid: int) -> None:
        self._conn, self._pid = conn, pid

    def works(self, *, on: bool) -> None:
        """It has sealed everything: then it goes on, or stands still."""
        os.kill(self._pid, signal.SIGCONT)
        end = time.monotonic() + BEHIND_SECONDS
        while self._unsealed():
            if time.monotonic() > end:
                raise SystemExit("the notary does not seal")
            time.sleep(0.05)
        if not on:
            os.kill(self._pid, signal.SIGSTOP)

    def _unsealed(self) -> int:
        row = self._conn.execute(_UNSEALED).fetchone()
        return row[0] if row else 0


def seal_for_ever(dsn: str, key: Path, folder: Path) -> None:
    """What `merit notary` does."""
    sealing = Sealing(Notary(dsn, SigningKey.load(key), folder))
    sealing.start()
    sealing.wait()


@contextmanager
def notary_of(home: Installation, key: Path, context: Context) -> Iterator[NotaryAtWork]:
    told = (home.dsn("notary"), key, home.home / "notary")
    process = context.Process(target=seal_for_ever, args=told, daemon=True)
    process.start()
    assert process.pid is not None
    try:
        with psycopg.connect(home.owner_dsn, autocommit=True) as conn:
            yield NotaryAtWork(conn, process.pid)
    finally:
        process.kill()
        process.join()


def measure_appending(home: Installation, key: Path) -> None:
    """A table: commands a second without the notary and with it, and their ratio."""
    print(f"\n{'recording, commands a second':30} {'alone':>8} {'notary':>8} {'ratio':>7}   range")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    with home.ledger() as ledger:
        open_bureau(ledger)
    with notary_of(home, key, context) as notary, ProcessPoolExecutor(8, context) as pool:
        for writers in (8, 1):
            pairs = [_pair(home, notary, pool, writers, n) for n in range(PAIRS)]
            ratios = sorted(on / off for off, on in pairs)
            alone, beside = (median(side) / ROUND_SECONDS for side in zip(*pairs, strict=True))
            spread = f"{ratios[0]:.2f} - {ratios[-1]:.2f}"
            name = f"{writers} writer{'s' if writers > 1 else ''}"
            ratio = f"{median(ratios):7.3f}   {spread}"
            print(f"{name:30} {alone:8.0f} {beside:8.0f} {ratio}", flush=True)


def _pair(
    home: Installation, notary: NotaryAtWork, pool: ProcessPoolExecutor, writers: int, n: int
) -> tuple[int, int]:
    """Acknowledged without the notary, and with it; who goes first changes."""
    found: dict[bool, int] = {}
    for on in (False, True) if n % 2 else (True, False):
        notary.works(on=on)
        begun = time.monotonic_ns()
        since = begun + int(WARM_SECONDS * 1e9)
        until = since + int(ROUND_SECONDS * 1e9)
        dsn = home.dsn("app")
        told = [Writing(dsn, home.master, 100 * n + k, since, until) for k in range(writers)]
        found[on] = sum(pool.map(write, told))
    return found[False], found[True]
