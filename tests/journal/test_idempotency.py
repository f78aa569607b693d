"""Is a command that comes again recorded again? Never: the same key gets the same receipt."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest

from domain import refusals as no
from domain.accounts.commands import CorrectEntry, Replacement
from domain.deciding import Command
from domain.journal.envelope import By, Receipt
from domain.ledger import Ledger
from tests.conftest import Database
from tests.journal.cast import (
    OFFICE,
    OFFICERS,
    bonus,
    deduction,
    officer,
    open_bureau,
    ref,
    reversal,
)
from tests.journal.crowds import at_once, refusals
from tests.journal.loading import entries_book

pytestmark = pytest.mark.postgres


def test_the_same_key_and_command_get_the_same_receipt(ledger: Ledger) -> None:
    open_bureau(ledger)
    first = ledger.handle(bonus(reason="防汛"), OFFICE, key="k1")
    head = ledger.head
    ledger.handle(bonus(), OFFICE)
    again = ledger.handle(bonus(reason="防汛"), OFFICE, key="k1")
    assert again == replace(first, replayed=True)
    assert (first.position, ledger.head) == (head, head + 1)


def test_a_command_of_two_facts_is_replayed_whole(ledger: Ledger) -> None:
    open_bureau(ledger)
    ledger.handle(bonus(), OFFICE)
    change = Replacement(item="W1", points="1.5")
    correct = CorrectEntry(entry=ref(1), reason="改", ground="复核", replacement=change)
    first = ledger.handle(correct, OFFICE, key="k1")
    ledger.handle(bonus(), OFFICE)
    assert ledger.handle(correct, OFFICE, key="k1") == replace(first, replayed=True)


def test_an_append_of_several_calls_is_replayed_whole(ledger: Ledger, database: Database) -> None:
    """1,201 facts take two calls of journal.append in one transaction."""
    open_bureau(ledger, OFFICERS)
    book = entries_book(OFFICERS, count=1200)
    first = ledger.import_workbook(book, OFFICE, key="k1")
    assert (first.position, first.facts) == (ledger.head, 1201)
    ledger.handle(bonus(), OFFICE)
    assert ledger.import_workbook(book, OFFICE, key="k1") == replace(first, replayed=True)
    with database.connect("auditor") as conn:
        kept = conn.execute(
            "SELECT first_position, last_position FROM journal.commands c WHERE key = 'k1'"
        ).fetchone()
    assert kept == (first.position - 1200, first.position)


def test_a_command_that_changes_nothing_keeps_its_key(ledger: Ledger) -> None:
    open_bureau(ledger)
    head = ledger.head
    known = officer("0001", "干部0001")
    first = ledger.handle(known, OFFICE, key="k1")
    assert (first.facts, first.position, first.entries) == (0, head, ())
    ledger.handle(bonus(), OFFICE)
    assert ledger.handle(known, OFFICE, key="k1") == replace(first, replayed=True)
    with pytest.raises(no.KeyReusedForAnotherCommand):
        ledger.handle(officer("0001", "李四"), OFFICE, key="k1")
    assert ledger.head == head + 1


@pytest.mark.parametrize("other", [bonus(reason="别的"), bonus("0002"), deduction()])
def test_the_same_key_never_serves_another_command(ledger: Ledger, other: Command) -> None:
    open_bureau(ledger, OFFICERS[:2])
    ledger.handle(bonus(), OFFICE, key="k1")
    head = ledger.head
    with pytest.raises(no.KeyReusedForAnotherCommand):
        ledger.handle(other, OFFICE, key="k1")
    assert ledger.head == head


def test_a_key_belongs_to_its_actor(ledger: Ledger) -> None:
    open_bureau(ledger)
    first = ledger.handle(bonus(), OFFICE, key="k1")
    second = ledger.handle(bonus(), By("officer:9002", "owner"), key="k1")
    assert (second.replayed, second.position) == (False, first.position + 1)


def test_a_refused_command_leaves_its_key_free(ledger: Ledger) -> None:
    open_bureau(ledger)
    with pytest.raises(no.EntryNotFound):
        ledger.handle(reversal(1), OFFICE, key="k1")
    ledger.handle(bonus(), OFFICE)
    assert ledger.handle(reversal(1), OFFICE, key="k1").facts == 1
    assert ledger.handle(reversal(1), OFFICE, key="k1").replayed


def test_eight_at_once_with_one_key_record_one_fact(ledger: Ledger) -> None:
    open_bureau(ledger)
    head = ledger.head
    act = partial(ledger.handle, bonus(), OFFICE, "k1")
    answers = [a for a in at_once(*[act] * 8) if isinstance(a, Receipt)]
    assert len(answers) == 8
    assert ledger.head == head + 1
    assert all(replace(a, replayed=True) == replace(answers[0], replayed=True) for a in answers)
    assert [a.replayed for a in answers].count(False) == 1
    assert answers[0].entries == (ref(1),)


def test_eight_reversals_at_once_with_one_key_get_the_first_answer(ledger: Ledger) -> None:
    """Who decides after the first has recorded sees its reversal, and is not refused for it."""
    open_bureau(ledger)
    for n in range(1, 6):
        ledger.handle(bonus(), OFFICE)
        act = partial(ledger.handle, reversal(n), OFFICE, f"k{n}")
        assert refusals(at_once(*[act] * 8)) == []


def test_a_refusal_by_the_facts_of_the_same_key_is_the_first_answer(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second asked for its key before the first had recorded."""
    open_bureau(ledger)
    ledger.handle(bonus(), OFFICE)
    first = ledger.handle(reversal(1), OFFICE, key="k1")
    asked, before = ledger.journal.command_before, [None]
    monkeypatch.setattr(
        ledger.journal, "command_before", lambda *key: before.pop() if before else asked(*key)
    )
    assert ledger.handle(reversal(1), OFFICE, key="k1") == replace(first, replayed=True)
    with pytest.raises(no.KeyReusedForAnotherCommand):
        ledger.handle(reversal(1, reason="另一"), OFFICE, key="k1")


def test_eight_at_once_with_one_key_for_different_commands_record_one(ledger: Ledger) -> None:
    open_bureau(ledger)
    head = ledger.head
    acts = [partial(ledger.handle, deduction(days=n), OFFICE, "k1") for n in range(1, 9)]
    answers = at_once(*acts)
    assert refusals(answers) == ["KeyReusedForAnotherCommand"] * 7
    assert ledger.head == head + 1
