"""What do an answer and a record cost over HTTP, beside the least that the same server can do?

The service as it is run, in a process of its own over a PostgreSQL that waits for its disk; the
load comes from another. Beside the routes stand two that only measure: one does nothing, one does
one SELECT by an index over the same pool.
"""

from __future__ import annotations

import json
import multiprocessing
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import cycle
from multiprocessing.connection import Connection
from statistics import median
from typing import Final
from urllib.request import urlopen

import psycopg
from fastapi import FastAPI

from api import logs
from api.admission.tokens import KIND, by_token, issue_token
from api.app import create_app
from api.dependencies import Served, Service
from api.limits import Limits, Rates
from projections.projector import Projector
from scripts.bench.appending import OFFICERS, bonus
from scripts.bench.bureau import BUREAU, LAST, YEAR
from scripts.bench.filling import OFFICE, fill_ledger
from scripts.bench.load import HOST, Load, measure_load, request_of
from scripts.bench.picture import Row
from scripts.commands.serving import Serving
from scripts.connections import config_of
from scripts.installation import Installation
from scripts.settings import Settings

CONNECTIONS: Final = (1, 8, 32)
ROUNDS: Final = 4
ROUND_SECONDS: Final = 0.6
ASKERS: Final = tuple(f"bench{n}" for n in range(8))
"""Who asks, each with a token of his own: to one alone the service leaves but a part of itself."""
FACTS: Final = 100_000
FACTS_GROWN: Final = (10_000, 100_000, 1_000_000, 10_000_000)
OFFICERS_ASKED: Final = 120
NOTHING, SELECT, SCORE, RECORD = "nothing", "one SELECT", "score as of a date", "record a bonus"
WHAT: Final = ("rate", "p50", "p99", "cpu")
_ONE: Final = "SELECT position, subject, points FROM read.entries WHERE position = %s"
_WITHOUT_END: Final = Rates(reads=1e6, writes=1e6)


def serve(home: Installation, port: int, up: Connection) -> None:
    """The service until its process is ended."""
    home.home.mkdir(parents=True, exist_ok=True)
    logs.install(home.home / "serving.log")
    projector = Projector(home.dsn("projector"))
    projector.start()
    with home.ledger() as ledger, home.pool() as pool:
        service = Service(ledger, pool, projector, (by_token,), limits=Limits(_WITHOUT_END))
        app = create_app(service)
        _measure_by(app, ledger.head)
        server = Serving(config_of(app, port, Settings()), service.stopping)
        threading.Thread(target=_announce, args=(server, up), daemon=True).start()
        server.run()
    projector.stop()


def _announce(server: Serving, up: Connection) -> None:
    while not server.started:
        time.sleep(0.05)
    up.send(True)
    try:
        up.recv()
    finally:
        server.should_exit = True


def _measure_by(app: FastAPI, position: int) -> None:
    """The two routes that are there to be compared with, and one that tells the work done."""

    async def nothing() -> dict[str, str]:
        return {}

    def select(served: Served) -> dict[str, str]:
        with served.connection() as conn:
            row = conn.execute(_ONE, (position,)).fetchone()
        return {"row": str(row)}

    async def worked() -> dict[str, float]:
        return {"seconds": time.process_time()}

    app.add_api_route("/bench/nothing", nothing)
    app.add_api_route("/bench/select", select)
    app.add_api_route("/bench/worked", worked)


