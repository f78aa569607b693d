"""How does a dispute go on once it is raised, and who may act on it?"""

from __future__ import annotations

from typing import Any

from domain import refusals as no
from domain.disputes.commands import (
    AcceptDispute,
    DeclineDispute,
    ExtendDispute,
    HearDispute,
    WithdrawDispute,
)
from domain.disputes.facts import DisputeExtended
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
from tests.domain.test_raising_a_dispute import STATUTORY, graded


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
    contest.refuses(of_case(AcceptDispute), OFFICER, DAY, no.DisputeOfOneself, subject=ADA)
    contest.does(of_case(AcceptDispute), OFFICE, DAY)
    decide = deciding(reversals=[reverse(wrong)])
    contest.refuses(decide, OFFICER, DAY, no.DisputeOfOneself)


def test_whoever_had_a_hand_in_it_does_not_decide_it() -> None:
    contest, wrong, _ = taken_up()
    contest.kept = Kept(frozenset({"token:clerk", COMMITTEE}), RECORDED_ON)
    decide = deciding(reversals=[reverse(wrong)])
    contest.refuses(decide, COMMITTEE, DAY, no.DecidesOwnAct, actor=COMMITTEE)
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
