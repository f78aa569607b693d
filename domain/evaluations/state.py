"""What must be remembered of a period's leader evaluations?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import assert_never

from domain.evaluations.facts import (
    EvaluationDisclosed,
    EvaluationFact,
    EvaluationJustified,
    EvaluationsConfirmed,
    EvaluationSealed,
    EvaluationsOpened,
    EvaluationWaived,
)
from domain.packs.facts import PackIssued


@dataclass(frozen=True)
class EvaluationsState:
    """The last evaluation of each (officer, leader), how far the period is, and the marks that it
    gave, each by its (subject, number), with the leaders whose scores it was made of."""

    sealed: Mapping[tuple[str, str], EvaluationSealed] = field(default_factory=dict)
    opened: EvaluationsOpened | None = None
    confirmed: EvaluationsConfirmed | None = None
    leaders: Mapping[tuple[str, int], frozenset[str]] = field(default_factory=dict)

    @property
    def marks(self) -> frozenset[tuple[str, int]]:
        return frozenset(self.leaders)


def evolve(state: EvaluationsState, fact: EvaluationFact) -> EvaluationsState:
    match fact:
        case EvaluationSealed():
            return replace(state, sealed={**state.sealed, (fact.evaluated, fact.leader): fact})
        case EvaluationsOpened():
            return replace(state, opened=fact)
        case EvaluationsConfirmed():
            return replace(state, confirmed=fact)
        case EvaluationDisclosed():
            mark = (fact.subject, fact.mark)
            leaders = state.leaders.get(mark, frozenset()) | {fact.leader}
            return replace(state, leaders={**state.leaders, mark: leaders})
        case EvaluationJustified() | EvaluationWaived():
            return state
        case _:
            assert_never(fact)


def unread(state: EvaluationsState, packs: Iterable[tuple[PackIssued, bool]]) -> tuple[str, ...]:
    """The leaders who read none of their packs of the quarter, and evaluated nobody."""
    issued = list(packs)
    read = {pack.leader for pack, acknowledged in issued if acknowledged}
    read |= {leader for _, leader in state.sealed}
    return tuple(sorted({pack.leader for pack, _ in issued} - read))
