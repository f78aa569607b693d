"""What does recording one entry cost, beside the library's own way and a bare INSERT?

Four sides over one PostgreSQL that waits for its disk, each with so many writers at once as
threads of one process, in rounds that take turns:

- ours: `Ledger.handle`, a bonus: loaded, decided, appended, acknowledged after commit;
- stock: the library's Application as its documentation has it, an aggregate with the same rule;
- append: the very fact, key and answer that ours leaves, by the same append in groups, with nothing
  loaded, decided or sealed for it (floor);
- bare: one row of the same width by one INSERT, committed (limit).
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from statistics import median
from typing import Any, ClassVar, Final
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

import psycopg
from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from eventsourcing.persistence import IntegrityError, StoredEvent
from psycopg.conninfo import conninfo_to_dict

from domain.journal.each import Each, append_each, as_said
from domain.journal.memory import Look, Memory
from domain.journal.recorder import Appending
from domain.journal.together import Together
from scripts.bench.appending import CLERK, OFFICERS, award, open_bureau
from scripts.bench.picture import Row
from scripts.installation import Installation

WRITERS: Final = (1, 8, 32)
ROUNDS: Final = 5
ROUND_SECONDS: Final = 1.2
WARM_SECONDS: Final = 0.3
SIDES: Final = ("bare", "stock", "append", "ours")
_INSERT: Final = """
INSERT INTO bench.facts (stream, version, topic, state) VALUES (%s, %s, 'bonus-awarded', %s)
"""
_STATE: Final = b"x" * 320
"""As wide as a bonus is kept."""


_RECORDED: Final = """
SELECT f.state, c.answer FROM journal.facts AS f JOIN journal.commands AS c
    ON c.last_position = f.position WHERE f.topic = 'bonus-awarded'
"""


class Account(Aggregate):
    """An officer's account, as the library's tutorial would write it."""

    @event("Opened")
    def __init__(self, officer: str) -> None:
        self.officer, self.entries = officer, 0

    @staticmethod
    def create_id(officer: str) -> UUID:
        return uuid5(NAMESPACE_URL, f"/accounts/{officer}")

    @event("Awarded")
    def award(self, item: str, points: str, reason: str) -> None:
        self.entries += 1


class Stock(Application[UUID]):
    """The library's recorder, as it comes."""

    snapshotting_intervals: ClassVar = {Account: 100}

    def award(self, officer: str) -> None:
        while True:
            account: Account = self.repository.get(Account.create_id(officer))
            account.award("W1", "0.5", "完成重点工作")
            try:
                self.save(account)
            except IntegrityError:
                continue
            return


def library_env(dsn: str) -> dict[str, str]:
    """How the library's own recorders are told of a database."""
    given = conninfo_to_dict(dsn)
    return {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": str(given.get("dbname", "")),
        "POSTGRES_HOST": str(given.get("host", "")),
        "POSTGRES_PORT": str(given.get("port", "5432")),
        "POSTGRES_USER": str(given.get("user", "")),
        "POSTGRES_PASSWORD": str(given.get("password", "")),
        "POSTGRES_SCHEMA": "bench",
        "POSTGRES_POOL_SIZE": "10",
        "POSTGRES_MAX_OVERFLOW": "22",
    }


def _stock(dsn: str) -> Stock:
    app = Stock(env=library_env(dsn))
    for officer in OFFICERS:
        app.save(Account(officer))
    return app


@contextmanager
def _appending(home: Installation) -> Iterator[Callable[[str], object]]:
    """Appends what a bonus came to, again and again, each time to a stream of its own."""
    with home.ledger() as ledger:
        open_bureau(ledger)
        award(ledger, OFFICERS[0])
        with psycopg.connect(home.owner_dsn) as conn:
            ((state, answer),) = conn.execute(_RECORDED).fetchall()
        nothing_known = Look(0, None, None, Memory(), 0)
        append = partial(append_each, ledger.journal)
        together: Together[Each, Each, range] = Together(lambda group: group, append)

        def again(_: str) -> None:
            stream = uuid4()
            name: dict[UUID | str, str] = {stream: f"account:{stream}"}
            said = Appending(CLERK, name, {}, str(stream), bytes(32), answer)
            event = StoredEvent(stream, 1, "bonus-awarded", state)
            together.do(as_said([event], said, nothing_known, {}), stream)

        yield again


@contextmanager
def _sides(of: Callable[[str], Installation]) -> Iterator[dict[str, Callable[[str], object]]]:
    """What records one entry of an officer, by the side's name."""
    # A ledger of its own: the accounts of all sides begin empty.
    home = of("alone")
    with psycopg.connect(home.owner_dsn, autocommit=True) as conn:
        conn.execute("CREATE SCHEMA IF NOT EXISTS bench")
        conn.execute(
            "CREATE TABLE IF NOT EXISTS bench.facts (position bigint GENERATED ALWAYS AS IDENTITY"
            " PRIMARY KEY, stream uuid, version bigint, topic text, state bytea,"
            " recorded_at timestamptz DEFAULT now(), UNIQUE (stream, version))"
        )
    own = threading.local()

    def bare(_: str) -> None:
        if not hasattr(own, "conn"):
            own.conn = psycopg.connect(home.owner_dsn, autocommit=True)
        own.conn.execute(_INSERT, (uuid4(), 1, _STATE), prepare=True)

    with (
        home.ledger() as ledger,
        _stock(home.owner_dsn) as stock,
        _appending(of("appended")) as append,
    ):
        open_bureau(ledger)
        ours = partial(award, ledger)
        yield {"bare": bare, "stock": stock.award, "append": append, "ours": ours}


def acknowledged(record: Callable[[str], object], writers: int) -> float:
    """Entries a second, from when all are warm."""
    counts = [0] * writers
    begun = time.perf_counter()
    since, until = begun + WARM_SECONDS, begun + WARM_SECONDS + ROUND_SECONDS

    def write(n: int) -> None:
        dice = random.Random(n)
        while (now := time.perf_counter()) < until:
            record(dice.choice(OFFICERS))
            counts[n] += now >= since

    threads = [threading.Thread(target=write, args=(n,)) for n in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / ROUND_SECONDS


def measure_recording(of: Callable[[str], Installation], shown: list[Row]) -> None:
    """A table: entries a second and ours as a ratio to each, median of rounds and their range."""
    titles = [*(f"{side:>7}" for side in SIDES)]
    titles += [f"{f'x {side}':>9}   range      " for side in SIDES[:-1]]
    print(f"\n{'recording, entries a second':27} {' '.join(titles)}")
    with _sides(of) as sides:
        for writers in WRITERS:
            rounds = [_round(sides, writers, n) for n in range(ROUNDS)]
            told = " ".join(f"{median(one[side] for one in rounds):7.0f}" for side in SIDES)
            shares = (_share(rounds, side) for side in SIDES[:-1])
            name = f"{writers} writer{'s' if writers > 1 else ''}"
            print(f"{name:27} {told} {' '.join(shares)}", flush=True)
            beside = [one | {"limit": one["bare"]} for one in rounds]
            shown.append(Row.of_rates("recording, beside a bare INSERT", name, beside))


def _round(sides: dict[str, Any], writers: int, n: int) -> dict[str, float]:
    """Who goes first changes."""
    first = n % len(SIDES)
    return {side: acknowledged(sides[side], writers) for side in (*SIDES[first:], *SIDES[:first])}


def _share(rounds: list[dict[str, float]], side: str) -> str:
    ratios = sorted(one["ours"] / one[side] for one in rounds)
    return f"{median(ratios):9.2f}   {ratios[0]:.2f} - {ratios[-1]:.2f}"
