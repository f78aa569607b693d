"""Is everything found by a few letters that is meant, with what the rules make of it?"""

from __future__ import annotations

from typing import Any

import pytest

from projections.finding import fits
from tests.api.askers import asker
from tests.api.asking import Api, refused

pytestmark = pytest.mark.postgres


def items(api: Api, find: str, on: str = "2024-09-01") -> list[str]:
    return [row["id"] for row in api.read("/items", find=find, as_of=on)["items"]]


@pytest.mark.parametrize("find", ["zdgz", "重点工作", "zhongdian", "W1", "w1", "Key work", "zd gz"])
def test_an_item_is_found_by_name_pinyin_initials_or_id(demo: Api, find: str) -> None:
    assert "W1" in items(demo, find)


@pytest.mark.parametrize(
    ("find", "name", "found"),
    [
        ("laoting", "乐亭县税务局", True),
        ("xiansh", "乐亭县税务局", True),
        ("ltx", "乐亭县税务局", True),
        ("ouyang", "欧阳 A3", True),
        ("a3", "欧阳 A3", True),
        ("ouyin", "欧阳 A3", False),
        ("q", "欧阳 A3", False),
    ],
)
def test_a_name_is_found_by_whatever_it_is_spelt_with(find: str, name: str, found: bool) -> None:
    assert fits(find, "0012", name) is found


def test_a_letter_within_the_name_begins_anywhere(demo: Api) -> None:
    assert "W1" in items(demo, "jnxz"), "急难险重"
    assert "W1" in items(demo, "xc"), "重 is read chong as well"
    assert "W1" not in items(demo, "jnxx")


def test_an_item_tells_its_points_and_limits_in_the_edition_of_the_day(demo: Api) -> None:
    def row(on: str) -> Any:
        (found,) = demo.read("/items", find="W1", as_of=on)["items"]
        return found

    late = row("2024-09-01")
    assert (late["range"], late["step"], late["cap"]) == (["0.5", "2"], "0.1", "2")
    assert (late["edition"], late["kind"], late["total_cap"]) == ("nanyue@2", "bonus", "10")
    assert row("2024-03-01")["edition"] == "nanyue@1"


def test_indicators_of_the_years_plans_are_told_to_whoever_sees_the_plans(demo: Api) -> None:
    (row,) = demo.read("/items", find="ZB44", as_of="2024-09-01")["items"]
    assert (row["what"], row["kind"]) == ("indicator", "loss")
    plans = demo.read("/indicators", year=2024, limit=1000)["items"]
    (line,) = [p for p in plans if (p["indicator"], p["role"]) == ("ZB44", "owner")]
    assert (row["owner"], row["base"], row["title"]["zh"]) == (
        line["unit"],
        line["base"],
        line["title"],
    )
    himself = asker(demo, "himself", "officer", "officer:0012")
    seen = demo.client.get("/v1/items?find=ZB44&as_of=2024-09-01", headers=himself)
    assert seen.json()["items"] == []


def test_people_and_units_are_found_and_no_more_than_asked(demo: Api) -> None:
    everyone = demo.read("/officers", limit=1000)["items"]
    one = next(row for row in everyone if row["officer"] == "0012")
    for find in ("0012", one["name"]):
        found = demo.read("/subjects", find=find)["items"]
        assert {"subject": "officer:0012", "name": one["name"]} in found
    units = demo.read("/subjects", find="zg")["items"]
    assert "unit:zg" in {row["subject"] for row in units}
    assert len(demo.read("/subjects", limit=3)["items"]) == 3
    meant = demo.read("/subjects", among="officer:0012,unit:zg,officer:nobody")["items"]
    assert [row["subject"] for row in meant] == ["officer:0012", "unit:zg"]
    refused(demo.ask("/subjects", find="x" * 51), 422, "malformed")
