"""What may a desk ask of the log as a whole?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from domain.journal.citing import Cited
from domain.journal.envelope import Kept
from domain.recall import Stored


class NotAsked(Exception):
    """The decision rests on the log as a whole, and its desk was not given it."""


@dataclass(frozen=True)
class Log:
    """All facts of a bureau in order, up to the head that stood when the command came in."""

    head: int
    select: Callable[[str, int], Iterable[Stored]]
    """The facts of a bureau-year, and those of the bureau that belong to no year."""
    last_number: Callable[[str, str], int] = lambda _kind, _bureau: 0
    """The number of the last case of a kind in a bureau."""
    keeps: Callable[[str, str], bool] = lambda _subject, _digest: False
    """Whether a file of the subject with that digest is kept. None that was is ever taken away."""
    citing: Callable[[Cited], tuple[str, ...]] = lambda _cited: ()
    """The claims and entries that cite the same document, or the same evidence."""
    grantees: Callable[[str], tuple[str, ...]] = lambda _bureau: ()
    """Whoever was ever granted a role in a bureau."""
    remedied: Callable[[str, str, str], tuple[int, ...]] = lambda _bureau, _unit, _indicator: ()
    """The numbers of the remediations ever opened with a unit of a bureau on an indicator."""


Keeping = Callable[[UUID, Sequence[int]], Sequence[Kept]]
"""What the envelopes say of a stream's facts, by their versions."""
