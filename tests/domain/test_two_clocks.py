"""Which entries take part: those in effect on as_of, as far as they were known at the position?"""

from __future__ import annotations

import pytest

from domain.rulebook import NoRulebook
from tests.domain.cast import edition
from tests.domain.lines import BONUS_8
from tests.domain.test_standing import a_full_year, ada
from tests.domain.yearbook import Yearbook


def test_an_entry_takes_part_from_its_date_on() -> None:
    book = a_full_year()
    book.entry("I1", "provincial", on="2024-09-01")
    assert ada(book, "2024-08-31").account.lines == ()
    assert ada(book, "2024-09-01").account.bonus == 1


def test_an_entry_takes_part_from_its_position_on() -> None:
    book = a_full_year()
    position = book.entry("I1", "provincial")
    assert ada(book, position=position - 1).account.bonus == 0
    assert ada(book, position=position).account.bonus == 1


def test_an_entry_recorded_late_changes_no_answer_given_before() -> None:
    book = a_full_year()
    known = book.position
    before = ada(book, "2024-06-30", known)
    book.entry("C1", "national", on="2024-01-05")
    assert ada(book, "2024-06-30", known) == before
    assert ada(book, "2024-06-30").account.bonus == 6


def test_a_reversal_annuls_from_the_start_once_it_is_known() -> None:
    book = a_full_year()
    entry = book.entry("I1", "provincial", on="2024-02-01")
    known = book.position
    book.reverse(entry)
    assert ada(book, "2024-02-01", known).account.bonus == 1
    assert ada(book, "2024-02-01").account.lines == ()


def test_a_mark_takes_part_by_both_clocks() -> None:
    book = a_full_year()
    known = book.position
    book.mark("60", "2024Q4", "2024-12-28")
    assert str(ada(book, position=known).components["regular_review"]) == "91.500000"
    assert str(ada(book).components["regular_review"]) == "83.750000"
    assert str(ada(book, "2024-12-27").components["regular_review"]) == "91.666667"


def test_a_withdrawn_mark_counts_as_long_as_it_was_thought_to_stand() -> None:
    book = Yearbook()
    book.unit()
    book.post()
    mark = book.mark("90")
    book.withdraw(mark)
    assert str(ada(book, position=mark).score) == "90.000"
    assert ada(book).score is None


def test_a_posting_recorded_late_moves_the_link_from_then_on() -> None:
    book = Yearbook()
    book.scored_unit("a", "99.10")
    book.scored_unit("b", "95.30")
    book.post("a")
    known = book.position
    book.post("a", until="2024-07-01")
    book.post("b", "2024-07-01")
    assert str(ada(book, position=known).components["org_link"]) == "99.100000"
    assert ada(book, position=known).unit == "a"
    assert str(ada(book).components["org_link"]) == "97.189617"
    assert ada(book).unit == "b"


def test_between_the_end_of_one_posting_and_the_next_an_officer_is_nowhere() -> None:
    book = Yearbook()
    book.scored_unit("a", "99.10")
    book.scored_unit("b", "95.30")
    book.post("a", until="2024-03-01")
    book.post("b", "2024-03-11")
    assert ada(book, "2024-03-05").unit is None
    assert ada(book, "2024-03-05").days == {"a": 60}
    assert ada(book, "2024-03-11").days == {"a": 60, "b": 1}
    assert ada(book, "2024-03-11").unit == "b"


def test_a_posting_of_no_day_counts_nothing() -> None:
    book = Yearbook()
    book.scored_unit("a", "99.10")
    book.post("a")
    book.post("a", until="2024-01-01")
    assert ada(book).days == {}


def test_days_of_other_years_count_nothing() -> None:
    book = Yearbook()
    book.scored_unit("a", "99.10")
    book.post("a", "2019-09-01", until="2026-01-01")
    assert ada(book).days == {"a": 366}
    assert ada(book, "2024-01-01").days == {"a": 1}


def test_days_in_a_unit_without_a_score_drop_out_of_the_link() -> None:
    book = Yearbook()
    book.scored_unit("a", "99.10")
    book.unit("c")
    book.post("a", until="2024-02-01")
    book.post("c", "2024-02-01")
    row = ada(book)
    assert row.days == {"a": 31, "c": 335}
    assert str(row.components["org_link"]) == "99.100000"


def test_item_points_are_those_of_the_entrys_date_and_weights_those_of_as_of() -> None:
    groups = [
        {"id": "late", "match": {"unit_kind": ["section"]}, "weights": {"regular_review": "1"}}
    ]
    items = {"I1": {"levels": {"provincial": "0.7"}}}
    book = Yearbook(edition(), edition(2, "2024-07-01", groups=groups, items=items))
    book.scored_unit("zg", "98.40")
    book.post()
    book.mark("90")
    book.entry("I1", "provincial", on="2024-05-01")
    book.entry("I1", "provincial", on="2024-08-01")
    june, december = ada(book, "2024-06-30"), ada(book)
    assert (june.group, str(june.score)) == ("sections", "94.150")
    assert (december.group, str(december.score)) == ("late", "91.700")


def test_an_edition_counts_from_the_position_of_its_publication() -> None:
    book = a_full_year()
    book.entry("I1", "provincial", on="2024-08-01")
    known = book.position
    book.publish(edition(2, "2024-07-01", items={"I1": {"levels": {"provincial": "0.7"}}}))
    assert str(ada(book, position=known).account.bonus.normalize()) == "1"
    assert str(ada(book).account.bonus.normalize()) == "0.7"


def test_before_any_edition_was_published_nothing_can_be_scored() -> None:
    book = a_full_year()
    with pytest.raises(NoRulebook):
        book.standing(position=0)


def test_a_rehearsal_scores_every_entry_under_the_candidate_edition() -> None:
    book = Yearbook(edition(items=BONUS_8))
    book.scored_unit("zg", "80")
    book.post()
    entries = [book.entry("B8", on=on) for on in ("2024-02-01", "2024-08-01")]
    candidate = edition(9, "2030-01-01", items=BONUS_8, totals={"bonus": "20"})
    rehearsed = book.standing(candidate=candidate).officer("0012")
    assert (str(ada(book).score), str(rehearsed.score)) == ("90.000", "96.000")
    without = book.standing(candidate=edition(9)).officer("0012")
    assert [line.reason for line in without.account.lines] == ["not in edition"] * len(entries)
