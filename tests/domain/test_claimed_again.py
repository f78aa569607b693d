"""Is the same award claimed and granted once, whoever claims it and however it is written?"""

from __future__ import annotations

from typing import Any

import pytest

from domain import refusals as no
from domain.accounts.facts import CommendationConferred, EntryReversed
from domain.again import claimed_again
from domain.claims.commands import CheckClaim, LinkClaims, LinkedClaim, VerifyClaim
from domain.claims.facts import (
    AwardClaimed,
    ClaimFact,
    ClaimSubmitted,
    ClaimVerified,
    DistinctAwardHeld,
)
from domain.claims.vocabulary import document_key
from domain.journal.names import Fact
from tests.domain.awarding import (
    FILES,
    HEAD,
    HERSELF,
    HIMSELF,
    HIS_HEAD,
    OFFICE,
    OTHER_FILE,
    WORLD,
    act,
    approval,
    award,
    claimed,
    passed,
    refused,
    rejection,
    seen,
)
from tests.domain.cast import ADA, BO, DIGEST, NANYUE, a_bonus, a_commendation, a_deduction, ref
from tests.domain.claimants import CHECKER
from tests.domain.scenario import given

WHY = "同一文件中的另一项表彰"
OTHER_PAPER: dict[str, Any] = {"document_no": "南税〔2024〕8号"}


def verifying(claim: tuple[Fact, ...], *facts: Fact, but: Any = None) -> VerifyClaim:
    said = {"distinct": ({**but, "reason": WHY},)} if but else {}
    return VerifyClaim.model_validate(seen(claim, *facts) | said)


def waiting(**second: Any) -> tuple[tuple[Fact, ...], tuple[Fact, ...], tuple[Fact, ...]]:
    """Ada claims twice; the first claim and then the second are checked. All facts at last."""
    first = claimed(award())
    again = claimed(award(**second), HERSELF, *first)
    both = (*first, *again)
    for claim in (first, again):
        both += act(_check(claim), HEAD, *both)[1]
    return first, again, both


def _check(claim: tuple[Fact, ...]) -> CheckClaim:
    return CheckClaim(**seen(claim))


def granted_once() -> tuple[Fact, ...]:
    first = claimed(award())
    whole = passed(first)
    return (*whole, *act(approval(first, *whole), CHECKER, *whole)[1])


@pytest.mark.parametrize(
    "written",
    ["湘税函[2024]88 号", "湘税函（2024）第88号", "湘税函〔２０２４〕88號", "湘税函2024 88"],
)
def test_a_document_is_known_however_its_number_is_written(written: str) -> None:
    assert document_key(written) == document_key("湘税函〔2024〕88号")
    assert document_key(written) != document_key("湘税函〔2024〕89号")


@pytest.mark.parametrize(
    ("second", "again"),
    [
        ({"document_no": "南税[2024] 7", "evidence": (OTHER_FILE,)}, True),
        (OTHER_PAPER, True),
        ({"merit": "七号"}, True),
        ({**OTHER_PAPER, "evidence": (OTHER_FILE,)}, False),
    ],
)
def test_a_claim_that_cites_the_same_paper_or_file_is_not_verified(
    second: dict[str, Any], again: bool
) -> None:
    first, claim, both = waiting(**second)
    refusal = no.SameClaimedAlready if again else None
    assert refused(verifying(claim), OFFICE, *both) is refusal
    assert refused(verifying(first), OFFICE, *both) is refusal


def test_what_was_granted_already_is_not_verified_either() -> None:
    done = granted_once()
    claim = claimed(award(), HERSELF, *done)
    whole = (*done, *claim)
    whole += act(_check(claim), HEAD, *whole)[1]
    assert refused(verifying(claim), OFFICE, *whole) is no.SameClaimedAlready
    entry = next(f for f in done if isinstance(f, CommendationConferred))
    undone = EntryReversed(
        bureau=NANYUE,
        year=entry.year,
        subject=ADA,
        number=entry.number,
        kind="commendation",
        claimed=entry.claimed,
        effective_on=entry.effective_on,
        reason="误录",
        ground="更正",
    )
    assert refused(verifying(claim), OFFICE, *whole, undone) is None


