"""Who gets which rank, band and grade, by keys, seats, restrictions and decisions alone?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Final

import pytest

from domain.banding import (
    LOWEST,
    GroupSeats,
    Place,
    band_all,
    decided_by,
    excellent_shares,
    keys_of,
    meets,
)
from domain.record import TieDecision
from domain.restraints import Bite, Interval, Restraints
from domain.rulebook import Edition, RestrictionRule
from domain.scoring import AccountScore
from domain.standing import OfficerStanding
from tests.domain.bureau_years import RULES
from tests.domain.cast import edition

FREE: Final = Restraints()
BOOK: Final = edition(**RULES)


def restrained(**said: Any) -> Restraints:
    named = {"id": "V1", "title": {"zh": "限制", "en": "limit"}, "bites": "during_year"}
    rule = RestrictionRule.model_validate(named | said)
    return Restraints((Bite(Interval("V1", date(2024, 5, 1), None, "s"), rule),))


def a_place(officer: str, score: str | None = "90", **but: Any) -> Place:
    said: dict[str, Any] = {
        "restraints": FREE,
        "good_quarters": 4,
        "group": "sections",
        "unranked": score is None,
    }
    own = {name: but.pop(name, "0") for name in ("bonus", "deduction")}
    components = {name: Decimal(value) for name, value in but.pop("components", {}).items()}
    standing = OfficerStanding(
        officer,
        "zg",
        "sections",
        components,
        {},
        None,
        AccountScore((), Decimal(own["bonus"]), Decimal(own["deduction"])),
        None if score is None else Decimal(score),
        {},
        (),
    )
    return Place(standing=standing, **said | but)


def many(*scores: str, **but: Any) -> list[Place]:
    return [a_place(f"{n:02}", score, **but) for n, score in enumerate(scores, start=1)]


def banded(places: list[Place], under: Edition = BOOK, *ties: str) -> dict[str, GroupSeats]:
    decisions = [TieDecision(tuple(order.split()), "m", n) for n, order in enumerate(ties)]
    return {g.group: g for g in band_all(places, under, decided_by(decisions))}


def bands(places: list[Place]) -> list[int | None]:
    return [p.band for p in places]


def excellent(places: list[Place]) -> list[str]:
    assert {p.grade for p in places if p.ranked} <= {"excellent", "competent"}
    return [p.officer for p in places if p.grade == "excellent"]


def by(under: dict[str, Any], **but: Any) -> Edition:
    return edition(**RULES | under | but)


def test_who_is_not_ranked_at_all_is_not_deferred_either() -> None:
    waits, out = restrained(deferred=True), restrained(unranked=True)
    one, two, three = (
        a_place("1", restraints=waits),
        a_place("2", None, restraints=waits),
        many("9"),
    )
    assert (one.deferred, one.ranked) == (True, False)
    assert (two.deferred, two.ranked) == (False, False)
    assert (three[0].deferred, three[0].ranked) == (False, True)
    assert not a_place("4", restraints=out).deferred


def test_a_decision_orders_the_tied_where_it_names_them_all() -> None:
    one, two, three = many("90", "90", "90")
    decisions = [TieDecision(order, "m", 1) for order in (("02", "01", "03"), ("03", "01"))]
    decided = decided_by(decisions)
    assert decided([one, two]) == [two, one]
    assert decided([one, three]) == [three, one]
    assert decided([one, two, three]) == [two, one, three]
    assert decided([a_place("04"), one]) is None
    assert decided_by([])([one]) is None


def test_the_keys_are_the_score_and_then_what_breaks_ties() -> None:
    under = by({"tie_break": ["bonus", "deduction", "good_quarters", "regular_review", "org_link"]})
    place = a_place(
        "1", "91.5", bonus="2", deduction="-3", good_quarters=3, components={"org_link": "97"}
    )
    assert keys_of(place, under)[0] == Decimal("91.5")
    assert keys_of(place, under)[1:] == (Decimal(2), Decimal(-3), Decimal(3), LOWEST, Decimal(97))


def test_a_rank_is_one_more_than_how_many_are_ahead() -> None:
    places = many("90", "95", "90", "80", "95", "70")
    banded(places)
    assert [p.rank for p in places] == [3, 1, 3, 5, 1, 6]


def test_each_band_has_the_seats_of_its_quota_and_the_last_takes_the_rest() -> None:
    places = many(*(str(99 - n) for n in range(11)))
    groups = banded(places)
    # 40 and 90 in a hundred of 11, rounded down.
    assert groups["sections"].seats == {1: 4, 2: 5, 3: 2}
    assert bands(places) == [1] * 4 + [2] * 5 + [3] * 2
    assert groups["heads"] == GroupSeats("heads", 0, {1: 0, 2: 0, 3: 0}, 0)


def test_who_is_deferred_counts_and_keeps_a_seat_and_who_is_unranked_does_neither() -> None:
    waiting = a_place("90", restraints=restrained(deferred=True))
    gone = a_place("91", None)
    places = [*many("95", "94", "93", "92"), waiting, gone]
    assert banded(places)["sections"].seats == {1: 1, 2: 2, 3: 1}
    assert banded(places)["sections"].n == 5
    assert bands(places) == [1, 2, 2, 3, None, None]
    few = [a_place(f"9{n}", restraints=restrained(deferred=True)) for n in range(3)]
    assert banded([*many("95"), *few])["sections"].seats == {1: 0, 2: 0, 3: 1}


def test_who_may_not_enter_a_band_is_passed_over_and_told_so() -> None:
    low = restrained(max_band=2)
    places = many("99", "98", "97", "96", "95")
    places[0].restraints, places[2].restraints = low, restrained(max_band=3)
    banded(places)
    assert bands(places) == [2, 1, 3, 1, 2]
    barred = "band {} barred: passed over"
    assert places[0].reasons == [barred.format(1)]
    assert places[2].reasons == [barred.format(1), barred.format(2)]
    assert places[1].reasons == places[3].reasons == []


def test_everybody_below_the_condition_stands_in_the_last_band() -> None:
    places = many("60", "59.999", "99", "98", "97")
    banded(places)
    assert bands(places) == [2, 4, 1, 1, 2]
    assert places[1].reasons == ["score below 60: band 4"]
    assert places[0].reasons == []


def test_a_seat_that_somebody_below_the_condition_leaves_is_not_filled_again() -> None:
    places = many("59", "58", "57", "56", "55")
    assert banded(places)["sections"].seats == {1: 2, 2: 2, 3: 1}
    assert bands(places) == [4] * 5
    assert excellent(places) == []


def test_those_tied_across_the_last_seat_enter_not_at_all_or_together() -> None:
    for rule, entered, band in (("none_enter", "none entered", 2), ("all_enter", "all entered", 1)):
        places = many("99", "90", "90", "90", "80")
        banded(places, by({"unresolved_tie": rule}))
        # 4 in 5 through band 2: without band 1 the three fill what is left.
        assert bands(places) == [1, band, band, band, 3]
        assert places[1].ties["band 1"] == entered
        assert places[1].reasons[0] == "tied with 2 across the last seat"
        assert "band 1" not in places[0].ties


def test_nobody_after_a_tie_across_the_last_seat_takes_it() -> None:
    places = many("90", "90", "90", "80", "70")
    banded(places)
    assert bands(places) == [2, 2, 2, 2, 3]


def test_where_no_seat_is_left_nobody_is_tied_across_the_last_one() -> None:
    places = many("99", "98", "90", "90", "80")
    banded(places)
    assert bands(places) == [1, 1, 2, 2, 3]
    assert places[2].ties == {}
    assert places[2].reasons == []


def test_a_decision_places_as_many_as_there_are_seats() -> None:
    places = many("99", "90", "90", "90", "80")
    banded(places, BOOK, "04 02 03")
    assert bands(places) == [1, 2, 2, 1, 3]
    assert [p.ties for p in places[1:4]] == [{"band 1": "placed"}] * 3
    assert places[1].reasons == ["tie placed by decision"]


def small(size: int, unranked: int = 0) -> list[Place]:
    of_branches = [a_place(f"b{n}", str(80 + n), group="branches") for n in range(size)]
    gone = [a_place(f"u{n}", None, group="branches") for n in range(unranked)]
    return [*many("90", "91"), *of_branches, *gone]


MERGING: Final = by(
    {
        "groups": [
            RULES["groups"][0],
            RULES["groups"][2] | {"min_size": "3", "merge_into": "sections"},
            RULES["groups"][1],
        ]
    }
)


def test_a_group_that_is_too_small_is_ranked_in_the_one_named() -> None:
    for size, moved in ((0, False), (1, True), (2, True), (3, False)):
        places = small(size, unranked=2)
        groups = banded(places, MERGING)
        assert groups["sections"].n == 2 + (size if moved else 0)
        assert groups["branches"].n == (0 if moved else size)
        told = [f"group branches has {size} of 3: ranked in sections"] if moved else []
        assert all(p.reasons[:1] == told for p in places[2 : 2 + size])
        assert all(p.group == "branches" and not p.reasons for p in places[2 + size :])
        assert places[0].reasons == []


def test_a_group_that_says_no_size_is_not_merged() -> None:
    groups = [*RULES["groups"][:2], RULES["groups"][2] | {"merge_into": "sections"}]
    under = by({"groups": groups})
    assert banded(small(1), under)["branches"].n == 1


@pytest.mark.parametrize(
    ("sizes", "shares"),
    [
        # 20 in a hundred of all are pooled: 5 of 25, 1 and 3 whole, and the largest remainder.
        ({"a": 9, "b": 16}, {"a": 2, "b": 3}),
        ({"a": 16, "b": 9}, {"a": 3, "b": 2}),
        # Equal remainders go to the larger group, and then to the first of the rulebook.
        ({"a": 3, "b": 8, "c": 4}, {"a": 0, "b": 2, "c": 1}),
        ({"a": 3, "b": 3, "c": 4}, {"a": 1, "b": 0, "c": 1}),
        ({"a": 3, "b": 3}, {"a": 1, "b": 0}),
        ({"a": 10, "b": 5}, {"a": 2, "b": 1}),
        ({}, {}),
    ],
)
def test_the_pool_of_excellent_is_shared_by_largest_remainder(
    sizes: dict[str, int], shares: dict[str, int]
) -> None:
    assert excellent_shares(BOOK, sizes) == shares


def test_without_a_quota_nobody_is_excellent() -> None:
    places = many("99", "98", "97", "96", "95")
    under = by({"grades": {}})
    assert excellent_shares(under, {"sections": 5}) == {}
    assert banded(places, under)["sections"].excellent == 0
    assert [p.grade for p in places] == ["competent"] * 5


def test_excellent_is_who_is_high_enough_not_barred_and_has_what_is_required() -> None:
    places = many(*(str(99 - n) for n in range(15)))
    assert banded(places)["sections"].excellent == 3
    assert excellent(places) == ["01", "02", "03"]
    others = many(*(str(99 - n) for n in range(15)))
    others[0].restraints, others[1].good_quarters = restrained(bars=["excellent"]), 1
    others[2].good_quarters = 2
    banded(others)
    assert excellent(others) == ["03", "04", "05"]
    of_two = many(*(str(99 - n) for n in range(15)))
    for place in of_two:
        place.restraints = restrained(max_band=2)
    banded(of_two)
    assert excellent(of_two) == []


def test_what_excellent_requires_must_all_be_met() -> None:
    place = a_place("1", good_quarters=2, components={"org_link": "90"})
    assert meets(place, "good_quarters", 2)
    assert not meets(place, "good_quarters", 3)
    assert meets(place, "org_link", Decimal(90))
    assert not meets(place, "org_link", Decimal("90.1"))
    assert not meets(place, "regular_review", Decimal(0))
    requires = {"good_quarters": "2", "org_link": "90"}
    under = by(
        {"grades": {"excellent": {"quota": "1/1", "from_band": "1", "requires": requires}}},
        bands=[{"band": str(n), "through": "1/1"} for n in (1, 2)] + RULES["bands"][2:],
    )
    places = [a_place("1", components={"org_link": "90"}), *many("95"), place]
    places[0].good_quarters = 1
    banded(places, under)
    assert [p.grade for p in places] == ["competent", "competent", "excellent"]
