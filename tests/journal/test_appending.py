"""Is a fact kept as it was said, at the next position, at a later moment than the one before?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from eventsourcing.persistence import StoredEvent

from domain import refusals as no
from domain.accounts.commands import CorrectEntry, Replacement
from domain.accounts.facts import BonusAwarded
from domain.journal.envelope import By, Recorded
from domain.journal.recorder import Appending
from domain.journal.streams import Stream
from domain.ledger import Ledger, command_digest
from tests.conftest import MASTER, Database
from tests.journal.cast import (
    DAY,
    OFFICE,
    OFFICERS,
    bonus,
    deduction,
    officer,
    open_bureau,
    posting,
    ref,
    reversal,
)
from tests.journal.facts import append, log, newcomer, one

pytestmark = pytest.mark.postgres


def test_positions_count_from_one_without_a_hole(ledger: Ledger, database: Database) -> None:
    open_bureau(ledger, OFFICERS)
    with pytest.raises(no.ItemNotInEdition):
        ledger.handle(bonus(item="Z9"), OFFICE)
    ledger.handle(bonus(), OFFICE)
    with database.connect("auditor") as conn:
        assert [f["position"] for f in log(conn)] == list(range(1, ledger.head + 1))


def test_a_refused_append_burns_no_position(database: Database) -> None:
    with database.connect("app") as conn:
        append(conn, [newcomer("a")])
        for refused in ([newcomer("a")], [newcomer("b"), newcomer("a")], [newcomer("c")] * 2):
            with pytest.raises(psycopg.DatabaseError) as said:
                append(conn, refused)
            assert said.value.sqlstate == "ML001"
        with pytest.raises(psycopg.DatabaseError):
            append(conn, [newcomer("d")], reads={Stream("officer", "a").id: 0})
        assert append(conn, [newcomer("e"), newcomer("f")])[:2] == (2, 3)
        assert [f["stream_name"] for f in log(conn)] == ["officer:a", "officer:e", "officer:f"]


def test_a_rolled_back_append_burns_no_position(database: Database) -> None:
    with database.connect("app") as conn:
        append(conn, [newcomer("a")])
        with conn.transaction(force_rollback=True):
            assert append(conn, [newcomer("b")])[0] == 2
        assert append(conn, [newcomer("c")])[0] == 2


def test_each_fact_is_recorded_later_than_the_one_before(
    ledger: Ledger, database: Database
) -> None:
    open_bureau(ledger, OFFICERS)
    with database.connect("app") as conn:
        append(conn, [newcomer(f"n{n}") for n in range(100)])
        times = [f["recorded_at"] for f in log(conn)]
    assert all(before < after for before, after in pairwise(times))
    assert times[-1] <= datetime.now(UTC)


def _record(owner: psycopg.Connection[Any], position: int, at: datetime) -> datetime:
    """A fact at any position and moment, as only the owner can."""
    owner.execute(
        "INSERT INTO journal.facts (position, recorded_at, stream, stream_name, version, topic,"
        " state, actor, role, correlation)"
        " VALUES (%s, %s, %s, 'officer:z', 1, 'officer-registered', %s, 'a', 'r', %s)",
        (position, at, uuid4(), b'{"bureau":"nanyue","officer":"z","name":"z"}', uuid4()),
    )
    return at


@pytest.mark.parametrize("ahead", [timedelta(seconds=2), timedelta(hours=1), timedelta(days=4000)])
def test_a_clock_put_back_never_lets_time_stand_still(database: Database, ahead: timedelta) -> None:
    """As if the clock had been that far ahead once, and was put back since."""
    micro = timedelta(microseconds=1)
    with database.connect() as owner, database.connect("app") as conn:
        append(conn, [newcomer("a")])
        then = _record(owner, 2, datetime.now(UTC) + ahead)
        assert append(conn, [newcomer("b")])[2] == then + micro
        append(conn, [newcomer("c"), newcomer("d")])
        append(conn, [newcomer("e")])
        times = [f["recorded_at"] for f in log(conn)][1:]
    assert times == [then + n * micro for n in range(5)]


@pytest.mark.parametrize("last", [999, 99_999, 2**31 - 1, 2**53 - 1])
def test_positions_go_on_past_every_width_of_number(
    ledger: Ledger, database: Database, last: int
) -> None:
    with database.connect() as owner:
        _record(owner, last, datetime.now(UTC))
    open_bureau(ledger)
    receipt = ledger.handle(bonus(), OFFICE, key="k1")
    assert receipt.position == ledger.head == last + 6
    assert ledger.handle(bonus(), OFFICE, key="k1").position == last + 6
    page = ledger.recorder.select_notifications(start=last, limit=10)
    assert [n.id for n in page] == list(range(last, last + 7))


def test_a_receipt_names_its_last_fact_and_the_moment_of_that(
    ledger: Ledger, database: Database
) -> None:
    """Whoever asks what was known at the receipt's moment finds the whole command recorded."""
    open_bureau(ledger)
    ledger.handle(bonus(), OFFICE)
    change = Replacement(item="W1", points="1.5")
    correct = CorrectEntry(entry=ref(1), reason="改", ground="复核", replacement=change)
    receipt = ledger.handle(correct, OFFICE)
    assert (receipt.facts, receipt.entries) == (2, (ref(2),))
    with database.connect("auditor") as conn:
        last = log(conn)[-1]
        assert (receipt.position, receipt.recorded_at) == (last["position"], last["recorded_at"])
        known = one(conn, "SELECT journal.position_at(%s)", receipt.recorded_at)
    assert known == receipt.position


