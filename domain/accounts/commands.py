"""What may somebody ask of an account?"""

from __future__ import annotations

from pydantic import Field

from domain.legible import LegibleLine, LegibleNarrative, MeritKey
from domain.vocabulary import (
    Asserted,
    Day,
    Digest,
    EntryRef,
    Id,
    Kind,
    Points,
    Share,
    Subject,
    Value,
)


class _Grant(Value):
    """An entry asked for. The account year is that of `effective_on`."""

    bureau: Id | None = None
    """May be left out where the installation has one bureau."""
    subject: Subject
    item: Id
    level: Id | None = None
    quantity: int | None = Field(default=None, strict=True, ge=1, le=100_000)
    points: Points | None = None
    """Only for an item with a range: the granted value."""
    share: Share | None = None
    merit: MeritKey | None = None
    effective_on: Day
    document_no: LegibleLine | None = None
    reason: LegibleNarrative | None = None
    evidence: tuple[Digest, ...] = Field(default=(), max_length=50)
    recorded_by: Id | None = None
    approved_by: Asserted | None = None
    late_reason: LegibleNarrative | None = Field(default=None, exclude_if=lambda said: said is None)
    """Why it comes after its item's `claim_within`; left out, a command says what it always did."""


class AwardBonus(_Grant):
    """Award a bonus (加分)."""


class ImposeDeduction(_Grant):
    """Impose a deduction (减分)."""


class ConferCommendation(_Grant):
    """Confer a commendation (表彰)."""


class IssueReprimand(_Grant):
    """Issue a reprimand (通报批评)."""


GrantEntry = AwardBonus | ImposeDeduction | ConferCommendation | IssueReprimand


class ImposeLoss(Value):
    """Impose a loss (失分) on an indicator of the plan; scoring splits it over its carriers."""

    bureau: Id | None = None
    indicator: Id
    points: Points
    effective_on: Day
    document_no: LegibleLine | None = None
    reason: LegibleNarrative | None = None
    evidence: tuple[Digest, ...] = Field(default=(), max_length=50)


class ReverseEntry(Value):
    """Annul an entry from the start, once, on a ground."""

    entry: EntryRef
    reason: LegibleNarrative
    ground: LegibleLine


class Replacement(Value):
    """The entry that takes the place of the corrected one: what is left out stays as it was."""

    subject: Subject | None = None
    kind: Kind | None = None
    item: Id | None = None
    level: Id | None = None
    quantity: int | None = Field(default=None, strict=True, ge=1, le=100_000)
    points: Points | None = None
    share: Share | None = None
    merit: MeritKey | None = None
    effective_on: Day | None = None
    document_no: LegibleLine | None = None
    reason: LegibleNarrative | None = None
    evidence: tuple[Digest, ...] | None = Field(default=None, max_length=50)


class CorrectEntry(Value):
    """Annul an entry and re-enter it at once; the new one stays in the year of the old."""

    entry: EntryRef
    reason: LegibleNarrative
    ground: LegibleLine
    replacement: Replacement


AccountCommand = GrantEntry | ImposeLoss | ReverseEntry | CorrectEntry
