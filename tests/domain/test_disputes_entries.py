"""Disputes about entries: whose is it, and what is it worth?"""

from __future__ import annotations

from typing import Any, Final

from domain import refusals as no
from domain.accounts.facts import Granted
from domain.vocabulary import plain
from tests.domain.bureau_years import BureauYear, bands, counted, place, ranks, score
from tests.domain.cast import (
    award,
    commend,
    correct,
    deduct,
    ref,
    reverse,
)

# D2, wrongly attributed: +2.5 for Ada (0012) of zg, meant for her namesake (0112) of branch b2.


def two_namesakes() -> BureauYear:
    """Five in each group, two seats in band 1; either is third without the award."""
    book = BureauYear()
    book.unit("zg")
    book.unit("b2", kind="branch")
    for n, quarters in enumerate(("95", "94", "93", "92", "91")):
        of_zg, of_b2 = ("0012", "0112") if quarters == "93" else (f"20{n}", f"30{n}")
        book.officer(of_zg, f"{quarters} {quarters}", unit="zg")
        book.officer(of_b2, f"{quarters} {quarters}", unit="b2")
    return book


MEANT: Final = {"item": "C2", "level": "provincial"}


def test_d2_one_correction_moves_two_ranks_in_two_groups() -> None:
    book = two_namesakes()
    wrong = book.grants(commend(subject="officer:0012", **MEANT))
    before = book.run()
    assert (ranks(before, "0012", "0112"), bands(before, "0012", "0112")) == ([1, 3], [1, 2])
    annulled, right = book.does(correct(wrong, subject="officer:0112"))
    assert (annulled.corrected_by, right.corrects) == (ref(right), ref(wrong))  # type: ignore[union-attr, arg-type]
    after = book.run()
    assert (ranks(after, "0012", "0112"), bands(after, "0012", "0112")) == ([3, 1], [2, 1])
    assert [score(after, o) for o in ("0012", "0112")] == ["93.000", "95.500"]


def test_d2_whoever_was_pushed_out_of_the_band_comes_back_into_it() -> None:
    book = two_namesakes()
    wrong = book.grants(commend(subject="officer:0012", **MEANT))
    assert bands(book.run(), "200", "201", "300", "301") == [1, 2, 1, 1]
    book.does(correct(wrong, subject="officer:0112"))
    assert bands(book.run(), "200", "201", "300", "301") == [1, 1, 1, 2]


def test_d2_the_original_stays_legible_at_its_position() -> None:
    book = two_namesakes()
    wrong = book.grants(commend(subject="officer:0012", **MEANT))
    known = book.head
    book.does(correct(wrong, subject="officer:0112"))
    assert wrong in book.facts
    assert score(book.run(known), "0012") == "95.500"


def test_d2_a_second_correction_aims_at_the_entry_that_stands() -> None:
    book = two_namesakes()
    wrong = book.grants(commend(subject="officer:0012", **MEANT))
    second = book.grants(correct(wrong, subject="officer:0112"))
    book.refuses(correct(wrong, subject="officer:302"), no.EntryAlreadyReversed)
    book.refuses(reverse(wrong), no.EntryAlreadyReversed)
    book.does(correct(second, level="municipal"))
    assert score(book.run(), "0112") == "94.500"


# D6, a level corrected: 2.5 (wins) and 1.5 (suppressed) in one merit group; the 2.5 was but 1.5.


def the_first_vector() -> tuple[BureauYear, Granted]:
    """97.720, of which 2.5 by the paper that proves to be a lower one."""
    book = BureauYear()
    book.unit("zg", score="98.40")
    book.officer("0012", "92 90 93 91", leader="92", peers="95")
    merit: dict[str, Any] = {"item": "C2", "merit": "M1"}
    winner = book.grants(commend(**merit, level="provincial", effective_on="2024-03-05"))
    book.does(commend(**merit, level="municipal", effective_on="2024-05-06"))
    book.does(award(item="K2", level=None))
    book.does(deduct(quantity=3))
    return book, winner


def test_d6_the_suppressed_award_revives_when_the_winner_is_corrected() -> None:
    book, winner = the_first_vector()
    assert (score(book.run(), "0012"), counted(book.run(), "0012")) == (
        "97.720",
        ["2.5", "2", "-0.6", "0"],
    )
    book.does(correct(winner, level="municipal"))
    assert score(book.run(), "0012") == "96.720"
    assert score(book.run(), "0012") != "95.220", "the suppressed award lost with the winner"


def test_d6_the_suppressed_award_revives_when_the_winner_is_annulled() -> None:
    book, winner = the_first_vector()
    book.does(reverse(winner))
    assert score(book.run(), "0012") == "96.720"


def test_d6_of_equal_awards_the_earlier_document_stands_and_one_counts() -> None:
    book, winner = the_first_vector()
    book.does(correct(winner, level="municipal"))
    lines = place(book.run(), "0012").standing.account.lines
    stands = [line.entry.effective_on.isoformat() for line in lines if plain(line.counted) == "1.5"]
    assert stands == ["2024-03-05"]


def test_d6_the_base_and_the_deduction_are_left_alone() -> None:
    book, winner = the_first_vector()
    book.does(correct(winner, level="municipal"))
    row = place(book.run(), "0012").standing
    account = row.account
    assert (str(row.base), plain(account.bonus), plain(account.deduction)) == (
        "93.820000",
        "3.5",
        "-0.6",
    )
