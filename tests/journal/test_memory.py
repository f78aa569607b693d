"""Is what a ledger knows of the streams ever other than what the journal holds?"""

from __future__ import annotations

import random
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from uuid import UUID

import psycopg
import pytest
from eventsourcing.postgres import PostgresDatastore

from domain import refusals as no
from domain.access.commands import GrantRole
from domain.errors import Refusal
from domain.journal import memory
from domain.journal.envelope import By, Recorded
from domain.journal.folding import Folded, folded_from
from domain.journal.keyring import KEPT_SECONDS
from domain.journal.memory import Look, Memory
from domain.journal.streams import Stream
from domain.ledger import Ledger
from domain.registers.commands import RegisterOfficer
from tests.conftest import MASTER, Database
from tests.journal.cast import (
    BUREAU,
    DAY,
    OFFICE,
    OFFICERS,
    YEAR,
    bonus,
    mark,
    officer,
    open_bureau,
    posting,
    ref,
    reversal,
)

pytestmark = pytest.mark.postgres

ACCOUNT = Stream("account", f"{BUREAU}/{YEAR}/officer:0001")
RULES = Stream("rulebooks", BUREAU)


@pytest.fixture
def other(ledger: Ledger, database: Database) -> Iterator[Ledger]:
    """Another process of the same service, as far as the first one can tell."""
    open_bureau(ledger, OFFICERS)
    with Ledger(database.dsn("app"), MASTER) as other:
        yield other


def known(ledger: Ledger) -> dict[UUID, Folded]:
    return dict(ledger._memory._streams)


def held(ledger: Ledger, owner: psycopg.Connection, stream: UUID) -> Folded | None:
    """The stream as the journal tells it; None: it has no fact."""
    row = owner.execute(
        "SELECT stream_name FROM journal.facts WHERE stream = %s LIMIT 1", (stream,)
    ).fetchone()
    if row is None:
        return None
    kind, _, of = row[0].partition(":")
    return folded_from(Stream(kind, of), ledger._facts)


def agrees(ledger: Ledger, database: Database) -> int:
    """How many streams are known that have facts; each as the journal holds it."""
    _ = ledger.head
    count = 0
    with database.connect() as owner:
        for stream, folded in known(ledger).items():
            read = held(ledger, owner, stream)
            assert folded == read if read else folded.version == 0
            count += read is not None
    assert ledger._desk(ledger._look()).bureaus == ledger.journal.bureaus()
    return count


@pytest.mark.parametrize("seed", range(3))
def test_what_is_known_is_what_the_journal_holds_whoever_wrote_it(
    ledger: Ledger, other: Ledger, database: Database, seed: int
) -> None:
    dice, compared = random.Random(seed), 0
    for n in range(60):
        who, number = dice.choice((ledger, other)), dice.choice(OFFICERS)
        command = dice.choice((bonus(number), reversal(dice.randint(1, 4), number), mark(number)))
        with suppress(Refusal):
            who.handle(command, OFFICE, key=dice.choice((None, f"key-{n}")))
        if n % 5 == 0:
            compared += agrees(ledger, database) + agrees(other, database)
    assert compared > 50


def test_what_another_one_wrote_is_decided_upon(ledger: Ledger, other: Ledger) -> None:
    assert ledger.handle(bonus(), OFFICE).entries == (ref(1),)
    assert other.handle(bonus(), OFFICE).entries == (ref(2),)
    ledger.handle(reversal(2), OFFICE)
    with pytest.raises(no.EntryAlreadyReversed):
        other.handle(reversal(2), OFFICE)


