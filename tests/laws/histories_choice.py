"""One source of choices for the generators: Hypothesis, which shrinks them, or a seed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from random import Random
from typing import TypeVar

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

T = TypeVar("T")


@lru_cache(maxsize=256)
def below(n: int) -> st.SearchStrategy[int]:
    return st.integers(0, n - 1)


class Choose:
    """Everything is drawn as a number below n; 0 is the plainest choice, to which one shrinks."""

    def __init__(self, index: Callable[[int], int]) -> None:
        self.index = index

    @classmethod
    def drawing(cls, draw: DrawFn) -> Choose:
        return cls(lambda n: draw(below(n)))

    @classmethod
    def seeded(cls, seed: int) -> Choose:
        return cls(Random(seed).randrange)

    def pick(self, options: Sequence[T]) -> T:
        return options[self.index(len(options))]

    def chance(self) -> bool:
        return self.index(2) == 1

    def some(self, options: Sequence[T], most: int) -> list[T]:
        """Up to so many, in any order, perhaps the same again."""
        return [self.pick(options) for _ in range(self.index(most + 1) if options else 0)]

    def distinct(self, options: Sequence[T], most: int) -> list[T]:
        return list(dict.fromkeys(self.some(options, most)))
