"""What must be remembered of a remediation?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import assert_never

from domain.remediations.facts import (
    RemediationExtended,
    RemediationFact,
    RemediationOpened,
    RemediationReported,
    RemediationReturned,
    RemediationVerified,
)
from domain.remediations.vocabulary import RemediationStanding


@dataclass(frozen=True)
class RemediationState:
    """What is to be done until when, and how far it is."""

    opened: RemediationOpened | None = None
    due_on: date = date.max
    standing: RemediationStanding = "open"
    reported: RemediationReported | None = None

    def standing_on(self, day: date) -> RemediationStanding:
        """Being overdue is never stored: the day tells."""
        waits = self.standing in ("open", "returned")
        return "overdue" if waits and day > self.due_on else self.standing


def evolve(state: RemediationState, fact: RemediationFact) -> RemediationState:
    match fact:
        case RemediationOpened():
            return replace(state, opened=fact, due_on=fact.due_on)
        case RemediationReported():
            return replace(state, standing="reported", reported=fact)
        case RemediationVerified():
            return replace(state, standing="verified")
        case RemediationReturned():
            return replace(state, standing="returned")
        case RemediationExtended():
            return replace(state, due_on=fact.due_on)
        case _:
            assert_never(fact)
