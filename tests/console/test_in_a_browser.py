"""Does the console work in a real browser, for everybody, and without asking anybody else?"""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.api.asking import Api
from tests.console import shots
from tests.console.chromium import Visit, visit

pytestmark = pytest.mark.browser


def test_the_dark_theme_is_readable_as_well(browser: Browser, url: str, secret: str) -> None:
    with visit(browser, url, color_scheme="dark") as one:
        one.sign_in(secret)
        one.open(shots.PAGES["officer"])
        assert one.violations() == []


_SIDEWAYS = """[...document.querySelectorAll('.short')]
    .filter(one => one.scrollWidth > one.clientWidth + 1)
    .map(one => one.getAttribute('aria-label'))"""


def test_a_small_table_fits_a_phone(browser: Browser, url: str, secret: str) -> None:
    """In English, whose words are longer."""
    with visit(browser, url, "en", "phone") as one:
        one.sign_in(secret)
        for view in ("", "/distribution"):
            one.open(f"/console/runs/nanyue:2024:live{view}")
            assert one.page.locator(".short").count() > 1
            assert one.page.evaluate(_SIDEWAYS) == []


def test_dragging_a_clock_asks_anew(browser: Browser, lived: Api, url: str, secret: str) -> None:
    head = lived.head
    with visit(browser, url) as one:
        one.sign_in(secret)
        one.open(f"/console/officers/{shots.OFFICER}?year=2024")
        answer = one.page.locator("#answer")
        score = answer.locator(".figure.main output").inner_text()
        slides = one.page.locator("input.slide")
        slides.nth(0).press("Home")
        expect(answer).to_contain_text("截至 2024年1月1日")
        assert answer.locator(".figure.main output").inner_text() != score
        assert "as_of=2024-01-01" in one.page.url
        slides.nth(0).press("End")
        expect(answer).to_contain_text("截至 2024年12月31日")
        slides.nth(1).press("ArrowLeft")
        expect(answer).not_to_contain_text(f"按序号 {head} 为止")
        one.stayed_at_home()
        # Before he was registered there is nothing to show: it is told, and one can drag back.
        slides.nth(1).press("Home")
        expect(answer.locator(".problem")).to_be_visible()
        slides.nth(1).press("End")
        expect(answer).to_contain_text(f"按序号 {head} 为止")


def test_a_log_in_link_leaves_no_token_behind(browser: Browser, url: str, secret: str) -> None:
    with visit(browser, url) as one:
        one.sign_in(secret)
        assert secret not in one.page.url
        one.page.go_back()
        assert secret not in one.page.url + one.page.content()


def test_an_officer_objects_by_the_keyboard_and_without_scripts(
    browser: Browser, url: str, secret: str
) -> None:
    with visit(browser, url, java_script_enabled=False) as one:
        one.open(f"/console/sign-in?next=/console/officers/{shots.OFFICER}")
        one.page.locator("#token").fill(secret)
        one.page.keyboard.press("Enter")
        _object(one)
        expect(one.page.locator("#objection .notice.fault")).to_be_visible()
        expect(one.page.locator("#objection-statement")).to_have_value("天数有误")


def _object(one: Visit) -> None:
    form = one.page.locator("#objection")
    form.locator("[name=statement]").fill("天数有误")
    form.locator("[name=relief]").fill("请予更正")
    form.locator("button").focus()
    one.page.keyboard.press("Enter")
