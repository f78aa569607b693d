"""Can the appraisal office do its whole task in a real browser, in both languages?"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.api.askers import grant, token
from tests.api.asking import Api
from tests.console.chromium import LOCALES, Visit, at_a_port, visit

pytestmark = pytest.mark.browser
STUDIO = "/console/rehearsals?year=2024"
RUN = "/console/runs/nanyue:2024:live"
DIFFERENCE = "/console/runs/nanyue:2024:2024-06-30/diff/nanyue:2024:live"
BOARDS = {"zh": "/console/years/nanyue/2023", "en": "/console/years/nanyue/2024"}
"""In each language another year of the demo is taken a step on."""
WORDS = {
    "zh": {"moved": "谁会变化", "recorded": "已记入账簿", "stays": "不变", "rule": "总封顶 加分"},
    "en": {
        "moved": "Who would move",
        "recorded": "Recorded in the ledger",
        "stays": "stays",
        "rule": "Total cap bonus",
    },
}


@pytest.fixture(scope="module")
def url(demo: Api) -> Iterator[str]:
    with at_a_port(demo) as address:
        yield address


@pytest.fixture(scope="module")
def secret(demo: Api) -> str:
    grant(demo, "token:office", "appraiser")
    return token(demo, "office")


@pytest.mark.parametrize("language", LOCALES)
def test_the_office_rehearses_goes_on_looks_and_exports(
    browser: Browser, url: str, secret: str, language: str
) -> None:
    with visit(browser, url, language) as one:
        one.sign_in(secret)
        _rehearse(one, WORDS[language])
        _go_on(one, BOARDS[language], WORDS[language])
        _look_and_export(one)
        _ask_why(one)
        one.stayed_at_home()


def _rehearse(one: Visit, words: dict[str, str]) -> None:
    """A lower cap, who moves, and a second candidate beside it."""
    one.open(STUDIO)
    page, cap = one.page, '[name="knob:/totals/bonus"]'
    page.fill(cap, "3")
    page.keyboard.press("Enter")
    expect(page.locator("#movers")).to_have_text(words["moved"])
    expect(page.locator("#rules-A + .wide")).to_contain_text(words["rule"])
    assert one.violations() == []
    page.locator("button[value=add]").click()
    expect(page.locator("button[value=open-0]")).to_be_visible()
    page.fill(cap, "6")
    page.locator("button[value=ask]").click()
    expect(page.locator("#rules-B + .wide")).to_contain_text("6")
    moves = page.locator("#moved table.ranks")
    expect(moves.locator("thead th")).to_have_count(4)
    expect(moves.get_by_text(words["stays"], exact=True).first).to_be_visible()
    page.fill(cap, "x")
    page.locator("button[value=ask]").click()
    expect(page.locator("#knob-totals-bonus-errors")).to_be_visible()
    assert one.violations() == []
    one.said.clear()  # the browser itself says that the candidate was refused


def _go_on(one: Visit, board: str, words: dict[str, str]) -> None:
    one.open(board)
    one.page.locator("#freeze button").click()
    expect(one.page.locator(".notice.done")).to_contain_text(words["recorded"])
    expect(one.page.locator(".stage.reached")).to_have_count(2)
    assert one.violations() == []


def _look_and_export(one: Visit) -> None:
    """A band with its reasons, the search, and the workbook of it."""
    one.open(RUN)
    page = one.page
    page.locator("#group").select_option("heads")
    page.locator("#band").select_option("1")
    expect(page.locator("#answer section")).to_have_count(1)
    row = page.locator(".ranks tbody tr").first
    row.locator("summary").click()
    expect(row.locator(".why li").first).to_be_visible()
    page.fill("#find", "no such person")
    expect(page.locator("#answer .empty")).to_be_visible()
    with page.expect_download() as saved:
        page.locator('a[href$="format=xlsx"]').click()
    assert saved.value.suggested_filename == "nanyue-2024-live.xlsx"


def _ask_why(one: Visit) -> None:
    """The causes come when they are asked for, of him alone, and the list stays."""
    one.open(DIFFERENCE)
    row, rows = one.page.locator(".ranks tbody tr").first, one.page.locator(".ranks tbody tr")
    there = rows.count()
    expect(one.page.locator(".causes")).to_have_count(0)
    row.locator("summary").click()
    expect(row.locator(".causes li").first).to_be_visible()
    expect(one.page.locator(".causes")).to_have_count(1)
    assert rows.count() == there > 1
    assert one.violations() == []


def test_the_studio_works_without_scripts(browser: Browser, url: str, secret: str) -> None:
    with visit(browser, url, java_script_enabled=False) as one:
        one.open(f"/console/sign-in?next={STUDIO}")
        one.page.locator("#token").fill(secret)
        one.page.keyboard.press("Enter")
        one.page.fill('[name="knob:/totals/bonus"]', "3")
        one.page.locator("button[value=ask]").click()
        expect(one.page.locator("#movers")).to_be_visible()
