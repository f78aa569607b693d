"""What may a rulebook say under the edition of the bureau above, and where is it told off?"""

from __future__ import annotations

from inspect import getmembers, isclass
from typing import Any, Final

import pytest

from domain.bureaus.facts import BureauPlaced
from domain.errors import Malformed
from domain.registers.commands import PublishRulebook
from domain.registers.facts import RulebookPublished
from domain.rulebook import RulebookFaulty, digest, inheritance_faults, read_edition, to_document
from domain.rulebook.inheritance import breaches
from domain.rulebook.print import print_edition
from domain.rulebook.written import write_edition
from tests.domain.cast import NANYUE, RULEBOOK, a_unit, an_edition, edition, rulebook
from tests.domain.scenario import Outcome, given

CITY: Final = "hengyang"
UPPER: Final[dict[str, Any]] = {
    "rulebook": "city",
    "good_quarter": "90",
    "alone": {"points": "2"},
    "grades": {
        "excellent": {
            "quota": "20/100",
            "from_band": "1",
            "requires": {"good_quarters": "2", "regular_review": "85"},
        }
    },
    "restrictions": [
        {"id": "V1", "bites": "during_year", "max_band": "2", "bars": ["excellent"]},
        {"id": "V2", "bites": "at_year_end", "unranked": True, "reaches": "head"},
        {"id": "V3", "bites": "at_year_end", "deferred": True},
    ],
    "items": {"C1": {"claim_within": "10", "cap": "6"}, "I1": {"hearing": "required"}},
}
EXCELLENT: Final = UPPER["grades"]["excellent"]


def lower(**changes: Any) -> str:
    """The upper document again, under itself or (`under=None`) none, with these changes."""
    known, own = UPPER["items"], changes.pop("items", {})
    items = {i: (c and {**known.get(i, {}), **c}) for i, c in {**known, **own}.items()}
    said = {**UPPER, "rulebook": "nanyue", "under": "city@1", **changes}
    if said["under"] is None:
        del said["under"]
    return rulebook(**{**said, "items": items})


def found(**changes: Any) -> list[tuple[str, str]]:
    """Each breach by its place and its code."""
    upper = edition(**UPPER)
    return [
        ("/".join(map(str, path)), refusal.code)
        for path, refusal in breaches(read_edition(lower(**changes)), upper)
    ]


def rules(n: int, **but: Any) -> dict[str, Any]:
    """The restrictions with one of them altered."""
    listed = [dict(rule) for rule in UPPER["restrictions"]]
    listed[n] = {k: v for k, v in {**listed[n], **but}.items() if v is not None}
    return {"restrictions": listed}


def excellent(**but: Any) -> dict[str, Any]:
    return {"grades": {"excellent": {**EXCELLENT, **but}}}


THREE: Final = [
    {"band": "1", "through": "2/5"},
    {"band": "2", "through": "9/10"},
    {"band": "3"},
]
STRICTER: Final = [
    {},
    {"items": {"C1": {"levels": {"national": "5", "district": "1"}, "cap": "5"}}},
    {"items": {"C1": {"claim_within": "5"}, "W1": {"range": ["0.5", "1.0"]}}},
    {"items": {"C1": None}},
    {"items": {"N1": {"kind": "bonus", "category": "C", "points": "9"}}},
    {"items": {"X3": {"reason": "required", "hearing": "required"}}},
    {"categories": [{"id": "C", "cap": "1"}, {"id": "I", "cap": "2"}, {"id": "W"}, {"id": "X"}]},
    {"totals": {"bonus": "9", "deduction": "14.5"}, "alone": {"points": "1"}},
    {"bands": THREE},
    {"components": {**RULEBOOK["components"], "duty": {"source": "review", "aggregate": "mean"}}},
    excellent(quota="1/10", requires={"good_quarters": "3", "regular_review": "85"}),
    {"grades": {}},
    rules(1, bites="during_year"),
    {**rules(0, max_band="3"), "bands": THREE},
    rules(0, max_band=None, bars=None, unranked=True),
    rules(2, deferred=None, unranked=True),
]


@pytest.mark.parametrize("changes", STRICTER, ids=str)
def test_the_lower_bureau_may_tighten(changes: dict[str, Any]) -> None:
    assert found(**changes) == []


