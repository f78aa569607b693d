"""How does a dispute go on once it is raised, who decides it, and what may be put right by it?"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from domain import refusals as no
from domain.accounts.facts import BonusAwarded, EntryReversed, Granted
from domain.disputes.commands import (
    AcceptDispute,
    HearDispute,
)
from domain.disputes.facts import DisputeDecided
from domain.journal.envelope import Kept
from domain.registers.commands import WithdrawMark
from domain.registers.facts import MarkWithdrawn, RestrictionRescinded
from domain.years.commands import DecideGrade
from domain.years.facts import GradeDecided
from tests.domain.bureau_years import BureauYear, bands, grades, score
from tests.domain.cast import (
    ADA,
    BO,
    award,
    commend,
    correct,
    deduct,
    ref,
    reverse,
)
from tests.domain.disputants import (
    COMMITTEE,
    DAY,
    OFFICE,
    OFFICER,
    OTHER,
    PAPER,
    RAISED,
    RECORDED_ON,
    TAKEN_UP,
    Contest,
    deciding,
    entry_of,
    filing,
    of_case,
    reprimand_contested,
    taken_up,
)
from tests.domain.scenario import given
from tests.domain.test_disputes_entries import the_first_vector
from tests.domain.test_raising_a_dispute import graded
from tests.domain.test_restrictions import end, impose
from tests.domain.year_acts import restate


def test_a_decision_and_what_it_puts_right_are_one() -> None:
    contest, wrong, loss = taken_up()
    found = contest.does(deciding(reversals=[reverse(wrong), reverse(loss)]), COMMITTEE, DAY)
    decided, first, second = found
    assert isinstance(decided, DisputeDecided)
    assert decided.remedied == (ref(wrong), ref(loss))
    assert (decided.decided_by, decided.decided_on.isoformat()) == (COMMITTEE, DAY)
    assert isinstance(first, EntryReversed) and isinstance(second, EntryReversed)
    assert (first.subject, second.subject) == (ADA, "unit:zg"), "the loss hung on it by its paper"
    assert score(contest.book.run(), "0012") == "93.820"


def test_a_decision_rests_on_all_that_the_year_holds() -> None:
    contest, wrong, _ = taken_up()
    history = given(*contest.book.facts, today=date.fromisoformat(DAY), kept=contest.kept)
    history.when(deciding(reversals=[reverse(wrong)]), COMMITTEE)
    assert history.desk.quiet == ("nanyue", 2024, contest.book.head)


def test_who_upholds_the_original_remedies_nothing_and_who_does_not_must() -> None:
    contest, wrong, _ = taken_up()
    upheld = deciding("upheld_original", reversals=[reverse(wrong)])
    contest.refuses(upheld, COMMITTEE, DAY, no.RemedyNotWanted)
    contest.refuses(deciding("varied"), COMMITTEE, DAY, no.RemedyMissing)
    contest.does(deciding("upheld_original"), COMMITTEE, DAY)


def test_other_errors_cannot_be_added_to_the_proceeding() -> None:
    contest, wrong, _ = reprimand_contested()
    other = contest.book.grants(award(item="K2", level=None, document_no="南税〔2024〕99号"))
    contest.files(RAISED, about=entry_of(wrong))
    contest.does(of_case(AcceptDispute), OFFICE, TAKEN_UP)
    mark = {"year": 2024, "subject": ADA, "number": 1, "reason": "有误"}
    grade = {"year": 2024, "officer": "0012", "grade": "competent", "minutes": "x", "reason": "y"}
    contest.book.does(impose(rule="V1", until=None))
    outside: list[dict[str, Any]] = [
        {"reversals": [reverse(wrong), reverse(other)]},
        {"corrections": [correct(other, document_no="南税〔2024〕98号")]},
        {"withdrawals": [WithdrawMark.model_validate(mark)]},
        {"ends": [end("rescinded", effective_on="2024-06-14")]},
        {"grades": [DecideGrade.model_validate(grade | {"decided_on": DAY})]},
    ]
    for remedies in outside:
        contest.refuses(deciding(**remedies), COMMITTEE, DAY, no.RemedyOutsideDispute)


@pytest.mark.parametrize(
    "number", ["南税[2024]7号", "南税〔2024〕 7 号", "南税【2024】7号", "南税2024第7"]
)
def test_papers_of_one_number_hang_together_however_they_are_typed(number: str) -> None:
    contest, wrong, _ = reprimand_contested()
    other = contest.book.grants(deduct(document_no=number, effective_on="2024-06-12"))
    assert wrong.document_no == PAPER != number
    contest.files(RAISED, about=entry_of(wrong))
    contest.does(of_case(AcceptDispute), OFFICE, TAKEN_UP)
    contest.does(deciding(reversals=[reverse(wrong), reverse(other)]), COMMITTEE, DAY)


def test_what_took_the_place_of_a_disputed_entry_is_within_reach() -> None:
    contest, wrong, _ = taken_up()
    milder = contest.book.grants(correct(wrong, document_no="南税〔2024〕55号"))
    contest.does(deciding(reversals=[reverse(milder)]), COMMITTEE, DAY)


def test_nobody_ends_worse_off_for_having_disputed() -> None:
    contest, wrong, _ = taken_up()
    heavier = deciding("varied", corrections=[correct(wrong, level="provincial")])
    contest.refuses(
        *(heavier, COMMITTEE, DAY, no.WorseForAppellant),
        what="score",
        before="93.175",
        after="91.175",
    )
    contest.does(deciding("varied", corrections=[correct(wrong, reason="改述")]), COMMITTEE, DAY)


def test_in_a_closed_year_it_is_the_restatement_that_must_not_be_worse() -> None:
    """The award of another, by whose fall the appellant keeps what he had."""
    contest, wrong, _ = reprimand_contested()
    contest.book.close()
    contest.kept = Kept(contest.kept.hands, RECORDED_ON.replace(2025, 1, 20))
    contest.files("2025-01-21", stage="review", about={"run": "closed", **entry_of(wrong)})
    contest.does(of_case(AcceptDispute), OFFICE, "2025-01-22")
    contest.does(deciding(reversals=[reverse(wrong)]), COMMITTEE, "2025-02-05")
    assert score(contest.book.closed(), "0012") == "92.640"
    assert score(contest.book.restate(), "0012") == "93.640"


def colleague_cites() -> tuple[Contest, Granted]:
    """Bo objects to his own result, for the level of Ada's award is wrong (D6)."""
    book, winner = the_first_vector()
    book.officer("0013", "92 90 93 91", leader="92", peers="95")
    contest = Contest(book)
    contest.book.close()
    contest.kept = Kept(contest.kept.hands, RECORDED_ON.replace(2025, 1, 20))
    about = {"run": "closed", "cites": [ref(winner)]}
    contest.files("2025-01-21", OTHER, subject=BO, stage="review", about=about)
    contest.does(of_case(AcceptDispute), OFFICE, "2025-01-22")
    return contest, winner