def test_one_paper_for_two_persons_is_nobodys_twice() -> None:
    first = claimed(award())
    second = claimed(award(subject=BO), HIMSELF, *first)
    whole = passed(second, *first, head=HIS_HEAD)
    assert refused(approval(second), CHECKER, *whole) is None
    joint = claimed(award(share="1/2", others=({"subject": BO, "share": "1/2"},)), HERSELF, *whole)
    whole = (*whole, *joint)
    whole += act(_check(joint), HEAD, *whole)[1]
    assert refused(verifying(joint), OFFICE, *whole) is no.SameClaimedAlready, "he is named in both"


def test_of_one_merit_the_highest_counts_and_both_may_be_granted() -> None:
    first = claimed(award(merit="七号"))
    again = claimed(award(merit="七号"), HERSELF, *first)
    whole = passed(again, *passed(first, *again))
    assert refused(approval(again), CHECKER, *whole) is None
    whole += act(approval(first), CHECKER, *whole)[1]
    assert refused(approval(again), CHECKER, *whole) is None


def test_what_is_linked_is_one_merit_and_no_second_award() -> None:
    first, claim, both = waiting()
    parts = tuple(LinkedClaim(number=number) for number in (1, 2))
    link = LinkClaims(bureau=NANYUE, claims=parts, merit="七号", reason="同一表彰")
    both += act(link, OFFICE, *both)[1]
    for one in (first, claim):
        both += act(verifying(one, *both), OFFICE, *both)[1]
    both += act(approval(first, *both), CHECKER, *both)[1]
    assert refused(approval(claim, *both), CHECKER, *both) is None


def test_another_award_of_the_same_paper_is_said_to_be_one_with_the_reason() -> None:
    first, claim, both = waiting()
    _, found = act(verifying(claim, but={"claim": 1}), OFFICE, *both)
    held, verified = found
    assert held == DistinctAwardHeld(
        bureau=NANYUE, number=2, subject=ADA, other="nanyue/1", reason=WHY
    )
    assert isinstance(verified, ClaimVerified)
    both = (*both, *found)
    assert refused(verifying(first), OFFICE, *both) is None, "what one is not, the other is not"
    both += act(approval(claim), CHECKER, *both)[1]
    assert refused(verifying(first), OFFICE, *both) is None, "nor the entry that it came to"
    assert all(f.number in (1, 2) for f in both if isinstance(f, ClaimFact))


@pytest.mark.parametrize("named", [{"claim": 3}, {}, {"claim": 1, "entry": f"nanyue/2024/{ADA}#1"}])
def test_distinct_names_one_thing_that_cites_the_same(named: dict[str, Any]) -> None:
    _, claim, both = waiting()
    said = {"distinct": ({**named, "reason": WHY},)}
    command = VerifyClaim.model_validate(seen(claim) | said)
    assert refused(command, OFFICE, *both) is no.DistinctFromNothing


def test_what_came_after_the_verification_is_decided_by_verifying_anew() -> None:
    first = claimed(award())
    whole = passed(first)
    entry = CommendationConferred(
        bureau=NANYUE,
        year=2024,
        subject=ADA,
        number=1,
        edition="nanyue@1",
        claimed="1.5",
        effective_on="2024-03-05",
        item="C1",
        level="municipal",
        evidence=(DIGEST,),
    )
    whole = (*whole, entry)
    assert refused(approval(first), CHECKER, *whole) is no.SameClaimedAlready
    assert refused(verifying(first), OFFICE, *whole) is no.ClaimAtAnotherStage
    again = verifying(first, but={"entry": f"nanyue/2024/{ADA}#1"})
    assert refused(again, HEAD, *whole) is no.NotPermitted
    whole = (*whole, *act(again, OFFICE, *whole)[1])
    assert refused(approval(first), CHECKER, *whole) is None


def test_a_claim_that_was_rejected_hinders_none() -> None:
    first, claim, both = waiting()
    both += act(rejection(first), OFFICE, *both)[1]
    assert refused(verifying(claim), OFFICE, *both) is None


