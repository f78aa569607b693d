"""What may be disputed, by whom, until which day, and what is kept of the moment?"""

from __future__ import annotations

from typing import Any

import pytest

from domain import refusals as no
from domain.disputes.commands import AcceptDispute, WithdrawDispute
from domain.disputes.facts import DisputeFiled
from domain.journal.envelope import Kept
from domain.years.commands import DecideGrade
from domain.years.decisions import taken
from tests.domain.bureau_years import BureauYear, score
from tests.domain.cast import ADA, DIGEST, ref, reverse
from tests.domain.disputants import (
    CLERK,
    COMMITTEE,
    HEAD,
    OFFICE,
    OFFICER,
    OTHER,
    RECORDED_ON,
    Contest,
    deciding,
    entry_of,
    filing,
    of_case,
    reprimand_contested,
)
from tests.domain.test_restrictions import impose
from tests.domain.year_acts import freeze, publish

APPEALS: dict[str, Any] = {
    "disputes": [
        {"stage": "objection", "within": "5", "decide_within": "10"},
        {"stage": "review", "within": "5", "decide_within": "10"},
        {"stage": "appeal", "within": "5", "decide_within": "10"},
    ]
}


def published() -> Contest:
    """D9's year, published from 13 to 17 January."""
    contest, _, _ = reprimand_contested()
    contest.book.does(freeze(), "2025-01-10")
    contest.book.does(publish(), "2025-01-13")
    return contest


def test_what_was_so_when_it_came_in_is_kept_with_it() -> None:
    contest, wrong, _ = reprimand_contested()
    run, head = contest.book.run(as_of="2024-06-14"), contest.book.head
    filed = contest.files("2024-06-14", about=entry_of(wrong))
    assert (filed.terms.run, filed.terms.run.position) == (taken(run), head)
    assert filed.terms.score == score(run, "0012")
    assert (filed.terms.rank, filed.terms.band, filed.terms.grade) == (2, 2, "competent")
    assert (filed.filed_by, filed.subject, filed.number) == (OFFICER, ADA, 1)
    assert filed.decide_by.isoformat() == "2024-06-28", "ten working days"


def test_the_last_day_of_the_window_is_in_time_and_the_next_is_not() -> None:
    contest, wrong, _ = reprimand_contested()
    filed = contest.files("2024-06-19", about=entry_of(wrong))
    assert (filed.known_on, filed.last_day.isoformat()) == (RECORDED_ON, "2024-06-19")
    late = filing(about=entry_of(wrong))
    contest.refuses(late, OFFICER, "2024-06-20", no.DisputeTooLate, last_day="2024-06-19")


def test_an_objection_to_a_result_is_taken_on_the_last_day_of_its_publication() -> None:
    contest = published()
    asked = filing(about={"run": "published"})
    assert contest.files("2025-01-17", about={"run": "published"}).last_day.day == 17
    contest.refuses(asked, OFFICER, "2025-01-18", no.DisputeTooLate, last_day="2025-01-17")


def test_an_objection_to_what_is_published_later_waits_for_the_day() -> None:
    contest, _, _ = reprimand_contested()
    contest.book.does(freeze(), "2025-01-10")
    contest.book.does(publish(opens_on="2025-01-20"), "2025-01-13")
    asked = filing(about={"run": "published"})
    contest.refuses(asked, OFFICER, "2025-01-15", no.DisputeTooEarly, opens_on="2025-01-20")


def test_a_later_day_of_knowledge_wants_a_reason_and_evidence_and_is_kept_as_asserted() -> None:
    contest, wrong, _ = reprimand_contested()
    later: dict[str, Any] = {"about": entry_of(wrong), "known_on": "2024-06-17"}
    bare = filing(**later)
    contest.refuses(bare, OFFICER, "2024-06-21", no.LaterKnowledgeUnproven)
    proven = later | {"known_reason": "外出学习", "known_evidence": [DIGEST]}
    contest.refuses(filing(**proven), OFFICER, "2024-06-14", no.DateInFuture)
    filed = contest.files("2024-06-21", **proven)
    assert filed.asserted_on is not None
    assert (filed.asserted_on.day, filed.known_on.day, filed.last_day.day) == (17, 12, 24)


def test_a_day_that_is_no_later_than_the_ledgers_is_not_asserted() -> None:
    contest, wrong, _ = reprimand_contested()
    assert (
        contest.files("2024-06-14", about=entry_of(wrong), known_on="2024-06-12")
        == (contest.book.facts[-1])
    )
    assert isinstance(contest.book.facts[-1], DisputeFiled)
    assert contest.book.facts[-1].asserted_on is None


@pytest.mark.parametrize("by", [OTHER, HEAD, OFFICE, COMMITTEE, "local:root"])
def test_only_the_officer_himself_disputes_what_is_his(by: str) -> None:
    contest, wrong, _ = reprimand_contested()
    contest.refuses(filing(about=entry_of(wrong)), by, "2024-06-14", no.NotOnesOwn, thing=ADA)


