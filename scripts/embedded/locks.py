"""Who has this file locked? The kernel knows, and forgets the lock of whoever dies."""

from __future__ import annotations

import fcntl
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts.home import NotSetUp

SHARED = fcntl.LOCK_SH
EXCLUSIVE = fcntl.LOCK_EX
POLL_SECONDS = 0.02
NOTICE_SECONDS = 5.0
# The recovery after a crash has taken minutes; nobody waits for ever for a lock that is stuck.
PATIENCE_SECONDS = 1800.0


class WaitedTooLong(NotSetUp):
    """What was waited for did not come in half an hour."""


def opened(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def try_lock(lock: int, kind: int) -> bool:
    try:
        fcntl.flock(lock, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def held(path: Path, kind: int, why_waiting: tuple[str, str]) -> Iterator[int]:
    """Hold the lock, and say for what we wait where that takes long."""
    lock = opened(path)
    try:
        patiently(lambda: try_lock(lock, kind), why_waiting)
        yield lock
    finally:
        os.close(lock)


def is_held(path: Path) -> bool:
    """Whether somebody holds it exclusively."""
    lock = opened(path)
    try:
        return not try_lock(lock, SHARED)
    finally:
        os.close(lock)


def patiently(done: Callable[[], bool], why_waiting: tuple[str, str]) -> None:
    """Ask until it is done; `why_waiting` is said in English and Chinese after some seconds."""
    began = time.monotonic()
    said = False
    while not done():
        waited = time.monotonic() - began
        if waited > NOTICE_SECONDS and not said:
            print(" / ".join(why_waiting), file=sys.stderr, flush=True)
            said = True
        if waited > PATIENCE_SECONDS:
            raise WaitedTooLong(
                f"gave up after {PATIENCE_SECONDS / 60:.0f} minutes: {why_waiting[0]}",
                f"等待 {PATIENCE_SECONDS / 60:.0f} 分钟后放弃：{why_waiting[1]}",
            )
        time.sleep(POLL_SECONDS)