def found(claim: tuple[Fact, ...], *facts: Fact) -> tuple[str, ...]:
    """What cites the same as the claim, and is nobody's decision yet."""
    submitted = claim[0]
    assert isinstance(submitted, ClaimSubmitted)
    return tuple(claimed_again(given(*WORLD, *facts, files=FILES).desk, submitted))


def test_a_claim_without_paper_or_file_is_nothing_claimed_again() -> None:
    bare: dict[str, Any] = {"item": "I1", "document_no": None, "evidence": ()}
    first = claimed(award(**bare))
    again = claimed(award(**bare), HERSELF, *first)
    assert found(again, *first, *again) == ()


@pytest.mark.parametrize("alike", [{"evidence": ()}, {"document_no": None}])
def test_the_paper_alone_is_enough_and_the_file_alone(alike: dict[str, Any]) -> None:
    first = claimed(award(item="I1", **alike))
    again = claimed(award(item="I1", **alike), HERSELF, *first)
    assert found(again, *first, *again) == ("nanyue/1",)
    assert found(first, *first, *again) == ("nanyue/2",)


def test_entries_hinder_where_they_stand_upwards_for_the_same_and_of_no_same_merit() -> None:
    claim = claimed(award(merit="七号"))
    minus, plus = a_deduction(evidence=(DIGEST,)), a_commendation(number=2)
    assert found(claim, *claim, minus, plus) == (ref(plus),)
    assert found(claim, *claim, minus) == ()
    assert found(claim, *claim, a_bonus()) == (ref(a_bonus()),)
    assert found(claim, *claim, a_bonus(merit="八号")) == (ref(a_bonus()),)
    assert found(claim, *claim, a_bonus(merit="七号")) == ()
    assert found(claim, *claim, a_bonus(subject=BO)) == ()
    plain = claimed(award())
    assert found(plain, *plain, minus, plus) == (ref(plus),)
    assert found(plain, *plain, a_bonus(merit="七号")) == (ref(a_bonus()),)


def test_what_nobody_submitted_hinders_nobody() -> None:
    claim = claimed(award())
    windows = claim[1]
    assert isinstance(windows, AwardClaimed)
    assert found(claim, *claim, windows.model_copy(update={"number": 2})) == ()


def test_what_a_linked_claim_came_to_before_is_the_same_merit_whatever_it_says() -> None:
    """An entry that cites the same stands before it: each of them is looked at."""
    before = a_bonus()
    first = claimed(award(), HERSELF, before)
    whole = passed_over(first, before)
    claim = claimed(award(), HERSELF, *whole)
    parts = tuple(LinkedClaim(number=number) for number in (1, 2))
    link = LinkClaims(bureau=NANYUE, claims=parts, merit="七号", reason="同一表彰")
    linked = (*whole, *claim, *act(link, OFFICE, *whole, *claim)[1])
    entry = f"nanyue/2024/{ADA}#2"
    assert found(claim, *whole, *claim) == (ref(before), entry)
    assert found(claim, *linked) == (ref(before),)


def passed_over(claim: tuple[Fact, ...], before: Fact) -> tuple[Fact, ...]:
    """Granted, since what was recorded before it was found to be another award."""
    whole = (before, *claim)
    whole += act(_check(claim), HEAD, *whole)[1]
    verify = verifying(claim, but={"entry": f"nanyue/2024/{ADA}#1"})
    whole += act(verify, OFFICE, *whole)[1]
    return (*whole, *act(approval(claim, *whole), CHECKER, *whole)[1])


def test_a_claim_that_comes_in_at_once_makes_the_decision_stale() -> None:
    claim = claimed(award())
    desk = given(*WORLD, *claim, files=FILES).desk
    submitted = claim[0]
    assert isinstance(submitted, ClaimSubmitted)
    assert tuple(claimed_again(desk, submitted)) == ()
    read = {desk.names[stream]: version for stream, version in desk.reads.items()}
    assert (read["claim:nanyue/1"], read["claim:nanyue/2"]) == (2, 0)