@contextmanager
def serving(home: Installation) -> Iterator[int]:
    """The port at which a service answers."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = int(probe.getsockname()[1])
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=serve, args=(home, port, theirs), daemon=True)
    process.start()
    theirs.close()
    try:
        ours.recv()
        yield port
        ours.send(True)
        process.join(20)
    finally:
        process.kill()


@dataclass(frozen=True)
class Asked:
    """What is asked of the service: its requests, by the name of the row."""

    requests: Mapping[str, Sequence[bytes]]

    def load(self, name: str, port: int, connections: int) -> Load:
        return Load(port, tuple(self.requests[name]), connections, ROUND_SECONDS)


def asked_of(tokens: Sequence[str], officers: Sequence[str], position: int, today: date) -> Asked:
    """Of every officer by somebody else."""
    who = cycle(tokens)

    def of(officer: str, what: str, asked: str) -> bytes:
        return request_of("GET", f"/v1/officers/{officer}/{what}?{asked}", next(who))

    def of_officers(what: str, more: str = "") -> list[bytes]:
        asked = f"bureau={BUREAU}&year={YEAR}&as_of={LAST}{more}"
        return [of(officer, what, asked) for officer in officers]

    bonuses = (bonus(officer, today, OFFICE).model_dump_json().encode() for officer in OFFICERS)
    record = [request_of("POST", "/v1/bonuses", next(who), body) for body in bonuses]
    here = f"bureau={OFFICE}&year={today.year}&as_of={today}"
    scores = [of(officer, "score", here) for officer in OFFICERS]
    return Asked(
        {
            NOTHING: [request_of("GET", "/bench/nothing", tokens[0])],
            SELECT: [request_of("GET", "/bench/select", tokens[0])],
            SCORE: of_officers("score"),
            "score, at a position": of_officers("score", f"&position={position}"),
            "statement": of_officers("statement"),
            RECORD: record,
            "nine scores, one record": [*scores, *record[: len(scores) // 9]],
        }
    )


def prepare(home: Installation, officers: int, facts: int) -> Asked:
    """A filled ledger, and what is asked of it."""
    with home.ledger() as ledger:
        record = fill_ledger(home, ledger, [KIND + one for one in ASKERS], officers, facts)
        head, today = ledger.head, ledger.today
    with psycopg.connect(home.owner_dsn, autocommit=True) as conn:
        tokens = [issue_token(conn, one, "bench", 1) for one in ASKERS]
    return asked_of(tokens, [one.officer for one in record.officers], head, today)


def measure_http(of: Callable[[str], Installation], shown: list[Row], facts: int) -> None:
    """What is asked and recorded over HTTP, and how that grows to so many facts, and officers."""
    measure_serving(of("served"), OFFICERS_ASKED, FACTS, shown)
    grown = [(OFFICERS_ASKED, size) for size in FACTS_GROWN if size <= facts]
    grown.append((10 * OFFICERS_ASKED, FACTS))
    measure_growth([(of(f"grown-{one}-{size}"), one, size) for one, size in grown])


def measure_serving(home: Installation, officers: int, facts: int, shown: list[Row]) -> None:
    """A table: requests a second, milliseconds, and the ratios to the two routes."""
    asked = prepare(home, officers, facts)
    print(f"\nover HTTP, {officers} officers, {facts} facts")
    with serving(home) as port, _clients() as clients:
        _warm(clients, [asked.load(name, port, 1) for name in asked.requests])
        for connections in CONNECTIONS:
            loads = {name: asked.load(name, port, connections) for name in asked.requests}
            rounds = [_round(clients, loads, n) for n in range(ROUNDS)]
            _table(connections, rounds)
            for name, side in ((RECORD, NOTHING), (SCORE, SELECT)):
                beside = [{"ours": r[name].rate, "limit": r[side].rate} for r in rounds]
                title = f"over HTTP, {connections} at once, beside {side}"
                shown.append(Row.of_rates(title, name, beside))


def measure_growth(homes: Sequence[tuple[Installation, int, int]]) -> None:
    """A table: what one officer's score costs in ledgers of so many officers and facts, each beside
    the one SELECT of its own service."""
    titles = " ".join(f"{title:>8}" for title in ("SELECT", "score", "p50 ms", "p99 ms", "cpu ms"))
    print(f"\n{'as it grows':30} {titles}   x SELECT")
    with ExitStack() as up, _clients() as clients:
        loads: dict[str, Load] = {}
        for home, officers, facts in homes:
            asked = prepare(home, officers, facts)
            port = up.enter_context(serving(home))
            for name in (SELECT, SCORE):
                loads[f"{officers} officers, {facts} facts:{name}"] = asked.load(name, port, 8)
        _warm(clients, loads.values())
        rounds = [_round(clients, loads, n) for n in range(ROUNDS)]
    for grown in dict.fromkeys(name.partition(":")[0] for name in loads):
        own = [(one[f"{grown}:{SELECT}"], one[f"{grown}:{SCORE}"]) for one in rounds]
        told = [median(getattr(score, what) for _, score in own) for what in WHAT]
        select, rate = median(select.rate for select, _ in own), told[0]
        ratio = median(score.rate / select.rate for select, score in own)
        times = f"{told[1]:8.1f} {told[2]:8.1f} {told[3]:8.2f}"
        print(f"{grown:30} {select:8.0f} {rate:8.0f} {times} {ratio:10.2f}", flush=True)


def _clients() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(1, multiprocessing.get_context("spawn"))


def _warm(clients: ProcessPoolExecutor, loads: Iterable[Load]) -> None:
    for load in loads:
        clients.submit(measure_load, load).result()


@dataclass(frozen=True)
class Cost:
    """What a load came to; `cpu`: milliseconds that the service's process worked for an answer,
    which does not depend on what else the machine does."""

    rate: float
    p50: float
    p99: float
    cpu: float


Round = dict[str, Cost]


def _round(clients: ProcessPoolExecutor, loads: Mapping[str, Load], n: int) -> Round:
    """Who goes first changes."""
    names = list(loads)
    turned = [*names[n % len(names) :], *names[: n % len(names)]]
    return {name: _cost(clients, loads[name]) for name in turned}


def _cost(clients: ProcessPoolExecutor, load: Load) -> Cost:
    before = _worked(load.port)
    found = clients.submit(measure_load, load).result()
    cpu = 1000 * (_worked(load.port) - before) / found.count
    return Cost(found.rate, found.p50, found.p99, cpu)


def _worked(port: int) -> float:
    """Seconds of work that the service's process has done so far."""
    with urlopen(f"http://{HOST}:{port}/bench/worked", timeout=30) as answer:
        return float(json.load(answer)["seconds"])


def _table(connections: int, rounds: Sequence[Round]) -> None:
    title = f"{connections} connection{'s' if connections > 1 else ''}"
    print(
        f"{title:24} {'a second':>9} {'p50 ms':>8} {'p99 ms':>8} {'x nothing':>10}   range       "
        f"{'x SELECT':>10}   range         p99 x SELECT  cpu ms"
    )
    for name in rounds[0]:
        told = [median(getattr(one[name], what) for one in rounds) for what in WHAT]
        shares = (_share(rounds, name, side) for side in (NOTHING, SELECT))
        p99 = median(one[name].p99 / one[SELECT].p99 for one in rounds)
        figures = f"{told[0]:9.0f} {told[1]:8.1f} {told[2]:8.1f}"
        print(f"{name:24} {figures} {' '.join(shares)} {p99:14.2f} {told[3]:7.2f}", flush=True)


def _share(rounds: Sequence[Round], name: str, side: str) -> str:
    ratios = sorted(one[name].rate / one[side].rate for one in rounds)
    return f"{median(ratios):10.2f}   {ratios[0]:.2f} - {ratios[-1]:.2f}"
