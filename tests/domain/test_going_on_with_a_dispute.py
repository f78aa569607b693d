"""How does a dispute go on once it is raised, and who may act on it?"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from domain import refusals as no
from domain.deciding.disputes import caused_by, refuse_partial
from domain.disputes.commands import (
    AcceptDispute,
    DeclineDispute,
    ExtendDispute,
    HearDispute,
    WithdrawDispute,
)
from domain.disputes.facts import DisputeExtended, DisputeHearingHeld
from domain.journal.envelope import Kept
from tests.domain.cast import ADA, DIGEST, reprimand, reverse
from tests.domain.disputants import (
    COMMITTEE,
    DAY,
    HEAD,
    OFFICE,
    OFFICER,
    OTHER,
    RAISED,
    RECORDED_ON,
    TAKEN_UP,
    deciding,
    entry_of,
    of_case,
    raised,
    reprimand_contested,
    taken_up,
)
from tests.domain.scenario import given
from tests.domain.test_raising_a_dispute import STATUTORY, graded
from tests.domain.year_acts import restate


def test_a_dispute_is_taken_up_once_and_then_not_declined() -> None:
    contest, _, _ = taken_up()
    again = of_case(AcceptDispute)
    contest.refuses(again, OFFICE, DAY, no.DisputeAlreadyAccepted, dispute="nanyue/1")
    decline = of_case(DeclineDispute, ground="nothing_to_decide", reason="已更正")
    contest.refuses(decline, OFFICE, DAY, no.DisputeAlreadyAccepted)
    contest.refuses(of_case(AcceptDispute, 2), OFFICE, DAY, no.DisputeNotFound, dispute="nanyue/2")


def test_what_the_ledger_found_in_time_is_not_declined_as_late() -> None:
    contest, wrong, _ = raised()
    late: dict[str, Any] = {"ground": "out_of_time", "reason": "逾期"}
    declined = of_case(DeclineDispute, **late)
    contest.refuses(declined, OFFICE, DAY, no.FiledInTime, dispute="nanyue/1")
    asserted: dict[str, Any] = {
        "known_on": "2024-06-18",
        "known_reason": "外出",
        "known_evidence": [DIGEST],
    }
    other: dict[str, Any] = {"ground": "nothing_to_decide", "reason": "已更正"}
    contest.does(of_case(DeclineDispute, **other), OFFICE, DAY)
    contest.files(DAY, about=entry_of(wrong), **asserted)
    contest.does(of_case(DeclineDispute, 2, **late), OFFICE, DAY)
    accept = of_case(AcceptDispute, 2)
    contest.refuses(accept, OFFICE, DAY, no.DisputeEnded, how_en="declined")


def test_a_hearing_may_be_recorded_on_its_day() -> None:
    contest, _, _ = taken_up()
    held = of_case(HearDispute, heard=ADA, held_on=DAY, record="陈述系平台故障")
    contest.refuses(held, OFFICE, TAKEN_UP, no.DateInFuture)
    contest.does(held, OFFICE, DAY)


def test_nobody_was_heard_in_a_dispute_before_it_came_in() -> None:
    contest, _, _ = taken_up()
    held = of_case(HearDispute, heard=ADA, held_on="2024-06-12", record="陈述系平台故障")
    told = {"dispute": "nanyue/1", "day": "2024-06-12", "filed_on": RAISED}
    contest.refuses(held, OFFICE, DAY, no.HearingBeforeDispute, **told)
    contest.does(held.model_copy(update={"held_on": date(2024, 6, 13)}), OFFICE, DAY)


def test_a_result_as_a_whole_may_have_been_put_right_elsewhere() -> None:
    contest = graded("incompetent")
    contest.files("2025-02-10", **STATUTORY)
    contest.does(of_case(AcceptDispute), OFFICE, "2025-02-11")
    contest.does(deciding("varied"), COMMITTEE, "2025-03-03")


def test_a_decision_wants_a_dispute_that_was_taken_up() -> None:
    contest, wrong, _ = raised()
    asked = deciding(reversals=[reverse(wrong)])
    contest.refuses(asked, COMMITTEE, DAY, no.DisputeNotAccepted, dispute="nanyue/1")


def test_deciding_is_put_off_once_where_the_stage_allows_it_before_it_expires() -> None:
    contest, _, _ = taken_up()
    extend = of_case(ExtendDispute, reason="案情复杂")
    contest.refuses(extend, OFFICE, DAY, no.StageNotExtended, stage="objection")
    law = graded("incompetent")
    law.files("2025-02-10", **{**STATUTORY, "stage": "statutory_appeal"})
    law.refuses(extend, OFFICE, "2025-04-12", no.ExtensionTooLate, decide_by="2025-04-11")
    (extended,) = law.does(extend, OFFICE, "2025-04-11")
    assert isinstance(extended, DisputeExtended)
    assert extended.decide_by.isoformat() == "2025-05-11", "30 days more"
    again = {"dispute": "nanyue/1", "decide_by": "2025-05-11"}
    law.refuses(extend, OFFICE, "2025-04-11", no.DisputeAlreadyExtended, **again)


def test_the_appellant_alone_takes_his_dispute_back() -> None:
    contest, wrong, _ = taken_up()
    withdraw = of_case(WithdrawDispute)
    for other in (OTHER, HEAD, OFFICE):
        contest.refuses(withdraw, other, DAY, no.NotOnesOwn)
    contest.does(withdraw, OFFICER, DAY)
    decide = deciding(reversals=[reverse(wrong)])
    contest.refuses(decide, COMMITTEE, DAY, no.DisputeEnded, how_en="withdrawn")


def test_nobody_acts_on_his_own_dispute_by_whatever_token() -> None:
    contest, wrong, _ = raised()
    told = {"dispute": "nanyue/1", "subject": ADA}
    contest.refuses(of_case(AcceptDispute), OFFICER, DAY, no.DisputeOfOneself, **told)
    contest.does(of_case(AcceptDispute), OFFICE, DAY)
    decide = deciding(reversals=[reverse(wrong)])
    contest.refuses(decide, OFFICER, DAY, no.DisputeOfOneself)


def test_whoever_had_a_hand_in_it_does_not_decide_it() -> None:
    contest, wrong, _ = taken_up()
    contest.kept = Kept(frozenset({"token:clerk", COMMITTEE}), RECORDED_ON)
    decide = deciding(reversals=[reverse(wrong)])
    told = {"dispute": "nanyue/1", "actor": COMMITTEE}
    contest.refuses(decide, COMMITTEE, DAY, no.DecidesOwnAct, **told)
    contest.kept = Kept(frozenset({"token:clerk"}), RECORDED_ON)
    contest.does(decide, COMMITTEE, DAY)


def test_whom_an_entry_says_to_have_recorded_it_does_not_decide_it() -> None:
    contest, _, _ = reprimand_contested()
    said = {"recorded_by": "0013", "level": "district", "effective_on": "2024-06-12"}
    wrong = contest.book.grants(reprimand(**said))
    contest.files(RAISED, about=entry_of(wrong))
    contest.does(of_case(AcceptDispute), OFFICE, TAKEN_UP)
    decide = deciding(reversals=[reverse(wrong)])
    contest.refuses(decide, OTHER, DAY, no.DecidesOwnAct, actor=OTHER)


def test_whoever_had_a_hand_in_it_may_take_it_up_and_hear_people() -> None:
    contest, _, _ = raised()
    contest.kept = Kept(frozenset({OFFICE}), RECORDED_ON)
    contest.does(of_case(AcceptDispute), OFFICE, TAKEN_UP)
    contest.does(of_case(HearDispute, heard=ADA, held_on=DAY, record="无异议"), OFFICE, DAY)
    contest.refuses(deciding("upheld_original"), OFFICE, DAY, no.DecidesOwnAct, actor=OFFICE)


def test_what_is_cited_of_a_hearing_was_handed_in_for_one_of_those_whose_case_it_is() -> None:
    contest, _, _ = taken_up()
    held: dict[str, Any] = {"heard": "officer:0013", "held_on": DAY, "record": "无异议"}
    unknown = "sha256:" + "0" * 64
    asked = of_case(HearDispute, **held, evidence=[DIGEST, unknown])
    told = {"digest": unknown, "subject": f"officer:0013 / {ADA}"}
    contest.refuses(asked, OFFICE, DAY, no.FileNotStored, **told)
    (heard,) = contest.does(of_case(HearDispute, **held, evidence=[DIGEST]), OFFICE, DAY)
    assert isinstance(heard, DisputeHearingHeld) and heard.evidence == (DIGEST,)


def test_of_a_dispute_that_there_is_not_nobody_is_partial() -> None:
    """Whoever tries out what he may do is told by the decision itself that it is not there."""
    contest, _, _ = raised()
    desk = given(*contest.book.facts).desk
    refuse_partial(desk, of_case(AcceptDispute, 9), OFFICER)
    with pytest.raises(no.DisputeOfOneself):
        refuse_partial(desk, of_case(AcceptDispute), OFFICER)


def test_what_carries_out_a_decision_names_the_dispute_as_its_cause() -> None:
    assert caused_by(deciding("varied", number=3)) == "dispute:nanyue/3"
    assert caused_by(restate(dispute="nanyue/7")) == "dispute:nanyue/7"
    assert caused_by(restate()) is None
    assert caused_by(of_case(AcceptDispute)) is None
