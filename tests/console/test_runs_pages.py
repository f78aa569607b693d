"""Do the pages of a run show its ranks, reasons, scores and differences as the API tells them?"""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest

from tests.api.asking import Api
from tests.console.browsing import Browser, signed_in, text_of

RUN = "/console/runs/nanyue:2024:live"
EARLIER = "/console/runs/nanyue:2024:2024-06-30/diff/nanyue:2024:live"


@pytest.fixture(scope="module")
def office(demo: Api) -> Browser:
    return signed_in(demo, "office", "appraiser")


def shown(page: str) -> list[str]:
    return re.findall(r'<a href="/console/officers/(\w+)\?bureau', page)


def test_ranks_and_reasons_are_the_runs_own_group_by_group(demo: Api, office: Browser) -> None:
    told = demo.read("/runs/nanyue:2024:live/placings")
    page = office.read(RUN)
    wanted = [row["officer"] for group in told["groups"] for row in group["officers"]]
    assert shown(page) == wanted
    words = text_of(page)
    first = told["groups"][0]["officers"][0]
    assert f"1 {first['name']} {first['officer']} {first['score']} 第1段" in words
    for reason in first["zh"]:
        assert reason in words
    cut = told["groups"][0]["bands"][0]
    assert f"第1段 {cut['seats']} {cut['used']} {cut['last_in']} {cut['first_out']}" in words
    english = text_of(Browser(demo, "en", office.cookies).read(RUN))
    assert first["en"][0] in english


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("group=heads", lambda group, row: group == "heads"),
        ("band=1", lambda _, row: row["band"] == 1),
        ("band=-", lambda _, row: row["band"] is None),
        ("find=0012", lambda _, row: row["officer"] == "0012"),
        ("find=办公室&band=2", lambda _, row: row["unit_name"] == "办公室" and row["band"] == 2),
        ("find=%3Cscript%3E", lambda _, row: False),
    ],
)
def test_a_filter_shows_those_that_it_names_and_all_of_them(
    demo: Api, office: Browser, query: str, wanted: object
) -> None:
    assert callable(wanted)
    told = demo.read("/runs/nanyue:2024:live/placings")
    page = office.read(f"{RUN}?{query}")
    assert shown(page) == [
        row["officer"]
        for group in told["groups"]
        for row in group["officers"]
        if wanted(group["group"], row)
    ]
    assert "<script>" not in page


