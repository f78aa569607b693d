"""Until when is a mark, a result or a grade disputed, and of which run is the grade?"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from domain import refusals as no
from domain.disputes.commands import FileDispute
from domain.disputes.facts import DisputeFiled
from domain.journal.envelope import Kept
from domain.years.commands import DecideGrade
from tests.domain.bureau_years import BureauYear, grades
from tests.domain.cast import ADA, BO, NANYUE, YEAR, award, commend, reverse
from tests.domain.disputants import (
    CLERK,
    OFFICER,
    RAISED,
    Contest,
    entry_of,
    filing,
    grants,
    reprimand_contested,
)
from tests.domain.evaluated import a_disclosure, an_opening
from tests.domain.test_disputes_entries import MEANT, two_namesakes
from tests.domain.test_raising_a_dispute import published
from tests.domain.test_restrictions import impose
from tests.domain.year_acts import close, restate

ENDS = {"Q1": "2024-06-25", "Q2": "2024-06-18", "Q3": "2024-06-28"}
"""Until when the marks 1, 2 and 3, one of each quarter, are published."""


def evaluated() -> Contest:
    contest, _, _ = reprimand_contested()
    contest.book.does(impose(rule="V1", until=None))
    for number, (period, last) in enumerate(ENDS.items(), start=1):
        of: dict[str, Any] = {"period": period}
        contest.book.holds(
            an_opening(**of, opens_on="2024-06-10", closes_on=last),
            a_disclosure(**of, mark=number),
        )
    contest.book.holds(a_disclosure(period="Q3", subject=BO, mark=4))
    return contest


@pytest.mark.parametrize(
    ("about", "last"),
    [
        ({"marks": [1]}, "2024-06-25"),
        ({"marks": [2]}, "2024-06-18"),
        ({"marks": [1, 2]}, "2024-06-18"),
        ({"marks": [3, 1]}, "2024-06-25"),
        ({"marks": [4]}, "2024-06-19"),
        ({"marks": [1, 4]}, "2024-06-19"),
        ({"marks": [1], "restrictions": [1]}, "2024-06-19"),
        ({"marks": [1], "entries": [f"nanyue/2024/{ADA}#1"]}, "2024-06-19"),
        ({"restrictions": [1]}, "2024-06-19"),
    ],
)
def test_what_leaders_gave_is_disputed_until_its_publication_ends(
    about: dict[str, Any], last: str
) -> None:
    contest = evaluated()
    assert contest.files(RAISED, about=about).last_day.isoformat() == last


def test_beside_a_result_a_mark_has_the_result_s_days_and_a_review_its_own() -> None:
    contest = published()
    contest.book.holds(
        an_opening(opens_on="2025-01-10", closes_on="2025-01-27"), a_disclosure(mark=1)
    )
    both = {"run": "published", "marks": [1]}
    assert contest.files("2025-01-14", about=both).last_day.day == 17
    assert evaluated().files(RAISED, stage="review", about={"marks": [1]}).last_day.day == 19


def test_what_is_published_from_a_later_day_on_is_not_yet_disputed_as_an_entry_is() -> None:
    contest = published()
    wrong = contest.book.grants(award(item="K2", level=None))
    contest.kept = Kept(frozenset({CLERK}), date(2025, 1, 10))
    filed = contest.files("2025-01-14", about=entry_of(wrong))
    assert filed.last_day.isoformat() == "2025-01-17", "five working days after the 10th"


def test_after_its_year_it_is_kept_as_the_year_ended() -> None:
    contest = published()
    filed = contest.files("2025-01-14", about={"run": "published"})
    assert filed.terms.run.as_of == date(2024, 12, 31)
    assert filed.terms.run.position == contest.book.head - 1


def graded_on(day: str, grade: str) -> DecideGrade:
    said = {"bureau": NANYUE, "year": YEAR, "officer": "0012", "grade": grade, "decided_on": day}
    return DecideGrade.model_validate(said | {"minutes": f"纪要{day}", "reason": "考评委决定"})


def against(run: str) -> FileDispute:
    return filing(stage="statutory_review", about={"run": run})


def test_the_grade_is_that_of_the_run_which_is_disputed() -> None:
    """Decided as incompetent before the close, as competent after it, and as before at last."""
    contest = published()
    contest.book.does(graded_on("2025-01-16", "incompetent"), "2025-01-16")
    contest.book.does(close(), "2025-01-20")
    contest.kept = Kept(frozenset({CLERK}), date(2025, 1, 20))
    told = {"run": "nanyue:2024:restated-1"}
    contest.refuses(against("restated-1"), OFFICER, "2025-01-21", no.RunNotFound, **told)
    for day, grade in (("2025-01-22", "competent"), ("2025-01-24", "incompetent")):
        contest.book.does(graded_on(day, grade), day)
        contest.book.does(restate(), day)
    contest.refuses(
        against("restated-1"), OFFICER, "2025-01-27", no.IncompetentOnly, grade="competent"
    )
    told = {"run": "nanyue:2024:restated-3"}
    contest.refuses(against("restated-3"), OFFICER, "2025-01-27", no.RunNotFound, **told)
    for number, run in enumerate(("closed", "restated-2"), start=1):
        filed = contest.does(against(run), OFFICER, "2025-01-27")[0]
        assert isinstance(filed, DisputeFiled)
        assert (filed.number, filed.about.run) == (number, run)


@pytest.mark.parametrize("run", ["published", "closed", "restated-1"])
def test_a_run_that_was_never_taken_is_not_disputed(run: str) -> None:
    contest, _, _ = reprimand_contested()
    asked = filing(stage="review", about={"run": run})
    contest.refuses(asked, OFFICER, RAISED, no.RunNotFound, run=f"nanyue:2024:{run}")


def test_a_restated_grade_is_the_one_that_was_held() -> None:
    """Two namesakes: who would move up into the seat left empty is not excellent by that."""
    book = two_namesakes()
    contest = Contest(book)
    book.holds(*grants(("token:first", "officer", "officer:200"))[-1:])
    wrong = book.grants(commend(subject=ADA, **MEANT))
    assert grades(book.close(), "0012", "200") == ["excellent", "competent"]
    book.does(reverse(wrong), "2025-02-10")
    assert grades(book.restate("2025-02-11"), "200") == ["competent"]
    assert grades(book.run(), "200") == ["excellent"]
    asked = against("restated-1").model_copy(update={"subject": "officer:200"})
    told = {"grade": "competent"}
    contest.refuses(asked, "token:first", "2025-02-12", no.IncompetentOnly, **told)


def test_a_closed_grade_rests_on_the_year_s_last_day_too() -> None:
    book = BureauYear()
    book.unit("zg")
    book.officer("0012", leader="92")
    contest = Contest(book)
    assert grades(book.close(), "0012") == ["competent"]
    told = {"grade": "competent"}
    contest.refuses(against("closed"), OFFICER, "2025-01-21", no.IncompetentOnly, **told)
