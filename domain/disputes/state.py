"""What must be remembered of a dispute to act on it?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import assert_never

from domain.disputes.facts import (
    DisputeAccepted,
    DisputeDecided,
    DisputeDeclined,
    DisputeEnd,
    DisputeExtended,
    DisputeFact,
    DisputeFiled,
    DisputeHearingHeld,
    DisputeWithdrawn,
)


@dataclass(frozen=True)
class DisputeState:
    """The dispute as filed, how far it is, whom it heard, how it ended."""

    filed: DisputeFiled | None = None
    accepted: bool = False
    heard: frozenset[str] = frozenset()
    extended: DisputeExtended | None = None
    ended: DisputeEnd | None = None


def evolve(state: DisputeState, fact: DisputeFact) -> DisputeState:
    match fact:
        case DisputeFiled():
            return replace(state, filed=fact)
        case DisputeAccepted():
            return replace(state, accepted=True)
        case DisputeHearingHeld():
            return replace(state, heard=state.heard | {fact.subject})
        case DisputeExtended():
            return replace(state, extended=fact)
        case DisputeDeclined() | DisputeWithdrawn() | DisputeDecided():
            return replace(state, ended=fact)
        case _:
            assert_never(fact)
