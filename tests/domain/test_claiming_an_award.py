"""Is an award claimed in time, let through in its steps, and granted as it was claimed?"""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from domain import approving
from domain import refusals as no
from domain.accounts.facts import CommendationConferred
from domain.claims.commands import (
    AddEvidence,
    AnswerClaim,
    CheckClaim,
    LinkClaims,
    LinkedClaim,
    VerifyClaim,
    WithdrawClaim,
)
from domain.claims.facts import (
    AwardClaimed,
    AwardGranted,
    ClaimApproved,
    ClaimSubmitted,
    ClaimWithdrawn,
)
from domain.errors import Refusal
from tests.domain.awarding import (
    CLAIMED,
    FILES,
    HEAD,
    HERSELF,
    HIMSELF,
    OFFICE,
    WORLD,
    act,
    approval,
    award,
    claimed,
    passed,
    refused,
    rejection,
    seen,
    told,
)
from tests.domain.cast import (
    ADA,
    BO,
    BUREAU,
    DIGEST,
    NANYUE,
    a_bonus,
    a_posting,
    an_officer,
    reverse,
)
from tests.domain.claimants import CAST as CLERKS
from tests.domain.claimants import CHECKER, ME, OWNER, role, the_claim
from tests.domain.scenario import given


def test_a_claim_holds_the_command_and_the_days_by_which_it_is_judged() -> None:
    submitted, windows = claimed()
    assert isinstance(submitted, ClaimSubmitted)
    assert (submitted.command, submitted.proposer, submitted.subject) == (
        *("ClaimAward", HERSELF),
        ADA,
    )
    assert windows == AwardClaimed(
        bureau=NANYUE,
        number=1,
        subject=ADA,
        role="officer",
        edition="nanyue@1",
        claimed_on=CLAIMED,
        claim_until=date(2024, 3, 19),
        evidence_until=date(2024, 4, 1),
        document_no="南税〔2024〕7号",
        evidence=(DIGEST,),
    )


def test_it_is_granted_by_three_others_as_her_own_entry() -> None:
    claim = claimed()
    settled, facts = act(approval(claim), CHECKER, *passed(claim))
    entry, granted, end = facts
    assert isinstance(entry, CommendationConferred)
    assert (entry.subject, entry.level, entry.evidence) == (ADA, "municipal", (DIGEST,))
    assert entry.share is None, "the whole is not said"
    assert granted == AwardGranted(bureau=NANYUE, number=1, entries=(f"nanyue/2024/{ADA}#1",))
    assert isinstance(end, ClaimApproved)
    assert settled.proposed is not None
    assert (settled.proposed.by.actor, settled.proposed.by.role) == (HERSELF, "officer")
    told = json.loads(settled.proposed.approvals)
    assert [(one["stage"], one["actor"]) for one in told] == [
        ("check", HEAD),
        ("verify", OFFICE),
        ("approve", CHECKER),
    ]


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"item": "X1"}, no.KindDoesNotFit),
        ({"item": "Z9"}, no.ItemNotInEdition),
        ({"level": "circulated"}, no.LevelNotInItem),
        ({"evidence": ("sha256:" + "0" * 64,)}, no.FileNotStored),
        ({"effective_on": "2024-02-01"}, no.ClaimTooLate),
        ({"effective_on": "2024-02-01", "received_on": "2024-03-01"}, no.ClaimTooLate),
        ({"received_on": "2024-03-01", "receipt": DIGEST}, no.ReceiptUnlikely),
        ({"received_on": "2024-03-12", "receipt": DIGEST}, no.ReceiptUnlikely),
        ({"others": ({"subject": BO, "share": "1/2"},)}, no.ShareNotSaid),
        ({"others": ({"subject": BO, "share": "1/2"},), "share": "1/3"}, no.SharesNotOne),
        ({"others": ({"subject": ADA, "share": "1/2"},), "share": "1/2"}, no.NamedInAwardTwice),
        ({"resubmits": 9}, no.ResubmitsNothing),
        ({"subject": BO}, no.NotPermitted),
        ({"effective_on": "2024-02-01", "received_on": "2024-03-01", "receipt": DIGEST}, None),
        ({"received_on": "2024-03-05", "receipt": DIGEST}, None),
        ({"received_on": "2024-03-11", "receipt": DIGEST}, None),
        ({"received_on": "2024-03-06", "receipt": "sha256:" + "0" * 64}, no.FileNotStored),
        ({"receipt": "sha256:" + "0" * 64}, None),
        ({"evidence": ()}, None),
    ],
)
def test_what_cannot_be_granted_or_is_late_is_refused_at_once(
    change: dict[str, Any], refusal: type[Refusal] | None
) -> None:
    assert refused(award(**change), HERSELF) is refusal


