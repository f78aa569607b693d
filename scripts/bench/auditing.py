"""How fast does verify hash, beside a bare reading of the same rows that hashes them too?"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from statistics import median
from typing import Any, Final

import psycopg

from domain.journal.migrations import function_bodies
from projections.evidence import fact_passes, log_passes, reading_passes
from projections.evidence.findings import Audited, Finding
from projections.evidence.merkle import leaf_hash
from projections.evidence.notes import Trust
from projections.evidence.store import BATCH, FACTS, LogStore
from projections.evidence.verify import Audit, passes_of

ROUNDS: Final = 3
HASHING: Final = (log_passes.CHECKPOINTS, log_passes.LEAVES)
DERIVING: Final = (
    log_passes.COMPLETENESS,
    fact_passes.COLUMNS,
    fact_passes.COMMANDS,
    reading_passes.READINGS,
)
_LEAVES: Final = "SELECT index, leaf FROM evidence.leaves WHERE index >= %s AND index < %s"
_ENTRIES: Final = (
    "SELECT position, leaf, entry FROM evidence.leaves WHERE index >= %s AND index < %s"
)


def read_and_hash_facts(conn: psycopg.Connection[Any], size: int) -> int:
    """Every fact with its command, its stored bytes and its sealed entry hashed, no more."""
    count = 0
    for first in range(0, size, BATCH):
        given = (first, min(first + BATCH, size))
        sealed = conn.execute(_ENTRIES, given, binary=True).fetchall()
        facts = conn.execute(FACTS, given, binary=True).fetchall()
        for fact, (_, _, entry) in zip(facts, sealed, strict=True):
            leaf_hash(fact[6])
            leaf_hash(entry)
            count += 1
    return count


def read_and_hash_leaves(conn: psycopg.Connection[Any], size: int) -> int:
    """Every leaf hash of the log, hashed once."""
    count = 0
    for first in range(0, size, BATCH):
        for _, leaf in conn.execute(_LEAVES, (first, min(first + BATCH, size)), binary=True):
            leaf_hash(leaf)
            count += 1
    return count


def measure_auditing(conn: psycopg.Connection[Any], trust: Trust) -> None:
    """Two tables: the passes that hash beside their limits, and those that derive anew, apart."""
    size = LogStore(conn).size
    audited, audit = Audited(conn, size), Audit(trust, None, function_bodies())
    named = dict(passes_of(audited, audit, datetime.now(UTC)))
    limits = (read_and_hash_leaves, read_and_hash_facts)
    print(f"\n{f'verify, {size} facts a second':30} {'pass':>8} {'bare':>8} {'ratio':>7}   range")
    for name, limit in zip(HASHING, limits, strict=True):
        pairs = [(_took(limit, conn, size), _took(_sound, named[name])) for _ in range(ROUNDS)]
        ratios = sorted(bare / own for bare, own in pairs)
        bare, own = (size / median(side) * 1e9 for side in zip(*pairs, strict=True))
        spread = f"{ratios[0]:.2f} - {ratios[-1]:.2f}"
        print(f"{name:30} {own:8.0f} {bare:8.0f} {median(ratios):7.2f}   {spread}", flush=True)
    print("passes that derive anew")
    for name in DERIVING:
        print(f"{name:30} {size / _took(_sound, named[name]) * 1e9:8.0f}", flush=True)


def _sound(work: Callable[[], Iterator[Finding]]) -> None:
    for finding in work():
        raise SystemExit(f"what is measured is not sound: {finding}")


def _took(work: Callable[..., object], *given: object) -> int:
    begun = time.perf_counter_ns()
    work(*given)
    return time.perf_counter_ns() - begun