def test_from_whom_a_decision_takes_something_must_have_been_heard() -> None:
    contest, winner = colleague_cites()
    lower = deciding("varied", corrections=[correct(winner, level="municipal")])
    contest.refuses(lower, COMMITTEE, "2025-02-05", no.OtherNotHeard, subject=ADA)
    heard: dict[str, Any] = {"heard": ADA, "held_on": "2025-01-23", "record": "无异议"}
    early = of_case(HearDispute, **heard | {"held_on": "2025-02-06"})
    contest.refuses(early, OFFICE, "2025-01-24", no.DateInFuture)
    nobody = of_case(HearDispute, **heard | {"heard": "officer:9999"})
    contest.refuses(nobody, OFFICE, "2025-01-24", no.UnknownOfficer)
    contest.does(of_case(HearDispute, **heard), OFFICE, "2025-01-24")
    contest.does(lower, COMMITTEE, "2025-02-05")
    assert score(contest.book.restate(), "0012") == "96.720"


def test_a_mark_a_restriction_and_a_grade_are_put_right_too() -> None:
    contest = graded("incompetent")
    contest.book.does(impose(rule="V1", until=None))
    about = {"run": "closed", "marks": [1], "restrictions": [1]}
    contest.files("2025-02-10", stage="statutory_review", about=about)
    contest.does(of_case(AcceptDispute), OFFICE, "2025-02-11")
    grade = {"year": 2024, "officer": "0012", "grade": "competent", "minutes": "考评委〔2025〕6号"}
    decided = contest.does(
        deciding(
            "varied",
            ends=[end("rescinded", effective_on="2025-02-20")],
            grades=[
                DecideGrade.model_validate(grade | {"decided_on": "2025-02-20", "reason": "属实"})
            ],
        ),
        *(COMMITTEE, "2025-02-20"),
    )
    assert [type(f) for f in decided[1:]] == [RestrictionRescinded, GradeDecided]
    assert grades(contest.book.run(), "0012") == ["competent"]