def test_an_award_is_claimed_until_the_last_day_counted_from_its_proven_receipt() -> None:
    last = date(2024, 3, 19)
    assert refused(award(), HERSELF, today=last) is None
    assert refused(award(), HERSELF, today=date(2024, 3, 20)) is no.ClaimTooLate
    whenever = award(item="I1", received_on="2024-03-06", receipt=DIGEST)
    windows = act(whenever, HERSELF, today=date(2024, 3, 20))[1][1]
    assert isinstance(windows, AwardClaimed)
    assert (windows.claim_until, windows.received_on) == (None, date(2024, 3, 6))


def test_the_steps_have_their_order_and_their_persons() -> None:
    claim = claimed()
    check, verify = CheckClaim(**seen(claim)), VerifyClaim(**seen(claim))
    assert refused(verify, OFFICE, *claim) is no.ClaimAtAnotherStage
    assert refused(approval(claim), CHECKER, *claim) is no.ClaimAtAnotherStage
    assert refused(check, HIMSELF, *claim) is no.NotPermitted
    assert refused(check, CHECKER, *claim) is no.NotPermitted
    checked = (*claim, *act(check, OFFICE, *claim)[1])
    assert refused(check, HEAD, *checked) is no.ClaimAtAnotherStage
    assert refused(verify, OFFICE, *checked) is no.StepsBySamePerson
    other = verify.model_copy(update={"digest": "sha256:" + "0" * 64})
    assert refused(other, OFFICE, *checked) is no.ClaimReadsOtherwise
    whole = passed(claim)
    assert refused(verify, OFFICE, *whole) is no.ClaimAtAnotherStage
    done = (*whole, *act(approval(claim), CHECKER, *whole)[1])
    assert refused(approval(claim), CHECKER, *done) is no.ClaimEnded


def test_whoever_approves_took_no_step_reaches_all_and_gains_nothing() -> None:
    both = award(share="1/2", others=[{"subject": BO, "share": "1/2"}])
    claim = claimed(both)
    whole = passed(claim)
    approver = {"start": date(2024, 1, 1), "number": 2}
    for who, scope, refusal in (
        (OFFICE, "bureau", no.StepsBySamePerson),
        (HERSELF, "bureau", no.ApproverIsProposer),
        (HIMSELF, "bureau", no.ApproverIsBeneficiary),
        ("token:zg", "unit:zg", no.NotPermitted),
        ("token:new", "bureau", None),
    ):
        held = role("approver", who, scope).model_copy(update=approver)
        assert refused(approval(claim), who, *whole, held) is refusal, who
    outside = role("approver", "token:zg", "unit:zg")
    with_him = (*whole, outside.model_copy(update=approver))
    assert told(approval(claim), "token:zg", *with_him)["scope"] == "nanyue/1"
    desk = given(*WORLD, *whole, today=CLAIMED, files=FILES).desk
    approving.settle(desk, approval(claim), OWNER)
    assert [fact.subject for fact in desk.facts[:2]] == [ADA, BO]  # type: ignore[union-attr]


def test_whoever_had_a_hand_in_it_and_is_by_now_one_of_them_is_named_in_order() -> None:
    men = [f"officer:00{n}" for n in range(20, 28)]
    others = [{"subject": man, "share": "1/9"} for man in men]
    named = [man.removeprefix("officer:") for man in men]
    known = tuple(fact for one in named for fact in (an_officer(one), a_posting(one)))
    claim = claimed(award(share="1/9", others=others), HERSELF, *known)
    whole = passed(claim, *known, *claim)
    since = {"start": date(2024, 1, 1)}
    for who, own in ((HEAD, men[:7]), (OFFICE, men[7:])):
        held = [role("officer", who, man, n) for n, man in enumerate(own, start=2)]
        whole += tuple(one.model_copy(update=since) for one in held)
    assert told(approval(claim), CHECKER, *whole) == {
        "code": no.ApproverIsBeneficiary.code,
        "subject": ", ".join(men),
    }


