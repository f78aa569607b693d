"""What must be remembered of a work ledger?"""

from __future__ import annotations

from dataclasses import dataclass, field

from domain.work_ledgers.facts import LedgerRowRecorded


@dataclass(frozen=True)
class WorkLedgerState:
    """Which rows it has."""

    rows: frozenset[int] = field(default_factory=frozenset)


def evolve(state: WorkLedgerState, fact: LedgerRowRecorded) -> WorkLedgerState:
    return WorkLedgerState(state.rows | {fact.row})