LOOSER: Final = [
    ({"decimals": "4"}, "decimals", "differs-from-upper"),
    ({"items": {"I1": {"kind": "commendation"}}}, "items/2/kind", "differs-from-upper"),
    ({"items": {"W1": {"category": "I"}}}, "items/3/category", "differs-from-upper"),
    ({"items": {"X1": {"restriction": None}}}, "items/5/restriction", "differs-from-upper"),
    ({"items": {"C1": {"levels": {"national": "6.5"}}}}, "items/0/levels/national", "above-upper"),
    ({"items": {"C1": {"levels": {"county": "1"}}}}, "items/0/levels/county", "not-in-upper"),
    ({"items": {"I1": {"levels": None, "points": "1.1"}}}, "items/2/points", "above-upper"),
    ({"items": {"W1": {"range": ["0.5", "2.1"]}}}, "items/3/range", "above-upper"),
    ({"items": {"X3": {"points": "0.3"}}}, "items/4/points", "above-upper"),
    ({"items": {"X3": {"cap": "2.5"}}}, "items/4/cap", "above-upper"),
    ({"items": {"X3": {"cap": None}}}, "items/4", "limit-missing"),
    ({"items": {"C1": {"claim_within": "11"}}}, "items/0/claim_within", "above-upper"),
    ({"items": {"C1": {"evidence": "optional"}}}, "items/0", "limit-missing"),
    ({"items": {"W1": {"reason": "optional"}}}, "items/3", "limit-missing"),
    ({"items": {"I1": {"hearing": None}}}, "items/2", "limit-missing"),
    ({"totals": {"bonus": "10.5", "deduction": "15"}}, "totals/bonus", "above-upper"),
    ({"totals": {"bonus": "10"}}, "totals", "limit-missing"),
    (
        {"unit": {"totals": {"bonus": "10", "deduction": "11"}}},
        "unit/totals/deduction",
        "above-upper",
    ),
    ({"alone": {"points": "3"}}, "alone/points", "above-upper"),
    (
        {"bands": [{"band": "1", "through": "41/100"}, {"band": "2"}]},
        "bands/0/through",
        "above-upper",
    ),
    ({"bands": [{"band": "1"}], **rules(0, max_band="1")}, "bands/0", "limit-missing"),
    (excellent(quota="21/100"), "grades/excellent/quota", "above-upper"),
    (excellent(from_band="2"), "grades/excellent/from_band", "above-upper"),
    (excellent(requires={"good_quarters": "2"}), "grades/excellent/requires", "limit-missing"),
    (
        excellent(requires={"good_quarters": "1", "regular_review": "85"}),
        "grades/excellent/requires/good_quarters",
        "below-upper",
    ),
    ({"good_quarter": "89"}, "good_quarter", "below-upper"),
    ({"restrictions": UPPER["restrictions"][:2]}, "restrictions", "restriction-missing"),
    (rules(0, bites="at_year_end"), "restrictions/0", "limit-missing"),
    (rules(0, max_band="1"), "restrictions/0/max_band", "below-upper"),
    (rules(0, max_band=None), "restrictions/0", "limit-missing"),
    (rules(0, bars=None), "restrictions/0", "limit-missing"),
    (rules(1, unranked=None, max_band="2"), "restrictions/1", "limit-missing"),
    (rules(1, reaches=None), "restrictions/1", "limit-missing"),
    (rules(2, deferred=None, max_band="2"), "restrictions/2", "limit-missing"),
]


@pytest.mark.parametrize(("changes", "place", "code"), LOOSER, ids=[x[1] for x in LOOSER])
def test_the_lower_bureau_may_not_loosen(changes: dict[str, Any], place: str, code: str) -> None:
    assert (place, code) in found(**changes)


def test_an_item_of_its_own_stands_in_a_category_that_the_upper_edition_has() -> None:
    own = {"kind": "bonus", "category": "N", "points": "1"}
    categories = [*RULEBOOK["categories"], {"id": "N"}]
    assert found(items={"N1": own}, categories=categories) == [("items/6/category", "not-in-upper")]


def test_a_category_keeps_a_cap_where_the_upper_edition_has_one() -> None:
    capless = [{"id": c["id"]} for c in RULEBOOK["categories"]]
    assert found(categories=capless) == [("categories/0", "limit-missing")]


