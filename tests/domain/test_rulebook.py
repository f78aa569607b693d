"""Does an edition say exactly what its document says, and does the right one hold on a day?"""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import rfc8785
import yaml

from domain.rulebook import (
    Edition,
    Editions,
    NoRulebook,
    Ratio,
    RulebookFaulty,
    UnknownEdition,
    digest,
    from_document,
    in_language,
    json_schema,
    read_edition,
    to_document,
)
from domain.rulebook.print import print_edition
from tests.domain.rulebook_examples import DIFFERENCE, EXAMPLE, GENERATED, MINIMAL
from tests.domain.rulebook_mistakes import SHAPE

SAMPLES = sorted((Path(__file__).parents[1] / "samples").glob("*/rulebook-*.yaml"))
DOCUMENTS = (EXAMPLE, MINIMAL, GENERATED, DIFFERENCE, *(s.read_text("utf-8") for s in SAMPLES))
SCHEMA = jsonschema_rs.validator_for(json_schema())


@pytest.fixture(scope="module")
def edition() -> Edition:
    return read_edition(EXAMPLE)


def heading(text: str) -> str:
    return " ".join(text.splitlines()[:2])


def as_json(text: str) -> Any:
    """The document as an editor sees it: dates are text."""
    return json.loads(json.dumps(yaml.safe_load(text), default=str))


def numbers_in(document: object) -> list[object]:
    if isinstance(document, dict):
        return [n for value in document.values() for n in numbers_in(value)]
    if isinstance(document, list):
        return [n for value in document for n in numbers_in(value)]
    numeric = isinstance(document, int | float) and not isinstance(document, bool)
    return [document] if numeric else []


def test_an_edition_is_known_by_rulebook_and_version(edition: Edition) -> None:
    assert edition.ref == "nanyue@1"


def test_what_the_document_says_is_what_the_edition_holds(edition: Edition) -> None:
    assert edition.effective_from == date(2024, 1, 1)
    assert edition.title["zh"] == "南岳区税务局个人绩效考核规则"
    assert edition.items["C1"].levels is not None
    assert edition.items["C1"].levels["municipal"] == Decimal("2.5")
    assert edition.items["W1"].range == (Decimal("0.5"), Decimal(2))
    assert edition.items["X1"].restriction == "V1"
    assert edition.categories["C"].cap == 6 and edition.categories["I"].cap is None
    assert edition.groups[2].merge_into == "branches" and edition.groups[2].min_size == 5
    assert edition.groups[3].match.unit is None
    assert edition.groups[3].match.post_level == ("staff",)
    assert edition.restrictions["V4"].reaches == "head"
    assert edition.grades.excellent is not None
    assert edition.grades.excellent.requires == {"good_quarters": 2}
    assert type(edition.grades.excellent.requires["good_quarters"]) is int
    assert edition.pay == {1: Decimal("1.2"), 2: 1, 3: Decimal("0.8"), 4: Decimal("0.5")}


def test_a_number_never_passes_through_a_float() -> None:
    text = EXAMPLE.replace("points: 0.2", "points: 0.1").replace("k: 1", "k: 0.3")
    points = read_edition(text).items["X3"].points
    assert points is not None and Fraction(points) == Fraction(1, 10)


@pytest.mark.parametrize("written", ["0.5", "0.50", "'0.5'", '"0.500"', "+0.5", "00.5"])
def test_a_number_is_its_value_however_it_is_written(written: str) -> None:
    text = EXAMPLE.replace("org_link: 0.50", f"org_link: {written}")
    assert str(read_edition(text).groups[0].weights["org_link"]) == "0.5"


def test_a_ratio_stays_as_written(edition: Edition) -> None:
    assert edition.bands[0].through == Ratio(40, 100)
    assert str(edition.bands[0].through) == "40/100"
    assert Ratio(40, 100).fraction == Fraction(2, 5)
    assert to_document(edition)["bands"][0] == {"band": "1", "through": "40/100"}


@pytest.mark.parametrize("written", ["2024-07-01", "'2024-07-01'", '"2024-07-01"'])
def test_a_date_may_be_quoted(written: str) -> None:
    text = EXAMPLE.replace("effective_from: 2024-01-01", f"effective_from: {written}")
    assert read_edition(text).effective_from == date(2024, 7, 1)


