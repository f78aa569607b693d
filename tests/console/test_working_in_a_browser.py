"""Can a performance officer do his whole task in a browser, in both languages, and quickly?"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.api.askers import grant, token
from tests.api.asking import Api
from tests.console.acted import DAY, check, fill, row
from tests.console.chromium import Visit, at_a_port, visit

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def secret(demo: Api) -> str:
    """The one clerk of a small bureau, who records, corrects and imports."""
    grant(demo, "token:working", "sole")
    return token(demo, "working")


@pytest.fixture(scope="module")
def url(demo: Api) -> Iterator[str]:
    with at_a_port(demo) as address:
        yield address


@pytest.mark.parametrize(("language", "officer"), [("zh", "0056"), ("en", "0063")])
def test_a_performance_officer_finds_records_corrects_and_imports(
    browser: Browser, url: str, secret: str, language: str, officer: str
) -> None:
    with visit(browser, url, language) as one:
        one.sign_in(secret)
        _find(one, officer)
        ref = _record(one, officer)
        _is_warned(one, ref)
        _correct(one, ref)
        _import(one, officer)
        for address in ("/console/timeline", "/console/claims"):
            one.open(address)
        # Of the workbook with a fault the browser itself says that it was refused.
        one.said = [said for said in one.said if "422" not in said]
        one.stayed_at_home()


def _find(one: Visit, officer: str) -> None:
    one.open("/console/entries/new")
    one.page.locator("#on").fill(DAY)
    one.page.locator("#find-item").press_sequentially("zdgz")
    # Whoever leaves while an answer is under way makes the browser complain of it.
    one.page.wait_for_url("**find_item=zdgz**")
    one.page.locator("#found a", has_text="W1").click()
    expect(one.page.locator("#chosen")).to_contain_text("W1")
    one.page.locator("#find-subject").press_sequentially(officer)
    one.page.wait_for_url(f"**find_subject={officer}**")
    one.page.locator("#found a.button", has_text=officer).click()
    expect(one.page.locator("#recording-subject")).to_have_value(f"officer:{officer}")
    expect(one.page.locator("dl.pairs").first).to_contain_text("0.5 – 2")


def _confirm(one: Visit, form: str) -> None:
    one.page.locator(f"#{form} button[name=seen]:not(.quiet)").click()


def _record(one: Visit, officer: str) -> str:
    fill(one, "recording", points="1.5", document_no="岳税办〔2024〕58号", reason="专项攻坚")
    expect(one.page.locator(".foreseen tbody tr")).to_contain_text(officer)
    _confirm(one, "recording")
    done = one.page.locator(".notice.done a")
    expect(done).to_contain_text(f"nanyue/2024/officer:{officer}#")
    return done.inner_text()


def _is_warned(one: Visit, ref: str) -> None:
    subject = ref.split("/")[2].partition("#")[0]
    fill(one, "recording", subject=subject, points="0.8", document_no="岳税办(2024)58号")
    warned = one.page.locator(".foreseen .notice.note a")
    expect(warned).to_have_text(ref)
    warned.click()
    expect(one.page.locator("h1")).to_contain_text(ref)


def _correct(one: Visit, ref: str) -> None:
    fill(one, "correction", points="1", reason="分值有误", ground="复核意见")
    numbers = one.page.locator("#correction .foreseen tbody td.num")
    before, after = (numbers.nth(n).inner_text() for n in (0, 1))
    assert before != after
    _confirm(one, "correction")
    expect(one.page.locator("main")).to_contain_text(ref)
    account, _, number = ref.partition("#")
    assert f"{account}/{int(number) + 1}" in one.page.url.replace("%3A", ":")


def _import(one: Visit, officer: str) -> None:
    check(one, f"{officer}.xlsx", row(f"made-{officer}", "9999"))
    fault = one.page.locator("#faults ~ .wide tbody tr")
    expect(fault.locator(".wrong")).to_contain_text("officer:9999")
    check(one, f"{officer}.xlsx", row(f"made-{officer}", officer))
    expect(one.page.locator("#checked")).to_be_visible()
    one.page.locator("#importing button").click()
    expect(one.page.locator("#batches ~ .wide tbody tr").first).to_contain_text(f"{officer}.xlsx")
