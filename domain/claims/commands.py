"""What may somebody ask of a claim?"""

from __future__ import annotations

from pydantic import Field

from domain.legible import LegibleLine, LegibleNarrative, MeritKey
from domain.vocabulary import Day, Digest, EntryRef, Id, Points, Share, Subject, Value


class _Numbered(Value):
    """A claim by its number within its bureau."""

    bureau: Id
    number: int = Field(strict=True, ge=1, le=2**31 - 1)


class _OfClaim(_Numbered):
    """`digest` is that of the content that was seen: of another content nothing is decided."""

    digest: Digest


class ApproveClaim(_OfClaim):
    """Let a claim through: its command is decided now, and recorded with this approval (核准)."""


class RejectClaim(_OfClaim):
    """Do not let a claim through, for a reason (驳回)."""

    reason: LegibleNarrative


class WithdrawClaim(_OfClaim):
    """Take one's own claim back (撤回)."""


class NamedShare(Value):
    """Somebody else whom a joint award names, and the part of it that is his."""

    subject: Subject
    share: Share


class ClaimAward(Value):
    """Claim a bonus or a commendation (申报): it is checked, verified and approved by three others.

    `effective_on` is the date of its document. `received_on` counts only if the stored file
    `receipt` proves it. `resubmits`: the number of the rejected claim that this one takes up.
    """

    bureau: Id | None = None
    subject: Subject
    item: Id
    level: Id | None = None
    quantity: int | None = Field(default=None, strict=True, ge=1, le=100_000)
    points: Points | None = None
    share: Share | None = None
    others: tuple[NamedShare, ...] = Field(default=(), max_length=50)
    """A joint award: their shares and his own sum to one."""
    merit: MeritKey | None = None
    effective_on: Day
    document_no: LegibleLine | None = None
    received_on: Day | None = None
    receipt: Digest | None = None
    reason: LegibleNarrative | None = None
    evidence: tuple[Digest, ...] = Field(default=(), max_length=50)
    resubmits: int | None = Field(default=None, strict=True, ge=1, le=2**31 - 1)


class CheckClaim(_OfClaim):
    """The first check of an award's claim, by the unit's head or the office (初审)."""


class Distinct(Value):
    """A claim or an entry that cites the same and is another award, and why it is one."""

    claim: int | None = Field(default=None, strict=True, ge=1, le=2**31 - 1)
    entry: EntryRef | None = None
    reason: LegibleNarrative


class VerifyClaim(_OfClaim):
    """The second step of an award's claim, by the office (审核).

    `distinct`: what cites the same for the same beneficiary, and is another award all the same.
    """

    distinct: tuple[Distinct, ...] = Field(default=(), max_length=50)


class AddEvidence(_Numbered):
    """Hand in further evidence of a claim; what comes late is kept as late (补交佐证材料)."""

    evidence: tuple[Digest, ...] = Field(min_length=1, max_length=50)


class ExtendEvidence(_Numbered):
    """Give more time for a claim's evidence: before the time is over, or on force majeure."""

    until: Day
    reason: LegibleNarrative
    force_majeure: LegibleLine | None = None
    """The document that records it (不可抗力)."""


class LinkedClaim(Value):
    """A claim that is linked with others, and the part of the award that it has."""

    number: int = Field(strict=True, ge=1, le=2**31 - 1)
    share: Share | None = None


class LinkClaims(Value):
    """Decide that claims of one document are one merit (关联申报).

    With shares, which sum to one, each grants its part; without, the highest counts.
    """

    bureau: Id | None = None
    claims: tuple[LinkedClaim, ...] = Field(min_length=1, max_length=50)
    merit: MeritKey
    reason: LegibleNarrative


class AnswerClaim(_Numbered):
    """Be heard on a deduction before it is decided (陈述意见)."""

    text: LegibleNarrative
    evidence: tuple[Digest, ...] = Field(default=(), max_length=50)


class WaiveHearing(_Numbered):
    """Have nothing to say on a deduction, or nothing more (放弃陈述)."""


ClaimCommand = ApproveClaim | RejectClaim | WithdrawClaim
"""What ends a claim."""
StepCommand = CheckClaim | VerifyClaim | AddEvidence | ExtendEvidence | AnswerClaim | WaiveHearing
"""What happens to a claim while it waits."""
