"""Who owns the server of a home, and when does it stop?"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from scripts.embedded import locks, postmaster
from scripts.embedded.confinement import confinement
from scripts.embedded.place import PORT, Place
from scripts.home import NotSetUp

LOOK_SECONDS = 1.0


def main(home: Path, *, fast: bool) -> int:
    """Take office, let go of the starter, and serve until nobody uses the server."""
    place = Place(home)
    office = locks.opened(place.supervisor_lock)
    if not locks.try_lock(office, locks.EXCLUSIVE):
        return 0
    if os.fork():
        # The starter waits for this process only; the office stays with the child.
        os._exit(0)
    os.chdir("/")
    users = locks.opened(place.users_lock)
    try:
        return supervise(place, users, fast=fast)
    except NotSetUp as refusal:
        print(refusal, file=sys.stderr)
        return 1
    finally:
        # Before the users' lock, which goes with the process: whoever comes then finds no office.
        os.close(office)


def supervise(place: Place, users: int, *, fast: bool) -> int:
    """Keep a server running, through its crashes, as long as it has users."""
    programs = place.programs()
    way = confinement(place.data, programs.folder, place.folder)
    while True:
        _at_endings(_leave)
        server = postmaster.start(place, programs, way, fast=fast)
        try:
            if not postmaster.wait_until_ready(place, server):
                return 1
            _announce(place, server.pid)
            while server.poll() is None:
                if locks.try_lock(users, locks.EXCLUSIVE):
                    return 0
                time.sleep(LOOK_SECONDS)
        finally:
            _at_endings(signal.SIG_IGN)
            place.ready.unlink(missing_ok=True)
            postmaster.stop(server)
        print(f"PostgreSQL ended by itself ({server.returncode}); again", file=sys.stderr)
        time.sleep(LOOK_SECONDS)


def _announce(place: Place, pid: int) -> None:
    where = {"host": str(place.sockets), "port": PORT, "pid": pid, "supervisor": os.getpid()}
    beside = place.ready.with_suffix(".new")
    beside.write_text(json.dumps(where))
    beside.rename(place.ready)


def _at_endings(do: Callable[[int, FrameType | None], None] | signal.Handlers) -> None:
    for ending in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(ending, do)


def _leave(number: int, frame: FrameType | None) -> None:
    sys.exit(0)
