"""What may somebody ask of a claim?"""

from __future__ import annotations

from pydantic import Field

from domain.legible import LegibleNarrative
from domain.vocabulary import Digest, Id, Value


class _OfClaim(Value):
    """`digest` is that of the content that was seen: of another content nothing is decided."""

    bureau: Id
    number: int = Field(strict=True, ge=1, le=2**31 - 1)
    digest: Digest


class ApproveClaim(_OfClaim):
    """Let a claim through: its command is decided now, and recorded with this approval (核准)."""


class RejectClaim(_OfClaim):
    """Do not let a claim through, for a reason (驳回)."""

    reason: LegibleNarrative


class WithdrawClaim(_OfClaim):
    """Take one's own claim back (撤回)."""


ClaimCommand = ApproveClaim | RejectClaim | WithdrawClaim
