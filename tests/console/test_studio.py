"""Can the office try candidates in the studio, see who moves, mend faults, and publish one?"""

from __future__ import annotations

import html
import re
from typing import Any

import httpx
import pytest

from tests.api import bodies
from tests.api.asking import Api
from tests.console.browsing import Browser, hidden, signed_in, text_of

STUDIO = "/console/rehearsals"
INPUT = re.compile(r'<input [^>]*?name="(?P<name>[^"]+)"[^>]*? value="(?P<value>[^"]*)"')
TEXT = re.compile(r'<textarea [^>]*?name="(?P<name>[^"]+)"[^>]*>\n?(?P<value>.*?)</textarea>', re.S)


@pytest.fixture(scope="module")
def office(demo: Api) -> Browser:
    return signed_in(demo, "office", "appraiser")


def fields_of(page: str) -> dict[str, str]:
    """The studio's form as a browser would send it."""
    part = page.partition('id="studio"')[2].partition("</form>")[0]
    found = [*INPUT.findall(part), *TEXT.findall(part)]
    return {html.unescape(name): html.unescape(value) for name, value in found}


def work(office: Browser, page: str, act: str, **changes: str) -> httpx.Response:
    named = {name.replace("__", "/"): value for name, value in changes.items()}
    return office.post(STUDIO, fields_of(page) | named | {"act": act})


def lower_cap(office: Browser, page: str, cap: str, act: str = "ask") -> httpx.Response:
    return work(office, page, act, **{"knob:/totals/bonus": cap})


def test_a_lower_cap_shows_who_moves_and_by_which_rule(demo: Api, office: Browser) -> None:
    answer = lower_cap(office, office.read(f"{STUDIO}?year=2024"), "3")
    assert answer.status_code == 200
    text = fields_of(answer.text)["text-0"]
    assert "totals: {bonus: 3, deduction: 15}" in text
    body = {"years": [2024], "candidates": [text]}
    told = demo.post("/rehearsals", body).json()["years"][0]["candidates"][0]
    scores = [m["subject"] for m in told["moves"] if m["what"] == "score"]
    moved = [subject for subject in scores if subject.startswith("officer:")]
    page = text_of(answer.text)
    assert f"成绩变化 {len(moved)} 人" in page
    assert "总封顶 加分 10 3" in page
    move = next(m for m in told["moves"] if m["what"] == "band")
    number = move["subject"].partition(":")[2]
    assert re.search(rf"{number} · \S+ [\d.]+ 第 \d+ 名 第{move['before']}段", page)
    assert demo.read("/rulebooks")["items"][-1]["version"] == 2, "nothing was recorded"


def test_two_candidates_stand_side_by_side_and_keep_their_texts(office: Browser) -> None:
    first = lower_cap(office, office.read(f"{STUDIO}?year=2024"), "3")
    second = work(office, first.text, "add")
    assert fields_of(second.text)["on"] == "1"
    both = lower_cap(office, second.text, "6")
    said = fields_of(both.text)
    assert "bonus: 3," in said["text-0"] and "bonus: 6," in said["text-1"]
    assert "候选 A 与现行规则不同之处" in both.text and "候选 B 与现行规则不同之处" in both.text
    back = fields_of(work(office, both.text, "open-0").text)
    assert (back["on"], back["knob:/totals/bonus"]) == ("0", "3")
    alone = fields_of(work(office, both.text, "drop-0").text)
    assert "text-1" not in alone and "bonus: 6," in alone["text-0"]
    restored = fields_of(work(office, first.text, "restore").text)
    assert "bonus: 10," in restored["text-0"]


def test_a_change_in_the_text_outlives_fields_that_were_not_touched(office: Browser) -> None:
    page = office.read(f"{STUDIO}?year=2024")
    text = fields_of(page)["text-0"].replace("bonus: 10", "bonus: 4")
    answer = work(office, page, "ask", **{"text-0": text, "knob:/totals/deduction": "14"})
    said = fields_of(answer.text)
    assert "totals: {bonus: 4, deduction: 14}" in said["text-0"]
    assert said["knob:/totals/bonus"] == "4"