def test_a_long_ranking_is_read_page_by_page_without_one_left_out(
    demo: Api, office: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.console.runs.ROWS_SHOWN", 50)
    page, seen = office.read(RUN), list[str]()
    while True:
        seen += shown(page)
        following = re.search(r'href="([^"]+after=\d+)"', page)
        if following is None:
            break
        page = office.read(following[1].replace("&amp;", "&"))
    assert seen == shown(office.read(f"{RUN}?after=0")) + seen[50:]
    assert len(seen) == demo.read("/runs/nanyue:2024:live")["count"] == len(set(seen))


def test_the_distribution_draws_everybody_ranked_and_says_it_in_figures(
    demo: Api, office: Browser
) -> None:
    page = office.read(f"{RUN}/distribution")
    told = demo.read("/runs/nanyue:2024:live/placings")["groups"]
    ranked = [row for group in told for row in group["officers"] if row["rank"] is not None]
    assert page.count('<circle class="person') - 4 == len(ranked), "and four for the legend"
    words = text_of(page)
    for group in told[:-1]:
        assert f"{group['mean']} {group['deviation']} {group['lowest']}" in words
    rater = demo.read("/fairness", year=2024)["raters"][0]
    assert f"{rater['count']} {rater['mean']} {rater['deviation']}" in words
    assert rater["rater"] not in words, "a rater is called by name"


def test_a_difference_lists_everybody_and_the_causes_of_whom_is_opened(
    demo: Api, office: Browser
) -> None:
    told = demo.read("/runs/nanyue:2024:2024-06-30/diff/nanyue:2024:live")
    page = office.read(EARLIER)
    words = text_of(page)
    assert f"变化的 {told['count']} 项" in words
    row = next(r for r in told["changes"] if r["parts"])
    assert f"{row['before']['score']} → {row['after']['score']}" in words
    entries = [p["ref"] for p in row["parts"] if p["cause"] == "entry"]
    assert 'class="causes"' not in page, "of everybody they take long"
    opened = f"{EARLIER}?subject={quote(row['subject'])}"
    assert opened in page
    one = text_of(office.read(opened))
    assert all(p["points"].lstrip("-") in one and p["ref"] in one for p in row["parts"])
    assert len(entries) > 0 and f'{EARLIER}"' in office.read(opened), "back to all"
    assert "完全相同" in office.read(f"{EARLIER}?subject=officer%3Anobody")
    before, after = "nanyue:2024:2024-06-30", "nanyue:2024:live"
    chosen = office.get(f"/console/runs?before={before}&after={after}")
    assert chosen.headers["Location"] == EARLIER
    assert office.get("/console/runs").headers["Location"] == "/console/years"
    odd = office.get("/console/runs?before=..%2Fx&after=y")
    assert odd.headers["Location"] == "/console/runs/..%2Fx/diff/y"
    assert office.get(odd.headers["Location"]).status_code == 404
    same = office.read("/console/runs/nanyue:2024:live/diff/nanyue:2024:live")
    assert "两次结果相同" in same


def test_pay_is_told_in_yuan_where_money_is_named(demo: Api, office: Browser) -> None:
    told = demo.read("/runs/nanyue:2024:live/pay", fund="100000")
    page = text_of(office.read(f"{RUN}/pay?fund=100000"))
    assert told["lines"][0]["amount"] in page and "100000.00" in page
    assert "金额（元）" not in text_of(office.read(f"{RUN}/pay")).partition("测算")[2]
    assert office.get(f"{RUN}/pay?base=x").status_code == 422


@pytest.mark.parametrize(
    ("address", "kind", "starts"),
    [
        (f"{RUN}/table?format=csv", "text/csv", b"\xef\xbb\xbf"),
        (f"{RUN}/table", "application/vnd.openxmlformats", b"PK"),
        (f"{RUN}/table?format=pdf", "application/pdf", b"%PDF"),
        (f"{RUN}/notices/0012", "application/pdf", b"%PDF"),
    ],
)
def test_files_come_as_the_api_makes_them(
    office: Browser, address: str, kind: str, starts: bytes
) -> None:
    answer = office.get(address)
    assert answer.headers["Content-Type"].startswith(kind)
    assert answer.content.startswith(starts)
    assert "attachment" in answer.headers["Content-Disposition"]


def test_notices_are_listed_by_name(office: Browser) -> None:
    assert f'href="{RUN}/notices/0012"' in office.read(f"{RUN}/notices")
    heads = office.read(f"{RUN}/notices?group=heads")
    assert f'href="{RUN}/notices/0023"' in heads and f'href="{RUN}/notices/0012"' not in heads


def test_whoever_may_not_see_results_has_the_page_that_says_so(demo: Api) -> None:
    own = signed_in(demo, "own", "officer", "officer:0012")
    for view in ("", "/distribution", "/pay", "/notices", "/table"):
        answer = own.get(RUN + view)
        assert answer.status_code == 403 and "联系管理员" in answer.text
    assert own.get(EARLIER).status_code == 403


def test_a_run_that_is_none_is_told(office: Browser) -> None:
    for view in ("", "/distribution", "/pay", "/notices"):
        assert office.get(f"/console/runs/nanyue:2024:closed{view}").status_code == 404


def test_who_comes_into_question_is_listed_with_reasons(demo: Api, office: Browser) -> None:
    told = demo.read("/selections", selection="training", until=2024)
    page = text_of(office.read("/console/selections?selection=training&until=2024&show=all"))
    assert f"{told['count']} 人中 {told['selected']} 人符合条件" in page
    assert told["officers"][0]["reasons"][0]["zh"] in page
    assert "没有符合条件的干部" in office.read("/console/selections?until=2024")
    assert office.get("/console/selections?selection=no-such").status_code in (404, 409, 422)


def test_editions_are_listed_printed_and_compared(office: Browser) -> None:
    assert "nanyue@2" in office.read("/console/rulebooks")
    page = text_of(office.read("/console/rulebooks/nanyue/2"))
    assert "项目 C3 cap: 2 cap: 1.5" in page
    assert "levels late: 0.1 levels late: 0.2" in page, "of a map only what reads otherwise"
    assert "二、比较组" in page
    assert office.get("/console/rulebooks/nanyue/9").status_code == 404
    assert office.get("/console/rulebooks/nanyue/2?against=x").status_code == 422