def test_nobody_disputes_anothers_entry_though_he_may_cite_it() -> None:
    contest, wrong, _ = reprimand_contested()
    bo: dict[str, Any] = {"subject": "officer:0013", "about": entry_of(wrong)}
    contest.refuses(filing(**bo), OTHER, "2024-06-14", no.NotOnesOwn, thing=ref(wrong))
    cited = filing(subject="officer:0013", about={"cites": [ref(wrong)]})
    contest.refuses(cited, OTHER, "2024-06-14", no.NothingDisputed)
    elsewhere = {"run": "published", "cites": [ref(wrong).replace("nanyue", "hengshan")]}
    contest.refuses(filing(about=elsewhere), OFFICER, "2024-06-14", no.NotOnesOwn)


def test_a_units_head_disputes_what_is_his_units() -> None:
    contest, _, loss = reprimand_contested()
    filed = contest.files("2024-06-14", HEAD, subject="unit:zg", about=entry_of(loss))
    assert (filed.terms.score, filed.terms.rank, filed.terms.grade) == ("97.800", None, None)


def test_what_is_not_there_is_not_disputed() -> None:
    contest, wrong, _ = reprimand_contested()
    for about, kind in (
        ({"entries": [ref(wrong).replace("#1", "#9")]}, no.EntryNotFound),
        ({"marks": [99]}, no.MarkNotFound),
        ({"restrictions": [1]}, no.RestrictionNotFound),
        ({"run": "closed"}, no.RunNotFound),
        ({"run": "restated-1"}, no.RunNotFound),
        ({}, no.NothingDisputed),
    ):
        contest.refuses(filing(about=about), OFFICER, "2024-06-14", kind)


def test_what_was_annulled_already_is_not_disputed() -> None:
    contest, wrong, _ = reprimand_contested()
    contest.book.does(reverse(wrong))
    asked = filing(about=entry_of(wrong))
    contest.refuses(asked, OFFICER, "2024-06-14", no.EntryAlreadyReversed)


def test_what_is_named_beside_a_result_has_the_days_of_the_result() -> None:
    contest, wrong, _ = reprimand_contested()
    contest.book.does(freeze(), "2025-01-10")
    contest.book.does(publish(), "2025-01-13")
    alone = filing(about=entry_of(wrong))
    contest.refuses(alone, OFFICER, "2025-01-14", no.DisputeTooLate, last_day="2024-06-19")
    filed = contest.files("2025-01-14", about={"run": "published", **entry_of(wrong)})
    assert (filed.known_on.isoformat(), filed.last_day.isoformat()) == ("2025-01-13", "2025-01-17")


def test_an_objection_is_to_what_is_published_and_a_review_of_what_is_closed() -> None:
    contest, _, _ = reprimand_contested()
    contest.book.close()
    contest.kept = Kept(frozenset({CLERK}), contest.kept.day.replace(2025, 1, 20))
    closed: dict[str, Any] = {"about": {"run": "closed"}}
    contest.refuses(filing(**closed), OFFICER, "2025-01-21", no.ObjectionToPublishedOnly)
    filed = contest.files("2025-01-26", stage="review", **closed)
    assert filed.last_day.day == 26, "a Sunday that is worked"
    contest.refuses(filing(stage="review", **closed), OFFICER, "2025-02-05", no.DisputeTooLate)


def graded(grade: str) -> Contest:
    """D9's year closed on 20 January, Ada's grade decided by the committee."""
    contest, _, _ = reprimand_contested()
    said = {"bureau": "nanyue", "year": 2024, "officer": "0012", "grade": grade}
    said |= {"minutes": "考评委〔2025〕3号", "decided_on": "2025-01-09", "reason": "多次一般"}
    contest.book.does(DecideGrade.model_validate(said), "2025-01-09")
    contest.book.close()
    contest.kept = Kept(frozenset({CLERK}), contest.kept.day.replace(2025, 1, 20))
    return contest


STATUTORY: dict[str, Any] = {"stage": "statutory_review", "about": {"run": "closed"}}


def test_the_statutory_stages_are_against_the_grade_incompetent_alone() -> None:
    asked = filing(**STATUTORY)
    basically = graded("basically_competent")
    basically.refuses(asked, OFFICER, "2025-02-10", no.IncompetentOnly, grade="basically_competent")
    contest = graded("incompetent")
    filed = contest.files("2025-02-19", **STATUTORY)
    assert (filed.last_day.isoformat(), filed.decide_by.isoformat()) == ("2025-02-19", "2025-03-21")
    contest.refuses(asked, OFFICER, "2025-02-20", no.DisputeTooLate, last_day="2025-02-19")
    only_an_entry = filing(stage="statutory_review", about={"marks": [1]})
    contest.refuses(only_an_entry, OFFICER, "2025-02-10", no.IncompetentOnly, grade="-")


