"""Do claims of one document become one merit, by a decision and never by themselves?"""

from __future__ import annotations

from typing import Any, get_args

import pytest

from domain import refusals as no
from domain.accounts.facts import CommendationConferred, EntryReversed
from domain.claims.commands import LinkClaims, LinkedClaim, VerifyClaim
from domain.claims.facts import ClaimFact, ClaimLinked
from domain.claims.state import ClaimState, evolve
from domain.errors import Refusal
from domain.journal.names import Fact
from tests.domain.awarding import (
    CLAIMED,
    HEAD,
    HERSELF,
    HIMSELF,
    HIS_HEAD,
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
from tests.domain.cast import ADA, BO, NANYUE, a_commendation, correct, its_reversal
from tests.domain.claimants import CHECKER
from tests.domain.scenario import given

PLAIN: dict[str, Any] = {"evidence": ()}


def linking(*parts: tuple[int, str | None], merit: str = "7号") -> LinkClaims:
    claims = tuple(LinkedClaim(number=number, share=share) for number, share in parts)
    return LinkClaims(bureau=NANYUE, claims=claims, merit=merit, reason="联合完成")


def two(**second: Any) -> tuple[tuple[Fact, ...], tuple[Fact, ...]]:
    first = claimed(award(document_no="南税〔2024〕7号"))
    said = {"document_no": "南税(2024)7 号"} | second
    return first, claimed(award(subject=BO, **said), HIMSELF, *first)


def granted(claim: tuple[Fact, ...], *before: Fact, **by: str) -> tuple[Fact, ...]:
    """All that stands once the claim went through, the facts before it too."""
    whole = passed(claim, *before, **by)
    _, found = act(approval(claim, *whole), CHECKER, *whole)
    return (*whole, *found)


def test_each_claim_is_told_its_part_and_is_verified_after_that() -> None:
    first, second = two()
    whole = passed(first, *second)
    found = act(linking((1, "7/10"), (2, "3/10")), OFFICE, *whole)[1]
    assert found == tuple(
        ClaimLinked(
            bureau=NANYUE,
            number=number,
            subject=subject,
            claims=(1, 2),
            merit="7号",
            share=share,
            reason="联合完成",
        )
        for number, subject, share in ((1, ADA, "7/10"), (2, BO, "3/10"))
    )
    linked = (*whole, *found)
    assert refused(approval(first, *linked), CHECKER, *linked) is no.ClaimAtAnotherStage


def verifying(claim: tuple[Fact, ...], *facts: Fact) -> VerifyClaim:
    return VerifyClaim(**seen(claim, *facts))


def test_whoever_saw_the_claim_before_it_was_linked_decides_nothing_of_it() -> None:
    """A link changes what is granted: no step of before carries over, though all else is alike."""
    first, second = two()
    whole = passed(first, *second)
    linked = (*whole, *act(linking((1, "7/10"), (2, "3/10")), OFFICE, *whole)[1])
    assert refused(verifying(first), OFFICE, *linked) is no.ClaimReadsOtherwise
    again = (*linked, *act(verifying(first, *linked), OFFICE, *linked)[1])
    for stale in (approval(first), rejection(first)):
        assert refused(stale, CHECKER, *again) is no.ClaimReadsOtherwise
    assert refused(approval(first, *again), CHECKER, *again) is None


def test_an_approval_is_of_the_last_link_also_where_its_own_share_stays() -> None:
    first, second = two()
    third = claimed(award(subject=BO, document_no="南税〔2024〕7号"), HIMSELF, *first, *second)
    whole = (*first, *second, *third)
    whole += act(linking((1, "1/2"), (2, "1/4"), (3, "1/4")), OFFICE, *whole)[1]
    then = passed(first, *whole)
    after = (*then, *act(linking((1, "1/2"), (2, "1/3"), (3, "1/6")), OFFICE, *then)[1])
    after += act(verifying(first, *after), OFFICE, *after)[1]
    assert refused(approval(first, *then), CHECKER, *after) is no.ClaimReadsOtherwise
    assert refused(approval(first, *after), CHECKER, *after) is None


def test_what_was_linked_elsewhere_since_is_linked_anew_before_any_of_it_is_approved() -> None:
    first, second = two()
    third = claimed(award(document_no="南税〔2024〕7号"), HERSELF, *first, *second)
    whole = (*first, *second, *third)
    whole += act(linking((1, "1/2"), (2, "1/2")), OFFICE, *whole)[1]
    whole += act(linking((1, "1/3"), (3, "2/3"), merit="另一"), OFFICE, *whole)[1]
    parts = passed(second, *whole, head=HIS_HEAD)
    assert told(approval(second, *parts), CHECKER, *parts) == {
        "code": no.LinkedOtherwiseSince.code,
        "claim": "nanyue/2",
        "other": "nanyue/1",
    }
    parts = passed(third, *whole)
    assert refused(approval(third, *parts), CHECKER, *parts) is None
    whole += act(linking((2, None)), OFFICE, *whole)[1]
    parts = passed(second, *whole, head=HIS_HEAD)
    assert refused(approval(second, *parts), CHECKER, *parts) is None


def test_what_was_linked_with_it_and_is_ended_hinders_nothing_and_is_not_read() -> None:
    first, second = two()
    third = claimed(award(document_no="南税〔2024〕7号"), HERSELF, *first, *second)
    gone = first[0].model_copy(update={"narrative": "[erased 已抹除]"})
    whole = (gone, first[1], *second, *third)
    whole += act(linking((1, "1/2"), (2, "1/2")), OFFICE, *whole)[1]
    parts = passed(second, *whole, head=HIS_HEAD)
    assert refused(approval(second, *parts), CHECKER, *parts) is None
    parts += act(linking((1, "1/3"), (3, "2/3"), merit="另一"), OFFICE, *parts)[1]
    assert refused(approval(second, *parts), CHECKER, *parts) is no.LinkedOtherwiseSince
    parts += act(rejection(first, *parts), HEAD, *parts)[1]
    assert refused(approval(second, *parts), CHECKER, *parts) is None


def test_a_link_after_the_grant_leaves_what_was_approved_as_it_was() -> None:
    """`digest` stays that of what was approved; the link counts for those that still wait."""
    first, second = two()
    done = granted(first, *second)
    found = act(linking((1, "1/2"), (2, "1/2")), OFFICE, *done)[1]
    state = ClaimState()
    for fact in (*done, *found):
        if isinstance(fact, get_args(ClaimFact)) and fact.number == 1:
            state = evolve(state, fact)
    assert state.link is not None
    assert state.digest == approval(first).digest


def test_a_third_claim_corrects_what_was_granted_once_it_is_approved() -> None:
    first, second = two()
    alone = granted(first, *second)
    found = act(linking((1, "7/10"), (2, "3/10")), OFFICE, *alone)[1]
    assert all(isinstance(fact, ClaimLinked) for fact in found)
    whole = passed(second, *alone, *found, head=HIS_HEAD)
    undone, anew, entry, *_ = act(approval(second, *whole), CHECKER, *whole)[1]
    assert isinstance(undone, EntryReversed) and undone.subject == ADA
    assert isinstance(anew, CommendationConferred)
    assert (anew.subject, anew.share, anew.merit) == (ADA, "7/10", "7号")
    assert isinstance(entry, CommendationConferred)
    assert (entry.subject, entry.share, entry.merit) == (BO, "3/10", "7号")


def joint(*since: Fact, mended: Any = None) -> tuple[tuple[str, str | None], ...]:
    """Ada and Bo were granted half an award each; what a claim of Bo's then makes of it.

    `since`: what had happened to the two entries; `mended`: what Ada's had been corrected to.
    """
    first = claimed(award(share="1/2", others=[{"subject": BO, "share": "1/2"}]))
    whole = (*granted(first), *since)
    second = claimed(award(subject=BO), HIMSELF, *whole)
    whole += second
    if mended:
        entry = next(fact for fact in whole if isinstance(fact, CommendationConferred))
        whole += given(*WORLD, *whole, today=CLAIMED).when(correct(entry, **mended)).facts
    whole += act(linking((1, "1/2"), (2, "1/2")), OFFICE, *whole)[1]
    whole = passed(second, *whole, head=HIS_HEAD)
    found = act(approval(second, *whole), CHECKER, *whole)[1]
    return tuple((f.subject, f.share) for f in found if isinstance(f, CommendationConferred))


def annulled(subject: str) -> EntryReversed:
    entry = a_commendation(subject=subject, item="C1", level="municipal", share="1/2")
    return its_reversal(entry, claimed="1.25")


def test_of_what_was_granted_only_what_stands_with_another_share_is_corrected() -> None:
    ada, bo, anew = (ADA, "1/4"), (BO, "1/4"), (BO, "1/2")
    assert joint() == (ada, bo, anew)
    assert joint(annulled(ADA)) == (bo, anew)
    assert joint(mended={"subject": "unit:zg"}) == (bo, anew), "it is nobody's whom it names"
    assert joint(mended={"share": "1/4", "merit": "7号"}) == (bo, anew)
    assert joint(mended={"share": "1/4"}) == (ada, bo, anew), "under another merit it counts twice"


def test_a_correction_cites_every_claim_of_the_link_as_far_as_a_ground_goes() -> None:
    first, second = two()
    done = granted(first, *second)
    listed = tuple(range(1, 41))
    done += tuple(
        ClaimLinked(
            bureau=NANYUE,
            number=number,
            subject=ADA,
            claims=listed,
            merit="7号",
            share="1/40",
            reason="联合完成",
        )
        for number in listed
    )
    whole = passed(second, *done, head=HIS_HEAD)
    undone, *_ = act(approval(second, *whole), CHECKER, *whole)[1]
    assert isinstance(undone, EntryReversed)
    assert undone.ground.startswith("关联申报 linked claims nanyue/1, nanyue/2, nanyue/3")
    assert len(undone.ground) == 200


def test_a_link_anew_counts_every_part_of_the_merit_that_was_granted() -> None:
    """Else 1/2 of the second claim stands beside the whole that the first and third share."""
    first, second = two()
    whole = (*first, *second)
    whole += act(linking((1, "1/2"), (2, "1/2")), OFFICE, *whole)[1]
    whole = granted(second, *whole, head=HIS_HEAD)
    whole += claimed(award(subject=BO, document_no="南税〔2024〕7号"), HIMSELF, *whole)
    assert refused(linking((1, "1/2"), (3, "1/2")), OFFICE, *whole) is no.LinkLeavesOutGranted
    assert refused(linking((1, "1/2"), (3, "1/2"), merit="另一"), OFFICE, *whole) is None
    assert refused(linking((1, "1/3"), (2, "1/3"), (3, "1/3")), OFFICE, *whole) is None


@pytest.mark.parametrize(
    ("command", "refusal"),
    [
        (linking((1, "7/10"), (2, "2/10")), no.SharesNotOne),
        (linking((1, "7/10"), (2, None)), no.ShareNotSaid),
        (linking((1, None), (1, None)), no.LinkedClaimTwice),
        (linking((1, None), (3, None)), no.ClaimNotFound),
        (linking((1, None), (2, None)), None),
        (linking((2, "1/1")), None),
    ],
)
def test_all_shares_are_said_or_none(command: LinkClaims, refusal: type[Refusal] | None) -> None:
    first, second = two()
    assert refused(command, OFFICE, *first, *second) is refusal


def test_what_cites_otherwise_or_is_ended_is_not_linked() -> None:
    first, second = two(document_no="南税〔2024〕8号", **PLAIN)
    link = linking((1, None), (2, None))
    assert refused(link, OFFICE, *first, *second) is no.ClaimsCiteDifferently
    first, second = two()
    assert refused(link, HERSELF, *first, *second) is no.NotPermitted
    rejected = act(rejection(first), HEAD, *first, *second)[1]
    assert refused(link, OFFICE, *first, *second, *rejected) is no.LinkedClaimEnded
    alone = linking((2, None))
    assert refused(alone, OFFICE, *first, *second, *rejected) is None
    done = granted(first)
    assert refused(linking((1, None)), OFFICE, *done) is no.LinkNeedsWaitingClaim
