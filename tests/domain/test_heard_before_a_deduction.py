"""Is nothing taken from anybody before he was heard, where the item asks for it?"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import pytest

from domain import approving
from domain import refusals as no
from domain.accounts.facts import DeductionImposed, Source
from domain.claims.commands import AnswerClaim, ApproveClaim, WaiveHearing
from domain.claims.facts import (
    ClaimApproved,
    ClaimSubmitted,
    HearingAnswered,
    HearingOpened,
    HearingWaived,
)
from domain.journal.envelope import By
from domain.journal.names import Fact
from tests.domain.awarding import (
    CLAIMED,
    HEAD,
    HERSELF,
    HIMSELF,
    WORLD,
    act,
    refused,
    rejection,
    seen,
    told,
)
from tests.domain.cast import (
    ADA,
    BUREAU,
    DIGEST,
    NANYUE,
    ZG,
    a_deduction,
    an_edition,
    correct,
    deduct,
)
from tests.domain.claimants import CHECKER, ME, OTHER, OWNER, role
from tests.domain.scenario import given

DESK: Final = (role("recorder").model_copy(update={"start": date(2024, 1, 1)}),)
SOLE: Final = (role("sole", OTHER).model_copy(update={"start": date(2024, 1, 1)}),)
LAST: Final = date(2024, 3, 14)
"""The third working day after the 11th."""
AFTER: Final = date(2024, 3, 15)
NUMBER: Final[dict[str, Any]] = {"bureau": NANYUE, "number": 1}


def asked(who: str = ME, subject: str = ADA) -> tuple[Fact, ...]:
    _, found = act(deduct(subject=subject), who, *DESK, *SOLE)
    return (*DESK, *SOLE, *found)


def approval(facts: tuple[Fact, ...]) -> ApproveClaim:
    (claim,) = (fact for fact in facts if isinstance(fact, ClaimSubmitted))
    return ApproveClaim(**seen((claim,)))


def test_a_deduction_waits_with_a_day_until_when_one_is_heard() -> None:
    *_, claim, hearing = asked()
    assert isinstance(claim, ClaimSubmitted)
    assert hearing == HearingOpened(
        **NUMBER, subject=ADA, role="recorder", edition="nanyue@1", closes_on=LAST
    )


def test_it_is_approved_once_the_day_is_over_or_the_hearing_is_waived() -> None:
    facts = asked()
    assert refused(approval(facts), CHECKER, *facts, today=LAST) is no.HearingStillOpen
    assert refused(approval(facts), CHECKER, *facts, today=AFTER) is None
    answer = AnswerClaim(**NUMBER, text="系统故障", evidence=(DIGEST,))
    (heard,) = act(answer, HERSELF, *facts, today=LAST)[1]
    assert heard == HearingAnswered(
        **NUMBER, subject=ADA, answered_on=LAST, text="系统故障", evidence=(DIGEST,)
    )
    assert refused(approval(facts), CHECKER, *facts, heard) is no.HearingStillOpen
    (waived,) = act(WaiveHearing(**NUMBER), HERSELF, *facts)[1]
    assert waived == HearingWaived(**NUMBER, subject=ADA, waived_on=CLAIMED)
    entry, end = act(approval(facts), CHECKER, *facts, waived)[1]
    assert isinstance(entry, DeductionImposed) and isinstance(end, ClaimApproved)
    assert refused(answer, HERSELF, *facts, waived) is no.HearingClosed
    assert refused(answer, HERSELF, *facts, today=AFTER) is no.HearingClosed


def test_whoever_is_heard_no_more_is_told_until_when_he_was() -> None:
    facts = asked()
    answer = AnswerClaim(**NUMBER, text="系统故障")
    closed = {"code": no.HearingClosed.code, "claim": "nanyue/1"}
    assert told(answer, HERSELF, *facts, today=AFTER) == closed | {"last": "2024-03-14"}
    (waived,) = act(WaiveHearing(**NUMBER), HERSELF, *facts)[1]
    assert told(answer, HERSELF, *facts, waived) == closed | {"last": "2024-03-11"}
    assert told(approval(facts), CHECKER, *facts) == {
        "code": no.HearingStillOpen.code,
        "subject": ADA,
        "claim": "nanyue/1",
        "last": "2024-03-14",
    }


def test_of_a_deduction_that_was_rejected_nobody_is_heard() -> None:
    facts = asked()
    (claim,) = (fact for fact in facts if isinstance(fact, ClaimSubmitted))
    ended = (*facts, *act(rejection((claim,)), CHECKER, *facts)[1])
    for command in (AnswerClaim(**NUMBER, text="系统故障"), WaiveHearing(**NUMBER)):
        assert refused(command, HERSELF, *facts) is None
        assert refused(command, HERSELF, *ended) is no.ClaimEnded


def test_an_officer_answers_for_himself_and_a_unit_by_its_head() -> None:
    answer = AnswerClaim(**NUMBER, text="已请假")
    for who in (HIMSELF, HEAD, CHECKER, ME):
        assert refused(answer, who, *asked()) is no.NotPermitted
    assert refused(answer, HERSELF, *asked()) is None
    assert refused(answer, HEAD, *asked(subject=ZG)) is None
    assert refused(answer, HERSELF, *asked(subject=ZG)) is no.NotPermitted
    foreign = answer.model_copy(update={"evidence": ("sha256:" + "0" * 64,)})
    assert refused(foreign, HERSELF, *asked()) is no.FileNotStored


def test_who_acts_alone_waits_for_the_hearing_and_lets_it_through_himself() -> None:
    facts = asked(OTHER)
    assert refused(approval(facts), OTHER, *facts) is no.HearingStillOpen
    settled, (entry, _) = act(approval(facts), OTHER, *facts, today=AFTER)
    assert settled.proposed is None and settled.role == "sole"
    assert isinstance(entry, DeductionImposed)
    himself = role("officer", OTHER, ADA, 2).model_copy(update={"start": date(2024, 1, 1)})
    own = refused(approval(facts), OTHER, *facts, himself, today=AFTER)
    assert own is no.RecordAboutOneself, "heard or not, nobody judges himself"


def test_only_who_acts_alone_and_asked_himself_needs_no_second_person() -> None:
    facts = asked()
    told, _ = act(deduct(), ME, *DESK)
    assert (told.role, told.details["claim"]) == ("recorder", "nanyue/1")
    settled, _ = act(approval(facts), OTHER, *facts, today=AFTER)
    assert settled.proposed is not None and settled.role == "sole", "another asked for it"
    start = {"start": date(2024, 1, 1)}
    approver = role("approver", number=2).model_copy(update=start)
    own = refused(approval(facts), ME, *facts, approver, today=AFTER)
    assert own is no.ApproverIsProposer


def test_the_owner_of_the_home_waits_as_well() -> None:
    desk = given(*WORLD, today=CLAIMED).desk
    approving.settle(desk, deduct(), OWNER)
    facts = desk.facts
    assert isinstance(facts[-1], HearingOpened)
    later = given(*WORLD, *facts, today=AFTER).desk
    approving.settle(later, approval(facts), OWNER)
    assert isinstance(later.facts[0], DeductionImposed)
    checked = given(*WORLD, *facts, today=AFTER).desk
    told = approving.settle(checked, approval(facts), By(CHECKER, ""))
    assert told.proposed is not None and told.proposed.by.role == "owner"


def test_a_correction_is_heard_only_where_it_takes_more_or_from_another() -> None:
    entry = a_deduction()
    facts = (*DESK, entry)

    def heard(**change: Any) -> bool:
        _, found = act(correct(entry, **change), ME, *facts)
        return any(isinstance(fact, HearingOpened) for fact in found)

    assert heard(quantity=4)
    assert not heard(quantity=2)
    assert not heard(reason="表述更正")
    assert heard(subject="officer:0013")


def test_a_workbook_takes_nothing_from_anybody_who_ought_to_be_heard() -> None:
    rules = an_edition(items={"X3": {"hearing": "required"}})
    row = Source(batch=1, sheet="entries", row=2)
    desk = given(rules, *BUREAU[1:]).desk
    desk.write(a_deduction(source=row))
    with pytest.raises(no.ImportNeedsHearing) as refusal:
        approving.refuse_alone(desk, "appraiser")
    assert refusal.value.details == {"items": "X3"}
    approving.refuse_alone(desk, "sole")
    other = given(*BUREAU).desk
    other.write(a_deduction(source=row))
    approving.refuse_alone(other, "appraiser")