def test_every_way_to_exceed_the_limits_has_an_example() -> None:
    known = {
        kind.code
        for _, kind in getmembers(inheritance_faults, isclass)
        if issubclass(kind, Malformed) and kind is not Malformed
    }
    of_the_edition = {"upper-edition-not-in-force", "upper-edition-not-named"}
    assert {code for *_, code in LOOSER} | of_the_edition == known


UNITS: Final = (a_unit(), a_unit("city-zg", bureau=CITY))
PLACED: Final = BureauPlaced(bureau=NANYUE, above=CITY, effective_on="2024-01-01")


def published(*facts: Any, **changes: Any) -> Outcome:
    city = an_edition(bureau=CITY, **UPPER)
    command = PublishRulebook(bureau=NANYUE, document=lower(**changes))
    return given(*UNITS, city, *facts).when(command)


def faults_of(outcome: Outcome) -> list[tuple[str, str]]:
    refusal = outcome.refusal
    assert isinstance(refusal, RulebookFaulty), refusal
    return [(fault.place.partition(" ")[0], fault.code) for fault in refusal.faults]


def test_an_edition_within_the_limits_is_published() -> None:
    (fact,) = published(PLACED).facts
    assert isinstance(fact, RulebookPublished)
    assert '"under":"city@1"' in fact.document


def test_every_breach_is_told_at_once_by_its_place_in_the_document() -> None:
    faults = faults_of(published(PLACED, decimals="2", totals={"bonus": "11", "deduction": "15"}))
    assert sorted(faults) == [
        ("/decimals", "differs-from-upper"),
        ("/totals/bonus", "above-upper"),
    ]


NOT_ABOVE: Final = [
    (),
    (BureauPlaced(bureau=CITY, above=NANYUE, effective_on="2024-01-01"),),
    (BureauPlaced(bureau=NANYUE, above=CITY, effective_on="2024-01-02"),),
    (PLACED, BureauPlaced(bureau=NANYUE, above=None, effective_on="2024-01-01")),
]


@pytest.mark.parametrize("facts", NOT_ABOVE, ids=["nowhere", "above it", "later", "no longer"])
def test_the_upper_edition_is_of_a_bureau_above_on_the_day(facts: tuple[Any, ...]) -> None:
    assert faults_of(published(*facts)) == [("/under", "upper-edition-not-in-force")]


def test_the_upper_edition_is_the_one_in_force_on_the_day_on_which_the_lower_starts() -> None:
    newer = an_edition(2, "2025-01-01", bureau=CITY, **UPPER)
    assert published(PLACED, newer).facts
    later = published(PLACED, newer, effective_from="2025-01-01")
    assert faults_of(later) == [("/under", "upper-edition-not-in-force")]
    assert published(PLACED, newer, effective_from="2025-01-01", under="city@2").facts


def test_who_stands_below_a_bureau_with_rules_names_them() -> None:
    """Left out, `under` would let every limit of the upper edition go."""
    assert faults_of(published(PLACED, under=None)) == [("/under", "upper-edition-not-named")]
    for facts in NOT_ABOVE:
        assert published(*facts, under=None).facts, "nobody is above it on that day"


def test_the_limits_of_the_province_hold_in_the_district_too() -> None:
    city = BureauPlaced(bureau="shi", above=CITY, effective_on="2024-01-01")
    below = BureauPlaced(bureau=NANYUE, above="shi", effective_on="2024-01-01")
    assert published(a_unit("shi-zg", bureau="shi"), city, below).facts


def test_an_edition_under_another_reads_back_and_is_printed_so() -> None:
    edition_ = read_edition(lower())
    assert read_edition(write_edition(edition_)) == edition_
    assert "city@1" in print_edition(edition_, "zh")
    assert "city@1" in print_edition(edition_, "en")


def test_an_edition_under_none_keeps_its_digest() -> None:
    assert "under" not in to_document(edition())
    assert digest(read_edition(lower())) != digest(read_edition(lower(under="city@2")))


def test_without_a_bureau_nothing_is_held_against_the_upper_edition() -> None:
    assert read_edition(lower(decimals="4")).under == "city@1"
