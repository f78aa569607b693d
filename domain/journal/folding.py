"""What does a stream come to, fact by fact?"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from domain import refusals as no
from domain.journal.envelope import Recorded
from domain.journal.names import NAME_OF, Fact, sealed_fields
from domain.journal.streams import FOLDS, Stream, seal_subject
from domain.recall import UNREADABLE


class Folded(NamedTuple):
    """A stream as it stood at its version; whose words that were sealed has it?"""

    version: int
    state: Any
    opened: frozenset[str] = frozenset()


@dataclass
class Loaded:
    """A stream as it was read, and as it will stand."""

    stream: Stream
    read: Folded
    now: Folded


def gone_on(stream: Stream, folded: Folded, fact: Fact) -> Folded:
    """The stream with its next fact."""
    _, evolve = FOLDS[stream.kind]
    opened = folded.opened
    if sealed_fields(type(fact)) and (subject := seal_subject(fact.__dict__)) not in opened:
        opened |= {subject}
    return Folded(folded.version + 1, evolve(folded.state, fact), opened)


def folded_from(stream: Stream, select: Callable[[UUID], Iterable[Recorded]]) -> Folded:
    """Raises FactTorn: a stream that was torn of a fact leads to no state."""
    initial, _ = FOLDS[stream.kind]
    folded = Folded(0, initial(stream.of))
    for recorded in select(stream.id):
        try:
            folded = gone_on(stream, folded, recorded.fact)
            folded = folded._replace(version=recorded.originator_version)
        except UNREADABLE as wrong:
            where = f"{recorded.originator_id}#{recorded.originator_version}"
            name, what = NAME_OF[type(recorded.fact)], type(wrong).__name__
            raise no.FactTorn(fact=where, name=name, what=what) from wrong
    return folded
