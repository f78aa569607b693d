"""Which facts say that a command waited for a second person, and how that ended?"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from domain.vocabulary import Digest, Id, Narrative, Sealed, Subject, Value


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


ClaimEnd = ClaimApproved | ClaimRejected | ClaimWithdrawn
ClaimFact = ClaimSubmitted | ClaimEnd
