"""Is a page as short as it may be long, and does it say what it does not show?"""

from __future__ import annotations

import re
from typing import Any

import pytest

from api.console import (
    asking,
    awards,
    charts,
    evaluations,
    imports,
    replay,
    risks,
    runs,
    selections,
    units,
)
from tests.api.asking import Api
from tests.console import shots
from tests.console.browsing import Browser, text_of

YEAR = "2024"
READ_IN_PART = {
    "/console/units": "单位过多",
    "/console/awards": "规则版本过多",
    "/console/risks": "指标过多",
    "/console/indicators": "上级指标过多",
    "/console/evaluations": "反馈包过多",
    "/console/rulebooks": "规则版本过多",
    "/console/imports": "导入批次过多",
    "/console/officers/0012": "单位过多",
}
"""Of which list each page reads more than it would of so few."""


@pytest.fixture
def everyone(lived: Api, secret: str) -> Browser:
    browser = Browser(lived)
    browser.sign_in(secret)
    return browser


def pages(browser: Browser, address: str) -> list[str]:
    """The page and all that follow it."""
    found = [browser.read(address)]
    while following := re.search(r'class="more"><a class="button" href="([^"]+)"', found[-1]):
        found.append(browser.read(following[1].replace("&amp;", "&").partition("#")[0]))
        assert len(found) < 500
    return found


def told(found: list[str], row: str) -> list[Any]:
    return [one for page in found for one in re.findall(row, page)]


@pytest.mark.parametrize("address", READ_IN_PART)
def test_a_list_that_was_read_in_part_is_said_to_be(
    everyone: Browser, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    whole = everyone.read(address)
    assert "其余未列出" not in whole
    monkeypatch.setattr(asking, "ROWS_MAX", 1)
    monkeypatch.setattr(asking, "PAGES_MAX", 1)
    said = text_of(everyone.read(address))
    assert READ_IN_PART[address] in said and "本页只读取了前 1 条，其余未列出" in said
    english = text_of(everyone.get(address, **{"Accept-Language": "en"}).text)
    assert "read the first 1, and the others are not shown" in english


@pytest.mark.parametrize(
    ("least", "address", "row"),
    [
        ((units, "ROWS_SHOWN"), "/console/units?year=2024", r"<td><a href=\"/console/units/(\w+)"),
        ((units, "ROWS_SHOWN"), "/console/units/zg?year=2024", r"<td>(\d{4})</td>"),
        ((risks, "UNITS_SHOWN"), "/console/risks", r'<tr><th scope="row">(.*?)</th>'),
        ((imports, "BATCHES_SHOWN"), "/console/imports", r'<td><a href="/console/imports/([^"]+)'),
        (
            (selections, "ROWS_SHOWN"),
            "/console/selections?selection=training&until=2023&show=all",
            r'<td><a href="/console/officers/(\w+)',
        ),
    ],
    ids=["units", "members", "risks", "imports", "selections"],
)
def test_nobody_is_left_out_of_what_is_told_in_pages(
    everyone: Browser,
    monkeypatch: pytest.MonkeyPatch,
    least: tuple[Any, str],
    address: str,
    row: str,
) -> None:
    whole = told(pages(everyone, address), row)
    assert len(whole) > 1
    shown = len(whole) // 2
    module, name = least
    monkeypatch.setattr(module, name, shown)
    found = pages(everyone, address)
    assert len(found) >= 2
    assert told(found, row) == whole
    assert all(len(told([page], row)) <= shown for page in found)
    # The list has become shorter since the link was made: it is not said to be empty.
    beyond = everyone.read(f"{address}{'&' if '?' in address else '?'}after=999999999")
    assert told([beyond], row) == told(found[:1], row)


def test_the_selected_are_called_by_their_names(everyone: Browser) -> None:
    address = "/console/selections?selection=training&until=2023&show=all"
    rows = told(pages(everyone, address), r'<td><a href="/console/officers/(\w+)">([^<]+)</a>')
    assert rows and all(officer != name for officer, name in rows)


def test_evaluations_and_claims_are_told_in_pages(
    lived: Api, everyone: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = "/console/evaluations"
    row = r'<td class="num">[^<]*</td><td>'
    monkeypatch.setattr(evaluations, "ROWS_SHOWN", 1)
    found = pages(everyone, address)
    period = lived.read("/evaluations", year=_of(found[0], "of-year"), period=_selected(found[0]))
    assert len(found) == len(period["evaluations"]) > 1
    assert told(found, row)
    monkeypatch.setattr(awards, "ROWS_SHOWN", 1)
    mine = lived.read("/claims", subject=f"officer:{shots.OFFICER}", limit=1000)["items"]
    assert len(pages(everyone, "/console/awards")) >= len(mine) > 1


def _of(page: str, field: str) -> str:
    found = re.search(rf'id="{field}"[^>]*value="([^"]*)"', page)
    assert found
    return found[1]


def _selected(page: str) -> str:
    found = re.search(r'<option value="(\w+)" selected', page)
    assert found
    return found[1]


def test_of_the_checks_that_are_due_the_first_are_shown_and_the_others_counted(
    everyone: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "只列最先到期" not in everyone.read("/console/risks")
    monkeypatch.setattr(risks, "DUE_SHOWN", 1)
    assert "此处只列最先到期的 1 项" in text_of(everyone.read("/console/risks"))


def test_a_fact_that_moves_everybody_is_told_in_part_with_a_way_to_all(
    lived: Api, everyone: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    position, count = _moves_many(lived)
    address = f"/console/replay?position={position}&in_year=2024"
    assert "此处只列前" not in everyone.read(address)
    monkeypatch.setattr(replay, "ROWS_SHOWN", 1)
    page = everyone.read(address)
    assert f"共 {count} 项，此处只列前 1 项" in text_of(page)
    assert len(re.findall("<del>", page)) <= len(("score", "rank", "band", "grade"))
    way = re.search(r'href="(/console/runs/[^"]+/diff/[^"]+)"', page)
    assert way
    assert everyone.read(way[1]).count("<tr") > count // 2


def _moves_many(lived: Api) -> tuple[int, int]:
    """A fact of the year by which more than one reads otherwise."""
    entries = lived.read("/entries", subject="unit:zg", year=YEAR, limit=10)["items"]
    for row in entries:
        runs_ = [f"nanyue:2024:2024-12-31@{at}" for at in (row["position"] - 1, row["position"])]
        changes = lived.read(f"/runs/{runs_[0]}/diff/{runs_[1]}", causes="false")["changes"]
        if len(changes) > 2:
            return row["position"], len(changes)
    raise AssertionError("no fact moves more than one")


def test_of_a_large_group_a_dot_is_several_and_the_page_says_so(
    everyone: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = "/console/runs/nanyue:2024:live/distribution"
    page = everyone.read(address)
    assert "每点一人" in page and "每点代表" not in page
    people = page.count('<circle class="person')
    monkeypatch.setattr(charts, "DOTS_MAX", 20)
    page = everyone.read(address)
    assert re.search(r"每点代表同一段次的至多 \d+ 人", page)
    assert page.count('<circle class="person') < people
    monkeypatch.setattr(runs, "ROWS_SHOWN", 1)
    assert "此处只列前 1 项" in everyone.read(address)