def test_an_appeal_without_a_review_on_day_31_is_refused_though_right_on_the_merits() -> None:
    contest = graded("incompetent")
    direct = {**STATUTORY, "stage": "statutory_appeal"}
    assert contest.files("2025-02-19", **direct).last_day.day == 19
    contest.refuses(filing(**direct), OFFICER, "2025-02-20", no.DisputeTooLate)


def reviewed() -> Contest:
    """A statutory review, decided on 3 March: the original is upheld."""
    contest = graded("incompetent")
    contest.files("2025-02-10", **STATUTORY)
    contest.does(of_case(AcceptDispute), OFFICE, "2025-02-11")
    contest.does(deciding("upheld_original"), COMMITTEE, "2025-03-03")
    return contest


def test_two_stages_follow_each_other_and_the_second_counts_from_the_first_decision() -> None:
    contest = reviewed()
    appeal: dict[str, Any] = {"stage": "statutory_appeal", "against": 1}
    filed = contest.files("2025-03-18", **appeal)
    assert (filed.about.run, filed.against, filed.known_on.day) == ("closed", 1, 3)
    assert (filed.last_day.day, filed.decide_by.isoformat()) == (18, "2025-05-17")
    contest.refuses(filing(**appeal), OFFICER, "2025-03-19", no.DisputeTooLate)


def test_an_appeal_is_about_what_was_reviewed_and_against_its_decision() -> None:
    contest = reviewed()
    appeal: dict[str, Any] = {"stage": "statutory_appeal", "against": 1}
    more = filing(**appeal, about={"run": "closed", "marks": [1]})
    contest.refuses(more, OFFICER, "2025-03-04", no.NotDisputedBefore)
    for number in (7, 1):
        others = filing(**appeal | {"against": number, "subject": "officer:0013"})
        contest.refuses(others, OTHER, "2025-03-04", no.DisputeNotFound)
    again = filing(stage="review", against=1)
    contest.refuses(again, OFFICER, "2025-03-04", no.AppealNeedsReview, earlier="objection")
    contest.files("2025-03-04", **appeal)
    first = filing(stage="objection", against=1)
    contest.refuses(first, OFFICER, "2025-03-04", no.StageIsFirst, stage="objection")
    undecided = filing(stage="statutory_appeal", against=2)
    contest.refuses(undecided, OFFICER, "2025-03-04", no.AppealNeedsReview)


def test_a_stage_that_waits_for_an_undecided_one_is_refused() -> None:
    contest = graded("incompetent")
    contest.files("2025-02-10", **STATUTORY)
    early = filing(stage="statutory_appeal", against=1)
    contest.refuses(early, OFFICER, "2025-02-11", no.DisputeNotDecided, dispute="nanyue/1")


def test_the_stages_are_those_of_the_edition_in_force() -> None:
    contest, wrong, _ = reprimand_contested()
    appeal = filing(stage="appeal", about=entry_of(wrong))
    contest.refuses(appeal, OFFICER, "2024-06-14", no.StageNotInEdition)
    with_appeals = Contest(BureauYear(procedure=APPEALS))
    with_appeals.book.unit("zg")
    with_appeals.book.officer("0012", "90 90")
    direct = filing(stage="appeal", about={"marks": [1]})
    with_appeals.refuses(direct, OFFICER, "2024-06-14", no.AppealNeedsReview, earlier="review")


def test_a_restriction_of_ones_own_is_disputed() -> None:
    contest, _, _ = reprimand_contested()
    contest.book.does(impose(rule="V1", until=None))
    assert contest.files("2024-06-14", about={"restrictions": [1]}).about.restrictions == (1,)


def test_one_thing_is_disputed_once_at_a_time() -> None:
    contest, wrong, _ = reprimand_contested()
    contest.files("2024-06-13", about=entry_of(wrong))
    again = filing(stage="review", about=entry_of(wrong))
    contest.refuses(again, OFFICER, "2024-06-14", no.SameDisputeOpen, dispute="nanyue/1")
    assert contest.files("2024-06-14", about={"marks": [1]}).number == 2, "another thing"
    contest.does(of_case(WithdrawDispute), OFFICER, "2024-06-14")
    contest.does(again, OFFICER, "2024-06-14")


def test_what_the_law_gives_him_waits_for_no_proceeding_of_the_house() -> None:
    contest = graded("incompetent")
    contest.files("2025-01-22", stage="review", about={"run": "closed"})
    contest.files("2025-01-23", **STATUTORY)
    again = filing(**STATUTORY)
    contest.refuses(again, OFFICER, "2025-01-24", no.SameDisputeOpen, dispute="nanyue/2")
