"""Does whoever looks for somebody find him by what people say, and not another of his name?"""

from __future__ import annotations

import pytest

from scripts.demo.people import FAMILIAR
from tests.api.asking import Api
from tests.console.browsing import PDF, As, hidden, text_of

NEW = "/console/entries/new"


def test_namesakes_are_told_apart_by_their_units(lived: Api, as_: As) -> None:
    day = lived.service.ledger.today.isoformat()
    page = text_of(as_("clerk").read(f"{NEW}?find_subject=zhoumin&effective_on={day}"))
    assert "周敏 0012 · 征收管理股" in page and "周敏 0086 · 第二税务分局" in page
    page = text_of(as_("clerk").read(f"{NEW}?item=W1&subject=officer:0086&effective_on={day}"))
    assert "记入：周敏 · 第二税务分局" in page


def test_levels_stand_by_their_worth(as_: As) -> None:
    page = text_of(as_("clerk").read(f"{NEW}?item=C2&effective_on=2024-09-12"))
    assert "国家级 · 4 省级 · 2.5 市级 · 1.5 区（县）级 · 0.5" in page
    assert "4 / 2.5 / 1.5 / 0.5" in page


@pytest.mark.parametrize("day", ["2199-01-01", "0002-01-01"])
def test_a_day_without_rules_is_told_where_one_looks(as_: As, day: str) -> None:
    """While a year is typed the browser asks for each day on the way."""
    page = as_("clerk").read(f"{NEW}?find_item=zdgz&find_subject=zm&item=W1&effective_on={day}")
    found = page.partition('id="found"')[2]
    assert 'role="alert"' in found
    assert "周敏" in text_of(found) and 'id="find-item"' in page


@pytest.mark.parametrize(
    ("who", "page"),
    [
        ("clerk", f"/console/timeline?subject={FAMILIAR}&actor=clerk"),
        ("clerk", f"/console/claims?subject={FAMILIAR}"),
        ("auditor", f"/console/traces?subject={FAMILIAR}&actor=clerk"),
    ],
)
def test_a_number_and_a_name_are_enough_to_narrow_a_list(as_: As, who: str, page: str) -> None:
    as_("clerk").read(f"/console/officers/{FAMILIAR}")
    shown = as_(who).read(page)
    assert f'value="{FAMILIAR}"' in shown and FAMILIAR in text_of(shown)
    assert "没有符合" not in shown and "没有这样的" not in shown


def test_an_entry_is_recorded_of_a_bare_number(lived: Api, as_: As) -> None:
    day = lived.service.ledger.today.isoformat()
    address = f"{NEW}?item=W1&effective_on={day}"
    typed = {"subject": FAMILIAR, "effective_on": day, "points": "1", "reason": "专项"}
    fields = hidden(as_("clerk").read(address), "recording") | typed
    shown = as_("clerk").post(address, fields, {"evidence": ("专项.pdf", PDF)})
    assert shown.status_code == 200 and "尚未记录" in shown.text, text_of(shown.text)[-900:]


def test_a_replay_names_everybody_whom_a_fact_moved(lived: Api, as_: As) -> None:
    """And units as people call them."""
    rows = lived.read("/entries", subject="unit:zg", year=2024)["items"]
    page = text_of(as_("auditor").read(f"/console/replay?position={rows[0]['position']}"))
    changed = page.partition("改变了什么")[2]
    assert "征收管理股 zg" in changed and "unit:zg" not in changed.partition("账户当时")[0]
    page = text_of(as_("auditor").read(f"/console/replay?subject={FAMILIAR}&in_year=2024"))
    assert f"周敏 officer:{FAMILIAR} 2024 成绩" in page, "a bare number is an officer's"


def test_todos_name_whom_they_are_about(as_: As) -> None:
    page = text_of(as_("office").read("/console/todos"))
    assert f"周敏 {FAMILIAR}" in page