def test_faults_are_told_at_their_field_and_line_and_the_other_is_still_tried(
    office: Browser,
) -> None:
    two = work(office, office.read(f"{STUDIO}?year=2024"), "add")
    answer = lower_cap(office, two.text, "<i>x")
    assert answer.status_code == 422
    assert 'id="knob-totals-bonus-errors"' in answer.text
    assert re.search(r"/totals/bonus \(line \d+\)", answer.text)
    assert "候选 B 的规则有误" in answer.text
    assert "候选 A 与现行规则不同之处" in answer.text
    assert "<i>x" not in answer.text


def test_a_text_that_is_no_yaml_is_told_and_stays_as_it_was_typed(office: Browser) -> None:
    page = office.read(f"{STUDIO}?year=2024")
    answer = work(office, page, "ask", **{"text-0": "a: [</textarea><script>"})
    assert answer.status_code == 422
    assert "<script>" not in answer.text.partition('id="studio"')[2]
    assert fields_of(answer.text)["text-0"] == "a: [</textarea><script>"


@pytest.mark.parametrize(
    "forged",
    [
        {"year": "x"},
        {"year": "\u0662"},
        {"bureau": "elsewhere"},
        {"on": "9"},
        {"on": "-1"},
        {"act": "open-99999999999"},
        {"knob:/../etc": "1", "was:/../etc": ""},
    ],
)
def test_a_forged_field_is_refused_or_passed_over(office: Browser, forged: dict[str, Any]) -> None:
    fields = fields_of(office.read(f"{STUDIO}?year=2024"))
    answer = office.post(STUDIO, {"act": "ask"} | fields | forged)
    assert answer.status_code in (200, 403, 404, 409, 422)


def test_only_whoever_may_rehearse_is_let_try(demo: Api, office: Browser) -> None:
    leader = signed_in(demo, "leader", "leader")
    fields = fields_of(leader.read(f"{STUDIO}?year=2024"))
    assert leader.post(STUDIO, fields | {"act": "ask"}).status_code == 403
    own = signed_in(demo, "own", "officer", "officer:0012")
    assert own.get(STUDIO).status_code == 403
    fields = fields_of(office.read(STUDIO)) | {"act": "ask", "csrf": "0" * 64}
    assert office.post(STUDIO, fields).status_code == 403


def test_a_bureau_without_a_year_or_without_rules_has_its_studio_all_the_same(api: Api) -> None:
    office = signed_in(api, "office", "appraiser")
    assert fields_of(office.read(STUDIO))["text-0"] == ""
    api.write("/rulebooks", {"bureau": "nanyue", "document": bodies.edition()})
    page = office.read(STUDIO)
    assert fields_of(page)["text-0"].startswith("rulebook: nanyue")
    assert work(office, page, "ask").status_code == 200


def test_a_candidate_is_published_once_another_approves_it(demo: Api, office: Browser) -> None:
    page = office.read(f"{STUDIO}?year=2024")
    asked = work(
        office, page, "publish", **{"knob:/version": "3", "knob:/effective_from": "2031-01-01"}
    )
    assert "须第二人核准" in asked.text
    document = TEXT.findall(asked.text)[0][1]
    fields = hidden(asked.text, "publication") | {"bureau": "nanyue"}
    refused = office.post("/console/rulebooks", fields | {"document": "rulebook: nanyue"})
    assert refused.status_code == 422 and 'id="publication"' in refused.text
    answer = office.post("/console/rulebooks", fields | {"document": html.unescape(document)})
    assert answer.status_code == 303, answer.text
    assert "等待第二人核准" in office.read(answer.headers["Location"])
    (claim,) = demo.read("/claims", state="waiting")["items"]
    assert claim["asked"]["document"].startswith("rulebook: nanyue")
    assert [row["version"] for row in demo.read("/rulebooks")["items"]] == [1, 2]
