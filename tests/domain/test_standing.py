"""What is an officer's score, of which components, as of which date, as known when?"""

from __future__ import annotations

from decimal import Decimal

import pytest

from domain.rulebook import Edition
from domain.standing import NO_COMPONENT, NO_GROUP, NO_POSTING, OfficerStanding
from tests.domain.cast import RULEBOOK, edition
from tests.domain.yearbook import Yearbook

WEIGHTS = RULEBOOK["groups"][0]["weights"]
REVIEWS = {"regular_review": "0.7", "leader_evaluation": "0.2", "peer_evaluation": "0.1"}


def a_full_year() -> Yearbook:
    """Ada in zg all year, with every component: the first check vector but for its entries."""
    book = Yearbook()
    book.scored_unit("zg", "98.40")
    book.post()
    for quarter, score in enumerate(("92", "90", "93", "91"), start=1):
        book.mark(score, f"2024Q{quarter}", f"2024-{quarter * 3:02}-28")
    book.mark("92", "2024", "2024-12-20", series="leader_evaluation")
    book.mark("95", "2024", "2024-12-20", series="peer_evaluation")
    return book


def ada(book: Yearbook, as_of: str = "2024-12-31", position: int | None = None) -> OfficerStanding:
    return book.standing(as_of, position).officer("0012")


def linked(method: dict[str, str], weights: dict[str, str] | None = None) -> Edition:
    components = RULEBOOK["components"] | {"org_link": {"source": "unit"} | method}
    return edition(components=components, groups=weighing(weights or WEIGHTS))


def weighing(weights: dict[str, str]) -> list[dict[str, object]]:
    return [RULEBOOK["groups"][0] | {"weights": weights}]


def test_the_base_is_the_weighted_sum_and_bonus_and_deduction_are_added() -> None:
    book = a_full_year()
    book.entry("C1", "provincial")
    book.entry("I1", "municipal")
    book.entry("X3", quantity=3)
    row = ada(book)
    assert {name: str(value) for name, value in row.components.items()} == {
        "org_link": "98.400000",
        "regular_review": "91.500000",
        "leader_evaluation": "92.000000",
        "peer_evaluation": "95.000000",
    }
    assert str(row.base) == "93.820000"
    assert (row.account.bonus, row.account.deduction) == (Decimal("4.5"), Decimal("-0.6"))
    assert str(row.score) == "97.720"
    assert (row.unit, row.group, row.days, row.reasons) == ("zg", "sections", {"zg": 366}, ())


def test_a_merit_corrected_to_its_lower_level_takes_one_point_not_two_and_a_half() -> None:
    book = a_full_year()
    first = book.entry("C1", "municipal", merit="m")
    book.entry("C1", "district", merit="m")
    book.entry("I1", "provincial", quantity=2)
    book.entry("X3", quantity=3)
    before = ada(book).score
    book.reverse(first)
    book.entry("C1", "district", merit="m")
    assert (str(before), str(ada(book).score)) == ("97.720", "96.720")


def test_the_link_weighs_units_by_days_and_both_ends_count() -> None:
    book = Yearbook()
    book.scored_unit("a", "99.10")
    book.scored_unit("b", "95.30")
    book.post("a", until="2024-07-01")
    book.post("b", "2024-07-01")
    row = ada(book)
    assert row.days == {"a": 182, "b": 184}
    assert str(row.components["org_link"]) == "97.189617"
    assert str(row.score) == "97.190"


def test_a_loss_annulled_gives_the_units_people_their_part_back() -> None:
    weights = {"org_link": "0.5", "regular_review": "0.5"}
    heads = {"id": "heads", "match": {"post_level": ["head"]}, "weights": weights}
    items = {"X1": {"levels": {"district": "1"}}}
    book = Yearbook(edition(groups=[heads, *weighing(WEIGHTS)], items=items))
    book.scored_unit("zg", "98.40")
    for officer, level in (("0012", "staff"), ("0013", "head"), ("0014", "staff")):
        book.post(officer=officer, level=level)
        for series in REVIEWS:
            book.mark("90", series=series, subject=f"officer:{officer}")
    loss = book.loss("0.6", "T-zg")
    reprimand = book.entry("X1", "district", subject="officer:0014")
    before = book.standing()
    book.reverse(loss)
    book.reverse(reprimand)
    after = book.standing()
    gained = [
        str((after.officer(o).score or 0) - (before.officer(o).score or 0))
        for o in ("0012", "0013", "0014")
    ]
    assert gained == ["0.180", "0.300", "1.180"]


def test_the_difference_method_adds_what_the_unit_is_above_the_mean() -> None:
    book = Yearbook(linked({"method": "difference", "base": "90", "k": "0.5"}))
    book.scored_unit("a", "99.10")
    book.scored_unit("b", "95.30")
    book.unit("c")
    book.post("a")
    assert str(ada(book).components["org_link"]) == "90.950000"


def test_the_difference_is_rounded_once_from_unrounded_numbers() -> None:
    book = Yearbook(linked({"method": "difference", "base": "90", "k": "1"}))
    for unit, score in (("a", "99.10"), ("b", "95.30"), ("c", "95")):
        book.scored_unit(unit, score)
    book.post("a", until="2024-07-01")
    book.post("b", "2024-07-01")
    # L = (182 × 99.1 + 184 × 95.3) / 366 = 97.18961748…, the mean 96.46666…
    assert str(ada(book).components["org_link"]) == "90.722951"


