"""Does a field of the studio change its own characters of the text, and nothing else?"""

from __future__ import annotations

import difflib

import pytest

from api.console.candidates import changed, knobs, normal
from domain.rulebook import read_edition
from scripts.demo.rulebooks import editions
from tests.api.bodies import edition


def lines_otherwise(before: str, after: str) -> list[str]:
    told = difflib.ndiff(before.splitlines(), after.splitlines())
    return [line for line in told if line[:2] in ("- ", "+ ")]


def test_every_value_that_people_change_is_a_field_as_it_is_written() -> None:
    found = {knob.pointer: knob for knob in knobs(editions()[1])}
    assert found["/totals/bonus"].value == "10"
    assert found["/groups/0/weights/org_link"].value == "0.50"
    assert found["/bands/0/through"].value == "40/100"
    assert found["/grades/excellent/quota"].value == "20/100"
    i1 = next(knob for knob in found.values() if knob.part == "items" and knob.name == "I1")
    assert (i1.value, i1.title["zh"]) == ("2", "领导肯定性批示")
    assert found["/items/0/cap"].value == "", "an item without a cap may be given one"


@pytest.mark.parametrize(
    ("pointer", "value", "line"),
    [
        ("/totals/bonus", "3", "+ totals: {bonus: 3, deduction: 15}"),
        ("/categories/2/cap", "4", "{id: I, cap: 4}"),
        ("/items/0/cap", "1.5", "+     cap: 1.5"),
        ("/bands/1/through", "85/100", "{band: 2, through: 85/100}"),
    ],
)
def test_a_value_is_set_where_it_stands_or_where_it_is_missing(
    pointer: str, value: str, line: str
) -> None:
    text = editions()[1]
    after = changed(text, {pointer: value})
    otherwise = lines_otherwise(text, after)
    assert any(line in one for one in otherwise)
    assert len(otherwise) <= 2
    assert {knob.pointer: knob.value for knob in knobs(after)}[pointer] == value
    read_edition(after)


def test_an_emptied_cap_is_taken_out() -> None:
    text = edition()
    after = changed(text, {"/categories/0/cap": "", "/items/0/cap": ""})
    assert "cap" not in after
    assert read_edition(after).items["K1"].cap is None


def test_the_only_thing_said_is_left_for_the_rules_to_judge() -> None:
    text = "totals: {bonus: 1}\nbands:\n  - band: 1\n    through: 1/2\n"
    assert changed(text, {"/totals/bonus": ""}) == text
    assert changed(text, {"/bands/0/through": ""}) == "totals: {bonus: 1}\nbands:\n  - band: 1\n"


def test_what_is_no_number_stays_one_value() -> None:
    after = changed(editions()[1], {"/totals/bonus": "3, zap: {a: [", "/bands/0/through": "- x\ny"})
    found = {knob.pointer: knob.value for knob in knobs(after)}
    assert found["/totals/bonus"] == "3, zap: {a: ["
    assert found["/bands/0/through"] == "- x\ny"


@pytest.mark.parametrize(
    "text", ["", "- a\n", "a: [", "a: b\n---\nc: d\n", "[" * 5000, "a: \x00", "x" * 300_000]
)
def test_what_is_no_map_of_yaml_has_no_fields(text: str) -> None:
    assert knobs(text) == []
    assert changed(text, {"/totals/bonus": "3"}) == text


def test_a_browsers_ends_of_lines_become_an_editors() -> None:
    assert normal("a: 1\r\nb: 2\r") == "a: 1\nb: 2\n"
