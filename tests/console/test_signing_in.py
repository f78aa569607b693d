"""Who gets in, how does he come back to where he was, and what does every page keep to?"""

from __future__ import annotations

import pytest

from api.console.pages import POLICY
from tests.api.askers import token
from tests.api.asking import Api
from tests.console.browsing import HTML, Browser, hidden, signed_in

PAGES = (
    "/console",
    "/console/officers",
    "/console/officers/0001",
    "/console/entries/nanyue/2024/officer:1/1",
)


def test_a_browser_is_led_to_the_console_and_a_program_is_not(bureau: Api) -> None:
    led = bureau.client.get("/", headers={"Accept": "text/html,*/*"})
    assert (led.status_code, led.headers["Location"]) == (307, "/console")
    assert bureau.client.get("/").json()["openapi"] == "/openapi.json"


@pytest.mark.parametrize("address", PAGES)
def test_whoever_is_not_known_signs_in_first(bureau: Api, address: str) -> None:
    answer = Browser(bureau).get(address)
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/console/sign-in?next=%2Fconsole")
    assert "expired" not in answer.headers["Location"]


def test_whoever_signed_in_comes_back_to_where_he_was(bureau: Api, number: str) -> None:
    browser = Browser(bureau)
    secret = token(bureau, "comes-back")
    answer = browser.sign_in(secret, f"/console/officers/{number}?year=2024")
    assert answer.headers["Location"] == f"/console/officers/{number}?year=2024"
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=strict" in cookie
    assert secret not in answer.text + cookie


@pytest.mark.parametrize(
    "elsewhere",
    ["https://example.org/", "//example.org", "/consoles", "/v1/me", "/console\\@example.org", ""],
)
def test_nobody_is_led_elsewhere_after_signing_in(bureau: Api, elsewhere: str) -> None:
    browser = Browser(bureau)
    answer = browser.sign_in(token(bureau, "led"), elsewhere)
    assert answer.headers["Location"] == "/console"
    answer = browser.get(f"/console/language/en?next={elsewhere}")
    assert answer.headers["Location"] == "/console"


def test_a_wrong_token_is_refused_in_words(bureau: Api) -> None:
    answer = Browser(bureau).sign_in("merit_wrong")
    assert answer.status_code == 401
    assert 'role="alert"' in answer.text
    assert "merit_wrong" not in answer.text
    assert "merit_session" not in answer.cookies


def test_a_session_that_ended_says_so_and_comes_back(bureau: Api) -> None:
    browser = Browser(bureau, cookies={"merit_session": "ended long ago"})
    answer = browser.get("/console/officers?cursor=x")
    assert answer.headers["Location"] == (
        "/console/sign-in?next=%2Fconsole%2Fofficers%3Fcursor%3Dx&expired=1"
    )
    assert "会话已结束" in browser.read(answer.headers["Location"])
    part = browser.get("/console/officers", **{"HX-Request": "true"})
    assert part.headers["HX-Redirect"].startswith("/console/sign-in")


def test_whoever_signs_out_is_known_no_more(bureau: Api) -> None:
    browser = signed_in(bureau, "leaves", "appraiser")
    kept = dict(browser.cookies)
    answer = browser.post("/console/sign-out", hidden(browser.read("/console")))
    assert answer.headers["Location"] == "/console/sign-in"
    assert Browser(bureau, cookies=kept).get("/console").status_code == 303


def test_a_form_that_another_site_made_is_refused(bureau: Api) -> None:
    browser = signed_in(bureau, "forged", "appraiser")
    for fields, headers in (
        ({}, {}),
        ({"csrf": "0" * 64}, {}),
        (hidden(browser.read("/console")), {"Sec-Fetch-Site": "cross-site"}),
    ):
        answer = browser.post("/console/sign-out", fields, **headers)
        assert answer.status_code == 403
        assert "表单已过期" in answer.text
    assert browser.get("/console").status_code == 200


def test_the_language_is_the_browsers_until_one_is_chosen(bureau: Api) -> None:
    browser = Browser(bureau, "en-GB,en;q=0.9")
    assert '<html lang="en">' in browser.read("/console/sign-in")
    assert '<html lang="zh-CN">' in Browser(bureau, "fr").read("/console/sign-in")
    browser.get("/console/language/zh?next=/console/sign-in")
    assert '<html lang="zh-CN">' in browser.read("/console/sign-in")
    assert browser.get("/console/language/fr").status_code == 404


def test_every_page_keeps_to_its_policy_and_is_kept_nowhere(bureau: Api) -> None:
    browser = signed_in(bureau, "policy", "appraiser")
    for address in ("/console", "/console/sign-in", "/console/officers", "/console/nowhere"):
        answer = browser.get(address)
        assert answer.headers["Content-Security-Policy"] == POLICY
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Content-Type"].startswith("text/html")
        assert " style=" not in answer.text and "<style" not in answer.text
        assert "<script>" not in answer.text and " on" + "click" not in answer.text


def test_what_a_page_names_is_served_from_here(bureau: Api) -> None:
    text = Browser(bureau).read("/console/sign-in")
    for name in ("console.css", "console.js", "mark.svg", "htmx-2.min.js"):
        (address,) = {part.split('"')[0] for part in text.split('"') if name in part}
        answer = bureau.client.get(address, headers=HTML)
        assert answer.status_code == 200, address


def test_a_page_that_there_is_not_is_told_in_the_readers_language(bureau: Api) -> None:
    for language, words in (("zh", "没有这个页面"), ("en", "There is no such page")):
        answer = Browser(bureau, language).get("/console/no/such")
        assert answer.status_code == 404
        assert words in answer.text


def test_the_console_is_no_part_of_the_published_interface(bureau: Api) -> None:
    assert not [
        path for path in bureau.client.get("/openapi.json").json()["paths"] if "console" in path
    ]
