"""What must be remembered of a period's leader evaluations?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import assert_never

from domain.evaluations.facts import (
    EvaluationDisclosed,
    EvaluationFact,
    EvaluationJustified,
    EvaluationsConfirmed,
    EvaluationSealed,
    EvaluationsOpened,
)


@dataclass(frozen=True)
class EvaluationsState:
    """The last evaluation of each (officer, leader), how far the period is, and the marks that it
    gave, each by its (subject, number)."""

    sealed: Mapping[tuple[str, str], EvaluationSealed] = field(default_factory=dict)
    opened: EvaluationsOpened | None = None
    confirmed: EvaluationsConfirmed | None = None
    marks: frozenset[tuple[str, int]] = frozenset()


def evolve(state: EvaluationsState, fact: EvaluationFact) -> EvaluationsState:
    match fact:
        case EvaluationSealed():
            return replace(state, sealed={**state.sealed, (fact.evaluated, fact.leader): fact})
        case EvaluationsOpened():
            return replace(state, opened=fact)
        case EvaluationsConfirmed():
            return replace(state, confirmed=fact)
        case EvaluationDisclosed():
            return replace(state, marks=state.marks | {(fact.subject, fact.mark)})
        case EvaluationJustified():
            return state
        case _:
            assert_never(fact)
