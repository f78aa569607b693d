"""Disputes about time: a late paper, a transfer, a rule that changed in the middle of the year."""

from __future__ import annotations

from typing import Any

from domain.runsheet import run_sheet
from domain.vocabulary import fixed, plain
from domain.years.facts import Change
from tests.domain.bureau_years import RULES, BureauYear, place, score
from tests.domain.cast import ADA, a_posting, an_edition, award, commend, edition, lose
from tests.domain.year_acts import close, freeze, publish

# D1, a backdated event: a city commendation (+1.5) of 20 December, received on 8 January.

PAPER: dict[str, Any] = {"item": "C2", "level": "municipal", "effective_on": "2024-12-20"}


def an_officer_at_90() -> BureauYear:
    book = BureauYear()
    book.unit("zg")
    book.officer("0012", "90 90 90 90")
    return book


def test_d1_a_paper_recorded_before_the_freeze_counts_in_its_own_year() -> None:
    book = an_officer_at_90()
    (entry,) = book.does(commend(**PAPER), on="2025-01-09")
    assert (entry.year, entry.carried_from) == (2024, None)  # type: ignore[union-attr]
    assert score(book.close(), "0012") == "91.500"


def test_d1_a_paper_recorded_after_the_close_counts_in_the_next_year() -> None:
    book = an_officer_at_90()
    closed = book.close()
    (entry,) = book.does(commend(**PAPER), on="2025-02-11")
    assert (entry.year, entry.carried_from) == (2025, 2024)  # type: ignore[union-attr]
    book.mark("0012", "90", year=2025, effective_on="2025-04-08")
    assert score(book.run(as_of="2025-12-31"), "0012") == "91.500"
    assert run_sheet(book.closed()) == run_sheet(closed)


def test_d1_no_question_about_the_closed_year_shows_the_late_paper() -> None:
    book = an_officer_at_90()
    book.close()
    closing_day = book.head
    book.does(commend(**PAPER), on="2025-02-11")
    for known in (closing_day, book.head):
        assert score(book.run(known), "0012") == "90.000"
    assert score(book.restate(), "0012") == "90.000"


def test_d1_a_late_paper_is_in_time_for_any_day_of_the_next_year() -> None:
    book = an_officer_at_90()
    book.close()
    book.does(commend(**PAPER), on="2025-02-11")
    book.mark("0012", "90", year=2025, effective_on="2025-01-01")
    assert score(book.run(as_of="2025-01-01"), "0012") == "91.500"


def test_d1_a_paper_recorded_during_the_publication_counts_in_its_own_year() -> None:
    book = an_officer_at_90()
    book.does(freeze(), "2025-01-10")
    book.does(publish(), "2025-01-13")
    book.does(commend(**PAPER), on="2025-01-16")
    closing = book.does(close(), on="2025-01-20")[0]
    assert score(book.closed(), "0012") == "91.500"
    risen = Change(subject=ADA, what="score", before="90.000", after="91.500")
    assert closing.since_frozen == closing.since_published == (risen,)  # type: ignore[union-attr]


# D4, a transfer in a leap year: A (99.10) to 30 June, B (95.30) from 1 July.


def two_units(**rules: Any) -> BureauYear:
    book = BureauYear(**{"missing": "zero"} | rules)
    book.unit("a", score="99.10")
    book.unit("b", score="95.30")
    return book


def moved(book: BureauYear, day: str = "2024-07-01") -> None:
    book.officer("0012", unit="a", until=day)
    book.holds(a_posting("0012", unit="b", start=day))


def link(book: BureauYear, as_of: str = "2024-12-31", position: int | None = None) -> str:
    return fixed(place(book.run(position, as_of), "0012").standing.components["org_link"], 6)


def test_d4_the_link_is_split_by_days_and_the_year_has_366() -> None:
    book = two_units()
    moved(book)
    run = book.run()
    assert place(run, "0012").standing.days == {"a": 182, "b": 184}
    assert link(book) == "97.189617"
    assert score(run, "0012") == "29.157"
    assert score(run, "0012") not in ("29.730", "28.590"), "A alone, or B alone"


def test_d4_the_first_day_in_the_new_unit_belongs_to_it_alone() -> None:
    book = two_units()
    moved(book)
    assert place(book.run(as_of="2024-06-30"), "0012").standing.days == {"a": 182}
    assert place(book.run(as_of="2024-07-01"), "0012").standing.days == {"a": 182, "b": 1}


