"""Disputes about vetoes: one that fell, one that expired, and a case that closed."""

from __future__ import annotations

from typing import Any, Final

import pytest

from domain.restating import restate as beside
from domain.run import Run
from tests.domain.bureau_years import (
    BureauYear,
    bands,
    grades,
    place,
    ranks,
    score,
)
from tests.domain.cast import reprimand
from tests.domain.test_restrictions import a_restriction, end, impose

# D10, a veto lifted: five heads, two seats; the branch of the best had a safety veto in August.

HEADS: Final = ("3001", "3002", "3003", "3004", "3005")


def five_heads(*marks: str) -> BureauYear:
    book = BureauYear()
    for officer, mark in zip(HEADS, marks or ("96", "95", "94", "93", "92"), strict=True):
        unit = f"b{officer[-1]}"
        book.unit(unit, kind="branch")
        book.officer(officer, f"{mark} {mark}", unit=unit, post_level="head")
    return book


def vetoed(book: BureauYear, unit: str = "unit:b1", rule: str = "V4", **but: Any) -> None:
    said: dict[str, Any] = {"subject": unit, "rule": rule, "until": None}
    book.does(impose(**said | {"effective_on": "2024-08-15"} | but))


def ended(book: BureauYear, how: str, subject: str = "unit:b1") -> None:
    book.does(end(how, subject=subject, effective_on="2025-03-02"), on="2025-03-02")


def test_d10_a_veto_on_the_unit_keeps_its_head_out_of_band_1() -> None:
    book = five_heads()
    vetoed(book)
    run = book.close()
    assert (ranks(run), bands(run)) == ([1, 2, 3, 4, 5], [2, 1, 1, 2, 3])


def test_d10_a_veto_that_is_rescinded_never_was() -> None:
    book = five_heads()
    before = book.run()
    vetoed(book)
    book.close()
    ended(book, "rescinded")
    run = book.restate()
    assert bands(run) == bands(before) == [1, 1, 2, 2, 3]


def test_d10_a_veto_that_is_lifted_leaves_its_year_capped() -> None:
    book = five_heads()
    vetoed(book)
    closed = book.close()
    ended(book, "lifted")
    assert bands(book.restate()) == bands(closed) == [2, 1, 1, 2, 3]


def test_d10_who_is_free_again_must_still_win_by_score() -> None:
    book = five_heads("93.5", "95", "94", "93", "92")
    vetoed(book)
    book.close()
    ended(book, "rescinded")
    assert bands(book.restate()) == [2, 1, 1, 2, 3]


@pytest.mark.parametrize("how", ["lifted", "rescinded"])
def test_d10_no_score_moves_by_a_veto_or_by_its_end(how: str) -> None:
    book = five_heads()
    scores = [score(book.run(), o) for o in HEADS]
    vetoed(book)
    closed = book.close()
    assert [score(closed, o) for o in HEADS] == scores
    ended(book, how)
    restated = book.restate()
    assert [score(restated, o) for o in HEADS] == scores


def test_d10_lifting_one_veto_leaves_the_other() -> None:
    book = five_heads()
    vetoed(book)
    vetoed(book, "officer:3001", "V1")
    ended(book, "rescinded")
    assert bands(book.run(), "3001") == [2]
    ended(book, "rescinded", "officer:3001")
    assert bands(book.run(), "3001") == [1]


def test_d10_members_of_the_unit_are_unaffected() -> None:
    book = five_heads()
    for n, mark in enumerate(("95", "94", "93")):
        book.officer(f"400{n}", f"{mark} {mark}", unit="b1")
    before = book.run()
    vetoed(book)
    assert bands(book.run(), "4000", "4001", "4002") == bands(before, "4000", "4001", "4002")


