"""Is anything recorded twice or lost where the line breaks around a commit?"""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import psycopg
import pytest
from eventsourcing.persistence import OperationalError
from psycopg.conninfo import make_conninfo

from domain import refusals as no
from domain.ledger import ATTEMPTS_MAX, Ledger
from tests.conftest import MASTER, Database
from tests.journal.cast import (
    OFFICE,
    OFFICERS,
    bonus,
    open_bureau,
    ref,
)
from tests.journal.crowds import overtaken, until, until_waiting
from tests.journal.facts import append, newcomer, one
from tests.journal.loading import entries_book
from tests.journal.lossy import Cut, Line, lossy_line

pytestmark = pytest.mark.postgres

AROUND_COMMIT = (Cut.BEFORE_COMMIT, Cut.AFTER_COMMIT)


@pytest.fixture
def lossy(database: Database) -> Iterator[tuple[Line, Ledger]]:
    """A ledger whose line can be cut; its bureau is open, its keys are made."""
    hasty = make_conninfo(database.dsn("app"), options="-c lock_timeout=1000")
    with lossy_line(hasty) as (line, dsn), Ledger(dsn, MASTER) as ledger:
        open_bureau(ledger)
        ledger.handle(bonus(reason="首次"), OFFICE)
        yield line, ledger


@pytest.mark.parametrize("key", ["k1", None])
@pytest.mark.parametrize("cut", AROUND_COMMIT)
def test_a_line_that_breaks_around_commit_writes_nothing_twice(
    lossy: tuple[Line, Ledger], cut: Cut, key: str | None
) -> None:
    line, ledger = lossy
    head = ledger.head
    line.cut_next(cut)
    receipt = ledger.handle(bonus(reason="再次"), OFFICE, key)
    assert line.cuts == [cut]
    assert (receipt.position, ledger.head) == (head + 1, head + 1)
    assert receipt.entries == (ref(2),)
    assert receipt.replayed is (cut is Cut.AFTER_COMMIT)


def test_a_line_that_breaks_again_and_again_writes_nothing_twice(
    lossy: tuple[Line, Ledger],
) -> None:
    line, ledger = lossy
    head = ledger.head
    line.cut_next(Cut.BEFORE_COMMIT, times=4)
    line.cut_next(Cut.AFTER_COMMIT)
    assert ledger.handle(bonus(), OFFICE).position == head + 1
    assert (len(line.cuts), ledger.head) == (5, head + 1)


