"""What must be remembered of a claim?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import assert_never

from domain.claims.facts import (
    ClaimApproved,
    ClaimEnd,
    ClaimFact,
    ClaimRejected,
    ClaimSubmitted,
    ClaimWithdrawn,
)


@dataclass(frozen=True)
class ClaimState:
    """The claim as it was submitted, and how it ended."""

    submitted: ClaimSubmitted | None = None
    ended: ClaimEnd | None = None


def evolve(state: ClaimState, fact: ClaimFact) -> ClaimState:
    match fact:
        case ClaimSubmitted():
            return replace(state, submitted=fact)
        case ClaimApproved() | ClaimRejected() | ClaimWithdrawn():
            return replace(state, ended=fact)
        case _:
            assert_never(fact)
