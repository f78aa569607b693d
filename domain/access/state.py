"""What must be remembered of a principal's grants?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import assert_never

from domain.access.facts import AccessFact, RoleGranted, RoleRevoked


@dataclass(frozen=True)
class GrantsState:
    """A principal's grants in a bureau by number, and the day each was revoked on."""

    granted: tuple[RoleGranted, ...] = ()
    revoked: Mapping[int, date] = field(default_factory=dict)

    def ends_on(self, grant: RoleGranted) -> date:
        """The first day on which it is no longer held."""
        return min(grant.until or date.max, self.revoked.get(grant.number, date.max))

    def in_force(self, day: date) -> tuple[RoleGranted, ...]:
        return tuple(g for g in self.granted if g.start <= day < self.ends_on(g))


def evolve(state: GrantsState, fact: AccessFact) -> GrantsState:
    match fact:
        case RoleGranted():
            return replace(state, granted=(*state.granted, fact))
        case RoleRevoked():
            return replace(state, revoked={**state.revoked, fact.number: fact.effective_on})
        case _:
            assert_never(fact)
