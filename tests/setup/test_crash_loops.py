"""Is every acknowledged row there after many users came, went, and killed what they could?"""

from __future__ import annotations

import os
import random
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from scripts.embedded import Server, running
from tests.setup.users import alive, begin, pids, rows, within

pytestmark = [pytest.mark.postgres, pytest.mark.long]

WORKERS = 4
ROUNDS = 25


def one_visit(home: Path, dice: random.Random) -> int:
    """Come, write a row, do mischief, go; returns how many rows were acknowledged."""
    user = begin(home)
    time.sleep(dice.choice([0, 0.05, 0.2, 1.0]))
    if dice.random() < 0.2:
        # Before it has said anything: perhaps in the middle of a start.
        user.kill()
        return 0
    said = user.said()
    if "refused" in said:
        # Whoever waits for a server that somebody else kills is told so.
        assert said["refused"] == "ServerNotStarted", said
        user.leave()
        return 0
    written = 0
    server = Server(said["host"], int(said["port"]), said["user"], said["password"], "merit")
    with suppress(psycopg.OperationalError):
        rows(server, "insert into visits default values")
        written = 1
    with suppress(FileNotFoundError, ProcessLookupError):
        postmaster, supervisor = pids(home)
        if dice.random() < 0.2:
            os.kill(postmaster, signal.SIGKILL)
        if dice.random() < 0.2:
            os.kill(supervisor, signal.SIGKILL)
    (user.kill if dice.random() < 0.5 else user.leave)()
    return written


def test_nothing_acknowledged_is_lost_and_nothing_stays(home: Path) -> None:
    with running(home, fast=True) as server:
        rows(server, "create table visits (id bigint generated always as identity)")

    def visits(worker: int) -> int:
        dice = random.Random(worker)
        return sum(one_visit(home, dice) for _ in range(ROUNDS))

    with ThreadPoolExecutor(WORKERS) as pool:
        written = sum(pool.map(visits, range(WORKERS)))
    assert written > WORKERS * ROUNDS / 4
    with running(home, fast=True) as server:
        # A row may be there whose acknowledgement was cut off; none may be missing.
        ((count,),) = rows(server, "select count(*) from visits")
        assert isinstance(count, int)
        assert count >= written
        left = pids(home)
    assert within(15, lambda: not any(map(alive, left)))
