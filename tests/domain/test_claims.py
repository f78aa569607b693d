"""Does what one person may not record alone wait for a second, and who may be the second?"""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from domain import approving
from domain import refusals as no
from domain.access.commands import GrantRole, RevokeRole
from domain.access.facts import RoleRevoked
from domain.approving import Asked
from domain.claims.facts import ClaimApproved, ClaimRejected, ClaimSubmitted, ClaimWithdrawn
from domain.claims.vocabulary import digest_text, said_of
from domain.deciding import Command
from domain.erasures.commands import EraseSubject
from domain.erasures.facts import SubjectErased
from domain.errors import Refusal
from domain.journal.envelope import By, Receipt
from domain.journal.names import Fact
from domain.journal.recorder import Appending
from domain.registers.commands import ImposeRestriction, PublishRulebook, WithdrawRulebook
from tests.domain.cast import (
    ADA,
    BO,
    BUREAU,
    NANYUE,
    a_bonus,
    a_commendation,
    a_loss,
    an_edition,
    award,
    commend,
    correct,
    deduct,
    its_reversal,
    lose,
    reverse,
    rulebook,
)
from tests.domain.claimants import (
    BOUND,
    CAST,
    CHECKER,
    ME,
    OTHER,
    OWNER,
    approval,
    rejection,
    role,
    settled,
    the_claim,
    withdrawal,
)
from tests.domain.scenario import TODAY, given


def test_within_the_bound_one_person_is_enough() -> None:
    assert settled(award(), ME, *BOUND, *CAST) == (a_bonus(),)
    assert settled(commend(), ME, *BUREAU, *CAST) == (a_commendation(),), "no bound, no second"


@pytest.mark.parametrize(
    ("command", "needs"),
    [
        (award(item="W1", level=None, points="1"), False),
        (award(item="W1", level=None, points="1.1"), True),
        (commend(), True),
        (commend(share="1/5"), False),
        (commend(item="H0", level=None), False),
        (deduct(quantity=5), False),
        (deduct(quantity=6), True),
        (lose(points="1"), False),
        (lose(points="1.2"), True),
    ],
)
def test_what_an_entry_claims_is_reckoned_as_it_is_scored(command: Command, needs: bool) -> None:
    found = settled(command, ME, *BOUND, *CAST)
    assert not isinstance(found, type)
    assert isinstance(found[0], ClaimSubmitted) == needs


@pytest.mark.parametrize(
    "command",
    [
        reverse(a_bonus()),
        correct(a_bonus(), level="provincial"),
        ImposeRestriction(subject=ADA, rule="V1", effective_on=date(2024, 5, 1)),
        PublishRulebook(bureau=NANYUE, document=rulebook(2, "2025-07-01")),
        WithdrawRulebook(bureau=NANYUE, version=2, reason="有误"),
        EraseSubject(subject=ADA, authorised_by="9002", ground="个保法"),
        GrantRole(grantee=OTHER, role="recorder"),
        RevokeRole(grantee=CHECKER, number=1),
    ],
    ids=lambda command: type(command).__name__,
)
def test_these_always_need_a_second_person(command: Command) -> None:
    second = () if isinstance(command, PublishRulebook) else (an_edition(2, "2025-12-01"),)
    held = [role(name, number=n) for n, name in enumerate(("appraiser", "admin"), start=1)]
    facts = (*BUREAU, *second, a_bonus(), role("approver", CHECKER), *held)
    claim = the_claim(command, ME, *facts)
    assert claim.digest == digest_text(said_of(command))
    approved = settled(approval(claim), CHECKER, *facts, claim)
    assert not isinstance(approved, type), approved
    alone = settled(command, OWNER, *facts)
    assert approved[:-1] == alone, "approving then deciding equals recording alone"
    assert approved[-1] == ClaimApproved(bureau=NANYUE, number=1, digest=claim.digest)


def test_who_acts_alone_needs_no_second_and_the_envelope_says_so() -> None:
    sole = (role("recorder"), role("sole", number=2))
    desk = given(*BOUND, *sole).desk
    assert approving.settle(desk, commend(), By(ME, "")).role == "sole"
    assert desk.facts == (a_commendation(),)
    assert settled(commend(), OWNER, *BOUND) == (a_commendation(),)


def test_nonsense_is_refused_at_once_and_nothing_is_claimed() -> None:
    assert settled(commend(level="galactic"), ME, *BOUND, *CAST) is no.LevelNotInItem
    assert settled(commend(), OTHER, *BOUND, *CAST) is no.NotPermitted
    held = (role("admin"), role("recorder", OTHER))
    assert settled(GrantRole(grantee=OTHER, role="recorder"), ME, *BUREAU, *held) == ()


