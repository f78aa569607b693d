"""Are refusals told in words, and many grants page by page?"""

from __future__ import annotations

import re

import pytest

from api.console import traces
from tests.api import bodies
from tests.api.askers import asker
from tests.api.asking import Api
from tests.api.outages import soon
from tests.console.browsing import Browser, signed_in, text_of

pytestmark = pytest.mark.postgres


@pytest.fixture(scope="module")
def auditor(bureau: Api) -> Browser:
    return signed_in(bureau, "audits", "auditor")


def test_why_it_was_refused_is_said_in_words(bureau: Api, auditor: Browser, number: str) -> None:
    name = f"errs-{number}"
    recorder = asker(bureau, name, "recorder")
    answer = bureau.post("/bonuses", bodies.bonus(number, item="NONE"), **recorder)
    assert answer.json()["code"] == "item-not-in-edition"
    assert soon(10, lambda: bool(bureau.read("/refusals", actor=f"token:{name}")["items"]))
    told = text_of(auditor.read(f"/console/traces/refusals?actor=token:{name}"))
    assert "… 施行的规则 … 中没有项目 … item-not-in-edition" in told
    assert "加分 AwardBonus" in told


def test_what_was_tried_is_said_in_words_beside_its_name(
    bureau: Api, auditor: Browser, number: str
) -> None:
    name = f"looks-{number}"
    leader = asker(bureau, name, "leader")
    bureau.post("/units", {"unit": "zz", "name": "新股", "kind": "section"}, **leader)
    bureau.client.get(f"/v1/officers/{number}/statement", params={"year": "2024"}, headers=leader)
    actor = f"token:{name}"
    assert soon(10, lambda: len(bureau.read("/refusals", actor=actor)["items"]) > 1)
    told = text_of(auditor.read(f"/console/traces/refusals?actor={actor}"))
    assert "登记单位 RegisterUnit" in told and "查阅个人成绩单 officer_statement" in told


def test_many_grants_are_read_page_by_page(
    bureau: Api, auditor: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(traces, "ROWS_SHOWN", 1)
    address, seen = "/console/traces/grants", 0
    while True:
        page = auditor.read(address)
        assert page.count('<td class="why"') == 1
        seen += 1
        following = re.search(r'href="(/console/traces/grants[?][^"]*after=[^"]+)"', page)
        if following is None:
            break
        address = following[1].replace("&amp;", "&")
    assert seen == len(bureau.read("/grants")["items"]) > 1