def test_an_answer_lost_after_long_work_is_still_found_by_the_key(
    lossy: tuple[Line, Ledger], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Patience is counted from the loss, not from the beginning of the work."""
    monkeypatch.setattr("domain.ledger.PATIENCE_SECONDS", 0.5)
    line, ledger = lossy
    head = ledger.head
    line.cut_next(Cut.AFTER_COMMIT)

    def slowly(stage: str, done: int) -> None:
        time.sleep(0.6 if stage == "check" else 0)

    receipt = ledger.import_workbook(entries_book(OFFICERS[:1], 3), OFFICE, progress=slowly)
    assert (receipt.replayed, receipt.position) == (True, ledger.head)
    assert (len(line.cuts), ledger.head) == (1, head + receipt.facts)


def test_two_equal_commands_without_a_key_are_two_acts(lossy: tuple[Line, Ledger]) -> None:
    """A lost answer must not make the next award of the same kind look like its repetition."""
    line, ledger = lossy
    line.cut_next(Cut.AFTER_COMMIT)
    first = ledger.handle(bonus(), OFFICE)
    second = ledger.handle(bonus(), OFFICE)
    assert (first.entries, second.entries) == ((ref(2),), (ref(3),))


def test_a_line_that_stays_broken_is_said_by_name(
    lossy: tuple[Line, Ledger], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("domain.ledger.BACKOFF_SECONDS", 0.0005)
    line, ledger = lossy
    head = ledger.head
    line.cut_next(Cut.BEFORE_COMMIT, times=ATTEMPTS_MAX)
    with pytest.raises(no.OutcomeNotKnown):
        ledger.handle(bonus(), OFFICE, key="k1")
    assert ledger.head == head
    assert not ledger.handle(bonus(), OFFICE, key="k1").replayed


@pytest.mark.parametrize("cut", AROUND_COMMIT)
def test_nobody_says_that_nothing_was_recorded_where_the_answer_was_lost(
    lossy: tuple[Line, Ledger], monkeypatch: pytest.MonkeyPatch, cut: Cut
) -> None:
    line, ledger = lossy
    head = ledger.head
    line.cut_next(cut)
    with monkeypatch.context() as once, pytest.raises(no.OutcomeNotKnown):
        once.setattr("domain.ledger.ATTEMPTS_MAX", 1)
        ledger.handle(bonus(), OFFICE, key="k1")
    # The commit may still be on its way: whoever asks again may have to try twice.
    assert ledger.handle(bonus(), OFFICE, key="k1").replayed is (cut is Cut.AFTER_COMMIT)
    assert ledger.head == head + 1


def test_a_long_wait_after_a_lost_answer_does_not_say_that_nothing_was_recorded(
    lossy: tuple[Line, Ledger], database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who holds the lock may be the very session that is still recording for us."""
    monkeypatch.setattr("domain.ledger.BACKOFF_SECONDS", 0.5)
    line, ledger = lossy
    line.cut_next(Cut.BEFORE_COMMIT)
    with database.connect() as owner, ThreadPoolExecutor(1) as hand:
        asked = hand.submit(ledger.handle, bonus(), OFFICE, "k1")
        until(lambda: line.cuts == [Cut.BEFORE_COMMIT])
        with owner.transaction():
            owner.execute("SELECT pg_advisory_xact_lock(hashtext('merit-ledger/append'))")
            with pytest.raises(no.OutcomeNotKnown):
                asked.result(30)
            with pytest.raises(no.DatabaseBusy):
                ledger.handle(bonus(), OFFICE, "k2")
    assert not ledger.handle(bonus(), OFFICE, "k1").replayed


def test_a_line_that_breaks_before_the_append_leaves_nothing_recorded(
    lossy: tuple[Line, Ledger], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, ledger = lossy

    def broken(*_: object, **__: object) -> None:
        raise OperationalError("no connection is to be had")

    monkeypatch.setattr("domain.ledger.BACKOFF_SECONDS", 0.0005)
    monkeypatch.setattr(ledger.journal.datastore, "cursor", broken)
    with pytest.raises(no.JournalUnavailable):
        ledger.handle(bonus(), OFFICE, key="k1")


def test_an_answer_lost_for_good_is_found_by_the_key_afterwards(
    lossy: tuple[Line, Ledger], database: Database
) -> None:
    """The caller's process dies with its answer; another process asks again."""
    line, ledger = lossy
    line.cut_next(Cut.AFTER_COMMIT)
    told = ledger.handle(bonus(), OFFICE, key="k1")
    with Ledger(database.dsn("app"), MASTER) as other:
        assert other.handle(bonus(), OFFICE, key="k1") == told


def test_sessions_ended_by_the_administrator_cost_no_command(
    ledger: Ledger, database: Database
) -> None:
    open_bureau(ledger)
    head = ledger.head
    with database.connect() as owner:
        for n in range(1, 4):
            ended = one(
                owner,
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                " WHERE usename = current_database() || '_app'",
            )
            assert ended > 0
            assert ledger.handle(bonus(), OFFICE).position == head + n
    assert ledger.head == head + 3


def test_a_session_ended_while_it_waits_to_append_writes_once(
    ledger: Ledger, database: Database
) -> None:
    open_bureau(ledger)
    head = ledger.head
    award = partial(ledger.handle, bonus(), OFFICE)
    with overtaken(database, award, newcomer("a")) as act, database.connect() as owner:
        owner.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_locks"
            " WHERE locktype = 'advisory' AND NOT granted"
        )
        until_waiting(owner)
    assert (act.result().position, ledger.head) == (head + 2, head + 2)


def test_a_key_is_kept_with_its_facts_or_not_at_all(database: Database) -> None:
    with database.connect("app") as conn:
        with conn.transaction(force_rollback=True):
            append(conn, [newcomer("a")], key="k1")
        append(conn, [newcomer("a")], key="k1")
        for command, code in ((bytes(32), "ML003"), (bytes([1] * 32), "ML002")):
            with pytest.raises(psycopg.DatabaseError) as said:
                append(conn, [newcomer("b")], key="k1", command=command)
            assert said.value.sqlstate == code
        assert one(conn, "SELECT count(*) FROM journal.facts") == 1
