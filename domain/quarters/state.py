"""What must be remembered of a quarter?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import assert_never

from domain.quarters.facts import (
    BriefingDecided,
    BriefingHeld,
    LossExplained,
    QuarterFact,
    QuarterFrozen,
    QuarterOpened,
)


@dataclass(frozen=True)
class QuarterState:
    """How far the quarter is, and which of its losses were explained."""

    opened: QuarterOpened | None = None
    frozen: QuarterFrozen | None = None
    briefing: BriefingHeld | None = None
    explained: frozenset[str] = frozenset()


def evolve(state: QuarterState, fact: QuarterFact) -> QuarterState:
    match fact:
        case QuarterOpened():
            return replace(state, opened=fact)
        case QuarterFrozen():
            return replace(state, frozen=fact)
        case LossExplained():
            return replace(state, explained=state.explained | {fact.entry})
        case BriefingHeld():
            return replace(state, briefing=fact)
        case BriefingDecided():
            return state
        case _:
            assert_never(fact)
