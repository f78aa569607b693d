"""What must be remembered of a contact?"""

from __future__ import annotations

from dataclasses import dataclass

from domain.contacts.facts import ContactFact, ContactRecorded


@dataclass(frozen=True)
class ContactState:
    """The contact as it was recorded: nothing follows it."""

    recorded: ContactRecorded | None = None


def evolve(state: ContactState, fact: ContactFact) -> ContactState:
    return ContactState(state.recorded or fact)
