"""Disputes about seats: who moves when an award is annulled after the close?"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from domain.accounts.facts import Granted
from tests.domain.bureau_years import (
    BureauYear,
    bands,
    grades,
    ranks,
    score,
)
from tests.domain.cast import commend, correct, deduct, reverse

# D3, reversed after the close: 44 officers, 17 places; the last of them rests on an award of 1.5.

BEHIND: Final = ("95.350", "95", "94.8", "94.5")
"""Ranks 18 to 21 of the closed run."""


def forty_four(award_to: int = 17, **rules: Any) -> tuple[BureauYear, Granted]:
    """Officer 20nn stands at rank nn; the award has carried the one named so far."""
    marks = [str(Decimal(99) - Decimal(n) / 5) for n in range(16)]
    marks += ["95.9", *BEHIND, *(str(Decimal(94) - Decimal(n) / 5) for n in range(23))]
    marks[award_to - 1] = str(Decimal(marks[award_to - 1]) - Decimal("1.5"))
    book = BureauYear(**rules)
    book.unit("zg")
    for n, mark in enumerate(marks, start=1):
        book.officer(f"20{n:02}", " ".join([mark] * 4))
    named: dict[str, Any] = {"subject": f"officer:20{award_to:02}", "item": "C2"}
    return book, book.grants(commend(**named, level="municipal"))


def test_d3_in_the_closed_run_the_award_holds_the_last_seat() -> None:
    run = forty_four()[0].close()
    (seats,) = [g for g in run.groups if g.n]
    assert (seats.n, seats.seats[1]) == (44, 17)
    assert (score(run, "2017"), ranks(run, "2017"), bands(run, "2017")) == ("95.900", [17], [1])
    assert (score(run, "2018"), ranks(run, "2018"), bands(run, "2018")) == ("95.350", [18], [2])


def test_d3_in_the_restated_run_he_is_out_and_his_seat_stays_empty() -> None:
    book, award = forty_four()
    book.close()
    book.does(reverse(award), on="2025-05-10")
    run = book.restate()
    assert (score(run, "2017"), ranks(run, "2017"), bands(run, "2017")) == ("94.400", [21], [2])
    assert (ranks(run, "2018"), bands(run, "2018")) == ([17], [2]), "not promoted by himself"
    assert bands(run).count(1) == 16


def test_d3_the_next_in_line_moves_up_where_the_rulebook_fills_what_was_vacated() -> None:
    book, award = forty_four(fill_vacated=True)
    book.close()
    book.does(reverse(award), on="2025-05-10")
    run = book.restate()
    assert (ranks(run, "2018"), bands(run, "2018", "2017", "2019")) == ([17], [1, 2, 2])
    assert bands(run).count(1) == 17


def test_d3_the_closed_run_is_not_altered() -> None:
    book, award = forty_four()
    closed = book.close()
    book.does(reverse(award), on="2025-05-10")
    book.restate()
    assert bands(book.closed()) == bands(closed)
    assert (score(book.closed(), "2017"), bands(book.closed(), "2017")) == ("95.900", [1])


def test_d3_the_live_view_shows_who_would_move_up() -> None:
    book, award = forty_four()
    book.close()
    book.does(reverse(award), on="2025-05-10")
    assert bands(book.run(), "2017", "2018") == [2, 1]


def test_d3_the_place_among_the_excellent_stays_empty_too() -> None:
    book, award = forty_four(8)
    closed = book.close()
    assert grades(closed, "2008", "2009") == ["excellent", "competent"]
    book.does(reverse(award), on="2025-05-10")
    run = book.restate()
    assert grades(run, "2008", "2009") == ["competent", "competent"]
    assert grades(run).count("excellent") == 7
    assert grades(book.run(), "2009") == ["excellent"]


def test_d3_what_the_fraud_costs_falls_into_the_year_of_its_determination() -> None:
    book, award = forty_four()
    book.close()
    book.does(reverse(award), on="2025-05-10")
    fraud: dict[str, Any] = {"item": "X7", "quantity": None, "effective_on": "2025-05-10"}
    entry = book.grants(deduct(subject="officer:2017", **fraud), on="2025-05-10")
    assert (entry.year, entry.carried_from) == (2025, None)
    assert score(book.restate(), "2017") == "94.400"


def test_an_award_found_after_the_close_wins_what_it_would_have_won_then() -> None:
    """Not a seat left empty: the last of the 17 is now behind him."""
    book, award = forty_four()
    book.close()
    late = book.grants(correct(award, subject="officer:2018"), on="2025-05-10")
    run = book.restate()
    assert late.subject == "officer:2018"
    assert bands(run, "2017", "2018", "2019") == [2, 1, 2]
    assert bands(run).count(1) == 17
