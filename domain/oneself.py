"""What does somebody record about himself, which nobody may?

Asked of the facts alone, so that an audit answers it as the decision did.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, get_args

from domain import refusals as no
from domain.access.roles import OWNER
from domain.accounts.facts import EntryReversed, ItemGranted
from domain.claims.facts import AwardGranted
from domain.evaluations.facts import EvaluationsOpened
from domain.journal.desk import Desk
from domain.journal.names import Fact
from domain.registers.facts import MarkFact, RestrictionFact
from domain.second import persons
from domain.years.facts import YearClosed

JUDGED: Final = (
    *get_args(ItemGranted),
    EntryReversed,
    *get_args(MarkFact),
    *get_args(RestrictionFact),
)
"""What somebody's standing rests on."""
SETTLED: Final = (AwardGranted, EvaluationsOpened, YearClosed)
"""Beside these the facts are what others judged, or what the rules say."""


def about_himself(facts: Iterable[Fact], own: frozenset[str]) -> frozenset[str]:
    """Of the facts of one command: which of these persons they judge."""
    found = tuple(facts)
    if any(isinstance(fact, SETTLED) for fact in found):
        return frozenset()
    return frozenset(f.subject for f in found if isinstance(f, JUDGED)) & own


def refuse_about_himself(desk: Desk, role: str, actor: str) -> None:
    """Whoever holds the home is no officer."""
    judged = any(isinstance(f, JUDGED) and f.subject.startswith("officer:") for f in desk.facts)
    if role == OWNER or not judged:
        return
    if own := about_himself(desk.facts, persons(desk, actor)):
        raise no.RecordAboutOneself(subject=", ".join(sorted(own)))
