"""What do several processes do to one ledger at the same time?

Every function here is run in a process of its own: it opens its own ledger, waits at the gate
until all the others stand there too, and says afterwards what it was told.
"""

from __future__ import annotations

import itertools
import multiprocessing
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Final, LiteralString

import psycopg

from domain import refusals as no
from domain.deciding import Command
from domain.errors import Refusal
from domain.journal.envelope import Receipt
from domain.ledger import Ledger
from tests.conftest import MASTER, Database
from tests.journal.cast import (
    ITEMS,
    OFFICE,
    bonus,
    edition,
    posting,
    reversal,
)
from tests.journal.crowds import until_waiting

ATTEMPTS: Final = 20
TRIES: Final = 100
"""For each bonus that is to be granted, so that a ledger which grants none ends."""
START_SECONDS: Final = 60.0
_GATE: Final[LiteralString] = "SELECT pg_advisory_lock(4711)"
_PASS: Final[LiteralString] = "SELECT pg_advisory_lock_shared(4711)"


@dataclass
class Heard:
    """What a process was told: its receipts in order, and how often it was refused with what."""

    receipts: list[Receipt] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)

    @property
    def entries(self) -> list[str]:
        return [entry for receipt in self.receipts for entry in receipt.entries]


def award(dsn: str, officers: Sequence[str], count: int, seed: int) -> Heard:
    """Bonuses for officers drawn at random, until so many are granted; refusals do not stop it."""
    dice = random.Random(seed)
    drawn = (bonus(dice.choice(officers)) for _ in range(TRIES * count))
    return _say(dsn, drawn, enough=count)


def void_postings(dsn: str, officers: Sequence[str], count: int) -> Heard:
    """Each officer's only posting is voided (it ends on its first day), then recorded again.

    One is always half a round behind another, so that about half of them have theirs.
    """
    half = len(officers) // 2
    pairs = zip(officers, (*officers[half:], *officers[:half]), strict=True)
    turns = [turn for one, other in pairs for turn in (_voided(one), posting(other))]
    again = itertools.islice(itertools.cycle(turns), count)
    return _say(dsn, itertools.chain(again, map(posting, officers)), pause=0.004)


def _voided(officer: str) -> Command:
    return posting(officer, date(2024, 1, 1))


def publish(dsn: str, count: int) -> Heard:
    """New editions from the same day on: every other one has dropped the item K1, not the last."""
    assert count % 2 == 0, "the last has an odd version"
    editions = (
        edition(version, items=ITEMS if version % 2 else ITEMS[1:], cap=version)
        for version in range(2, 2 + count)
    )
    return _say(dsn, editions, pause=0.03)


def reverse(dsn: str, entries: Sequence[int], number: str, seed: int) -> Heard:
    """The same entries as the others, in an order of its own."""
    shuffled = random.Random(seed).sample(entries, len(entries))
    return _say(dsn, (reversal(entry, number) for entry in shuffled))


def _say(
    dsn: str, commands: Iterable[Command], pause: float = 0, enough: int | None = None
) -> Heard:
    heard = Heard()
    with Ledger(dsn, MASTER) as ledger:
        _pass_gate(dsn)
        for command in commands:
            try:
                heard.receipts.append(_insist(ledger, command))
            except Refusal as refusal:
                heard.refused[type(refusal).__name__] += 1
            if len(heard.receipts) == enough:
                break
            time.sleep(pause)
    return heard


def _insist(ledger: Ledger, command: Command) -> Receipt:
    """As a client does that was told to try again."""
    for _ in range(ATTEMPTS):
        try:
            return ledger.handle(command, OFFICE)
        except no.AccountContended:
            continue
    raise no.AccountContended()


def _pass_gate(dsn: str) -> None:
    with psycopg.connect(dsn, autocommit=True) as conn:
        conn.execute(_PASS)


@contextmanager
def processes(count: int) -> Iterator[ProcessPoolExecutor]:
    """So many processes; the code is loaded once, and nothing else is shared with this one."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    with ProcessPoolExecutor(count, context) as pool:
        yield pool


def all_at_once(
    pool: ProcessPoolExecutor, database: Database, *acts: Callable[[], Heard]
) -> list[Heard]:
    """Every act in its own process, let through the gate together."""
    with database.connect() as keeper:
        keeper.execute(_GATE)
        answers = [pool.submit(act) for act in acts]
        until_waiting(keeper, len(acts), START_SECONDS)
        keeper.execute("SELECT pg_advisory_unlock_all()")
        return [answer.result(120) for answer in answers]


def award_for_ever(dsn: str, number: str) -> None:
    """Say every entry as soon as it was acknowledged."""
    with Ledger(dsn, MASTER) as ledger:
        while True:
            for entry in _insist(ledger, bonus(number)).entries:
                sys.stdout.write(f"{entry}\n")
                sys.stdout.flush()


if __name__ == "__main__":
    award_for_ever(*sys.argv[1:])
