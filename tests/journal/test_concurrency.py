"""Is every fact right at its own position, however many write at once?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import date
from functools import partial

import pytest

from domain import deciding
from domain import refusals as no
from domain.accounts.facts import BonusAwarded, EntryReversed
from domain.deciding import Command
from domain.errors import Refusal
from domain.journal.desk import Desk
from domain.journal.envelope import By, Receipt
from domain.journal.names import Fact
from domain.ledger import Ledger
from domain.registers.facts import PostingRecorded
from tests.conftest import Database
from tests.journal.cast import (
    BUREAU,
    DAY,
    ITEMS,
    OFFICE,
    OFFICERS,
    bonus,
    edition,
    open_bureau,
    posting,
    ref,
    reversal,
)
from tests.journal.crowds import at_once, overtaken, refusals
from tests.journal.facts import Stored, forge, newcomer, stored
from tests.journal.invariants import facts_of, read_log
from tests.journal.writers import (
    Heard,
    all_at_once,
    award,
    processes,
    publish,
    reverse,
    void_postings,
)

pytestmark = pytest.mark.postgres

PROCESSES = 8


@pytest.fixture(scope="module")
def pool() -> Iterator[ProcessPoolExecutor]:
    with processes(PROCESSES) as started:
        yield started


def _account(ledger: Ledger, told: list[Heard]) -> None:
    """What the processes were told is what the log holds: nothing lost, nothing twice."""
    log = read_log(facts_of(ledger))
    assert log.faults == []
    entries = [entry for heard in told for entry in heard.entries]
    assert sorted(log.entries) == sorted(entries)
    assert max(Counter(entries).values(), default=1) == 1
    positions = [r.position for heard in told for r in heard.receipts if r.facts]
    assert len(positions) == len(set(positions))
    assert all(h.receipts == sorted(h.receipts, key=lambda r: r.position) for h in told)


@pytest.mark.parametrize(
    ("officers", "count"),
    [(1, 4), (len(OFFICERS), 15)],
    ids=["one account", "many accounts"],
)
def test_eight_processes_lose_no_fact_and_write_none_twice(
    ledger: Ledger, database: Database, pool: ProcessPoolExecutor, officers: int, count: int
) -> None:
    open_bureau(ledger, OFFICERS)
    dsn = database.dsn("app")
    acts = [partial(award, dsn, OFFICERS[:officers], count, seed) for seed in range(PROCESSES)]
    told = all_at_once(pool, database, *acts)
    assert [len(heard.receipts) for heard in told] == [count] * PROCESSES
    _account(ledger, told)


def _race(ledger: Ledger, database: Database, pool: ProcessPoolExecutor, count: int) -> None:
    open_bureau(ledger, OFFICERS)
    dsn = database.dsn("app")
    told = all_at_once(
        pool,
        database,
        *(partial(award, dsn, OFFICERS, count, seed) for seed in range(PROCESSES - 2)),
        partial(void_postings, dsn, OFFICERS, 2 * count),
        partial(publish, dsn, count // 4),
    )
    _account(ledger, told)
    refused = sum((heard.refused for heard in told), Counter[str]())
    assert set(refused) == {"NoPosting", "ItemNotInEdition"}
    assert [len(heard.entries) for heard in told[: PROCESSES - 2]] == [count] * (PROCESSES - 2)


def test_awards_race_postings_that_end_and_editions_that_drop_their_item(
    ledger: Ledger, database: Database, pool: ProcessPoolExecutor
) -> None:
    _race(ledger, database, pool, 40)


@pytest.mark.long
def test_awards_race_postings_and_editions_for_minutes(
    ledger: Ledger, database: Database, pool: ProcessPoolExecutor
) -> None:
    _race(ledger, database, pool, 1000)


def test_of_two_reversals_of_one_entry_exactly_one_wins(
    ledger: Ledger, database: Database, pool: ProcessPoolExecutor
) -> None:
    open_bureau(ledger)
    entries = list(range(1, 21))
    for _ in entries:
        ledger.handle(bonus(), OFFICE)
    dsn = database.dsn("app")
    told = all_at_once(pool, database, *(partial(reverse, dsn, entries, "0001", s) for s in (1, 2)))
    log = read_log(facts_of(ledger))
    assert log.faults == []
    assert sorted(log.reversed) == sorted(ref(entry) for entry in entries)
    assert sum(len(heard.receipts) for heard in told) == len(entries)
    assert sum((h.refused for h in told), Counter[str]()) == {"EntryAlreadyReversed": len(entries)}


def _overtaken_by(database: Database, act: Callable[[], Receipt], fact: Stored) -> Receipt:
    """The act decides, then waits, while the fact that changes everything is committed."""
    with overtaken(database, act, fact) as answer:
        pass
    return answer.result()


def _void() -> Stored:
    said = posting(until=date(2024, 1, 1)).model_dump(exclude={"bureau"})
    return stored(PostingRecorded(bureau=BUREAU, **said), version=3)


def _without_the_item(ledger: Ledger) -> Stored:
    """The edition as the ledger would record it, found out in a decision that is not kept."""
    desk = Desk(lambda _: (), lambda: (BUREAU,), ledger.today)
    deciding.decide(desk, edition(2, items=ITEMS[1:]), By("token:desk", ""))
    return stored(desk.pending[0].fact, version=2)


def _reversed_already() -> Stored:
    undone = {"bureau": BUREAU, "year": 2024, "subject": "officer:0001", "number": 1}
    said = {"kind": "bonus", "claimed": "0.5", "effective_on": DAY, "reason": "x", "ground": "y"}
    return stored(EntryReversed.model_validate(undone | said), version=2)


@pytest.mark.parametrize(
    ("command", "overtaking", "refusal"),
    [
        (bonus(), lambda _: _void(), no.NoPosting),
        (bonus(), _without_the_item, no.ItemNotInEdition),
        (reversal(1), lambda _: _reversed_already(), no.EntryAlreadyReversed),
    ],
    ids=["a posting voided", "an edition without the item", "a reversal"],
)
def test_what_was_decided_on_is_looked_at_again_before_it_is_kept(
    ledger: Ledger,
    database: Database,
    command: Command,
    overtaking: Callable[[Ledger], Stored],
    refusal: type[Refusal],
) -> None:
    open_bureau(ledger)
    ledger.handle(bonus(), OFFICE)
    fact = overtaking(ledger)
    head = ledger.head
    with pytest.raises(refusal):
        _overtaken_by(database, partial(ledger.handle, command, OFFICE), fact)
    assert ledger.head == head + 1
    assert read_log(facts_of(ledger)).faults == []


def test_an_entry_overtaken_in_its_account_takes_the_next_number(
    ledger: Ledger, database: Database
) -> None:
    open_bureau(ledger)
    other = _bonus(1)
    receipt = _overtaken_by(database, partial(ledger.handle, bonus(), OFFICE), stored(other))
    assert receipt.entries == (ref(2),)
    assert read_log(facts_of(ledger)).entries == [ref(1), ref(2)]


def test_what_does_not_concern_a_command_does_not_hold_it_up(
    ledger: Ledger, database: Database
) -> None:
    open_bureau(ledger)
    receipt = _overtaken_by(database, partial(ledger.handle, bonus(), OFFICE), newcomer("z"))
    assert receipt.position == ledger.head


def test_two_voids_of_one_posting_record_one_fact(ledger: Ledger) -> None:
    """The second finds the register saying so already."""
    open_bureau(ledger)
    head = ledger.head
    void = partial(ledger.handle, posting(until=date(2024, 1, 1)), OFFICE)
    answers = at_once(*[void] * 6)
    assert refusals(answers) == []
    assert ledger.head == head + 1


def _bonus(number: int, **otherwise: object) -> Fact:
    said = {
        **{"bureau": BUREAU, "year": 2024, "subject": "officer:0001", "number": number},
        **{"edition": "nanyue@1", "claimed": "0.5", "effective_on": DAY, "item": "K1"},
    }
    return BonusAwarded.model_validate(said | otherwise)


@pytest.mark.parametrize(
    ("facts", "fault"),
    [
        ([_void(), stored(_bonus(1))], "no posting"),
        ([stored(_bonus(1, edition="nanyue@9"))], "cites nanyue@9"),
        ([stored(_bonus(1, item="Z9"))], "does not have"),
        ([stored(_bonus(3))], "not the next number"),
        ([stored(_bonus(1), version=2)], "version 2"),
        ([_reversed_already()], "not there"),
        (
            [stored(_bonus(1)), _reversed_already(), replace(_reversed_already(), version=3)],
            "again",
        ),
    ],
)
def test_the_check_of_the_log_finds_what_should_not_be_there(
    ledger: Ledger, database: Database, facts: list[Stored], fault: str
) -> None:
    """The control: such a log can only be made without the ledger."""
    open_bureau(ledger)
    assert read_log(facts_of(ledger)).faults == []
    with database.connect() as owner:
        forge(owner, facts)
    assert any(fault in found for found in read_log(facts_of(ledger)).faults)
