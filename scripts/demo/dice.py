"""Which integers does the demo draw, so that every machine draws the same ones?"""

from collections.abc import Sequence
from typing import TypeVar

Thing = TypeVar("Thing")

_MASK = (1 << 64) - 1


class Dice:
    """SplitMix64, seeded by a topic: a new topic never disturbs the draws of another."""

    def __init__(self, *topic: str | int) -> None:
        state = 0xCBF29CE484222325
        for byte in "/".join(str(part) for part in topic).encode():
            state = ((state ^ byte) * 0x100000001B3) & _MASK
        self._state = state

    def _draw(self) -> int:
        self._state = (self._state + 0x9E3779B97F4A7C15) & _MASK
        mixed = self._state
        mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & _MASK
        return mixed ^ (mixed >> 31)

    def below(self, limit: int) -> int:
        """An integer from 0 up to, not including, the limit."""
        return (self._draw() * limit) >> 64

    def between(self, low: int, high: int) -> int:
        """An integer from low to high, both included."""
        return low + self.below(high - low + 1)

    def chance(self, num: int, den: int) -> bool:
        """True in num of den draws."""
        return self.below(den) < num

    def pick(self, things: Sequence[Thing]) -> Thing:
        """One of the things."""
        return things[self.below(len(things))]

    def shuffled(self, things: Sequence[Thing]) -> list[Thing]:
        """All of the things, in a drawn order."""
        rest = list(things)
        return [rest.pop(self.below(len(rest))) for _ in range(len(rest))]
