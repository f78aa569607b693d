"""How far does the decision of a dispute reach, and how does the appellant read after it?"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from domain import refusals as no
from domain.accounts.facts import EntryReversed, Granted
from domain.disputes.commands import AcceptDispute, HearDispute
from domain.errors import Refusal
from domain.journal.envelope import Kept
from domain.registers.commands import WithdrawMark
from domain.registers.facts import MarkWithdrawn, RestrictionRescinded
from domain.years.commands import DecideGrade
from tests.domain.bureau_years import BureauYear
from tests.domain.cast import ADA, BO, NANYUE, award, commend, correct, deduct, ref, reverse
from tests.domain.disputants import (
    COMMITTEE,
    DAY,
    OFFICE,
    PAPER,
    RAISED,
    TAKEN_UP,
    Contest,
    deciding,
    entry_of,
    of_case,
    reprimand_contested,
)
from tests.domain.test_raising_a_dispute import graded
from tests.domain.test_restrictions import end, impose

ANOTHER = "南税〔2024〕99号"


def contested(**about: Any) -> tuple[Contest, Granted]:
    """Ada's reprimand stands; she disputes that, or what is said."""
    contest, wrong, _ = reprimand_contested()
    return contest, takes_up(contest, wrong, **about)


def takes_up(contest: Contest, wrong: Granted, **about: Any) -> Granted:
    contest.files(RAISED, about=about or entry_of(wrong))
    contest.does(of_case(AcceptDispute), OFFICE, TAKEN_UP)
    return wrong


def mark(number: int = 2, **but: Any) -> dict[str, Any]:
    said = {"year": 2024, "subject": ADA, "number": number, "reason": "有误"}
    return {"withdrawals": [WithdrawMark.model_validate(said | but)]}


def lift(**but: Any) -> dict[str, Any]:
    return {"ends": [end("rescinded", effective_on=DAY, **but)]}


def grade(officer: str = "0012", **but: Any) -> dict[str, Any]:
    said = {"year": 2024, "officer": officer, "grade": "competent", "minutes": "x", "reason": "y"}
    return {"grades": [DecideGrade.model_validate(said | {"decided_on": DAY} | but)]}


def restricted() -> tuple[Contest, Granted]:
    """Ada disputes her second mark and her first restriction, neither of which is alone."""
    contest, wrong, _ = reprimand_contested()
    for subject in (ADA, ADA, BO):
        contest.book.does(impose(subject=subject, rule="V1", until=None))
    takes_up(contest, wrong, marks=[2], restrictions=[1])
    return contest, wrong


@pytest.mark.parametrize(
    ("remedies", "thing"),
    [
        (mark(1), "2024/officer:0012/marks#1"),
        (mark(subject=BO), "2024/officer:0013/marks#2"),
        (mark(year=2023), "2023/officer:0012/marks#2"),
        (mark(bureau="hengshan"), "2024/officer:0012/marks#2"),
        (lift(number=2), "officer:0012/restrictions#2"),
        (lift(subject=BO), "officer:0013/restrictions#1"),
        (lift(bureau="hengshan"), "officer:0012/restrictions#1"),
        (grade(), "2024/officer:0012/grade"),
    ],
)
def test_of_marks_and_restrictions_ones_own_that_are_disputed_are_put_right(
    remedies: dict[str, Any], thing: str
) -> None:
    contest, wrong = restricted()
    contest.refuses(deciding(**remedies), COMMITTEE, DAY, no.RemedyOutsideDispute, thing=thing)
    said = {"thing": ref(wrong), "dispute": "nanyue/1"}
    fall = deciding(reversals=[reverse(wrong)])
    contest.refuses(fall, COMMITTEE, DAY, no.RemedyOutsideDispute, **said)
    both = mark(bureau=NANYUE) | lift(bureau=NANYUE)
    found = contest.does(deciding(**both), COMMITTEE, DAY)
    assert [type(fact) for fact in found[1:]] == [MarkWithdrawn, RestrictionRescinded]


def test_a_grade_that_is_put_right_is_ones_own_and_of_the_disputed_year() -> None:
    contest = graded("incompetent")
    contest.files("2025-02-10", stage="statutory_review", about={"run": "closed"})
    contest.does(of_case(AcceptDispute), OFFICE, "2025-02-11")
    for other in (grade("0013"), grade(year=2023), grade(bureau="hengshan")):
        asked = deciding("varied", **other)
        contest.refuses(asked, COMMITTEE, "2025-02-20", no.RemedyOutsideDispute)


def test_what_hangs_on_any_of_the_disputed_entries_is_within_reach() -> None:
    contest, wrong, _ = reprimand_contested()
    merits = ("一", "一", "二")
    first, same, other = (
        contest.book.grants(deduct(merit=m, document_no=None, effective_on="2024-06-12"))
        for m in merits
    )
    papered = contest.book.grants(deduct(document_no=ANOTHER, effective_on="2024-06-12"))
    takes_up(contest, wrong, entries=[ref(wrong), ref(first)])
    for far in (other, papered):
        outside = deciding(reversals=[reverse(wrong), reverse(far)])
        contest.refuses(outside, COMMITTEE, DAY, no.RemedyOutsideDispute, thing=ref(far))
    contest.does(deciding(reversals=[reverse(first), reverse(same)]), COMMITTEE, DAY)


