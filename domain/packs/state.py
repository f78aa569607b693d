"""What must be remembered of a feedback pack?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import assert_never

from domain.packs.facts import PackAcknowledged, PackFact, PackIssued


@dataclass(frozen=True)
class PackState:
    """A pack; none while nothing was issued under its number."""

    issued: PackIssued | None = None
    acknowledged: PackAcknowledged | None = None


def evolve(state: PackState, fact: PackFact) -> PackState:
    match fact:
        case PackIssued():
            return replace(state, issued=fact)
        case PackAcknowledged():
            return replace(state, acknowledged=fact)
        case _:
            assert_never(fact)
