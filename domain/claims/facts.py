"""Which facts say that a command waited for a second person, and how that ended?"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from domain.vocabulary import (
    Day,
    Digest,
    EditionRef,
    EntryRef,
    Id,
    Narrative,
    Sealed,
    Share,
    ShortText,
    Subject,
    Value,
)


class ClaimSubmitted(Value):
    """A command waits for a second person (待核准事项).

    `content` is its canonical JSON but for names and narrative, which `narrative` holds, sealed;
    `digest` is the SHA-256 of both as one.
    """

    bureau: Id
    number: int = Field(ge=1)
    command: Id
    proposer: str
    subject: Subject | None = None
    content: str
    narrative: Annotated[str, Sealed()] | None = None
    digest: Digest


class ClaimApproved(Value):
    """A second person let the command through, having seen what the digest is of."""

    bureau: Id
    number: int = Field(ge=1)
    digest: Digest


class ClaimRejected(Value):
    """A second person did not let the command through."""

    bureau: Id
    number: int = Field(ge=1)
    subject: Subject | None = None
    digest: Digest
    reason: Narrative


class ClaimWithdrawn(Value):
    """Whoever had asked for it asks no more."""

    bureau: Id
    number: int = Field(ge=1)
    digest: Digest


class AwardClaimed(Value):
    """The claim is one of an award: by which days it had to be made, and its evidence to be there.

    `role` is the one by which it was made; `claim_until` is absent where there is no such window,
    `received_on` where no receipt proved it.
    """

    bureau: Id
    number: int = Field(ge=1)
    subject: Subject
    role: str
    edition: EditionRef
    claimed_on: Day
    claim_until: Day | None = None
    received_on: Day | None = None
    evidence_until: Day
    document_no: ShortText | None = None
    evidence: tuple[Digest, ...] = ()
    resubmits: int | None = Field(default=None, ge=1)


class ClaimChecked(Value):
    """An award's claim passed the first check (初审)."""

    bureau: Id
    number: int = Field(ge=1)
    digest: Digest
    actor: str
    role: str


class ClaimVerified(Value):
    """An award's claim passed the second step (审核)."""

    bureau: Id
    number: int = Field(ge=1)
    digest: Digest
    actor: str
    role: str


class DistinctAwardHeld(Value):
    """Whoever verified the claim found that `other` cites the same and is another award.

    `other` is a claim, `nanyue/7`, or an entry.
    """

    bureau: Id
    number: int = Field(ge=1)
    subject: Subject
    other: ShortText
    reason: Narrative


class EvidenceAdded(Value):
    """Evidence of a claim came in, in time or late."""

    bureau: Id
    number: int = Field(ge=1)
    subject: Subject
    evidence: tuple[Digest, ...]
    added_on: Day
    late: bool


class EvidenceExtended(Value):
    """There is more time for a claim's evidence; `force_majeure`: by which document, if late.

    Before a reason was asked for, it named neither its subject nor one.
    """

    bureau: Id
    number: int = Field(ge=1)
    subject: Subject | None = None
    until: Day
    force_majeure: ShortText | None = None
    reason: Narrative | None = None


class ClaimLinked(Value):
    """The claim is one merit with the others named, and has that part of it (关联申报)."""

    bureau: Id
    number: int = Field(ge=1)
    subject: Subject
    claims: tuple[int, ...]
    merit: ShortText
    share: Share | None = None
    reason: Narrative


class AwardGranted(Value):
    """The claim was granted as these entries."""

    bureau: Id
    number: int = Field(ge=1)
    entries: tuple[EntryRef, ...]


class HearingOpened(Value):
    """The subject of a deduction is heard before it is decided, until the day named.

    `role` is the one by which the deduction was asked for.
    """

    bureau: Id
    number: int = Field(ge=1)
    subject: Subject
    role: str
    edition: EditionRef
    closes_on: Day


class HearingAnswered(Value):
    """The subject was heard (陈述意见)."""

    bureau: Id
    number: int = Field(ge=1)
    subject: Subject
    answered_on: Day
    text: Narrative
    evidence: tuple[Digest, ...] = ()


class HearingWaived(Value):
    """The subject has nothing to say, or nothing more (放弃陈述)."""

    bureau: Id
    number: int = Field(ge=1)
    subject: Subject
    waived_on: Day


ClaimEnd = ClaimApproved | ClaimRejected | ClaimWithdrawn
AwardStep = (
    AwardClaimed
    | ClaimChecked
    | ClaimVerified
    | DistinctAwardHeld
    | EvidenceAdded
    | EvidenceExtended
    | ClaimLinked
    | AwardGranted
)
HearingStep = HearingOpened | HearingAnswered | HearingWaived
ClaimFact = ClaimSubmitted | ClaimEnd | AwardStep | HearingStep
