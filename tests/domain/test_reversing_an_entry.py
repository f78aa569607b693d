"""When is an entry annulled, and when not?"""

from __future__ import annotations

import pytest

from domain import refusals as no
from domain.accounts.facts import Granted
from tests.domain.cast import (
    BUREAU,
    a_bonus,
    a_commendation,
    a_deduction,
    a_loss,
    a_reprimand,
    award,
    its_reversal,
    reverse,
)
from tests.domain.scenario import given


@pytest.mark.parametrize(
    "entry",
    [a_bonus(), a_deduction(), a_commendation(), a_reprimand(), a_loss()],
    ids=["bonus", "deduction", "commendation", "reprimand", "loss"],
)
def test_an_entry_is_reversed(entry: Granted) -> None:
    given(*BUREAU, entry).when(reverse(entry)).then(its_reversal(entry))


def test_an_entry_is_reversed_once() -> None:
    entry = a_bonus()
    given(*BUREAU, entry, its_reversal(entry)).when(reverse(entry)).then_refused(
        no.EntryAlreadyReversed, entry="nanyue/2024/officer:0012#1"
    )


def test_each_entry_is_reversed_by_its_own_number() -> None:
    first, second = a_bonus(), a_bonus(number=2)
    history = (*BUREAU, first, second, its_reversal(first))
    given(*history).when(reverse(second)).then(its_reversal(second))


def test_a_reversal_takes_no_number() -> None:
    entry = a_bonus()
    given(*BUREAU, entry, its_reversal(entry)).when(award()).then(a_bonus(number=2))


def test_an_unknown_entry_cannot_be_reversed() -> None:
    given(*BUREAU).when(reverse(a_bonus())).then_refused(no.EntryNotFound)
    given(*BUREAU, a_bonus()).when(reverse(a_bonus(number=2))).then_refused(no.EntryNotFound)


def test_an_entry_is_found_in_its_own_account_only() -> None:
    elsewhere = a_bonus(subject="officer:0013")
    given(*BUREAU, a_bonus()).when(reverse(elsewhere)).then_refused(no.EntryNotFound)


def test_an_entry_of_any_year_may_be_reversed() -> None:
    entry = a_bonus(year=2019, effective_on="2019-05-05")
    given(*BUREAU, entry).when(reverse(entry)).then(its_reversal(entry))


def test_an_entry_outlives_its_officers_posting_and_its_rulebook() -> None:
    given(a_bonus()).when(reverse(a_bonus())).then(its_reversal(a_bonus()))