def test_the_typed_columns_say_what_the_state_says(ledger: Ledger, database: Database) -> None:
    open_bureau(ledger)
    ledger.handle(bonus(), OFFICE)
    ledger.handle(deduction(days=3), OFFICE)
    ledger.handle(reversal(2), OFFICE)
    typed = ("bureau", "year", "subject", "number", "item", "indicator", "effective_on", "points")
    with database.connect("auditor") as conn:
        rows = [tuple(fact[name] for name in (*typed, "topic")) for fact in log(conn)[-3:]]
    account = ("nanyue", 2024, "officer:0001")
    said = [
        (*account, 1, "K1", None, DAY, Decimal("0.5"), "bonus-awarded"),
        (*account, 2, "X1", None, DAY, Decimal("-0.6"), "deduction-imposed"),
        (*account, 2, None, None, DAY, Decimal("-0.6"), "entry-reversed"),
    ]
    assert rows == said


def test_the_envelope_says_who_in_which_role_and_as_an_answer_to_what(
    ledger: Ledger, database: Database
) -> None:
    open_bureau(ledger)
    by = By("officer:9002", "owner", request="req-1", causation="claim#3")
    receipt = ledger.handle(bonus(), by)
    with database.connect("auditor") as conn:
        fact = log(conn)[-1]
    envelope = ("actor", "role", "request", "correlation", "causation", "position", "recorded_at")
    assert tuple(fact[name] for name in envelope) == (
        *("officer:9002", "owner", "req-1", by.correlation, "claim#3"),
        *(receipt.position, receipt.recorded_at),
    )
    assert fact["stream_name"] == "account:nanyue/2024/officer:0001"
    assert fact["stream"] == Stream("account", "nanyue/2024/officer:0001").id


def test_the_store_librarys_own_reading_works_on_our_journal(ledger: Ledger) -> None:
    assert ledger.recorder.max_notification_id() is None
    open_bureau(ledger)
    for _ in range(3):
        ledger.handle(bonus(), OFFICE)
    recorder, stream = ledger.recorder, Stream("account", "nanyue/2024/officer:0001").id
    events = recorder.select_events(stream)
    assert [e.originator_version for e in events] == [1, 2, 3]
    assert [e.originator_version for e in recorder.select_events(stream, gt=1, lte=2)] == [2]
    latest = recorder.select_events(stream, desc=True, limit=1)
    assert [e.originator_version for e in latest] == [3]
    head = recorder.max_notification_id()
    assert head == ledger.head
    page = recorder.select_notifications(start=head - 2, limit=10, topics=["bonus-awarded"])
    assert [n.id for n in page] == [head - 2, head - 1, head]
    assert [n.state for n in page] == [e.state for e in events]
    recorded = [ledger.mapper.to_domain_event(n) for n in page]
    assert all(isinstance(r, Recorded) and isinstance(r.fact, BonusAwarded) for r in recorded)


