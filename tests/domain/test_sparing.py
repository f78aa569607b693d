"""Does the collector go through all only when the bulk is made, and then as before?"""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from domain.sparing import sparing


class Node:
    """Half of a ring, which only the collector takes away."""

    def __init__(self) -> None:
        self.other: Node | None = None


@pytest.fixture
def all_of_them() -> Iterator[list[int]]:
    """A place for each collection of all."""
    found: list[int] = []

    def seen(phase: str, info: dict[str, int]) -> None:
        if phase == "start" and info["generation"] == 2:
            found.append(1)

    gc.callbacks.append(seen)
    yield found
    gc.callbacks.remove(seen)


def bulk() -> list[list[int]]:
    """More things that stay than there are in the whole program."""
    return [[n] for n in range(3 * len(gc.get_objects()))]


def ring() -> weakref.ref[Node]:
    one, two = Node(), Node()
    one.other, two.other = two, one
    return weakref.ref(one)


def test_all_are_not_gone_through_while_the_bulk_is_made(all_of_them: list[int]) -> None:
    with sparing():
        kept = bulk()
    assert (len(all_of_them), bool(kept)) == (0, True)


def test_without_it_they_are(all_of_them: list[int]) -> None:
    assert (bulk() != [], bool(all_of_them)) == (True, True)


def test_what_others_leave_meanwhile_is_taken_away() -> None:
    with sparing():
        left = ring()
        assert bulk()
        assert left() is None


def test_afterwards_all_is_as_it_was_even_if_it_came_to_nothing() -> None:
    before = gc.get_threshold()
    with pytest.raises(ValueError, match="nothing"), sparing():
        raise ValueError("nothing")
    assert gc.get_threshold() == before


def test_of_several_at_once_the_last_puts_it_back() -> None:
    before = gc.get_threshold()
    first, second = ExitStack(), ExitStack()
    first.enter_context(sparing())
    spared = gc.get_threshold()
    other = threading.Thread(target=lambda: second.enter_context(sparing()))
    other.start()
    other.join()
    first.close()
    assert (gc.get_threshold(), spared == before) == (spared, False)
    second.close()
    assert gc.get_threshold() == before
