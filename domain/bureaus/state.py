"""What must be remembered of bureaus to place them, and to pass officers between them?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import assert_never

from domain.bureaus.facts import (
    BureauPlaced,
    OfficerReceived,
    OfficerReleased,
    ReleaseWithdrawn,
    TransferFact,
)


@dataclass(frozen=True)
class PlacedState:
    """Below which bureau one stands, from each day on; placed again from a day, the last holds."""

    bureau: str
    above: Mapping[date, str | None] = field(default_factory=dict)

    def on(self, day: date) -> str | None:
        """The bureau above on a day."""
        begun = [start for start in self.above if start <= day]
        return self.above[max(begun)] if begun else None


def evolve_placed(state: PlacedState, fact: BureauPlaced) -> PlacedState:
    return replace(state, above={**state.above, fact.effective_on: fact.above})


@dataclass(frozen=True)
class TransferState:
    """Whether an officer is released and not received yet."""

    released: OfficerReleased | None = None


def evolve_transfer(state: TransferState, fact: TransferFact) -> TransferState:
    match fact:
        case OfficerReleased():
            return replace(state, released=fact)
        case ReleaseWithdrawn() | OfficerReceived():
            return replace(state, released=None)
        case _:
            assert_never(fact)