def test_the_store_librarys_subscription_follows_our_journal(ledger: Ledger) -> None:
    open_bureau(ledger)
    begun = ledger.head
    with ledger.recorder.subscribe(gt=begun - 1) as subscription:
        assert next(subscription).id == begun
        for expected in range(begun + 1, begun + 4):
            ledger.handle(bonus(), OFFICE)
            assert next(subscription).id == expected


def test_no_variable_of_the_process_turns_a_setting_of_the_store(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, said in {
        "POSTGRES_ENABLE_DB_FUNCTIONS": "y",
        "LEDGER_POSTGRES_ENABLE_DB_FUNCTIONS": "y",
        "PERSISTENCE_MODULE": "eventsourcing.popo",
        "COMPRESSOR_TOPIC": "zlib",
        "IS_SNAPSHOTTING_ENABLED": "y",
        "POSTGRES_SCHEMA": "public",
        "POSTGRES_DBNAME": "elsewhere",
    }.items():
        monkeypatch.setenv(name, said)
    with Ledger(database.dsn("app"), MASTER) as ledger:
        assert ledger.journal.datastore.enable_db_functions is False
        assert ledger.snapshots is None
        open_bureau(ledger)
    with database.connect("auditor") as conn:
        assert one(conn, "SELECT max(position) FROM journal.facts") == 5


def test_the_path_that_loses_facts_for_followers_is_never_taken(ledger: Ledger) -> None:
    open_bureau(ledger)
    head = ledger.head
    ledger.journal.datastore.enable_db_functions = True
    with pytest.raises(AssertionError, match="loses facts"):
        ledger.handle(officer("0009"), OFFICE)
    assert ledger.head == head


def test_the_store_creates_no_tables_of_its_own(ledger: Ledger, database: Database) -> None:
    open_bureau(ledger)
    with database.connect() as owner:
        tables = owner.execute(
            "SELECT schemaname || '.' || tablename FROM pg_tables"
            " WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1"
        ).fetchall()
    assert [name for (name,) in tables] == [
        "access.files",
        "access.reads",
        "access.refusals",
        "access.sessions",
        "access.tokens",
        "evidence.checkpoints",
        "evidence.halts",
        "evidence.leaves",
        "evidence.signings",
        "evidence.tiles",
        "evidence.witnessings",
        "journal.commands",
        "journal.facts",
        "keys.subject_keys",
        "public.merit_installation",
        "public.merit_migrations",
    ]


def test_an_append_larger_than_one_call_is_still_one_transaction(
    ledger: Ledger, database: Database
) -> None:
    """The last of 2,500 facts is stale: none of them is kept."""
    streams = [Stream("officer", f"m{n}") for n in range(2500)]
    events = [
        StoredEvent(s.id, 1, "officer-registered", b'{"bureau":"nanyue","officer":"m","name":"m"}')
        for s in streams
    ]
    names: dict[UUID | str, str] = {s.id: s.name for s in streams}
    by = By("officer:9001", "owner")
    with database.connect("app") as conn:
        append(conn, [newcomer("m2499")])
        digest = command_digest(posting())
        with pytest.raises(Exception, match="moved on"):
            ledger.journal.insert_events(
                events, appending=Appending(by, names, {}, "k", digest, {"facts": 2500})
            )
        assert ledger.head == 1
        assert ledger.journal.command_before("officer:9001", "k") is None
        taken = ledger.journal.insert_events(
            events[:2499], appending=Appending(by, names, {}, "k", digest, {"facts": 2499})
        )
        assert taken == list(range(2, 2501))
