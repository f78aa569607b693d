"""What befalls a soak: who is killed, stopped or made to wait, and does it go on each time?"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final

import psutil  # type: ignore[import-untyped]
import psycopg

from scripts.embedded import running
from tests.faults.soaking import MORTAL, Soak
from tests.setup.users import alive, pids, within

GOES_ON_SECONDS: Final = 120
PAUSE_SECONDS: Final = (0.5, 4.0)


def befall(soak: Soak, what: str) -> None:
    """One of FAULTS; then something more is promised, and all that was killed is begun anew."""
    FAULTS[what](soak)
    soak.befell[what] += 1
    before = len(soak.outside.acknowledged)

    def goes_on() -> bool:
        for service in soak.services.values():
            service.begin_again()
        return len(soak.outside.acknowledged) > before or bool(soak.troubles)

    said = soak.services["serve"].said
    assert within(GOES_ON_SECONDS, goes_on), f"stuck after {what}: {soak.told()}\n{said()[-3000:]}"


def _kill_serve(soak: Soak) -> None:
    """Mostly when it is there: on a busy machine it would else never come to serve."""
    service = soak.services[MORTAL[0]]
    if soak.dice.random() < 0.8:
        within(GOES_ON_SECONDS / 4, lambda: bool(service.ready()))
    service.kill()


def _kill_projector(soak: Soak) -> None:
    soak.services[MORTAL[1]].kill()


def _kill_notary(soak: Soak) -> None:
    """The service's own, which it replaces; whether it led or stood by."""
    for child in _children(soak.services["serve"].process.pid):
        with suppress(psutil.NoSuchProcess):
            if "--attached" in child.cmdline():
                child.kill()


def _end_database(soak: Soak, ending: signal.Signals) -> None:
    with suppress(FileNotFoundError):
        postmaster, _ = pids(soak.home.path)
        os.kill(postmaster, ending)
        assert within(GOES_ON_SECONDS, lambda: not alive(postmaster))


def _stop_database_at_once(soak: Soak) -> None:
    """As `pg_ctl stop -m immediate` does; its supervisor starts another."""
    _end_database(soak, signal.SIGQUIT)


def _kill_database(soak: Soak) -> None:
    _end_database(soak, signal.SIGKILL)


@contextmanager
def _as_owner(soak: Soak) -> Iterator[psycopg.Connection[Any]]:
    with running(soak.home.path) as server, psycopg.connect(server.dsn()) as conn:
        yield conn


def _end_sessions(soak: Soak) -> None:
    """Every session ended by the administrator, whatever it is about."""
    with _as_owner(soak) as conn:
        conn.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )


def _hold_the_lock(soak: Soak) -> None:
    """Somebody else appends for seconds."""
    with _as_owner(soak) as conn:
        conn.execute("SELECT pg_advisory_xact_lock(hashtext('merit-ledger/append'))")
        time.sleep(soak.dice.uniform(*PAUSE_SECONDS))


def _pause_database(soak: Soak) -> None:
    """The whole server stands still, as on a disk that hangs."""
    with suppress(FileNotFoundError, psutil.NoSuchProcess):
        postmaster = psutil.Process(pids(soak.home.path)[0])
        _pause(soak, [postmaster, *postmaster.children(recursive=True)])


def _pause_services(soak: Soak) -> None:
    """One of our own processes stands still, with whatever it holds."""
    service = soak.dice.choice(list(soak.services.values()))
    with suppress(psutil.NoSuchProcess):
        _pause(soak, [psutil.Process(service.process.pid)])


def _pause(soak: Soak, processes: Iterable[Any]) -> None:
    stopped = []
    try:
        for process in processes:
            with suppress(psutil.NoSuchProcess):
                process.suspend()
                stopped.append(process)
        time.sleep(soak.dice.uniform(*PAUSE_SECONDS))
    finally:
        for process in stopped:
            with suppress(psutil.NoSuchProcess):
                process.resume()


def _children(pid: int) -> list[Any]:
    with suppress(psutil.NoSuchProcess):
        return list(psutil.Process(pid).children(recursive=True))
    return []


FAULTS: Final = {
    "kill -9 serve": _kill_serve,
    "kill -9 projector": _kill_projector,
    "kill -9 notary": _kill_notary,
    "postgres immediate": _stop_database_at_once,
    "postgres kill -9": _kill_database,
    "sessions ended": _end_sessions,
    "append lock held": _hold_the_lock,
    "postgres paused": _pause_database,
    "service paused": _pause_services,
}