def test_a_claim_holds_the_whole_command_and_seals_its_words_alone() -> None:
    change = correct(a_bonus(), level="provincial", reason="补充")
    claim = the_claim(change, ME, *BOUND, a_bonus(), *CAST)
    assert json.loads(claim.narrative or "") == {
        "reason": change.reason,
        "replacement": {"reason": "补充"},
    }
    assert "补充" not in claim.content and change.reason not in claim.content
    assert approving.asked_in(claim) == change
    clears = correct(a_bonus(), document_no=None)
    assert digest_text(said_of(clears)) != digest_text(said_of(correct(a_bonus())))
    assert (claim.subject, claim.proposer, claim.number) == (ADA, ME, 1)
    assert the_claim(commend(), ME, *BOUND, *CAST, claim).number == 2


def test_the_approvers_name_and_the_proposers_role_stand_in_the_envelope() -> None:
    claim = the_claim(commend(), ME, *BOUND, *CAST)
    desk = given(*BOUND, *CAST, claim).desk
    found = approving.settle(desk, approval(claim), By(CHECKER, "", request="r-1"))
    assert found.role == "approver"
    assert found.details["entries"] == [f"{NANYUE}/2024/{ADA}#1"]
    proposed = found.proposed
    assert proposed is not None
    assert (proposed.by.actor, proposed.by.role) == (ME, "recorder")
    assert (proposed.by.causation, proposed.by.request) == ("claim:nanyue/1", "r-1")
    said = {"actor": CHECKER, "claim": "nanyue/1", "digest": claim.digest, "role": "approver"}
    assert json.loads(proposed.approvals) == [said]
    own = Appending(By(CHECKER, "approver"), {}, {}, "k", bytes(32), {"position": 9})
    appending = found.appending(desk.pending, own)
    assert f"sha256:{appending.command.hex()}" == claim.digest
    assert appending.then is not None and appending.then.key == "k"


@pytest.mark.parametrize(
    ("who", "facts", "refusal"),
    [
        (ME, (role("approver", ME, number=2),), no.ApproverIsProposer),
        (ME, (), no.NotPermitted),
        (OTHER, (), no.NotPermitted),
        (OTHER, (role("approver", OTHER, "unit:fa"),), no.NotPermitted),
        (OTHER, (role("approver", OTHER, "unit:zg"),), None),
        (CHECKER, (role("officer", CHECKER, ADA, 2),), no.ApproverIsBeneficiary),
        (CHECKER, (role("officer", CHECKER, BO, 2),), None),
        (
            CHECKER,
            (role("officer", CHECKER, BO, 2), role("officer", ME, BO, 2)),
            no.ApproverIsProposer,
        ),
    ],
)
def test_recorder_approver_and_beneficiary_are_three(
    who: str, facts: tuple[Fact, ...], refusal: type[Refusal] | None
) -> None:
    claim = the_claim(commend(), ME, *BOUND, *CAST)
    found = settled(approval(claim), who, *BOUND, *CAST, *facts, claim)
    if refusal is None:
        claimed = ClaimApproved(bureau=NANYUE, number=1, digest=claim.digest)
        assert found == (a_commendation(), claimed)
    else:
        assert found is refusal


def test_nobody_asks_for_what_is_about_himself() -> None:
    own = role("officer", ME, ADA, 2)
    assert settled(commend(), ME, *BOUND, *CAST, own) is no.ProposerIsBeneficiary


def test_whose_second_token_gets_a_role_does_not_approve_that() -> None:
    admin, grant = role("admin"), GrantRole(grantee=OTHER, role="recorder")
    same = role("officer", CHECKER, BO, 2), role("officer", OTHER, BO)
    claim = the_claim(grant, ME, *BUREAU, admin)
    facts = (*BUREAU, admin, role("approver", CHECKER), *same, claim)
    assert settled(approval(claim), CHECKER, *facts) is no.ApproverIsBeneficiary


def test_an_approval_binds_to_the_content_that_was_seen() -> None:
    claim = the_claim(commend(), ME, *BOUND, *CAST)
    seen = approval(claim, digest="sha256:" + "0" * 64)
    assert settled(seen, CHECKER, *BOUND, *CAST, claim) is no.ClaimReadsOtherwise
    other = claim.model_copy(update={"content": claim.content.replace("municipal", "national")})
    assert settled(approval(claim), CHECKER, *BOUND, *CAST, other) is no.ClaimIllegible


