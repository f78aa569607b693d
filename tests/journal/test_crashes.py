"""Is what was acknowledged there, once, after a writer or the server itself died in the midst?"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import psutil  # type: ignore[import-untyped]
import psycopg
import pytest

from domain.ledger import Ledger
from projections import projector
from tests.conftest import MASTER, Database
from tests.journal.cast import OFFICE, OFFICERS, bonus, open_bureau
from tests.journal.crowds import at_once, until
from tests.journal.facts import one
from tests.journal.invariants import facts_of, read_log
from tests.projections.following import projecting

pytestmark = pytest.mark.postgres

ROOT: Final = Path(__file__).parents[2]
# Locks of other databases are other tests' own.
HELD_HERE: Final = """SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'
   AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"""


@contextmanager
def _writer(database: Database, number: str) -> Iterator[subprocess.Popen[str]]:
    """A process that awards without end, and says each entry once it was acknowledged."""
    command = [sys.executable, "-m", "tests.journal.writers", database.dsn("app"), number]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def _said(process: subprocess.Popen[str], count: int) -> list[str]:
    assert process.stdout is not None
    return [process.stdout.readline().strip() for _ in range(count)]


def test_a_writer_that_is_killed_leaves_every_acknowledged_entry_once(
    ledger: Ledger, database: Database
) -> None:
    open_bureau(ledger, OFFICERS)
    with _writer(database, "0001") as first, _writer(database, "0002") as second:
        told = _said(first, 7) + _said(second, 7)
        first.send_signal(signal.SIGKILL)
        told += _said(second, 5)
        second.send_signal(signal.SIGKILL)
        for process in (first, second):
            told += process.communicate()[0].split()
    with database.connect() as owner:
        until(lambda: one(owner, HELD_HERE) == 0)
    log = read_log(facts_of(ledger))
    assert log.faults == []
    assert set(told) <= set(log.entries)
    # Of each writer at most the one that it was never told of.
    assert len(log.entries) - len(told) in (0, 1, 2)
    assert ledger.handle(bonus("0001"), OFFICE).facts == 1


def _kill_a_session(database: Database) -> None:
    """One session killed hard: the server drops all of them and recovers from its log."""
    with psycopg.connect(database.owner, autocommit=True) as conn:
        session = psutil.Process(conn.info.backend_pid)
        # Its process title names the database: it is ours, and no namesake elsewhere.
        assert conn.info.dbname in " ".join(session.cmdline())
        session.kill()
        with pytest.raises(psycopg.OperationalError):
            conn.execute("SELECT 1")


def _awards(database: Database, number: str, count: int) -> list[str]:
    with Ledger(database.dsn("app"), MASTER) as ledger:
        entries: list[str] = []
        for _ in range(count):
            entries += ledger.handle(bonus(number), OFFICE).entries
            time.sleep(0.01)
        return entries


def test_a_crash_of_the_server_loses_and_doubles_nothing(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The writers go on by themselves: for them it was a line that broke."""
    # How long a busy machine takes to recover is not the question.
    monkeypatch.setattr("domain.ledger.PATIENCE_SECONDS", 60)
    with Ledger(database.dsn("app"), MASTER) as ledger:
        open_bureau(ledger, OFFICERS)

    def crash() -> list[str]:
        time.sleep(0.3)
        _kill_a_session(database)
        until(lambda: _answers(database))
        return []

    with projecting(database):
        writers = [lambda n=number: _awards(database, n, 30) for number in OFFICERS[:3]]
        told = [entry for entries in at_once(crash, *writers) for entry in _listed(entries)]
        with Ledger(database.dsn("app"), MASTER) as ledger:
            log = read_log(facts_of(ledger))
            assert log.faults == []
            assert sorted(log.entries) == sorted(told)
            assert len(told) == 3 * 30
            head = ledger.head
        with database.connect("auditor") as conn:
            until(lambda: projector.cursor(conn) == head)
    assert projector.rebuild(database.dsn("projector")).differed == ()


def _listed(answer: object) -> list[str]:
    """The entries that a writer was told of; a refusal would be none of its business here."""
    assert isinstance(answer, list), answer
    return answer


def _answers(database: Database) -> bool:
    try:
        with database.connect("auditor") as conn:
            return bool(one(conn, "SELECT 1"))
    except psycopg.OperationalError:
        return False
