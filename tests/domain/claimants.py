"""Who makes claims in the tests, who approves them, and what does each ask?"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from domain import approving
from domain.access.facts import RoleGranted
from domain.approving import Asked
from domain.claims.commands import ApproveClaim, RejectClaim, WithdrawClaim
from domain.claims.facts import ClaimSubmitted
from domain.deciding import Command
from domain.errors import Refusal
from domain.journal.envelope import By
from domain.journal.names import Fact
from tests.domain.cast import BUREAU, NANYUE, an_edition
from tests.domain.scenario import TODAY, given

ME, CHECKER, OTHER = "token:desk", "token:checker", "token:other"
OWNER: Final = By("local:root", "owner")
BOUND: Final = (an_edition(alone={"points": "1"}), *BUREAU[1:])
"""What claims more than one point needs a second person."""


def role(role: str, grantee: str = ME, scope: str = "bureau", number: int = 1) -> RoleGranted:
    return RoleGranted(
        bureau=NANYUE, grantee=grantee, number=number, role=role, scope=scope, start=TODAY
    )


CAST: Final = (role("recorder"), role("approver", CHECKER))


def settled(
    command: Asked, who: str | By = ME, *facts: Fact, today: date = TODAY
) -> tuple[Fact, ...] | type[Refusal]:
    """The facts that it comes to, or how it is refused."""
    desk = given(*facts, today=today).desk
    try:
        approving.settle(desk, command, who if isinstance(who, By) else By(who, ""))
    except Refusal as refusal:
        assert "{" not in refusal.message("en") + refusal.message("zh")
        return type(refusal)
    return desk.facts


def the_claim(command: Command, who: str = ME, *facts: Fact) -> ClaimSubmitted:
    found = settled(command, who, *facts)
    assert not isinstance(found, type) and len(found) == 1, found
    assert isinstance(found[0], ClaimSubmitted)
    return found[0]


def approval(claim: ClaimSubmitted, **but: Any) -> ApproveClaim:
    said = {"bureau": NANYUE, "number": claim.number, "digest": claim.digest}
    return ApproveClaim.model_validate(said | but)


def rejection(claim: ClaimSubmitted) -> RejectClaim:
    return RejectClaim(bureau=NANYUE, number=claim.number, digest=claim.digest, reason="依据不足")


def withdrawal(claim: ClaimSubmitted) -> WithdrawClaim:
    return WithdrawClaim(bureau=NANYUE, number=claim.number, digest=claim.digest)
