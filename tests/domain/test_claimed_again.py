"""Is the same award claimed and granted once, whoever claims it and however it is written?"""

from __future__ import annotations

from typing import Any

import pytest

from domain import refusals as no
from domain.accounts.facts import CommendationConferred, EntryReversed
from domain.claims.commands import CheckClaim, LinkClaims, LinkedClaim, VerifyClaim
from domain.claims.facts import ClaimFact, ClaimVerified, DistinctAwardHeld
from domain.journal.names import Fact
from tests.domain.awarding import (
    HEAD,
    HERSELF,
    HIMSELF,
    HIS_HEAD,
    OFFICE,
    OTHER_FILE,
    act,
    approval,
    award,
    claimed,
    passed,
    refused,
    rejection,
    seen,
)
from tests.domain.cast import ADA, BO, DIGEST, NANYUE
from tests.domain.claimants import CHECKER

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
