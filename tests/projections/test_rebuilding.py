"""Does a rebuild cure read models that are damaged or gone?"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import LiteralString

import psycopg
import pytest

from domain.ledger import Ledger
from projections import projector
from projections.moments import wait_for
from projections.projector import LIVE
from tests.conftest import MASTER, Database
from tests.journal.cast import OFFICE, OFFICERS, bonus, open_bureau
from tests.journal.crowds import until
from tests.journal.facts import one
from tests.projections.following import projecting
from tests.projections.test_projector import _digests, sample

__all__ = ["sample"]  # a fixture, taken up by importing it

pytestmark = pytest.mark.postgres


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The projector looks again sooner than in earnest."""
    monkeypatch.setattr(projector, "POLL_SECONDS", 0.2)
    monkeypatch.setattr(projector, "RETRY_SECONDS", 0.2)


@pytest.mark.parametrize(
    "damage",
    [
        "DROP TABLE read.entries",
        "ALTER TABLE read.entries DROP COLUMN document_no",
        "DROP TABLE read.cursor",
        "DELETE FROM read.cursor",
        "UPDATE read.cursor SET position = position + 1000",
    ],
)
def test_a_rebuild_needs_nothing_of_what_it_replaces(
    ledger: Ledger, database: Database, damage: str
) -> None:
    open_bureau(ledger)
    database.project()
    with database.connect() as owner:
        owner.execute(damage.encode())
        ledger.handle(bonus(), OFFICE)
        rebuilt = projector.rebuild(database.dsn("projector"))
        assert rebuilt.differed != ()
        assert projector.cursor(owner) == rebuilt.position == ledger.head
        assert one(owner, "SELECT count(*) FROM read.entries") == 1
    assert projector.rebuild(database.dsn("projector")).differed == ()


def test_a_cursor_beyond_the_journal_stops_the_projector_loudly(
    ledger: Ledger, database: Database
) -> None:
    """As when an older journal was restored beside them: facts to come would be skipped."""
    open_bureau(ledger)
    database.project()
    with database.connect() as owner:
        owner.execute("UPDATE read.cursor SET position = position + 3")
        with projecting(database) as live:
            until(lambda: live.health.state == "stopped")
            assert "rebuild" in str(live.health.error)
            projector.rebuild(database.dsn("projector"))
            until(lambda: live.health.state == "leading")
            wait_for(owner, ledger.handle(bonus(), OFFICE).position)
    assert projector.rebuild(database.dsn("projector")).differed == ()


@pytest.mark.parametrize("beyond", [0, 1, 10_000])
def test_catching_up_ends_at_the_head(ledger: Ledger, database: Database, beyond: int) -> None:
    open_bureau(ledger)
    projector.catch_up(database.dsn("projector"), ledger.head + beyond)
    with database.connect("auditor") as conn:
        assert projector.cursor(conn) == ledger.head


def test_read_models_dropped_under_a_live_projector_come_back(sample: Database) -> None:
    before = _digests(sample)
    with projecting(sample) as live, sample.connect() as owner:
        until(lambda: live.health.state == "leading")
        owner.execute("DROP SCHEMA read CASCADE")
        with Ledger(sample.dsn("app"), MASTER) as ledger:
            ledger.handle(bonus("0001"), OFFICE)
        until(lambda: live.health.state == "stopped")
        until(lambda: live.health.state == "leading")
        assert projector.cursor(owner) == projector.head(owner)
    after = _digests(sample)
    assert {t for t in after if after[t] != before[t]} == {"cursor", "entries"}
    assert projector.rebuild(sample.dsn("projector")).differed == ()


def test_a_rebuild_that_was_broken_off_is_no_hindrance(sample: Database) -> None:
    before = _digests(sample)

    def break_off(_: int, __: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        projector.rebuild(sample.dsn("projector"), break_off)
    assert _digests(sample) == before
    assert projector.rebuild(sample.dsn("projector")).differed == ()
    assert _digests(sample) == before


def test_a_reader_who_takes_long_holds_up_nobody_during_a_rebuild(sample: Database) -> None:
    """It reads on in the old tables, which go when it has done."""
    dsn = sample.dsn("projector")
    read: LiteralString = "SELECT to_regnamespace('read')::oid"
    with (
        sample.connect("auditor") as slow,
        sample.connect("auditor") as other,
        ThreadPoolExecutor(1) as pool,
        slow.transaction(),
    ):
        other.execute("SET statement_timeout = '2s'")
        before = one(other, read)
        rows = one(slow, "SELECT count(*) FROM read.entries")
        rebuilt = pool.submit(projector.rebuild, dsn)
        until(lambda: one(other, read) != before)
        assert one(other, "SELECT count(*) FROM read.entries") == rows
        assert not rebuilt.done()
    assert rebuilt.result().differed == ()


def test_the_first_read_models_are_made_by_whoever_comes_first(
    ledger: Ledger, database: Database
) -> None:
    """Two projectors and a rebuild at once, where there is no read schema yet."""
    open_bureau(ledger, OFFICERS)
    with projecting(database), projecting(database):
        projector.rebuild(database.dsn("projector"))
        with database.connect("auditor") as conn:
            until(lambda: projector.cursor(conn) == ledger.head)
            assert one(conn, "SELECT count(*) FROM read.officers") == len(OFFICERS)
    with database.connect("auditor") as conn:
        assert projector._exists(conn, LIVE)


@pytest.mark.parametrize("end", ["interrupted", "connection lost"])
def test_a_rebuild_that_ends_in_its_middle_leaves_the_live_side_whole(
    ledger: Ledger, database: Database, monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    monkeypatch.setattr(projector, "REBUILD_BATCH", 2)
    open_bureau(ledger)
    ledger.handle(bonus(), OFFICE)
    database.project()
    before, told = _digests(database), []

    def progress(at: int, target: int) -> None:
        told.append((at, target))
        if at < target and len(told) == 2:
            if end == "interrupted":
                raise KeyboardInterrupt
            with database.connect() as owner:
                owner.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE application_name = 'merit projector' AND datname = current_database()"
                )

    with pytest.raises((KeyboardInterrupt, psycopg.OperationalError)):
        projector.rebuild(database.dsn("projector"), progress)
    assert told == [(2, ledger.head), (4, ledger.head)]
    assert _digests(database) == before
    ledger.handle(bonus(), OFFICE)
    database.project()
    rebuilt = projector.rebuild(database.dsn("projector"))
    assert (rebuilt.differed, rebuilt.position) == ((), ledger.head)
    assert rebuilt.swap_ns > 0