def test_ids_are_text_though_they_look_like_numbers() -> None:
    text = EXAMPLE.replace("id: C1", "id: 007").replace("{id: I}", "{id: 1e3}")
    known = read_edition(text.replace("category: I", "category: 1e3"))
    assert "007" in known.items and "1e3" in known.categories


def test_an_ordinary_document_may_leave_out_much() -> None:
    plain = read_edition(MINIMAL)
    assert (plain.decimals, plain.missing, plain.unresolved_tie) == (3, "renormalise", "none_enter")
    assert plain.title == {"zh": "plain", "en": "plain"}
    assert (plain.items, plain.categories, plain.restrictions, plain.pay) == ({}, {}, {}, {})
    assert (plain.totals.bonus, plain.totals.deduction) == (None, None)
    assert plain.unit.weights == {"indicators": 1}
    assert plain.unit.owner_share == Fraction(60, 100)
    assert (plain.tie_break, plain.fill_vacated, plain.grades.excellent) == ((), False, None)


def test_a_title_is_a_text_or_a_text_for_each_language(edition: Edition) -> None:
    assert edition.items["C2"].title == {"zh": "部门表彰", "en": "部门表彰"}
    assert in_language(edition.items["C1"].title, "en") == "General commendation"
    assert in_language({"zh": "甲"}, "en") == "甲"
    assert in_language({"ug": "a"}, "en") == "a"


def test_the_difference_and_the_coefficient_are_read() -> None:
    linked = read_edition(DIFFERENCE).components["org_link"]
    assert (linked.method, linked.of) == ("difference", None)
    assert (linked.base, linked.k) == (Decimal(90), Decimal("0.5"))
    text = DIFFERENCE.replace("difference, base: 90, k: 0.5", "coefficient, of: regular_review")
    text = text.replace("{org_link: 0.4, regular_review: 0.6}", "{regular_review: 1}")
    assert read_edition(text).components["org_link"].of == "regular_review"


def test_an_edition_is_frozen_and_can_be_a_key(edition: Edition) -> None:
    with pytest.raises(ValueError, match="frozen"):
        edition.version = 2  # type: ignore[misc]
    assert {edition: 1}[read_edition(EXAMPLE)] == 1


@pytest.mark.parametrize("text", DOCUMENTS, ids=heading)
def test_an_edition_comes_back_from_its_document(text: str) -> None:
    first = read_edition(text)
    assert from_document(to_document(first)) == first
    stored = json.loads(rfc8785.dumps(to_document(first)))
    assert from_document(stored) == first
    assert digest(from_document(stored)) == digest(first)


@pytest.mark.parametrize("text", DOCUMENTS, ids=heading)
def test_the_stored_document_is_itself_a_rulebook_without_a_number_in_it(text: str) -> None:
    document = to_document(read_edition(text))
    assert numbers_in(document) == []
    assert read_edition(json.dumps(document)) == read_edition(text)


def test_the_stored_document_is_complete_with_its_defaults() -> None:
    document = to_document(read_edition(MINIMAL))
    assert document["unit"] == {"weights": {"indicators": "1"}, "totals": {}, "owner_share": "3/5"}
    assert set(document) == set(json_schema()["properties"]) - {
        "good_quarter",
        "alone",
        "procedure",
        "under",
        "words",
    }


def test_a_stored_document_reads_for_ever_though_the_checks_grow_stricter(edition: Edition) -> None:
    document = to_document(edition)
    document["bands"][1]["through"] = "10/100"
    document["groups"][0]["weights"]["org_link"] = "0.9"
    assert from_document(document).bands[1].through == Ratio(10, 100)
    with pytest.raises(RulebookFaulty):
        read_edition(json.dumps(document))


def test_the_digest_is_of_what_is_said_not_of_how_it_is_set(edition: Edition) -> None:
    lines = EXAMPLE.replace("0.50", "0.5").replace("version: 1", "'version':   \"1\"").splitlines()
    text = "\n".join(["# another comment", *lines[2:], "", *lines[:2]])
    reordered = json.dumps(dict(reversed(to_document(edition).items())), indent=3)
    assert digest(read_edition(text)) == digest(edition) == digest(read_edition(reordered))
    assert digest(read_edition(EXAMPLE.replace("\n", "\r\n").encode("utf-8-sig"))) == digest(
        edition
    )


