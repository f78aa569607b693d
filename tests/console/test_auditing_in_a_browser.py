"""Can an auditor do his whole task in a browser, in both languages, and quickly?"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Download, expect

from api.console.words import say
from projections.evidence.offline.certificates import written_plainly
from tests.api.asking import Api
from tests.conftest import OFFICE
from tests.console import shots
from tests.console.chromium import LOCALES, Visit, at_a_port, visit

pytestmark = pytest.mark.browser
POSITION, ENTRY = 2500, "nanyue/2024/officer:0056#2"


@pytest.fixture(scope="module")
def secret(demo: Api, tmp_path_factory: pytest.TempPathFactory) -> str:
    secret = shots.admit(demo)
    shots.sealed(demo, tmp_path_factory.mktemp("notary") / "own")
    return secret


@pytest.fixture(scope="module")
def url(demo: Api) -> Iterator[str]:
    with at_a_port(demo) as address:
        yield address


@pytest.mark.parametrize("language", LOCALES)
def test_an_auditor_replays_verifies_proves_traces_and_takes_away(
    browser: Browser, demo: Api, url: str, secret: str, language: str
) -> None:
    # By somebody else: what an officer reads of himself is not kept.
    demo.read(f"/officers/{shots.OFFICER}/statement", year=2024)
    with visit(browser, url, language, accept_downloads=True) as one:
        one.sign_in(secret)
        _replay(one, language)
        _verify(one, language)
        _prove(one, language)
        _trace(one, language)
        one.stayed_at_home()


def _replay(one: Visit, language: str) -> None:
    one.open(f"/console/replay?position={POSITION - 1}")
    answer, slide = one.page.locator("#answer"), one.page.locator("input[data-number]")
    slide.press("ArrowRight")
    expect(answer.locator("[data-position]")).to_have_attribute("data-position", str(POSITION))
    expect(answer.locator(".said")).to_contain_text(ENTRY)
    expect(answer.locator("section").nth(1)).to_contain_text("93.730 93.230")
    expect(answer.locator(".figure.main output")).to_have_text("93.230")
    assert f"position={POSITION}" in one.page.url
    expect(one.page.locator("#replay-position")).to_have_value(str(POSITION))
    slide.press("End")
    expect(answer).not_to_contain_text(ENTRY)
    one.page.locator("#replay-on").fill("2001-01-01")
    expect(answer).to_contain_text(say(language, "replay.none_by_then"))


def _verify(one: Visit, language: str) -> None:
    one.open("/console/verification")
    one.page.locator("#verdict ~ form button").click()
    expect(one.page.locator(".verdict")).to_have_text(
        say(language, "verdict.verified"), timeout=60_000
    )
    expect(one.page.locator(".passes .badge.done")).to_have_count(
        one.page.locator(".passes tbody tr").count()
    )


def _prove(one: Visit, language: str) -> None:
    one.open("/console/log")
    one.page.locator("#of").fill(ENTRY)
    one.page.keyboard.press("Enter")
    expect(one.page.locator("#proof ~ p .badge.done")).to_have_text(say(language, "log.holds"))
    one.page.locator("#whose").fill("officer:0056")
    one.page.locator("#which-year").fill("2024")
    with one.page.expect_download() as saved:
        one.page.locator("#which-year").press("Enter")
    assert _content(saved.value)["question"]["subject"] == "officer:0056"


def _trace(one: Visit, language: str) -> None:
    one.open("/console/traces")
    one.page.locator("#subject").fill(f"officer:{shots.OFFICER}")
    one.page.keyboard.press("Enter")
    row = one.page.locator("#answer tbody tr").filter(has_text=OFFICE.actor).first
    expect(row).to_contain_text(say(language, "told.statement"))


def _content(saved: Download) -> dict[str, dict[str, str]]:
    return written_plainly(saved.path().read_bytes())
