"""Which facts may a remediation hold? `subject` is the unit that puts it right."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from domain.vocabulary import Day, Digest, EntryRef, Id, Narrative, Subject, Value, Year


class _OfRemediation(Value):
    bureau: Id
    number: int = Field(ge=1)
    subject: Subject
    effective_on: Day


class RemediationOpened(_OfRemediation):
    """Something is to be put right on an indicator, perhaps after one loss, until a day; perhaps
    with evidence of it."""

    year: Year
    indicator: Id
    entry: EntryRef | None = None
    officer: Id
    measures: Narrative
    due_on: Day
    evidence: Literal["required"] | None = None


class RemediationReported(_OfRemediation):
    """It was said to be done; `reporter` is the principal who said so."""

    reporter: str
    report: Narrative
    evidence: tuple[Digest, ...] = ()


class RemediationVerified(_OfRemediation):
    """Somebody else than who reported it found that it was done."""


class RemediationReturned(_OfRemediation):
    """It was found not to be done, or not enough."""

    reason: Narrative


class RemediationExtended(_OfRemediation):
    """The day it is due on was put off before it had passed."""

    due_on: Day
    reason: Narrative


RemediationFact = (
    RemediationOpened
    | RemediationReported
    | RemediationVerified
    | RemediationReturned
    | RemediationExtended
)