def test_it_is_rejected_by_who_might_take_the_next_step_and_withdrawn_by_her() -> None:
    claim = claimed()
    assert refused(rejection(claim), CHECKER, *claim) is no.NotPermitted
    assert refused(rejection(claim), HEAD, *claim) is None
    whole = passed(claim)
    assert refused(rejection(claim), HEAD, *whole) is no.NotPermitted
    assert refused(rejection(claim), CHECKER, *whole) is None
    rejected = (*claim, *act(rejection(claim), HEAD, *claim)[1])
    again = claimed(award(resubmits=1), HERSELF, *rejected)[1]
    assert isinstance(again, AwardClaimed) and (again.number, again.resubmits) == (2, 1)
    assert refused(award(subject=BO, resubmits=1), HIMSELF, *rejected) is no.ResubmitsNothing
    with pytest.raises(no.ResubmitsNothing) as told:
        act(award(resubmits=1), HERSELF, *claim)
    assert told.value.details["claim"] == "nanyue/1"
    (withdrawn,) = act(WithdrawClaim(**seen(claim)), HERSELF, *claim)[1]
    assert isinstance(withdrawn, ClaimWithdrawn)


def test_a_refusal_does_not_tell_whom_a_claim_is_about() -> None:
    claim = claimed()
    with pytest.raises(no.NotPermitted) as told:
        act(CheckClaim(**seen(claim)), HIMSELF, *claim)
    assert told.value.details["scope"] == "nanyue/1"
    assert ADA not in told.value.message("en") + told.value.message("zh")


def test_other_claims_have_no_such_steps() -> None:
    """A reversal that waits for a second person is neither checked nor proven nor heard."""
    waiting = the_claim(reverse(a_bonus()), ME, *BUREAU, a_bonus(), *CLERKS)
    facts = (a_bonus(), *CLERKS[:1], waiting)
    number: dict[str, Any] = {"bureau": NANYUE, "number": 1}
    for command, who in (
        (CheckClaim(**number, digest=waiting.digest), OFFICE),
        (AddEvidence(**number, evidence=(DIGEST,)), HERSELF),
        (LinkClaims(claims=(LinkedClaim(number=1),), merit="m", reason="同一文件"), OFFICE),
    ):
        assert refused(command, who, *facts) is no.NoAwardClaim
    assert refused(AnswerClaim(**number, text="有异议"), HERSELF, *facts) is no.NoHearing
    unknown = LinkClaims(claims=(LinkedClaim(number=9),), merit="m", reason="同一文件")
    assert refused(unknown, OFFICE, *facts) is no.ClaimNotFound


@pytest.mark.parametrize(("share", "rest"), [("1/9997", "9996/9997"), ("3/5000", "4997/5000")])
def test_a_part_that_no_entry_can_say_is_refused(share: str, rest: str) -> None:
    claim = claimed(award(share=share, others=({"subject": BO, "share": rest},)))
    link = LinkClaims(
        bureau=NANYUE,
        claims=(LinkedClaim(number=1, share="1/6"), LinkedClaim(number=2, share="5/6")),
        merit="m",
        reason="同一文件",
    )
    other = claimed(award(subject=BO), HIMSELF, *claim)
    facts = (*claim, *other)
    linked = (*facts, *act(link, OFFICE, *facts)[1])
    whole = passed(claim, *linked)
    assert refused(approval(claim, *whole), CHECKER, *whole) is no.ShareTooFine


def test_a_claim_tells_at_once_what_else_cites_its_document() -> None:
    first = claimed()
    entry = a_bonus(document_no="南税(2024)7 号")
    settled, _ = act(award(document_no="南税[2024]7号"), HERSELF, *first, entry)
    assert settled.details["claim"] == "nanyue/2"
    assert set(settled.details["cited_by"]) == {"nanyue/1", f"nanyue/2024/{ADA}#1"}
