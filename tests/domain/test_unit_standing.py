"""What is a unit's score, of its plan, its reviews and its own entries?"""

from __future__ import annotations

from decimal import Decimal

from domain.standing import UnitStanding
from tests.domain.cast import ZG, edition
from tests.domain.yearbook import Yearbook


def zg(book: Yearbook, as_of: str = "2024-12-31", position: int | None = None) -> UnitStanding:
    return book.standing(as_of, position).units["zg"]


def test_a_unit_starts_from_a_hundred_and_loses() -> None:
    book = Yearbook()
    book.scored_unit("zg", "98.40")
    book.loss("0.6", "T-zg")
    row = zg(book)
    assert {name: str(value) for name, value in row.components.items()} == {
        "indicators": "97.800000"
    }
    assert (str(row.base), str(row.score)) == ("97.800000", "97.800")


def test_a_reversed_loss_costs_nothing() -> None:
    book = Yearbook()
    book.unit()
    book.plan()
    book.reverse(book.loss("0.6"))
    assert str(zg(book).score) == "100.000"


def test_a_unit_without_a_plan_has_no_score_whatever_its_entries() -> None:
    book = Yearbook()
    book.unit()
    book.entry("I1", "provincial", subject=ZG)
    row = zg(book)
    assert (row.components, row.base, row.score) == ({}, None, None)
    assert row.account.bonus == 1


def test_a_units_own_entries_are_added_under_its_own_total_caps() -> None:
    items = {"B8": {"kind": "bonus", "category": "I", "points": "8"}}
    book = Yearbook(edition(items=items, unit={"totals": {"bonus": "9", "deduction": "1"}}))
    book.scored_unit("zg", "90")
    for _ in range(2):
        book.entry("B8", subject=ZG)
        book.entry("X1", "municipal", subject=ZG)
    row = zg(book)
    assert (row.account.bonus, row.account.deduction) == (Decimal(9), Decimal(-1))
    assert str(row.score) == "98.000"


def test_losses_meet_no_category_and_no_total_cap() -> None:
    book = Yearbook(edition(unit={"totals": {"deduction": "1"}}))
    book.scored_unit("zg", "60")
    assert str(zg(book).score) == "60.000"


def test_a_units_reviews_weigh_with_its_indicators() -> None:
    components = {"local_evaluation": {"source": "review", "aggregate": "mean"}}
    groups = [
        {"id": "g", "match": {"unit_kind": ["section"]}, "weights": {"local_evaluation": "1"}}
    ]
    unit = {"weights": {"indicators": "0.8", "local_evaluation": "0.2"}}
    book = Yearbook(edition(components=components, groups=groups, unit=unit))
    book.scored_unit("zg", "90")
    assert str(zg(book).score) == "90.000"
    book.mark("95", subject=ZG, series="local_evaluation")
    assert str(zg(book).score) == "91.000"


def test_a_shared_loss_costs_each_carrier_its_part() -> None:
    book = Yearbook()
    for unit, owner in (("zg", True), ("fa", False)):
        book.unit(unit)
        book.plan(unit, owner=owner)
    book.loss("1")
    standing = book.standing()
    assert [str(standing.units[unit].score) for unit in ("fa", "zg")] == ["99.600", "99.400"]


def test_the_plan_recorded_last_says_who_carries_the_indicator() -> None:
    book = Yearbook()
    book.unit()
    book.plan()
    before = book.loss("1")
    book.plan("zg", "T2")
    assert str(zg(book, position=before).score) == "99.000"
    assert str(zg(book).score) == "100.000"


def test_the_score_is_rounded_once_to_the_rulebooks_decimals() -> None:
    book = Yearbook(edition(decimals="1"))
    book.scored_unit("zg", "98.4499")
    assert (str(zg(book).base), str(zg(book).score)) == ("98.449900", "98.4")
    exact = Yearbook(edition(decimals="1"))
    exact.scored_unit("zg", "98.45")
    assert zg(exact).score == Decimal("98.5")


def test_marks_under_the_name_of_a_link_make_no_component() -> None:
    book = Yearbook()
    book.unit()
    book.mark("10", subject=ZG, series="org_link")
    assert zg(book).components == {}


def test_days_in_a_unit_that_the_bureau_does_not_know_weigh_nothing_in_a_link() -> None:
    book = Yearbook()
    book.scored_unit("zg", "90")
    book.plan("gone", "T2")
    standing = book.standing()
    assert standing.link({"zg": 182, "gone": 184}) == 90
    assert standing.link({"gone": 184}) is None


def test_a_link_is_found_wherever_the_rulebook_names_it() -> None:
    reviews = {"regular_review": {"source": "review", "aggregate": "mean"}}
    link = {"org_link": {"source": "unit", "method": "weighted"}}
    weights = {"regular_review": "0.5", "org_link": "0.5"}
    groups = [{"id": "g", "match": {"unit_kind": ["section"]}, "weights": weights}]
    for components in (reviews | link, link | reviews):
        book = Yearbook(edition(components=components, groups=groups))
        book.scored_unit("zg", "90")
        book.post()
        assert book.standing().officer("0012").components == {"org_link": Decimal(90)}
