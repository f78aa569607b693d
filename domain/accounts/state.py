"""What must be remembered of an account to decide about it?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import assert_never

from domain.accounts.facts import (
    AccountFact,
    BonusAwarded,
    CommendationConferred,
    DeductionImposed,
    EntryReversed,
    Granted,
    LateEntryRecorded,
    LossImposed,
    ReprimandIssued,
)


@dataclass(frozen=True)
class AccountState:
    """The entries by number, and the reversals of those that were reversed."""

    bureau: str
    year: int
    subject: str
    entries: tuple[Granted, ...] = ()
    reversed: Mapping[int, EntryReversed] = field(default_factory=dict)

    @property
    def next_number(self) -> int:
        return len(self.entries) + 1

    def ref(self, number: int) -> str:
        return f"{self.bureau}/{self.year}/{self.subject}#{number}"


def evolve(account: AccountState, fact: AccountFact) -> AccountState:
    match fact:
        case (
            BonusAwarded()
            | DeductionImposed()
            | CommendationConferred()
            | ReprimandIssued()
            | LossImposed()
        ):
            entries = (*account.entries, fact)
            return AccountState(
                account.bureau, account.year, account.subject, entries, account.reversed
            )
        case LateEntryRecorded():
            return account
        case EntryReversed():
            return replace(account, reversed={**account.reversed, fact.number: fact})
        case _:
            assert_never(fact)
