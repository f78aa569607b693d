"""What may somebody ask about a dispute?"""

from __future__ import annotations

from pydantic import Field

from domain.accounts.commands import CorrectEntry, ReverseEntry
from domain.disputes.vocabulary import DeclineGround, Disputed, Number, Outcome, StageName
from domain.legible import LegibleLine, LegibleNarrative
from domain.registers.commands import EndRestriction, WithdrawMark
from domain.vocabulary import Day, Digest, Id, Subject, Value, Year
from domain.years.commands import DecideGrade


class FileDispute(Value):
    """Object to a result of one's own, or ask for its review, or appeal (提出异议、复核、申诉).

    `known_on`: a later day than the ledger knows on which he came to know of it, with the reason
    and evidence; it is shown as asserted. `against`: the number of the dispute whose decision is
    turned against; `about` may then be left out, and is what that one was about.
    """

    bureau: Id | None = None
    subject: Subject
    year: Year
    stage: StageName
    about: Disputed | None = None
    against: Number | None = None
    known_on: Day | None = None
    known_reason: LegibleNarrative | None = None
    known_evidence: tuple[Digest, ...] = Field(default=(), max_length=50)
    statement: LegibleNarrative
    relief: LegibleNarrative
    evidence: tuple[Digest, ...] = Field(default=(), max_length=50)


class _OfDispute(Value):
    bureau: Id
    number: Number


class AcceptDispute(_OfDispute):
    """Take a dispute up for decision (受理)."""


class DeclineDispute(_OfDispute):
    """Do not take a dispute up (不予受理), on one of three grounds."""

    ground: DeclineGround
    reason: LegibleNarrative


class HearDispute(_OfDispute):
    """Record that somebody whom the dispute touches was heard (听取陈述)."""

    heard: Subject
    held_on: Day
    record: LegibleNarrative
    document_no: LegibleLine | None = None
    evidence: tuple[Digest, ...] = Field(default=(), max_length=50)


class ExtendDispute(_OfDispute):
    """Put the day of decision off, once, by what the stage allows (延期)."""

    reason: LegibleNarrative


class WithdrawDispute(_OfDispute):
    """Take one's own dispute back (撤回)."""


class Remedies(Value):
    """What a decision puts right, each by the command that it takes by itself."""

    reversals: tuple[ReverseEntry, ...] = Field(default=(), max_length=50)
    corrections: tuple[CorrectEntry, ...] = Field(default=(), max_length=50)
    withdrawals: tuple[WithdrawMark, ...] = Field(default=(), max_length=50)
    ends: tuple[EndRestriction, ...] = Field(default=(), max_length=50)
    grades: tuple[DecideGrade, ...] = Field(default=(), max_length=1)

    @property
    def undone(self) -> tuple[ReverseEntry | CorrectEntry, ...]:
        """Every entry that it undoes."""
        return (*self.reversals, *self.corrections)


class DecideDispute(_OfDispute):
    """Decide a dispute: upheld, varied or annulled (维持、变更、撤销), with the minutes' number.

    What it remedies is recorded with the decision, and nothing else can be.
    """

    outcome: Outcome
    ground: LegibleLine
    document_no: LegibleLine
    reason: LegibleNarrative
    remedies: Remedies = Remedies()


ActOnDispute = (
    AcceptDispute | DeclineDispute | HearDispute | ExtendDispute | WithdrawDispute | DecideDispute
)
DisputeCommand = FileDispute | ActOnDispute
