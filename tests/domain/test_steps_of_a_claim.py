"""Who may take a step of a claim, of which claim, and what is somebody told who may not?"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import pytest

from domain import refusals as no
from domain.claims.commands import (
    AddEvidence,
    AnswerClaim,
    CheckClaim,
    ExtendEvidence,
    LinkClaims,
    LinkedClaim,
    VerifyClaim,
)
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
from tests.domain.claimants import CHECKER, ME, role, the_claim

FIRST: Final[dict[str, Any]] = {"bureau": NANYUE, "number": 1}
SINCE: Final = {"start": date(2024, 1, 1)}
ADDING: Final = AddEvidence(**FIRST, evidence=(DIGEST,))
MORE_TIME: Final = ExtendEvidence(**FIRST, until="2024-04-10", reason="原件在外单位")


def linking(*numbers: int) -> LinkClaims:
    claims = tuple(LinkedClaim(number=number) for number in numbers)
    return LinkClaims(bureau=NANYUE, claims=claims, merit="7号", reason="同一文件")


def test_of_a_claim_that_has_ended_no_evidence_comes_in_and_none_is_given_time() -> None:
    claim = claimed()
    ended = (*claim, *act(rejection(claim), HEAD, *claim)[1])
    for command, who in ((ADDING, HERSELF), (MORE_TIME, OFFICE)):
        assert refused(command, who, *claim) is None
        assert told(command, who, *ended) == {
            "code": no.ClaimEnded.code,
            "claim": "nanyue/1",
            "how_en": "rejected",
            "how_zh": "驳回",
        }


def test_a_step_at_the_wrong_stage_is_told_for_which_one_the_claim_waits() -> None:
    claim = claimed()
    assert told(VerifyClaim(**seen(claim)), OFFICE, *claim) == {
        "code": no.ClaimAtAnotherStage.code,
        "claim": "nanyue/1",
        "stage_en": "the first check",
        "stage_zh": "初审",
    }


def test_whoever_took_a_step_is_told_that_the_next_is_another_s() -> None:
    claim = claimed()
    checked = (*claim, *act(CheckClaim(**seen(claim)), OFFICE, *claim)[1])
    assert told(VerifyClaim(**seen(claim)), OFFICE, *checked) == {
        "code": no.StepsBySamePerson.code,
        "actor": OFFICE,
        "claim": "nanyue/1",
    }
    whole = passed(claim)
    approver = role("approver", HEAD, number=2).model_copy(update=SINCE)
    assert refused(approval(claim), HEAD, *whole, approver) is no.StepsBySamePerson


def test_whoever_is_named_in_a_claim_takes_no_step_of_it() -> None:
    men = [f"officer:00{n}" for n in range(20, 28)]
    others = [{"subject": man, "share": "1/9"} for man in men]
    known = tuple(
        fact for man in men for fact in (an_officer(man[8:]), a_posting(man[8:], unit="fa"))
    )
    claim = claimed(award(share="1/9", others=others), HERSELF, *known)
    held = [role("officer", OFFICE, man, n) for n, man in enumerate(men, start=2)]
    whole = (*known, *claim, *(one.model_copy(update=SINCE) for one in held))
    beneficiary = {"code": no.ApproverIsBeneficiary.code, "subject": ", ".join(men)}
    assert told(CheckClaim(**seen(claim)), OFFICE, *whole) == beneficiary
    whole += act(CheckClaim(**seen(claim)), HEAD, *whole)[1]
    assert told(VerifyClaim(**seen(claim)), OFFICE, *whole) == beneficiary


def test_whoever_claimed_takes_no_step_of_it_whatever_his_roles() -> None:
    claim = claimed()
    office = role("appraiser", HERSELF, number=2).model_copy(update=SINCE)
    check = CheckClaim(**seen(claim))
    assert refused(check, HERSELF, *claim, office) is no.ApproverIsProposer
    herself = role("officer", OFFICE, ADA, number=2).model_copy(update=SINCE)
    assert refused(check, OFFICE, *claim, herself) is no.ApproverIsProposer, "by another token"


def test_what_has_no_such_steps_is_named_by_its_number() -> None:
    waiting = the_claim(reverse(a_bonus()), ME, *BUREAU, a_bonus(), *CLERKS)
    facts = (a_bonus(), *CLERKS[:1], waiting)
    check = CheckClaim(**FIRST, digest=waiting.digest)
    for command, who in ((check, OFFICE), (ADDING, HERSELF), (linking(1), OFFICE)):
        assert told(command, who, *facts) == {"code": no.NoAwardClaim.code, "claim": "nanyue/1"}
    unheard = told(AnswerClaim(**FIRST, text="有异议"), HERSELF, *facts)
    assert unheard == {"code": no.NoHearing.code, "claim": "nanyue/1"}


def test_what_may_not_be_linked_is_named_by_its_number() -> None:
    first = claimed()
    second = claimed(award(document_no="南税〔2024〕8号", evidence=()), HERSELF, *first)
    both = (*first, *second)
    assert told(linking(1, 3), OFFICE, *both) == {
        "code": no.ClaimNotFound.code,
        "claim": "nanyue/3",
    }
    assert told(linking(1, 2), OFFICE, *both) == {
        "code": no.ClaimsCiteDifferently.code,
        "claims": "nanyue/1, nanyue/2",
    }
    rejected = (*both, *act(rejection(first), HEAD, *both)[1])
    assert told(linking(1, 2), OFFICE, *rejected) == {
        "code": no.LinkedClaimEnded.code,
        "claim": "nanyue/1",
    }
    whole = passed(first, *both)
    done = (*whole, *act(approval(first), CHECKER, *whole)[1])
    assert told(linking(1), OFFICE, *done) == {
        "code": no.LinkNeedsWaitingClaim.code,
        "claims": "nanyue/1",
    }


@pytest.mark.parametrize(
    ("first", "second", "alike"),
    [
        ({"evidence": ()}, {}, True),
        ({}, {"evidence": (), "document_no": "南税[2024]7号"}, True),
        ({}, {"document_no": "南税〔2024〕8号"}, True),
        ({"document_no": None}, {"document_no": None}, True),
        ({"document_no": None, "evidence": ()}, {"document_no": None, "evidence": ()}, False),
        ({"document_no": None, "evidence": ()}, {"document_no": None}, False),
        ({}, {"document_no": "南税〔2024〕8号", "evidence": (OTHER_FILE,)}, False),
    ],
)
def test_claims_are_one_merit_by_one_paper_or_by_one_file(
    first: dict[str, Any], second: dict[str, Any], alike: bool
) -> None:
    one = claimed(award(**first))
    both = (*one, *claimed(award(**second), HERSELF, *one))
    refusal = None if alike else no.ClaimsCiteDifferently
    assert refused(linking(1, 2), OFFICE, *both) is refusal


def test_a_file_makes_one_merit_only_of_those_that_all_cite_it() -> None:
    papers = (DIGEST,), (DIGEST, OTHER_FILE), (OTHER_FILE,)
    facts: tuple[Fact, ...] = ()
    for n, evidence in enumerate(papers):
        facts += claimed(award(document_no=f"{n}号", evidence=evidence), HERSELF, *facts)
    assert refused(linking(1, 2), OFFICE, *facts) is None
    assert refused(linking(2, 3), OFFICE, *facts) is None
    assert refused(linking(1, 2, 3), OFFICE, *facts) is no.ClaimsCiteDifferently


def test_a_claim_that_cites_nothing_is_linked_with_no_other_and_alone_all_the_same() -> None:
    bare = claimed(award(document_no=None, evidence=()))
    assert refused(linking(1), OFFICE, *bare) is None


def halves(*numbers: int) -> LinkClaims:
    claims = tuple(LinkedClaim(number=number, share="1/2") for number in numbers)
    return LinkClaims(bureau=NANYUE, claims=claims, merit="7号", reason="同一文件")


def test_of_an_earlier_link_no_part_is_left_out_that_was_granted_by_it() -> None:
    first = claimed()
    second = claimed(award(subject=BO), HIMSELF, *first)
    facts = (*first, *second, *claimed(award(), HERSELF, *first, *second))
    facts += act(halves(1, 2), OFFICE, *facts)[1]
    assert refused(halves(1, 3), OFFICE, *facts) is None, "nothing was granted yet"
    whole = passed(second, *facts, head=HIS_HEAD)
    whole += act(approval(second, *whole), CHECKER, *whole)[1]
    left = {"code": no.LinkLeavesOutGranted.code, "left": "nanyue/2", "merit": "7号"}
    for numbers in ((1, 3), (3, 1)):
        assert told(halves(*numbers), OFFICE, *whole) == left
    since = (*whole, *claimed(award(subject=BO), HIMSELF, *whole))
    since += act(halves(2, 4), OFFICE, *since)[1]
    assert refused(halves(1, 3), OFFICE, *since) is None, "it is a part of another link by now"
