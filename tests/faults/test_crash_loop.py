"""Does everything killed at any moment leave every promise kept, once, and under one log?"""

from __future__ import annotations

import itertools
import random
import signal
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest

from projections.evidence.holding import LAST
from projections.evidence.keys import SigningKey
from projections.evidence.merkle import consistency_proof, verify_consistency
from projections.evidence.notes import Checkpoint, Trust, open_checkpoint
from projections.evidence.signatures import CHECKS
from projections.evidence.store import LogStore
from scripts.embedded import running
from tests.commands.homes import Home, an_own_home
from tests.faults.crashing import KINDS, SERVICES, WRITERS, Crowd
from tests.faults.recording import OFFICERS
from tests.journal.cast import open_bureau

pytestmark = pytest.mark.postgres

STOPS = (signal.SIGQUIT, signal.SIGKILL)


@pytest.fixture
def crowd() -> Iterator[Crowd]:
    """Everybody at work on a small bureau of its own."""
    seed = random.SystemRandom().randrange(2**32)
    with an_own_home() as home, running(home.path, fast=True):
        with home.opened() as opened, opened.ledger() as ledger:
            open_bureau(ledger, OFFICERS)
        crowd = Crowd(home, seed)
        print(f"seed {seed}")
        try:
            for name in (*SERVICES, *WRITERS):
                crowd.begin(name)
            yield crowd
        finally:
            crowd.kill_all()


@dataclass
class Seen:
    """The notary's own checkpoints, copied while it worked."""

    home: Home
    notes: list[str] = field(default_factory=list)

    def look(self) -> None:
        path = self.home.path / "notary" / LAST
        if path.exists():
            self.notes.append(path.read_text("utf-8"))


@pytest.mark.parametrize(
    ("kills", "stops"), [(8, 1), pytest.param(120, 12, marks=pytest.mark.long)]
)
def test_no_promise_is_lost_or_kept_twice_whatever_is_killed_and_when(
    crowd: Crowd, kills: int, stops: int
) -> None:
    crowd.goes_on()
    seen = Seen(crowd.home)
    rounds = -(-kills // len(KINDS))
    victims = [name for _ in range(rounds) for name in crowd.dice.sample(KINDS, len(KINDS))]
    every = kills // (stops + 1)
    for n, victim in enumerate(victims, start=1):
        crowd.crash_a_process(victim)
        seen.look()
        if n % every == 0 and n // every <= stops:
            crowd.crash_the_database(STOPS[n // every % 2])
    crowd.goes_on()
    crowd.settle()
    home = crowd.home
    home.did("notary", "--once")
    seen.look()
    with home.opened() as opened, psycopg.connect(opened.owner_dsn) as conn:
        facts = promises_are_kept(conn, crowd)
        proofs = log_only_grew(conn, home.path / "notary", seen.notes)
    assert home.did("verify", "--json").json()["verdict"] == "verified"
    told = home.did("rebuild").out
    assert "differed" not in told
    assert f"position {facts}" in told
    print(f"{dict(crowd.killed)}: {crowd.promises()} promises, {facts} facts, {proofs} proofs")


def promises_are_kept(conn: psycopg.Connection[Any], crowd: Crowd) -> int:
    """Each key has one fact, where it was promised, and no fact is without its key."""
    asked = {key for memory in crowd.memories().values() for key in memory.asked}
    promised = {k: p for memory in crowd.memories().values() for k, p in memory.promised.items()}
    assert promised.keys() == asked
    rows = conn.execute(
        "SELECT key, first_position, last_position FROM journal.commands WHERE key = ANY(%s)",
        (list(asked),),
    ).fetchall()
    assert {key: (first, last) for key, first, last in rows} == {
        key: (position, position) for key, position in promised.items()
    }
    assert len(rows) == len(set(promised.values())) == len(asked)
    positions = [p for (p,) in conn.execute("SELECT position FROM journal.facts ORDER BY 1")]
    assert positions == list(range(1, len(positions) + 1))
    awards = conn.execute("SELECT position FROM journal.facts WHERE topic = 'bonus-awarded'")
    assert {p for (p,) in awards} == set(promised.values())
    return len(positions)


def log_only_grew(conn: psycopg.Connection[Any], folder: Path, seen: list[str]) -> int:
    """A leaf a fact, and each checkpoint signed begins with the one before it; how many proofs."""
    store, trust = LogStore(conn), Trust(CHECKS, (SigningKey.load(folder / "notary.key").vkey,))
    leaves = conn.execute("SELECT index, position FROM evidence.leaves ORDER BY 1").fetchall()
    assert leaves == [(n, n + 1) for n in range(len(leaves))]
    assert conn.execute("SELECT count(*) FROM journal.facts").fetchone() == (len(leaves),)
    assert conn.execute("SELECT count(*) FROM evidence.halts").fetchone() == (0,)
    in_order = [open_checkpoint(one.note, trust).checkpoint for one in store.checkpoints()]
    assert in_order == sorted(in_order, key=lambda one: one.size)
    outside = [open_checkpoint(note, trust).checkpoint for note in seen]
    final, proofs = in_order[-1], 0
    assert final.size == len(leaves)
    for old, new in (*itertools.pairwise(in_order), *((one, final) for one in outside)):
        assert grown(store, old, new), f"{old.size} to {new.size}"
        proofs += 1
    assert proofs >= len(seen) > 1
    return proofs


def grown(store: LogStore, old: Checkpoint, new: Checkpoint) -> bool:
    proof = consistency_proof(old.size, new.size, store.subtree)
    return verify_consistency(old.size, new.size, old.root, new.root, proof)
