"""What is the run of every bureau of a store: bucket by bucket, on all cores, in bounded memory?"""

from __future__ import annotations

import gc
import multiprocessing
import os
import resource
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Final

from domain.runsheet import bytes_of, digest_of
from projections.columns.engine import Question, answer
from projections.columns.library import DuckSql, connect
from projections.columns.store import Store, attach

MEGABYTES: Final = 1_024
"""For the sums of one bucket in one process, before they go to disk."""


@dataclass(frozen=True)
class Digested:
    """A bureau's run as it is filed: its digest, its place in the bucket's file."""

    bureau: str
    officers: int
    digest: str
    read: str | None


@dataclass(frozen=True)
class Bucket:
    """A bucket's runs, and what they cost the process that made them."""

    runs: tuple[Digested, ...]
    worked_ns: int
    kibibytes: int
    """The most that the process has held so far."""


@dataclass
class Filed:
    """All runs of a store: their digests by bureau, and which the readable engine had to give."""

    digests: dict[str, str] = field(default_factory=dict)
    officers: int = 0
    read: dict[str, str] = field(default_factory=dict)
    worked_ns: int = field(default=0, compare=False)
    kibibytes: int = field(default=0, compare=False)

    @property
    def reasons(self) -> Counter[str]:
        return Counter(self.read.values())


def run_store(store: Store, asked: Question, to: Path | None = None, cores: int = 0) -> Filed:
    """The run of every bureau that has a rulebook then. Raises BeyondTheStore.

    With `to`, a file for each bucket is written there, a run on a line: the bytes that its digest
    is taken over.
    """
    if asked.year != store.year or asked.position > store.position:
        raise BeyondTheStore(f"{store.year}, position {store.position}")
    if to is not None:
        to.mkdir(parents=True, exist_ok=True)
    filed = Filed()
    for found in _buckets(store, asked, to, cores or os.cpu_count() or 1):
        filed.worked_ns += found.worked_ns
        filed.kibibytes = max(filed.kibibytes, found.kibibytes)
        for one in found.runs:
            filed.digests[one.bureau] = one.digest
            filed.officers += one.officers
            if one.read is not None:
                filed.read[one.bureau] = one.read
    return filed


class BeyondTheStore(ValueError):
    """The store was not written of that year, or not up to that position."""


def _buckets(store: Store, asked: Question, to: Path | None, cores: int) -> Iterator[Bucket]:
    todo = iter(range(len(store.buckets)))
    if cores == 1 or len(store.buckets) == 1:
        for n in todo:
            yield run_bucket(store, n, asked, to, cores)
        return
    context = multiprocessing.get_context("forkserver")
    with ProcessPoolExecutor(cores, mp_context=context, initializer=_quiet) as pool:

        def begun(n: int) -> Future[Bucket]:
            return pool.submit(run_bucket, store, n, asked, to)

        running = {begun(n) for n in islice(todo, cores + 1)}
        while running:
            done, running = wait(running, return_when=FIRST_COMPLETED)
            running |= {begun(n) for n in islice(todo, len(done))}
            for one in done:
                yield one.result()


def _quiet() -> None:
    """A process that makes rows and drops them looks for cycles once a bucket, not at every row."""
    gc.freeze()
    gc.disable()


def run_bucket(store: Store, n: int, asked: Question, to: Path | None, threads: int = 1) -> Bucket:
    """The bucket's runs, each made and let go before the next."""
    found = []
    begun = time.process_time_ns()
    gc.collect()
    with connect(threads, MEGABYTES) as conn:
        attach(conn, store.bucket(n))
        lines = None if to is None else (to / f"{n:05}.jsonl").open("wb")
        for one in answer(DuckSql(conn), store.buckets[n], asked):
            sheet = bytes_of(one.run)
            if lines is not None:
                lines.write(sheet + b"\n")
            digest = digest_of(sheet)
            found.append(Digested(one.bureau, len(one.run.places), digest, one.read))
        if lines is not None:
            lines.close()
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return Bucket(tuple(found), time.process_time_ns() - begun, held)
