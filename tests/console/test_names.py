"""Do the first page and an entry's say names and titles, and refs and fingerprints beside them?"""

from __future__ import annotations

import html
import re

import pytest
from playwright.sync_api import Browser, expect

from tests.api.asking import Api
from tests.console import shots
from tests.console.browsing import Browser as Reader
from tests.console.browsing import signed_in, text_of
from tests.console.chromium import visit

ENTRY = f"/console/entries/nanyue/2024/officer:{shots.OFFICER}/1"


def test_home_says_whom_and_what_each_task_and_fact_is_about(lived: Api, secret: str) -> None:
    reader = Reader(lived)
    reader.sign_in(secret)
    page = reader.read("/console")
    words = text_of(page)
    name = lived.read("/officers", officer=shots.OFFICER)["items"][-1]["name"]
    unit = lived.read("/units", unit=shots.UNIT)["items"][-1]["name"]
    items = {
        row["id"]: row["title"]["zh"] for row in lived.read("/items", as_of="2026-11-30")["items"]
    }
    assert f"{name} 0012" in words and f"{unit} zg" in words, "over whom a role is held"
    assert "officer:0012 ·" not in words and "· unit:zg" not in words
    linked = [html.unescape(text) for text in re.findall(r"<td><a [^>]*>([^<]*)", page)]
    assert linked and not [text for text in linked if "nanyue/" in text], "its ref stands beside it"
    told = lived.read("/acknowledgements", subject="officer:0012")["items"]
    refs = [row["entry"] for row in told if row["entry"]]
    entry = lived.read("/entries", subject="officer:0012", newest="true")["items"][0]
    assert refs[-1].endswith(f"#{entry['number']}")
    assert items[entry["item"]] in words


def test_an_entry_says_what_its_fingerprints_are_and_shortens_them(lived: Api) -> None:
    page = signed_in(lived, "reader", "auditor").read(ENTRY)
    entry = lived.read(f"/entries/nanyue/2024/officer:{shots.OFFICER}/1")
    (digest,) = entry["evidence"]
    words = text_of(page)
    assert digest not in words and f"{digest[:19]}…" in words
    assert f'<code title="{digest}">' in page
    assert "以文件的指纹（SHA-256）指明" in words
    recorder = lived.read("/officers", officer=entry["recorded_by"])["items"][-1]["name"]
    assert f"{recorder} {entry['recorded_by']}" in words


@pytest.mark.browser
def test_a_fingerprint_is_copied_whole(browser: Browser, lived: Api, url: str, secret: str) -> None:
    (digest,) = lived.read(f"/entries/nanyue/2024/officer:{shots.OFFICER}/1")["evidence"]
    with visit(browser, url) as one:
        one.context.grant_permissions(["clipboard-read", "clipboard-write"])
        one.sign_in(secret)
        one.open(ENTRY)
        copy = one.page.locator("button[data-copy]")
        copy.click()
        expect(copy).to_have_text("已复制")
        assert one.page.evaluate("navigator.clipboard.readText()") == digest
        assert one.violations() == []
        one.stayed_at_home()
