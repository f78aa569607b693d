"""Is an entry recorded fast, and by the keyboard alone?"""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.api.askers import token
from tests.api.asking import Api
from tests.console.chromium import visit

pytestmark = pytest.mark.browser
STOPS_MAX = 12
"""From the field that one types into; a day has four stops of its own."""


def test_who_records_goes_on_where_the_next_is_to_be_typed(
    browser: Browser, url: str, lived: Api
) -> None:
    with visit(browser, url) as one:
        one.sign_in(token(lived, "clerk"))
        page = one.page
        one.open("/console/entries/new")
        expect(page.locator("#find-item")).to_be_focused()
        page.keyboard.type("zdgz")
        choose(page, "W1")
        expect(page.locator("#find-subject")).to_be_focused()
        page.keyboard.type("0044")
        choose(page, "0044")
        expect(page.locator("#recording-points")).to_be_focused()
        page.keyboard.type("1")
        page.keyboard.press("Enter")
        expect(page.locator("#recording .foreseen")).to_be_focused()
        one.stayed_at_home()


def choose(page: Page, words: str) -> None:
    """By the first link of what was found, as the tab key comes to it."""
    page.wait_for_url("**find_*=*")
    link = page.locator("#found a", has_text=words).first
    link.wait_for()
    for _ in range(STOPS_MAX):
        page.keyboard.press("Tab")
        if link.evaluate("link => link === document.activeElement"):
            break
    expect(link).to_be_focused()
    page.keyboard.press("Enter")
