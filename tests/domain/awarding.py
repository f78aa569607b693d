"""Who claims awards in the tests of the domain, and who takes which step?"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import pytest

from domain import approving
from domain.approving import Asked, Settled
from domain.claims.commands import (
    ApproveClaim,
    CheckClaim,
    ClaimAward,
    RejectClaim,
    StepCommand,
    VerifyClaim,
)
from domain.claims.facts import AwardClaimed, ClaimLinked, ClaimSubmitted
from domain.claims.state import ClaimState, evolve
from domain.errors import Refusal
from domain.journal.envelope import By
from domain.journal.names import Fact
from tests.domain.cast import ADA, BO, BUREAU, DIGEST, NANYUE, an_edition
from tests.domain.claimants import CHECKER, role
from tests.domain.scenario import given

HERSELF, HIMSELF, HEAD, OFFICE = "token:ada", "token:bo", "token:head", "token:office"
HIS_HEAD: Final = "token:fa-head"
CLAIMED: Final = date(2024, 3, 11)
"""Four working days after the document, which is of 5 March."""
STAFF: Final = (
    role("officer", HERSELF, ADA).model_copy(update={"start": date(2024, 1, 1)}),
    role("officer", HIMSELF, BO).model_copy(update={"start": date(2024, 1, 1)}),
    role("unit-head", HEAD, "unit:zg").model_copy(update={"start": date(2024, 1, 1)}),
    role("unit-head", HIS_HEAD, "unit:fa").model_copy(update={"start": date(2024, 1, 1)}),
    role("appraiser", OFFICE).model_copy(update={"start": date(2024, 1, 1)}),
    role("approver", CHECKER).model_copy(update={"start": date(2024, 1, 1)}),
)
_RULES: Final = an_edition(items={"C1": {"claim_within": "10"}, "X3": {"hearing": "required"}})
WORLD: Final = (_RULES, *BUREAU[1:], *STAFF)
_AWARD: Final[dict[str, Any]] = {
    "bureau": NANYUE,
    "subject": ADA,
    "item": "C1",
    "level": "municipal",
    "effective_on": "2024-03-05",
    "document_no": "南税〔2024〕7号",
    "evidence": (DIGEST,),
    "reason": "先进个人",
}
OTHER_FILE: Final = "sha256:" + "0b" * 32
FILES: Final = (DIGEST, OTHER_FILE)


def award(**but: Any) -> ClaimAward:
    return ClaimAward.model_validate(_AWARD | but)


def act(
    command: Asked, who: str, *facts: Fact, today: date = CLAIMED
) -> tuple[Settled, tuple[Fact, ...]]:
    """What it settles to, and the facts."""
    desk = given(*WORLD, *facts, today=today, files=FILES).desk
    settled = approving.settle(desk, command, By(who, ""))
    return settled, desk.facts


def refused(command: Asked, who: str, *facts: Fact, today: date = CLAIMED) -> type[Refusal] | None:
    try:
        act(command, who, *facts, today=today)
    except Refusal as refusal:
        assert "{" not in refusal.message("en") + refusal.message("zh")
        return type(refusal)
    return None


def told(command: Asked, who: str, *facts: Fact, today: date = CLAIMED) -> dict[str, Any]:
    """What the refusal of the command tells, its code as well."""
    with pytest.raises(Refusal) as refusal:
        act(command, who, *facts, today=today)
    return {"code": refusal.value.code, **refusal.value.details}


def claimed(
    command: ClaimAward | None = None, who: str = HERSELF, *facts: Fact
) -> tuple[Fact, ...]:
    """The two facts of a claim that waits."""
    _, found = act(command or award(), who, *facts)
    submitted, windows = found
    assert isinstance(submitted, ClaimSubmitted) and isinstance(windows, AwardClaimed)
    return found


def seen(claim: tuple[Fact, ...], *facts: Fact) -> dict[str, Any]:
    """The claim as it was read: of what else was recorded by then, its link."""
    submitted = claim[0]
    assert isinstance(submitted, ClaimSubmitted)
    state = evolve(ClaimState(), submitted)
    for fact in facts:
        if isinstance(fact, ClaimLinked) and fact.number == submitted.number:
            state = evolve(state, fact)
    return {"bureau": NANYUE, "number": submitted.number, "digest": state.digest}


def passed(claim: tuple[Fact, ...], *before: Fact, head: str = HEAD) -> tuple[Fact, ...]:
    """The claim with both of its steps."""
    facts = before if claim[0] in before else (*before, *claim)
    steps: tuple[tuple[StepCommand, str], ...] = (
        (CheckClaim(**seen(claim, *facts)), head),
        (VerifyClaim(**seen(claim, *facts)), OFFICE),
    )
    for command, who in steps:
        facts += act(command, who, *facts)[1]
    return facts


def approval(claim: tuple[Fact, ...], *facts: Fact) -> ApproveClaim:
    return ApproveClaim(**seen(claim, *facts))


def rejection(claim: tuple[Fact, ...], *facts: Fact) -> RejectClaim:
    return RejectClaim(**seen(claim, *facts), reason="依据不足")
