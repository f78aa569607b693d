"""What must be remembered of a bureau's starred posts?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import assert_never

from domain.stars.facts import PostStarred, PostUnstarred, StarFact


@dataclass(frozen=True)
class StarsState:
    """The stars by number, and from which day each was taken away."""

    starred: tuple[PostStarred, ...] = ()
    ended: Mapping[int, date] = field(default_factory=dict)

    def on(self, day: date) -> tuple[PostStarred, ...]:
        return tuple(
            star
            for star in self.starred
            if star.effective_on <= day < self.ended.get(star.number, date.max)
        )

    def covers(self, officer: str, unit: str, post_level: str, day: date) -> bool:
        """Whether the holder of a post in a unit is starred on the day."""
        return any(
            star.unit == unit and (star.officer == officer or star.post_level == post_level)
            for star in self.on(day)
        )


def evolve(state: StarsState, fact: StarFact) -> StarsState:
    match fact:
        case PostStarred():
            return replace(state, starred=(*state.starred, fact))
        case PostUnstarred():
            return replace(state, ended={**state.ended, fact.number: fact.effective_on})
        case _:
            assert_never(fact)