def test_a_mark_of_ones_own_is_withdrawn_where_nothing_is_lost_by_it() -> None:
    contest, _, _ = reprimand_contested()
    low = contest.book.mark("0012", "10", period="2024Q3")
    number = sum(
        getattr(f, "subject", "") == ADA and hasattr(f, "series") for f in contest.book.facts
    )
    assert low == contest.book.head
    contest.files(RAISED, about={"marks": [number]})
    contest.does(of_case(AcceptDispute), OFFICE, TAKEN_UP)
    said = {"year": 2024, "subject": ADA, "number": number, "reason": "误录"}
    found = contest.does(deciding(withdrawals=[WithdrawMark.model_validate(said)]), COMMITTEE, DAY)
    assert isinstance(found[-1], MarkWithdrawn)


def test_overlapping_vetoes_are_lifted_each_for_itself() -> None:
    """D10: who has two of them rises only when both have fallen."""
    book = BureauYear()
    book.unit("zg")
    for officer, mark in (("0012", "99"), ("0013", "95"), ("0014", "94")):
        book.officer(officer, f"{mark} {mark}")
    for _ in range(2):
        book.does(impose(rule="V1", until=None))
    contest = Contest(book)
    for number, band in ((1, 2), (2, 1)):
        contest.files(RAISED, about={"restrictions": [number]})
        contest.does(of_case(AcceptDispute, number), OFFICE, TAKEN_UP)
        lift = end("rescinded", number=number, effective_on=DAY)
        contest.does(deciding(number=number, ends=[lift]), COMMITTEE, DAY)
        assert bands(contest.book.run(), "0012") == [band]
    again = filing(about={"restrictions": [1]})
    contest.refuses(again, OFFICER, RAISED, no.RestrictionNotFound)


def test_a_restatement_carries_out_a_decision_that_there_is() -> None:
    contest, wrong, _ = reprimand_contested()
    contest.book.close()
    contest.kept = Kept(contest.kept.hands, RECORDED_ON.replace(2025, 1, 20))
    contest.files("2025-01-21", stage="review", about={"run": "closed", **entry_of(wrong)})
    again = restate(dispute="nanyue/1")
    contest.refuses(again, OFFICE, "2025-02-06", no.DisputeNotDecided, dispute="nanyue/1")
    for other in (restate(dispute="nanyue/2"), restate(dispute="nanyue/1", year=2023)):
        contest.refuses(other, OFFICE, "2025-02-06", no.DisputeNotFound)
    contest.does(of_case(AcceptDispute), OFFICE, "2025-01-22")
    contest.does(deciding(reversals=[reverse(wrong)]), COMMITTEE, "2025-02-05")
    contest.does(again, OFFICE, "2025-02-06")


def test_a_decision_that_upheld_the_original_is_no_ground_to_restate() -> None:
    contest, wrong, _ = reprimand_contested()
    contest.book.close()
    contest.kept = Kept(contest.kept.hands, RECORDED_ON.replace(2025, 1, 20))
    contest.files("2025-01-21", stage="review", about={"run": "closed", **entry_of(wrong)})
    contest.does(of_case(AcceptDispute), OFFICE, "2025-01-22")
    contest.does(deciding("upheld_original"), COMMITTEE, "2025-02-05")
    contest.refuses(restate(dispute="nanyue/1"), OFFICE, "2025-02-06", no.DisputeNotDecided)


def test_an_award_that_was_left_out_is_not_given_by_a_dispute() -> None:
    """Remedies undo and correct; what was never recorded is claimed by its own way."""
    contest, wrong, _ = taken_up()
    bonus = contest.book.grants(commend(item="C2", level="municipal", document_no=PAPER))
    assert not isinstance(bonus, BonusAwarded)
    worse = deciding(reversals=[reverse(wrong), reverse(bonus)])
    contest.refuses(worse, COMMITTEE, DAY, no.WorseForAppellant)