def test_what_took_the_place_of_what_took_its_place_is_within_reach() -> None:
    contest, wrong = contested()
    milder = contest.book.grants(correct(wrong, document_no=ANOTHER))
    mildest = contest.book.grants(correct(milder, reason="改述"))
    contest.does(deciding(reversals=[reverse(mildest)]), COMMITTEE, DAY)


def test_what_is_cited_is_within_reach_of_a_result_alone() -> None:
    contest, wrong, _ = reprimand_contested()
    cited = contest.book.grants(commend(subject=BO, item="C2", document_no=ANOTHER))
    takes_up(contest, wrong, entries=[ref(wrong)], cites=[ref(cited)])
    asked = deciding(reversals=[reverse(wrong), reverse(cited)])
    contest.refuses(asked, COMMITTEE, DAY, no.RemedyOutsideDispute, thing=ref(cited))


@pytest.mark.parametrize(
    ("entry", "refusal"),
    [
        ("hengshan/2024/officer:0012#1", no.RemedyOutsideDispute),
        ("nanyue/2024/officer:0012#2", no.EntryNotFound),
    ],
)
def test_an_entry_of_another_bureau_or_none_is_not_undone(
    entry: str, refusal: type[Refusal]
) -> None:
    contest, wrong = contested()
    asked = reverse(wrong).model_copy(update={"entry": entry})
    contest.refuses(deciding(reversals=[asked]), COMMITTEE, DAY, refusal)


def test_another_must_be_heard_unless_he_is_only_given_back_what_he_lost() -> None:
    contest, wrong, _ = reprimand_contested()
    said: dict[str, Any] = {"subject": BO, "document_no": PAPER, "effective_on": "2024-06-12"}
    lost = contest.book.grants(deduct(**said))
    won = contest.book.grants(award(item="K2", level=None, **said))
    honoured = contest.book.grants(commend(item="H0", level=None, **said))
    takes_up(contest, wrong)
    fall = reverse(wrong)
    for taking in (
        {"reversals": [fall, reverse(won)]},
        {"reversals": [fall, reverse(honoured)]},
        {"reversals": [fall], "corrections": [correct(lost, quantity=1)]},
    ):
        contest.refuses(deciding(**taking), COMMITTEE, DAY, no.OtherNotHeard, subject=BO)
    heard = of_case(HearDispute, heard=BO, held_on=TAKEN_UP, record="无异议")
    contest.does(heard, OFFICE, TAKEN_UP)
    undone = contest.does(deciding(reversals=[fall, reverse(lost), reverse(won)]), COMMITTEE, DAY)
    assert sum(isinstance(fact, EntryReversed) for fact in undone) == 3


def test_the_first_year_in_which_he_would_read_worse_is_named() -> None:
    """Both awards cite one paper; one is of the year before."""
    book = BureauYear(effective_from="2023-01-01")
    book.unit("zg")
    book.officer("0012", "90", start="2023-01-01")
    book.mark("0012", "90", year=2023, period="2023Q1", effective_on="2023-04-08", number=1)
    said: dict[str, Any] = {"item": "K2", "level": None, "document_no": PAPER}
    before = book.grants(award(effective_on="2023-05-01", **said))
    own = book.grants(award(effective_on="2024-05-01", **said))
    contest = Contest(book)
    takes_up(contest, own)
    asked = deciding(reversals=[reverse(own), reverse(before)])
    contest.refuses(asked, COMMITTEE, DAY, no.WorseForAppellant, year="2023", what="score")


@pytest.mark.parametrize("closed", [False, True])
def test_what_counts_from_the_last_day_of_the_year_is_lost_as_well(*, closed: bool) -> None:
    """The decision is of February, and judges the year by its end."""
    contest, _, _ = reprimand_contested()
    own = contest.book.grants(award(item="K2", level=None, effective_on="2024-12-31"))
    contest.kept = Kept(contest.kept.hands, date(2025, 1, 20))
    about: dict[str, Any] = entry_of(own)
    if closed:
        contest.book.close()
        about |= {"run": "closed"}
    contest.files("2025-01-21", stage="review", about=about)
    contest.does(of_case(AcceptDispute), OFFICE, "2025-01-22")
    asked = deciding(reversals=[reverse(own)])
    contest.refuses(asked, COMMITTEE, "2025-02-05", no.WorseForAppellant, what="score")


def test_who_would_have_no_score_any_more_ends_worse_off() -> None:
    book = BureauYear()
    book.unit("zg")
    book.officer("0012", "90")
    contest = Contest(book)
    contest.files(RAISED, about={"marks": [1]})
    contest.does(of_case(AcceptDispute), OFFICE, TAKEN_UP)
    asked = deciding(**mark(1))
    before = {"what": "score", "before": "90.000", "after": "-"}
    contest.refuses(asked, COMMITTEE, DAY, no.WorseForAppellant, **before)