def sanctioned(rule: str, until: str) -> BureauYear:
    """Three of a section in three years, one under a sanction from 15 September 2024."""
    book = BureauYear()
    book.unit("zg")
    for officer, mark in (("0012", "99"), ("0013", "95"), ("0014", "94")):
        book.officer(officer, f"{mark} {mark}")
        for year in (2025, 2026):
            for period, day in (("Q1", "04-08"), ("Q2", "07-08")):
                when = {"period": f"{year}{period}", "effective_on": f"{year}-{day}"}
                book.mark(officer, mark, year=year, **when)
    book.holds(a_restriction(rule=rule, effective_on="2024-09-15", until=until))
    return book


def in_years(book: BureauYear, what: Any) -> list[Any]:
    return [what(book.run(as_of=f"{year}-12-31"), "0012")[0] for year in (2024, 2025, 2026)]


def test_d10_a_warning_that_expires_next_year_caps_the_year_it_was_given() -> None:
    book = sanctioned("V1", "2025-03-15")
    assert in_years(book, bands)[0] == 2
    assert in_years(sanctioned("V1", "2024-09-15"), bands)[0] == 1, "of no day, in force never"


def test_d10_a_demerit_of_twelve_months_costs_the_grade_of_one_year() -> None:
    book = sanctioned("V2", "2025-09-15")
    assert in_years(book, grades)[0] == "ungraded"
    assert in_years(book, ranks) == [None, 1, 1]
    assert in_years(book, bands) == [None, 1, 1]


def test_d10_a_major_demerit_of_eighteen_months_costs_the_grade_of_two() -> None:
    book = sanctioned("V2", "2026-03-15")
    assert in_years(book, ranks) == [None, None, 1]


def test_d10_a_warning_raised_by_its_entry_ends_with_the_year() -> None:
    book = sanctioned("V1", "2024-09-15")
    book.does(reprimand(item="X5", level=None, effective_on="2024-09-15"))
    assert in_years(book, bands) == [2, 1, 1]
    assert in_years(book, lambda run, o: [score(run, o)]) == ["96.000", "99.000", "99.000"]


# V3, an open case at the freeze: the seat is kept, and used when the case ends with no sanction.


def an_open_case(*marks: str) -> tuple[BureauYear, Run]:
    """Five of a section, two seats; the case of 0012 is open when the year closes."""
    book = BureauYear()
    book.unit("zg")
    officers = ("0012", "0013", "0014", "0015", "0016")
    for officer, mark in zip(officers, marks, strict=True):
        book.officer(officer, f"{mark} {mark}")
    vetoed(book, "officer:0012", "V3", effective_on="2024-11-20")
    return book, book.close()


def test_v3_an_open_case_keeps_a_seat_that_nobody_else_takes() -> None:
    _, closed = an_open_case("96", "95", "94", "93", "92")
    assert (ranks(closed), bands(closed)) == ([None, 1, 2, 3, 4], [None, 1, 2, 2, 3])
    assert grades(closed, "0012", "0013") == ["ungraded", "excellent"]
    assert closed.groups[1].n == 5


def test_v3_the_case_ends_with_no_sanction_and_the_kept_seat_is_his() -> None:
    book, closed = an_open_case("96", "95", "94", "93", "92")
    ended(book, "rescinded", "officer:0012")
    run = book.restate()
    assert (ranks(run), bands(run)) == ([1, 2, 3, 4, 5], [1, 1, 2, 2, 3])
    assert grades(run, "0012") == ["excellent"]
    assert bands(run, "0013", "0014") == bands(closed, "0013", "0014")


def test_v3_a_kept_seat_that_he_does_not_win_goes_to_nobody_else() -> None:
    book, closed = an_open_case("93.5", "95", "94", "93", "92")
    ended(book, "rescinded", "officer:0012")
    run = book.restate()
    assert bands(run, "0012", "0013", "0014") == [2, 1, 2]
    assert bands(book.run(), "0014") == [1], "as the live view has it"
    assert bands(beside(closed, book.run()), "0014") == [2]


def test_v3_a_case_that_is_merely_over_by_now_was_open_at_the_end_of_its_year() -> None:
    book, closed = an_open_case("96", "95", "94", "93", "92")
    ended(book, "lifted", "officer:0012")
    run = book.restate()
    assert (bands(run), place(run, "0012").deferred) == (bands(closed), True)