def test_d4_a_transfer_recorded_late_splits_the_link_anew() -> None:
    book = two_units()
    book.officer("0012", unit="a")
    before = book.head
    book.holds(
        a_posting("0012", unit="a", until="2024-07-01"),
        a_posting("0012", unit="b", start="2024-07-01"),
    )
    assert link(book, position=before) == "99.100000"
    assert link(book) == "97.189617"


def test_d4_the_comparison_group_is_that_of_the_last_day_though_marks_came_from_both() -> None:
    book = BureauYear()
    book.unit("a")
    book.unit("b", kind="branch")
    book.officer("0012", "90 90", unit="a", until="2024-07-01")
    book.holds(a_posting("0012", unit="b", start="2024-07-01"))
    assert place(book.run(as_of="2024-06-30"), "0012").group == "sections"
    assert place(book.run(), "0012").group == "branches"
    assert score(book.run(), "0012") == "90.000"


def test_d4_a_loss_of_the_old_unit_reaches_whoever_was_there_for_his_days() -> None:
    """Found in November for May: it lowers A, and so everyone with days in A, by those days."""
    book = two_units()
    moved(book)
    book.officer("0013", unit="b")
    book.officer("0014", unit="a")
    officers = ("0012", "0013", "0014")
    assert [score(book.run(), o) for o in officers] == ["29.157", "28.590", "29.730"]
    book.does(lose(indicator="T-a", points="0.6", effective_on="2024-05-20"), on="2024-11-12")
    assert [score(book.run(), o) for o in officers] == ["29.067", "28.590", "29.550"]


# D5, a rule changed in the middle of the year: 0.5 with cap 3; from 1 July 0.3 with cap 2.

FIRST_HALF = ("2024-03-10", "2024-04-02", "2024-05-06", "2024-06-03", "2024-06-28")
AUTUMN = ("2024-09-09", "2024-10-14")


def instructions(points: str, cap: str) -> dict[str, Any]:
    item = {"I1": {"levels": {"district": points}, "cap": cap}}
    return RULES | {"items": RULES["items"] | item}


def five_and_two() -> BureauYear:
    """The fifth, of 28 June, is recorded on 5 July under the new rule."""
    book = BureauYear(**instructions("0.5", "3"))
    book.holds(an_edition(2, "2024-07-01", **instructions("0.3", "2")))
    book.unit("zg")
    book.officer("0012", "90 90 90 90")
    for day in (*FIRST_HALF, *AUTUMN):
        recorded = "2024-07-05" if day == "2024-06-28" else day
        book.does(award(item="I1", level="district", effective_on=day), on=recorded)
    return book


def test_d5_points_and_cap_are_those_of_each_entrys_own_date() -> None:
    account = place(five_and_two().run(), "0012").standing.account
    assert plain(account.bonus) == "2.5"
    assert [plain(line.counted) for line in account.lines] == ["0.5"] * 5 + ["0"] * 2


def test_d5_the_lower_cap_adds_nothing_and_takes_nothing_back() -> None:
    book = five_and_two()
    june = place(book.run(as_of="2024-06-30"), "0012").standing.account
    december = place(book.run(), "0012").standing.account
    assert june.bonus == december.bonus
    assert all(line.cuts[0].stage == "item cap" for line in december.lines[5:])


def test_d5_the_new_rule_for_the_whole_year_is_a_rehearsal_and_says_so() -> None:
    book = five_and_two()
    candidate = edition(2, "2024-07-01", **instructions("0.3", "2"))
    rehearsed = book.run(candidate=candidate)
    assert place(rehearsed, "0012").standing.account.bonus == 2
    assert run_sheet(rehearsed).candidate is not None
    assert run_sheet(book.run()).candidate is None


def test_d5_the_day_of_recording_decides_nothing() -> None:
    """Had the fifth counted by its recording, 0.5 * 4 would have met the cap of 2."""
    book = five_and_two()
    prompt = BureauYear(**instructions("0.5", "3"))
    prompt.holds(an_edition(2, "2024-07-01", **instructions("0.3", "2")))
    prompt.unit("zg")
    prompt.officer("0012", "90 90 90 90")
    for day in (*FIRST_HALF, *AUTUMN):
        prompt.does(award(item="I1", level="district", effective_on=day), on=day)
    assert score(book.run(), "0012") == score(prompt.run(), "0012") == "92.500"
    assert score(book.run(), "0012") != "92.000"