def test_the_digest_changes_with_any_number(edition: Edition) -> None:
    for old, new in (("cap: 3", "cap: 3.0001"), ("40/100", "2/5"), ("decimals: 3", "decimals: 2")):
        assert digest(read_edition(EXAMPLE.replace(old, new, 1))) != digest(edition)


def versions(*starts: str) -> Editions:
    drafts = [
        read_edition(MINIMAL.replace("version: 1", f"version: {n}").replace("2024-01-01", start))
        for n, start in enumerate(starts, start=1)
    ]
    return Editions(tuple(reversed(drafts)))


def test_the_latest_version_that_has_begun_holds() -> None:
    editions = versions("2024-01-01", "2024-07-01", "2024-07-01", "2025-01-01")
    days = ("2023-05-01", "2024-06-30", "2024-07-01", "2024-12-31", "2026-01-01")
    held = [editions.on(date.fromisoformat(day)).version for day in days]
    assert held == [1, 1, 3, 3, 4]
    assert all(a.version < b.version for a, b in pairwise(editions))


def test_an_edition_is_got_by_its_citation() -> None:
    editions = versions("2024-01-01", "2024-07-01")
    assert editions.get("plain@2").version == 2
    with pytest.raises(UnknownEdition, match=r"plain@3 here; known: plain@1, plain@2"):
        editions.get("plain@3")


def test_a_rehearsal_has_one_edition_for_every_day(edition: Edition) -> None:
    editions = Editions.only(edition)
    assert len(editions) == 1
    assert editions.on(date(1999, 1, 1)) is editions.on(date(2100, 1, 1)) is edition


def test_without_a_rulebook_no_day_is_covered() -> None:
    with pytest.raises(NoRulebook, match="2024-06-12"):
        Editions(()).on(date(2024, 6, 12))


def test_the_schema_is_a_schema() -> None:
    jsonschema_rs.meta.validate(json_schema())


@pytest.mark.parametrize("text", DOCUMENTS, ids=heading)
def test_a_rulebook_fits_the_schema_as_written_and_as_stored(text: str) -> None:
    SCHEMA.validate(as_json(text))
    SCHEMA.validate(to_document(read_edition(text)))


@pytest.mark.parametrize("code", ["unknown-key", "missing-key", "not-a-choice", "negative-number"])
def test_the_schema_tells_editors_of_wrong_shapes(code: str) -> None:
    wrong = [mistake for mistake in SHAPE if mistake.code == code]
    assert wrong
    for mistake in wrong:
        assert not SCHEMA.is_valid(as_json(mistake.text)), mistake


def test_every_key_has_a_description_for_editors() -> None:
    def described(schema: dict[str, Any]) -> bool:
        named = schema.get("properties", {}).values()
        below = [*named, *schema.get("patternProperties", {}).values(), schema.get("items", {})]
        return all("description" in key for key in named) and all(
            described(part) for part in below if part.get("type") in ("object", "array")
        )

    schema = json_schema()
    assert described(schema)


@pytest.mark.parametrize("text", DOCUMENTS, ids=heading)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_item_and_restriction_is_printed(text: str, language: str) -> None:
    printed = read_edition(text)
    page = print_edition(printed, language)
    for name in (*printed.items, *printed.restrictions, *(group.id for group in printed.groups)):
        assert f"| {name} |" in page
    assert page.startswith("# ") and page.endswith("\n") and "\n\n\n" not in page


def test_the_printed_rulebook_reads_as_a_rulebook(edition: Edition) -> None:
    chinese, english = print_edition(edition, "zh"), print_edition(edition, "en")
    assert "规则 nanyue 第 1 版，自 2024 年 1 月 1 日起施行。" in chinese
    assert "| heads | 职务层次为正职 | 0.5 × 组织绩效挂钩 + 0.3 × 平时考核" in chinese
    assert "- 第 1 段：由高到低累计至本组人数的 40/100。" in chinese
    assert "失分由主责单位承担 60%" in chinese
    assert "| X3 | Late work | X | 0.2 per day | 2 | — |" in english
    assert "- Band 4: everyone with a score below 60" in english
    assert "in force from 2024-01-01" in english


def test_a_title_cannot_break_the_printed_table() -> None:
    text = EXAMPLE.replace("en: Late work", 'en: "Late | <b>work</b>\\n# x"')
    assert r"| X3 | Late \| \<b\>work\</b\> # x |" in print_edition(read_edition(text), "en")
