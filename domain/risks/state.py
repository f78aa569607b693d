"""What must be remembered of an indicator's risk?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import assert_never

from domain.risks.facts import RiskAssessed, RiskChecked, RiskFact


@dataclass(frozen=True)
class RiskState:
    """The assessments and the checks, in the order of recording."""

    assessed: tuple[RiskAssessed, ...] = ()
    checked: tuple[RiskChecked, ...] = ()


def evolve(state: RiskState, fact: RiskFact) -> RiskState:
    match fact:
        case RiskAssessed():
            return replace(state, assessed=(*state.assessed, fact))
        case RiskChecked():
            return replace(state, checked=(*state.checked, fact))
        case _:
            assert_never(fact)
