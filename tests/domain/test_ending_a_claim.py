"""Who may not end a claim, and what is not told to whoever may not?"""

from __future__ import annotations

from typing import Any

import pytest

from domain import approving
from domain import refusals as no
from domain.access.commands import RevokeRole
from domain.approving import Asked
from domain.claims.facts import ClaimRejected, ClaimWithdrawn
from domain.errors import Refusal
from domain.journal.envelope import By
from domain.journal.names import Fact
from domain.registers.commands import WithdrawMark
from tests.domain.cast import (
    ADA,
    BO,
    BUREAU,
    NANYUE,
    a_bonus,
    commend,
    correct,
    its_reversal,
    reverse,
)
from tests.domain.claimants import (
    BOUND,
    CAST,
    CHECKER,
    ME,
    OTHER,
    approval,
    rejection,
    role,
    settled,
    the_claim,
    withdrawal,
)
from tests.domain.scenario import given


def words(command: Asked, who: str, *facts: Fact) -> str:
    """How it is refused, in both languages."""
    with pytest.raises(Refusal) as refused:
        approving.settle(given(*facts).desk, command, By(who, ""))
    return refused.value.message("en") + refused.value.message("zh")


def test_whom_a_claim_is_about_does_not_reject_it() -> None:
    claim = the_claim(commend(), ME, *BOUND, *CAST)
    himself = role("officer", CHECKER, ADA, 2)
    facts = (*BOUND, *CAST, claim)
    assert settled(rejection(claim), CHECKER, *facts, himself) is no.ApproverIsBeneficiary
    found = settled(rejection(claim), CHECKER, *facts, role("officer", CHECKER, BO, 2))
    assert isinstance(found, tuple)
    assert isinstance(found[0], ClaimRejected)


def test_who_would_get_the_corrected_entry_does_not_reject_that() -> None:
    facts = (*BUREAU, a_bonus(), *CAST)
    claim = the_claim(correct(a_bonus(), subject=BO), ME, *facts)
    himself = role("officer", CHECKER, BO, 2)
    assert settled(rejection(claim), CHECKER, *facts, claim, himself) is no.ApproverIsBeneficiary


def test_whose_role_is_to_end_does_not_reject_that() -> None:
    facts = (*BUREAU, role("admin"), role("approver", CHECKER), role("approver", OTHER))
    claim = the_claim(RevokeRole(grantee=CHECKER, number=1), ME, *facts)
    assert settled(rejection(claim), CHECKER, *facts, claim) is no.ApproverIsBeneficiary
    assert isinstance(settled(rejection(claim), OTHER, *facts, claim), tuple)


@pytest.mark.parametrize("act", [approval, rejection, withdrawal])
def test_who_may_not_end_a_claim_is_not_told_whom_it_is_about(act: Any) -> None:
    claim = the_claim(commend(), ME, *BOUND, *CAST)
    elsewhere = role("approver", OTHER, "unit:fa")
    for facts in ((), (elsewhere,)):
        said = words(act(claim), OTHER, *BOUND, *CAST, *facts, claim)
        assert ADA not in said
        assert "nanyue/1" in said


@pytest.mark.parametrize("with_entry", [(a_bonus(),), (a_bonus(), its_reversal(a_bonus()))])
@pytest.mark.parametrize("command", [reverse(a_bonus()), correct(a_bonus(), subject=BO)])
def test_a_refusal_does_not_tell_whether_the_entry_is_there(
    command: Asked, with_entry: tuple[Fact, ...]
) -> None:
    elsewhere = role("recorder", ME, "unit:fa")
    there = words(command, ME, *BUREAU, elsewhere, *with_entry)
    assert there == words(command, ME, *BUREAU, elsewhere)
    assert ADA in there


def test_a_refusal_does_not_tell_whether_the_mark_is_there() -> None:
    undo = WithdrawMark(year=2025, subject=ADA, number=1, reason="录入错误")
    assert ADA in words(undo, ME, *BUREAU, role("recorder", ME, "unit:fa"))


def test_two_tokens_of_one_man_are_one_whichever_bureau_says_so() -> None:
    """Neither his own claim nor what is about him does he let through."""
    elsewhere = role("officer", CHECKER, ADA).model_copy(update={"bureau": "hengshan"})
    claim = the_claim(commend(), ME, *BOUND, *CAST)
    facts = (*BOUND, *CAST, claim, elsewhere)
    assert settled(approval(claim), CHECKER, *facts) is no.ApproverIsBeneficiary
    assert settled(rejection(claim), CHECKER, *facts) is no.ApproverIsBeneficiary


def test_the_refusal_names_the_claim() -> None:
    claim = the_claim(commend(), ME, *BOUND, *CAST)
    ended = ClaimWithdrawn(bureau=NANYUE, number=1, digest=claim.digest)
    other = claim.model_copy(update={"digest": "sha256:" + "0" * 64})
    for facts in ((), (claim, ended), (other,)):
        assert "nanyue/1" in words(rejection(claim), CHECKER, *BOUND, *CAST, *facts)
