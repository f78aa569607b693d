"""The extra cases of the domain notes: what happens at the edges of days, posts and groups?"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from domain import refusals as no
from domain.registers.commands import CloseUnit, RegisterUnit
from domain.runsheet import run_sheet
from domain.vocabulary import plain
from tests.domain.bureau_years import RULES, BureauYear, bands, counted, grades, place, ranks, score
from tests.domain.cast import (
    NANYUE,
    a_posting,
    an_edition,
    an_officer,
    award,
    commend,
    correct,
    reverse,
    rulebook,
)
from tests.domain.test_publishing_a_rulebook import publish as publish_rulebook
from tests.domain.test_publishing_a_rulebook import withdraw
from tests.domain.workbooks import a_workbook, an_entry
from tests.domain.year_acts import close, freeze, publish

WITH_B8: Final[dict[str, Any]] = RULES | {
    "items": RULES["items"] | {"B8": {"kind": "bonus", "category": "I", "points": "8"}}
}
B8: Final[dict[str, Any]] = {"item": "B8", "level": None}


def one_officer(quarters: str = "80 80 80 80", **rules: Any) -> BureauYear:
    book = BureauYear(**rules)
    book.unit("zg")
    book.officer("0012", quarters)
    return book


def several(*quarters: str, **rules: Any) -> BureauYear:
    """Officers 0011, 0012 … of one section, with these marks."""
    book = BureauYear(**rules)
    book.unit("zg")
    for n, marks in enumerate(quarters, start=11):
        book.officer(f"00{n}", marks)
    return book


def test_an_objection_on_the_last_day_still_reaches_the_closed_run() -> None:
    book = one_officer()
    wrong = book.grants(award(), on="2024-06-01")
    book.does(freeze(), "2025-01-10")
    book.does(publish(), "2025-01-13")
    book.refuses(close(), no.PublicationStillOpen, on="2025-01-17")
    book.does(reverse(wrong), on="2025-01-17")
    book.does(close(), on="2025-01-18")
    assert score(book.closed(), "0012") == "80.000"


def test_entries_of_one_day_meet_a_cap_in_the_order_of_their_recording() -> None:
    day = {"effective_on": "2024-06-03"}
    for first, second in (("provincial", "municipal"), ("municipal", "provincial")):
        book = one_officer(items=RULES["items"] | {"I1": {"cap": "1.2"}})
        book.does(award(level=first, **day))
        book.does(award(level=second, **day))
        own = {"provincial": ["1", "0.2"], "municipal": ["0.5", "0.7"]}
        assert counted(book.run(), "0012") == own[first]


def test_a_correction_of_a_correction_counts_once() -> None:
    book = one_officer()
    first = book.grants(commend(level="national"))
    second = book.grants(correct(first, level="provincial"))
    book.refuses(correct(first, level="district"), no.EntryAlreadyReversed)
    third = book.grants(correct(second, level="municipal"))
    assert counted(book.run(), "0012") == ["2.5"]
    book.does(reverse(third))
    assert counted(book.run(), "0012") == []


def test_who_leaves_during_the_year_is_scored_until_then_and_not_ranked_at_its_end() -> None:
    book = several("95", "94", "93", "92", "91")
    book.holds(a_posting("0011", until="2024-09-01"))
    last_day, year_end = book.run(as_of="2024-08-31"), book.run()
    assert place(last_day, "0011").rank == 1
    gone = place(year_end, "0011")
    assert (gone.rank, gone.band, gone.grade, gone.standing.score) == (None, None, "ungraded", None)
    assert "no posting on as_of" in gone.reasons
    assert next(g for g in year_end.groups if g.group == "sections").n == 4


def test_who_leaves_keeps_his_account() -> None:
    book = one_officer()
    book.does(award())
    book.holds(a_posting("0012", until="2024-09-01"))
    assert counted(book.run(), "0012") == ["0.5"]
    assert score(book.run(as_of="2024-08-31"), "0012") == "80.500"


def test_an_entry_for_somebody_not_yet_posted_waits_for_his_posting() -> None:
    book = one_officer()
    book.holds(an_officer("0014"))
    entry = award(subject="officer:0014", effective_on="2024-06-03")
    book.refuses(entry, no.NoPosting)
    book.holds(a_posting("0014", start="2024-06-01"))
    book.mark("0014", "80")
    book.does(entry)
    assert score(book.run(), "0014") == "80.500"


def test_a_unit_that_is_merged_counts_for_the_days_it_stood() -> None:
    book = BureauYear(missing="zero")
    book.unit("a", score="99.10")
    book.unit("b", score="95.30")
    book.officer("0012", unit="a", until="2024-07-01")
    day = date(2024, 7, 1)
    book.does(CloseUnit(bureau=NANYUE, unit="a", into="b", effective_on=day))
    book.holds(a_posting("0012", unit="b", start="2024-07-01"))
    assert score(book.run(), "0012") == "29.157"
    book.refuses(award(subject="unit:a", effective_on="2024-07-01"), no.UnitClosed)


def test_a_unit_that_is_renamed_keeps_its_account_and_its_score() -> None:
    book = BureauYear()
    book.unit("zg", score="98.40")
    book.officer("0012", "80 80")
    book.does(award(subject="unit:zg"))
    before = book.run()
    said = {"bureau": NANYUE, "unit": "zg", "name": "税源管理科", "kind": "section"}
    renamed = RegisterUnit.model_validate(said | {"effective_on": "2024-07-01"})
    book.does(renamed)
    assert [u.score for u in book.run().units] == [u.score for u in before.units]
    assert score(book.run(), "0012") == score(before, "0012")


def test_a_unit_of_another_kind_is_compared_as_it_stands_on_the_last_day() -> None:
    book = one_officer()
    said = {"bureau": NANYUE, "unit": "zg", "name": "第一税务分局", "kind": "branch"}
    book.does(RegisterUnit.model_validate(said | {"effective_on": "2024-07-01"}))
    assert place(book.run(as_of="2024-06-30"), "0012").group == "sections"
    assert place(book.run(), "0012").group == "branches"


def test_a_rulebook_withdrawn_before_its_start_scores_nothing() -> None:
    book = one_officer()
    without = {"items": RULES["items"] | {"I1": None}}
    book.does(award(effective_on="2024-07-05"), on="2024-07-05")
    before = book.run()
    book.does(publish_rulebook(rulebook(2, "2024-12-01", **RULES | without)), on="2024-08-01")
    known = book.head
    book.does(withdraw(2), on="2024-09-01")
    assert book.run(known).standing.edition.ref == "nanyue@2"
    after = book.run()
    assert after.standing.edition.ref == "nanyue@1"
    assert score(after, "0012") == score(before, "0012") == "80.500"


def test_a_leader_evaluation_entered_after_the_freeze_is_not_in_the_frozen_run() -> None:
    book = one_officer()
    book.does(freeze(), "2025-01-10")
    frozen = book.head - 1
    digest = run_sheet(book.run(frozen)).digest
    book.mark("0012", "100", series="leader_evaluation", period="2024")
    assert run_sheet(book.run(frozen)).digest == digest
    assert score(book.run(frozen), "0012") == "80.000"
    assert score(book.run(), "0012") == "84.615"
    book.does(publish(), "2025-01-13")
    book.does(close(), "2025-01-20")
    assert score(book.closed(), "0012") == "84.615"


def test_a_cap_is_free_again_when_what_used_it_up_is_reversed() -> None:
    book = one_officer(**WITH_B8)
    first = book.grants(award(**B8, effective_on="2024-03-05"))
    book.does(award(**B8, effective_on="2024-08-01"))
    run = book.run()
    assert (score(run, "0012"), counted(run, "0012")) == ("90.000", ["8", "2"])
    cut = place(run, "0012").standing.account.lines[1].cuts
    assert [(c.stage, plain(c.points)) for c in cut] == [("total cap", "6")]
    book.does(reverse(first))
    assert (score(book.run(), "0012"), counted(book.run(), "0012")) == ("88.000", ["8"])


def test_a_tie_across_the_line_of_excellent_alone_leaves_the_band_as_it_is() -> None:
    """Ten, four seats in band 1, two of them excellent; the second and third are level."""
    high = ("97", "96", "96", "95")
    low = (str(94 - n) for n in range(6))
    book = several(*(f"{m} {m}" for m in (*high, *low)))
    run = book.run()
    assert ranks(run)[:5] == [1, 2, 2, 4, 5]
    assert bands(run)[:5] == [1, 1, 1, 1, 2]
    assert grades(run)[:5] == ["excellent", "competent", "competent", "competent", "competent"]


def test_a_workbook_imported_again_changes_nothing() -> None:
    book = one_officer()
    book.does(a_workbook(an_entry(2, "E1")))
    before, head = run_sheet(book.run()), book.head
    assert book.does(a_workbook(an_entry(2, "E1"))) == ()
    assert (run_sheet(book.run()), book.head) == (before, head)


def test_whoever_reads_at_a_position_sees_nothing_of_what_is_being_recorded() -> None:
    book = several("95", "94", "93", "92", "91")
    position = book.head
    read = run_sheet(book.run(position))
    book.does(freeze(), "2025-01-10")
    book.does(award(subject="officer:0015"), on="2025-01-11")
    book.holds(an_edition(2, "2024-06-01", **RULES | {"decimals": "1"}))
    assert run_sheet(book.run(position)) == read
    assert run_sheet(book.run()) != read
