"""What must be remembered of a subject's erasures?"""

from __future__ import annotations

from dataclasses import dataclass, replace

from domain.erasures.facts import ErasureFact


@dataclass(frozen=True)
class ErasureState:
    """How often the subject was erased: nothing in it forbids another time."""

    times: int = 0


def evolve(state: ErasureState, fact: ErasureFact) -> ErasureState:
    return replace(state, times=state.times + 1)