def test_a_stream_that_nobody_moved_is_read_once(
    ledger: Ledger, other: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[UUID] = []
    facts = other._facts

    def reading(stream: UUID) -> Iterable[Recorded]:
        read.append(stream)
        return facts(stream)

    monkeypatch.setattr(other, "_facts", reading)
    for _ in range(3):
        other.handle(bonus(), OFFICE)
    assert {ACCOUNT.id, RULES.id} <= set(read) and len(read) == len(set(read))
    ledger.handle(bonus(), OFFICE)
    read.clear()
    other.handle(bonus(), OFFICE)
    assert read == [ACCOUNT.id]


def test_further_behind_than_is_worth_learning_all_is_read_anew(
    ledger: Ledger, other: Ledger, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "MOVES_MAX", 4)
    ledger.handle(bonus(), OFFICE)
    for moved in range(2, 9):
        for _ in range(moved):
            other.handle(bonus(), OFFICE)
        told = ledger.handle(bonus(), OFFICE)
        assert agrees(ledger, database) > 0
        other.handle(reversal(int(told.entries[0].rpartition("#")[2])), OFFICE)


@pytest.mark.parametrize("asked", [True, False])
def test_a_journal_that_is_put_back_is_another(
    ledger: Ledger, other: Ledger, database: Database, clocks: list[float], asked: bool
) -> None:
    first = other.handle(bonus(), OFFICE).position
    for _ in range(3):
        ledger.handle(bonus(), OFFICE)
    with database.connect() as owner:
        owner.execute("SET session_replication_role = replica")
        owner.execute("DELETE FROM journal.commands WHERE last_position > %s", (first,))
        owner.execute("DELETE FROM journal.facts WHERE position > %s", (first,))
    if asked:
        assert other.head == ledger.head == first
    with Ledger(database.dsn("app"), MASTER) as third:
        for number in ("0002", "0003", "0004", "0001"):
            third.handle(bonus(number), OFFICE)
    # As long as it was before, and yet another: at a glance it would not be told from that.
    assert ledger.handle(bonus(), OFFICE).entries == (ref(3),)
    assert other.handle(bonus(), OFFICE).entries == (ref(4),)
    assert agrees(ledger, database) and agrees(other, database)


def test_opened_words_are_known_no_longer_than_their_key_is_kept(
    ledger: Ledger, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_bureau(ledger)
    ledger.handle(bonus(), OFFICE)
    later = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: later)
    look = ledger._look()
    later += 10 * KEPT_SECONDS
    kept = look.of(ACCOUNT.id)
    assert kept and look.of(RULES.id), "the key is the same: nothing is read again"
    with database.connect() as owner:
        owner.execute("DELETE FROM keys.subject_keys WHERE subject = 'officer:0001'")
    later += KEPT_SECONDS / 2
    assert look.of(ACCOUNT.id) is kept
    later += KEPT_SECONDS / 2
    assert look.of(ACCOUNT.id) is None


class Looks:
    """How often the journal was asked for its head."""

    def __init__(self, ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
        self.count, look = 0, ledger._memory.look

        def counting(datastore: PostgresDatastore) -> Look:
            self.count += 1
            return look(datastore)

        monkeypatch.setattr(ledger._memory, "look", counting)


@pytest.fixture
def clocks(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """This machine's clocks, the steady one and the one that can be set: both stand still."""
    told = [1000.0, 2000.0]
    monkeypatch.setattr(memory, "_clocks", lambda: tuple(told))
    return told


def test_whoever_writes_alone_asks_the_journal_but_now_and_then(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch, clocks: list[float]
) -> None:
    open_bureau(ledger)
    ledger.handle(bonus(), OFFICE)
    looks = Looks(ledger, monkeypatch)
    for n in range(2, 7):
        assert ledger.handle(bonus(), OFFICE).entries == (ref(n),)
    assert looks.count == 0
    for clock, seconds in ((0, memory.GLANCE_SECONDS), (1, memory.GLANCE_SECONDS), (1, -0.5)):
        clocks[clock] += seconds
        before = looks.count
        for _ in range(3):
            ledger.handle(bonus(), OFFICE)
        assert looks.count == before + 1, "it slept, or its clock was set: asked once, then not"


def test_whoever_is_not_alone_asks_again(
    ledger: Ledger, other: Ledger, monkeypatch: pytest.MonkeyPatch, clocks: list[float]
) -> None:
    ledger.handle(bonus("0002"), OFFICE)
    looks = Looks(ledger, monkeypatch)
    other.handle(bonus("0001"), OFFICE)
    ledger.handle(bonus("0002"), OFFICE)
    assert looks.count == 0, "others were not seen yet, and what they did does not matter"
    ledger.handle(bonus("0002"), OFFICE)
    ledger.handle(bonus("0002"), OFFICE)
    assert looks.count == 1
    other.handle(bonus("0002"), OFFICE)
    assert ledger.handle(bonus("0002"), OFFICE).entries == (ref(6, "0002"),)
    assert looks.count == 2, "overtaken, it asks at once"


def test_nothing_is_refused_for_what_was_known_before(
    ledger: Ledger, other: Ledger, clocks: list[float]
) -> None:
    ledger.handle(bonus(), OFFICE)
    with pytest.raises(no.UnknownOfficer):
        ledger.handle(bonus("0099"), OFFICE)
    ledger.handle(bonus(), OFFICE)
    other.handle(officer("0099"), OFFICE)
    assert ledger._memory.glance() is not None, "nobody was seen"
    other.handle(posting("0099"), OFFICE)
    assert ledger.handle(bonus("0099"), OFFICE).entries == (ref(1, "0099"),)


def test_what_waits_for_a_second_person_is_numbered_by_the_whole_log(
    ledger: Ledger, other: Ledger, clocks: list[float]
) -> None:
    clerk = By("token:clerk", "")
    ledger.handle(GrantRole(bureau=BUREAU, grantee=clerk.actor, role="recorder"), OFFICE)
    for _ in range(3):
        ledger.handle(bonus(), clerk)
    told = [who.handle(reversal(n), clerk) for n, who in ((1, other), (2, ledger), (3, other))]
    assert [one.details["claim"] for one in told] == [f"{BUREAU}/{n}" for n in (1, 2, 3)]


def test_what_was_read_before_others_moved_it_is_not_kept(ledger: Ledger, other: Ledger) -> None:
    own = Memory()
    early = own.look(ledger.journal.datastore)
    read = folded_from(ACCOUNT, ledger._facts)
    other.handle(bonus(), OFFICE)
    later = own.look(ledger.journal.datastore)
    early.keep(ACCOUNT.id, read)
    assert own.look(ledger.journal.datastore).of(ACCOUNT.id) is None
    later.keep(ACCOUNT.id, folded_from(ACCOUNT, ledger._facts))
    assert early.of(ACCOUNT.id)


def test_what_was_read_of_the_journal_before_is_not_kept(ledger: Ledger) -> None:
    open_bureau(ledger)
    own = Memory()
    look = own.look(ledger.journal.datastore)
    own.forget()
    look.keep(RULES.id, folded_from(RULES, ledger._facts))
    assert look.of(RULES.id) is None


def test_an_empty_journal_has_a_clock(ledger: Ledger) -> None:
    look = Memory().look(ledger.journal.datastore)
    assert (look.head, ledger.head) == (0, 0)
    assert look.now is not None
    assert abs((look.now - ledger._time.now()).total_seconds()) < 60
    ledger.handle(RegisterOfficer(bureau=BUREAU, officer="1", name="张"), OFFICE)
    assert ledger.head == 1


def test_no_more_is_known_than_is_allowed(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "STREAMS_MAX", 5)
    open_bureau(ledger, OFFICERS)
    for n in range(20):
        ledger.handle(officer(f"x{n}"), OFFICE)
        assert len(known(ledger)) <= 5 and len(ledger._memory._moved) <= 6
    assert ledger.handle(bonus(day=DAY), OFFICE).entries == (ref(1),)
