"""Which deductions of a command wait until their subject was heard?"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import get_args

from domain.accounts.facts import DeductionImposed, EntryReversed, ReprimandIssued
from domain.journal.names import Fact

Deduction = DeductionImposed | ReprimandIssued


def to_be_heard(facts: Iterable[Fact], asks: Callable[[Deduction], bool]) -> tuple[Deduction, ...]:
    """The deductions of one command whose subject is heard before they take effect.

    A correction that makes a deduction of the same subject milder waits for nobody; a workbook's
    rows cannot wait: see `unheard_rows`.
    """
    found = tuple(facts)
    undone = [fact for fact in found if isinstance(fact, EntryReversed)]
    return tuple(
        fact
        for fact in found
        if isinstance(fact, get_args(Deduction))
        and fact.source is None
        and asks(fact)
        and not any(u.subject == fact.subject and u.claimed <= fact.claimed for u in undone)
    )


def unheard_rows(facts: Iterable[Fact], asks: Callable[[Deduction], bool]) -> tuple[Deduction, ...]:
    """A workbook's deductions whose subject ought to be heard first: who acts alone answers for
    them, and nobody else brings them in."""
    return tuple(
        fact
        for fact in facts
        if isinstance(fact, get_args(Deduction)) and fact.source is not None and asks(fact)
    )