def test_the_coefficient_method_scales_a_component_and_is_none_itself() -> None:
    method = {"method": "coefficient", "of": "regular_review"}
    book = Yearbook(linked(method, REVIEWS))
    book.scored_unit("zg", "98.40")
    book.post()
    book.mark("91.5")
    row = ada(book)
    assert {name: str(value) for name, value in row.components.items()} == {
        "regular_review": "90.036000"
    }
    assert str(row.score) == "90.036"


def test_a_coefficient_leaves_the_component_alone_where_no_unit_has_a_score() -> None:
    book = Yearbook(linked({"method": "coefficient", "of": "regular_review"}, REVIEWS))
    book.unit("zg")
    book.post()
    book.mark("91.5")
    assert str(ada(book).score) == "91.500"


def test_a_missing_component_is_left_out_and_the_rest_renormalised() -> None:
    book = Yearbook(edition(groups=weighing(REVIEWS)))
    book.unit("zg")
    book.post()
    book.mark("90", series="regular_review")
    book.mark("99", series="leader_evaluation")
    assert str(ada(book).base) == "92.000000"


def test_a_missing_component_counts_nothing_where_the_rulebook_says_zero() -> None:
    book = Yearbook(edition(groups=weighing(REVIEWS), missing="zero"))
    book.unit("zg")
    book.post()
    book.mark("90", series="regular_review")
    book.mark("99", series="leader_evaluation")
    assert str(ada(book).base) == "82.800000"


@pytest.mark.parametrize("missing", ["zero", "renormalise"])
def test_without_any_component_there_is_no_score(missing: str) -> None:
    book = Yearbook(edition(missing=missing))
    book.unit("zg")
    book.post()
    book.entry("I1", "provincial")
    row = ada(book)
    assert (row.base, row.score, row.reasons) == (None, None, (NO_COMPONENT,))
    assert row.account.bonus == 1


def test_without_a_posting_on_as_of_there_is_no_score() -> None:
    book = a_full_year()
    book.post(until="2024-12-31")
    row = ada(book)
    assert (row.unit, row.group, row.score, row.reasons) == (None, None, None, (NO_POSTING,))
    assert ada(book, "2024-12-30").reasons == ()


def test_without_a_group_that_fits_there_is_no_score() -> None:
    book = Yearbook()
    book.unit("zg", kind="branch")
    book.post()
    row = ada(book)
    assert (row.unit, row.group, row.score, row.reasons) == ("zg", None, None, (NO_GROUP,))


def test_the_first_group_that_fits_is_the_officers() -> None:
    heads = {"id": "heads", "match": {"post_level": ["head"]}, "weights": {"org_link": "1"}}
    book = Yearbook(edition(groups=[heads, *weighing(WEIGHTS)]))
    book.scored_unit("zg", "98.40")
    book.post(level="head")
    book.post(officer="0013")
    standing = book.standing()
    assert standing.officer("0012").group == "heads"
    assert standing.officer("0013").group == "sections"


def test_a_units_kind_is_that_of_as_of() -> None:
    book = Yearbook()
    book.scored_unit("zg", "98.40")
    book.unit("zg", kind="branch", since="2024-09-01")
    book.post()
    assert ada(book, "2024-08-31").group == "sections"
    assert ada(book, "2024-09-01").reasons == (NO_GROUP,)


def test_of_the_marks_for_one_period_the_one_recorded_last_counts() -> None:
    book = Yearbook()
    book.unit("zg")
    book.post()
    book.mark("80", on="2024-04-30")
    second = book.mark("90", on="2024-04-08")
    assert str(ada(book).components["regular_review"]) == "90.000000"
    book.withdraw(second)
    assert str(ada(book).components["regular_review"]) == "80.000000"


def test_the_last_mark_of_a_series_is_the_latest_in_effect_then_the_last_recorded() -> None:
    book = Yearbook()
    book.unit("zg")
    book.post()
    book.mark("95", "half", "2024-06-30", series="leader_evaluation")
    book.mark("85", "spring", "2024-03-31", series="leader_evaluation")
    assert str(ada(book).components["leader_evaluation"]) == "95.000000"
    book.mark("88", "mid", "2024-06-30", series="leader_evaluation")
    assert str(ada(book).components["leader_evaluation"]) == "88.000000"


def test_a_mean_is_rounded_half_up_to_six_places() -> None:
    book = Yearbook()
    book.unit("zg")
    book.post()
    for period, score in (("a", "90"), ("b", "91"), ("c", "91")):
        book.mark(score, period)
    assert str(ada(book).components["regular_review"]) == "90.666667"


def test_another_officers_marks_and_entries_count_nothing() -> None:
    book = a_full_year()
    book.mark("0", "2024Q1", subject="officer:0013")
    book.entry("C1", "national", subject="officer:0013")
    assert str(ada(book).score) == "93.820"


def test_good_quarters_are_the_regular_marks_at_or_above_the_rulebooks_line() -> None:
    book = Yearbook(edition(good_quarter="90"))
    for period, score in (("2024Q1", "89.99"), ("2024Q2", "90"), ("2024Q3", "95")):
        book.mark(score, period)
    book.mark("99", series="peer_evaluation")
    assert book.standing().good_quarters("0012") == 2
    assert Yearbook().standing().good_quarters("0012") == 0
    unmeasured = Yearbook()
    unmeasured.mark("95")
    assert unmeasured.standing().good_quarters("0012") == 0