def test_what_was_erased_is_not_approved_but_can_be_ended() -> None:
    claim = the_claim(commend(), ME, *BOUND, *CAST)
    erased = claim.model_copy(update={"narrative": "[erased 已抹除]"})
    facts = (*BOUND, *CAST, erased)
    assert settled(approval(claim), CHECKER, *facts) is no.ClaimIllegible
    assert isinstance(settled(rejection(claim), CHECKER, *facts), tuple)


def test_a_claim_is_rejected_by_who_might_approve_it_and_withdrawn_by_who_made_it() -> None:
    claim = the_claim(commend(), ME, *BOUND, *CAST)
    facts = (*BOUND, *CAST, claim)
    named = {"bureau": NANYUE, "number": 1, "digest": claim.digest}
    rejected = ClaimRejected(**named, subject=ADA, reason="依据不足")
    assert settled(rejection(claim), CHECKER, *facts) == (rejected,)
    assert settled(rejection(claim), OWNER, *facts) == (rejected,)
    assert settled(rejection(claim), ME, *facts) is no.NotPermitted
    assert settled(withdrawal(claim), ME, *facts) == (ClaimWithdrawn(**named),)
    colleague = role("recorder", OTHER)
    assert settled(withdrawal(claim), OTHER, *facts, colleague) is no.ClaimOfAnother
    assert settled(withdrawal(claim), CHECKER, *facts) is no.NotPermitted


@pytest.mark.parametrize("act", [approval, rejection, withdrawal])
def test_a_claim_ends_once(act: Any) -> None:
    claim = the_claim(commend(), ME, *BOUND, *CAST)
    ended = ClaimWithdrawn(bureau=NANYUE, number=1, digest=claim.digest)
    who = ME if act is withdrawal else CHECKER
    assert settled(act(claim), who, *BOUND, *CAST, claim, ended) is no.ClaimEnded
    assert settled(act(claim), who, *BOUND, *CAST) is no.ClaimNotFound


def test_a_proposer_who_may_not_any_more_gets_nothing_approved() -> None:
    claim = the_claim(commend(), ME, *BOUND, *CAST)
    revoked = RoleRevoked(bureau=NANYUE, grantee=ME, number=1, effective_on=TODAY)
    facts = (*BOUND, *CAST, claim, revoked)
    assert settled(approval(claim), CHECKER, *facts) is no.ProposerNotPermitted
    assert settled(withdrawal(claim), ME, *facts) is no.NotPermitted


def test_it_is_decided_by_what_holds_when_it_is_approved() -> None:
    undo = reverse(a_bonus())
    claim = the_claim(undo, ME, *BUREAU, a_bonus(), *CAST)
    gone = (*BUREAU, a_bonus(), *CAST, claim, its_reversal(a_bonus()))
    assert settled(approval(claim), CHECKER, *gone) is no.EntryAlreadyReversed


def test_an_erasure_is_done_only_once_it_is_approved() -> None:
    erase = EraseSubject(subject=ADA, authorised_by="9002", ground="个保法")
    facts = (*BUREAU, role("admin"), role("approver", CHECKER))
    desk = given(*facts).desk
    waiting = approving.settle(desk, erase, By(ME, ""))
    assert erased(erase, waiting.details) is None
    claim = desk.facts[0]
    assert isinstance(claim, ClaimSubmitted)
    approved = approving.settle(given(*facts, claim).desk, approval(claim), By(CHECKER, ""))
    assert erased(approval(claim), approved.details) == ADA
    said = SubjectErased(**erase.model_dump() | {"bureau": NANYUE})
    assert settled(erase, OWNER, *facts) == (said,)
    assert erased(erase, {}) == ADA


def erased(command: Asked, details: dict[str, Any]) -> str | None:

    return approving.erased_by(command, Receipt(1, None, 1, details=details))


def test_a_workbook_is_imported_by_who_may_record_all_of_it_alone() -> None:
    desk = given(*BOUND, *CAST).desk
    desk.write(a_commendation())
    with pytest.raises(no.ImportNeedsSecondPerson):
        approving.refuse_alone(desk, "appraiser")
    approving.refuse_alone(desk, "sole")
    small = given(*BOUND, *CAST).desk
    small.write(a_bonus())
    approving.refuse_alone(small, "appraiser")


def test_a_loss_is_approved_by_who_may_for_the_whole_bureau() -> None:
    claim = the_claim(lose(points="1.2"), ME, *BOUND, *CAST)
    unit = role("approver", OTHER, "unit:zg")
    assert settled(approval(claim), OTHER, *BOUND, *CAST, unit, claim) is no.NotPermitted
    found = settled(approval(claim), CHECKER, *BOUND, *CAST, claim)
    assert isinstance(found, tuple) and found[0] == a_loss(points="1.2", claimed="-1.2")
