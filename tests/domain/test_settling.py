"""In whose name are the facts of an approved claim, and what is told of them?"""

from __future__ import annotations

from datetime import date
from typing import Final
from uuid import UUID

import pytest

from domain import approving
from domain import refusals as no
from domain.access.commands import GrantRole, RevokeRole
from domain.approving import Asked, Settled
from domain.claims.facts import ClaimSubmitted
from domain.claims.vocabulary import digest_of, said_of
from domain.erasures.commands import EraseSubject
from domain.errors import Refusal
from domain.journal.envelope import By
from domain.journal.names import Fact
from domain.journal.recorder import Appending
from tests.domain.cast import (
    ADA,
    BO,
    BUREAU,
    NANYUE,
    a_bonus,
    award,
    commend,
    correct,
    deduct,
    reverse,
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
from tests.domain.disputants import COMMITTEE, DAY, deciding, taken_up
from tests.domain.scenario import given
from tests.domain.test_reversing_an_import import IMPORTED, import_reversed, reverse_import
from tests.domain.test_work_ledgers import recorded, row

OWN = Appending(
    By(CHECKER, "approver"),
    {"x": "y"},
    {UUID(int=1): 3},
    "k",
    bytes(32),
    {"position": 9},
    quiet=(NANYUE, 2024, 7),
)


def test_what_one_person_records_is_his_own() -> None:
    assert Settled("recorder").appending((), OWN) is OWN
    desk = given(*BOUND, *CAST).desk
    found = approving.settle(desk, award(), By(ME, ""))
    assert found == Settled("recorder")


def test_what_was_approved_is_the_proposers_and_the_approval_the_approvers() -> None:
    change = correct(a_bonus(), level="provincial")
    claim = the_claim(change, ME, *BUREAU, a_bonus(), *CAST)
    desk = given(*BUREAU, a_bonus(), *CAST, claim).desk
    found = approving.settle(desk, approval(claim), By(CHECKER, "", request="r-1"))
    entry = f"{NANYUE}/2024/{ADA}#2"
    assert found.details == {"approved": f"{NANYUE}/1", "facts": 3, "entries": [entry]}
    appending = found.appending(desk.pending, OWN)
    assert (appending.by.actor, appending.by.role) == (ME, "recorder")
    assert (appending.by.request, appending.by.causation) == ("r-1", f"claim:{NANYUE}/1")
    assert appending.answer == {"position": 9, "facts": 2, "entries": [entry], "details": {}}
    assert appending.command == digest_of(said_of(change))
    assert appending.key.startswith(f"claim:{NANYUE}/1 ")
    assert (appending.names, appending.reads, appending.quiet) == (
        OWN.names,
        OWN.reads,
        OWN.quiet,
    )
    then = appending.then
    assert then is not None and (then.by, then.key) == (OWN.by, "k")
    assert (then.reads, then.quiet, then.answer) == ({}, None, OWN.answer)


def test_a_claim_is_told_by_its_number() -> None:
    first = the_claim(commend(), ME, *BOUND, *CAST)
    desk = given(*BOUND, *CAST, first).desk
    found = approving.settle(desk, commend(), By(ME, ""))
    assert found == Settled("recorder", {"claim": f"{NANYUE}/2"})


def test_an_approved_erasure_tells_whose_key_is_to_go() -> None:
    erase = EraseSubject(subject=ADA, authorised_by="9002", ground="个保法")
    facts = (*BUREAU, role("admin"), role("approver", CHECKER))
    claim = the_claim(erase, ME, *facts)
    desk = given(*facts, claim).desk
    found = approving.settle(desk, approval(claim), By(CHECKER, ""))
    assert found.details == {
        **{"approved": f"{NANYUE}/1", "facts": 2, "entries": [], "erased": ADA}
    }


def test_the_owner_approves_and_ends_by_no_grant() -> None:
    claim = the_claim(commend(), ME, *BOUND, *CAST)
    desk = given(*BOUND, *CAST, claim).desk
    assert approving.settle(desk, approval(claim), OWNER).role == "owner"
    desk = given(*BOUND, *CAST, claim).desk
    assert approving.settle(desk, rejection(claim), OWNER).role == "owner"


def test_whoever_ends_a_claim_does_it_by_his_role() -> None:
    claim = the_claim(commend(), ME, *BOUND, *CAST)
    for act, who, name in ((rejection, CHECKER, "approver"), (withdrawal, ME, "recorder")):
        desk = given(*BOUND, *CAST, claim).desk
        assert approving.settle(desk, act(claim), By(who, "")) == Settled(name)
        assert len(desk.facts) == 1


def refusal_of(command: Asked, who: str, *facts: Fact) -> Refusal:
    with pytest.raises(Refusal) as refused:
        approving.settle(given(*facts).desk, command, By(who, ""))
    return refused.value


MEN: Final = tuple(f"officer:00{n}" for n in range(10, 17))


def is_many(who: str) -> tuple[Fact, ...]:
    """One principal who is many officers."""
    return tuple(role("officer", who, one, n) for n, one in enumerate(MEN, start=2))


def test_whom_it_would_favour_is_named_by_all_his_names_in_order() -> None:
    grant = GrantRole(grantee=OTHER, role="recorder")
    held = (role("admin"), role("approver", CHECKER), role("auditor", OTHER))
    facts = (*BUREAU, *held, *is_many(OTHER))
    refusal = refusal_of(grant, ME, *facts, *is_many(ME))
    assert (type(refusal), refusal.details["subject"]) == (
        no.ProposerIsBeneficiary,
        ", ".join(MEN),
    )
    claim = the_claim(grant, ME, *facts)
    refusal = refusal_of(approval(claim), CHECKER, *facts, claim, *is_many(ME))
    assert (type(refusal), refusal.details["subject"]) == (
        no.ProposerIsBeneficiary,
        ", ".join(MEN),
    )
    for act in (approval, rejection):
        refusal = refusal_of(act(claim), CHECKER, *facts, *is_many(CHECKER), claim)
        assert (type(refusal), refusal.details["subject"]) == (
            no.ApproverIsBeneficiary,
            ", ".join(MEN),
        )


def test_a_role_that_lapsed_is_named_when_the_claim_is_approved() -> None:
    claim = the_claim(commend(), ME, *BOUND, *CAST)
    refusal = refusal_of(approval(claim), CHECKER, *BOUND, role("approver", CHECKER), claim)
    assert type(refusal) is no.ProposerNotPermitted
    assert refusal.details["permission"] == "record"
    assert refusal.details["proposer"] == ME


def test_who_may_not_approve_or_end_is_told_the_claim_and_not_whom_it_is_about() -> None:
    claim = the_claim(commend(), ME, *BOUND, *CAST)
    for act in (approval, rejection, withdrawal):
        refusal = refusal_of(act(claim), OTHER, *BOUND, *CAST, claim)
        assert type(refusal) is no.NotPermitted
        assert refusal.details["scope"] == f"{NANYUE}/1"
        assert refusal.details["permission"] == ("record" if act is withdrawal else "approve")


def test_a_claim_whose_words_are_gone_is_not_approved_and_is_named() -> None:
    claim = the_claim(commend(), ME, *BOUND, *CAST)
    other = claim.model_copy(update={"narrative": "[erased 已抹除]"})
    refusal = refusal_of(approval(claim), CHECKER, *BOUND, *CAST, other)
    assert (type(refusal), refusal.details["claim"]) == (no.ClaimIllegible, f"{NANYUE}/1")
    assert type(refusal_of(approval(claim), OTHER, *BOUND, *CAST, other)) is no.NotPermitted


@pytest.mark.parametrize("content", ["{}", "[]", "x", '{"command":"Nothing"}'])
def test_what_is_no_command_is_not_read_as_one(content: str) -> None:
    claim = the_claim(commend(), ME, *BOUND, *CAST)
    assert approving.asked_in(claim.model_copy(update={"content": content})) is None


def test_a_revocation_is_about_the_one_whose_role_it_is() -> None:
    facts = (*BUREAU, role("admin"), role("approver", CHECKER), role("recorder", OTHER))
    claim = the_claim(RevokeRole(grantee=OTHER, number=1), ME, *facts)
    himself = role("officer", OTHER, ADA, 2)
    same = (role("officer", CHECKER, ADA, 2), himself)
    assert settled(rejection(claim), CHECKER, *facts, *same, claim) is no.ApproverIsBeneficiary
    assert isinstance(settled(rejection(claim), CHECKER, *facts, himself, claim), tuple)


def test_approvals_stand_in_the_envelope_in_canonical_json() -> None:
    assert approving.encode_list([]) == "[]"
    assert approving.encode_list([{"b": "2", "a": "1"}, {"c": "3"}]) == (
        '[{"a":"1","b":"2"},{"c":"3"}]'
    )


def test_who_came_to_act_alone_does_not_let_through_what_waited_for_a_second_person() -> None:
    claim = the_claim(commend(), ME, *BOUND, *CAST)
    assert settled(approval(claim), ME, *BOUND, *CAST, role("sole", number=2), claim) is (
        no.ApproverIsProposer
    )


def test_the_digest_by_which_a_row_or_a_pack_is_cited_is_told() -> None:
    desk = given(*BUREAU, role("sole")).desk
    found = approving.settle(desk, row(), By(ME, ""))
    assert found == Settled("sole", {"digest": recorded().digest})


def decided_and_waiting() -> tuple[tuple[Fact, ...], ClaimSubmitted]:
    """A committee's decision that takes an entry back waits for a second person."""
    contest, wrong, _ = taken_up()
    decision = deciding(reversals=[reverse(wrong)])
    approver = role("approver", CHECKER).model_copy(update={"start": date(2024, 1, 1)})
    facts = (*contest.book.facts, approver)
    desk = given(*facts, today=date.fromisoformat(DAY)).desk
    approving.settle(desk, decision, By(COMMITTEE, ""))
    (claim,) = desk.facts
    assert isinstance(claim, ClaimSubmitted)
    return facts, claim


def test_the_facts_of_an_approved_decision_are_the_dispute_s() -> None:
    facts, claim = decided_and_waiting()
    desk = given(*facts, claim, today=date.fromisoformat(DAY)).desk
    found = approving.settle(desk, approval(claim), By(CHECKER, ""))
    assert found.appending(desk.pending, OWN).by.causation == f"dispute:{NANYUE}/1"


def test_no_party_to_a_dispute_lets_its_decision_through() -> None:
    facts, claim = decided_and_waiting()
    party = role("officer", CHECKER, ADA, 2).model_copy(update={"start": date(2024, 1, 1)})
    known = (*facts, party, claim)
    refused = settled(approval(claim), CHECKER, *known, today=date.fromisoformat(DAY))
    assert refused is no.DisputeOfOneself


def test_a_reversed_import_waits_for_a_second_person_too() -> None:
    facts = (*IMPORTED, role("appraiser"), role("approver", CHECKER))
    claim = the_claim(reverse_import(), ME, *facts)
    assert (claim.command, claim.subject) == ("ReverseImport", ADA)
    approved = settled(approval(claim), CHECKER, *facts, claim)
    assert isinstance(approved, tuple)
    assert approved[:-1] == settled(reverse_import(), OWNER, *facts)
    assert approved[-2] == import_reversed()


def test_a_claim_is_about_the_first_that_it_would_change() -> None:
    moved = correct(a_bonus(), subject=BO)
    assert the_claim(moved, ME, *BUREAU, a_bonus(), *CAST).subject == ADA


def test_a_claim_without_words_seals_nothing() -> None:
    claim = the_claim(deduct(quantity=6, reason=None), ME, *BOUND, *CAST)
    assert claim.narrative is None
    assert '"reason": null' in claim.content


def test_a_claim_is_rejected_by_whose_scope_reaches_its_subject() -> None:
    claim = the_claim(commend(), ME, *BOUND, *CAST)
    of_zg, of_fa = (role("approver", OTHER, unit) for unit in ("unit:zg", "unit:fa"))
    assert isinstance(settled(rejection(claim), OTHER, *BOUND, *CAST, claim, of_zg), tuple)
    assert settled(rejection(claim), OTHER, *BOUND, *CAST, claim, of_fa) is no.NotPermitted
