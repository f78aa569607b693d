"""Who recorded a fact, in which role, when, as an answer to what?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID, uuid4

from domain.accounts.facts import Granted
from domain.journal.names import Fact

ENTRIES_TOLD_MAX: Final = 100
"""Of how many of its first facts a receipt names the entries."""


@dataclass(frozen=True)
class By:
    """Who acts and how the act hangs together with others; the clock is the journal's own.

    `role` is recorded as the role that allowed the act, which the decision finds in the actor's
    grants; only `owner`, given by the door to the home itself, stands as it is.
    """

    actor: str
    role: str
    request: str | None = None
    correlation: UUID = field(default_factory=uuid4)
    causation: str | None = None


@dataclass(frozen=True)
class Recorded:
    """A fact in its stream, as the event store takes it."""

    originator_id: UUID
    originator_version: int
    fact: Fact


@dataclass(frozen=True)
class Kept:
    """Of a fact: who recorded it or let it through, and on which day of the bureau."""

    hands: frozenset[str]
    day: date


@dataclass(frozen=True)
class Receipt:
    """The ledger's answer to a command.

    `entries` are the refs that the command brought forth; `position` is the last of its facts, or
    the head where the command found everything recorded already.
    """

    position: int
    recorded_at: datetime | None
    facts: int
    entries: tuple[str, ...] = ()
    replayed: bool = False
    details: dict[str, Any] = field(default_factory=dict)


def told_of(head: int, facts: Sequence[Recorded], details: dict[str, Any]) -> dict[str, Any]:
    """What a command is answered, and would be again."""
    entries = [ref for r in facts[:ENTRIES_TOLD_MAX] if (ref := entry_ref(r.fact))]
    return {"position": head, "facts": len(facts), "entries": entries, "details": details}


def entry_ref(fact: Fact) -> str | None:
    """The entry that a fact brings forth."""
    if isinstance(fact, Granted):
        return f"{fact.bureau}/{fact.year}/{fact.subject}#{fact.number}"
    return None
