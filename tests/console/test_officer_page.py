"""Does an officer's page show what the API says, to whom it says it, and nothing more?"""

from __future__ import annotations

import pytest

from api.limits import Limits, Rates
from api.watch import Trouble
from tests.api import bodies
from tests.api.asking import Api
from tests.api.bodies import hire
from tests.console.browsing import Browser, hidden, signed_in, text_of


@pytest.fixture
def own(bureau: Api, number: str) -> Browser:
    """An officer at his own page, with a bonus and a deduction."""
    bureau.entry("/bonuses", bodies.bonus(number, document_no="岳税发〔2024〕7号"))
    bureau.entry("/bonuses", bodies.bonus(number, effective_on="2024-07-01"))
    bureau.entry("/bonuses", bodies.bonus(number, effective_on="2024-08-01"))
    bureau.entry("/deductions", bodies.deduction(number))
    bureau.read("/imports")
    return signed_in(bureau, f"own-{number}", "officer", f"officer:{number}")


def test_the_page_shows_the_apis_own_figures(own: Browser, bureau: Api, number: str) -> None:
    page = text_of(own.read(f"/console/officers/{number}"))
    statement = bureau.read(f"/officers/{number}/statement", year=2024)
    assert statement["score"]["score"] in page
    assert statement["sum"] in page
    assert "2024年6月12日 · 岳税发〔2024〕7号" in page
    for line in statement["lines"]:
        assert line["detail"]["title"]["zh"] in page
    assert "单项封顶" in page and "未计入" in page
    assert "公示后显示" in page


def test_both_clocks_are_handed_on(own: Browser, bureau: Api, number: str) -> None:
    before = bureau.read(f"/officers/{number}/score", year=2024, as_of="2024-06-11")
    page = text_of(own.read(f"/console/officers/{number}?year=2024&as_of=2024-06-11"))
    assert "截至 2024年6月11日" in page and before["score"] in page
    first = bureau.read("/entries", subject=f"officer:{number}")["items"][0]["position"]
    page = own.read(f"/console/officers/{number}?year=2024&position={first}")
    assert f"按序号 {first} 为止" in page
    english = Browser(bureau, "en", own.cookies)
    assert "As of 11 Jun 2024" in english.read(
        f"/console/officers/{number}?year=2024&as_of=2024-06-11"
    )


@pytest.mark.parametrize(
    ("query", "status"),
    [("year=abc", 422), ("year=2024&as_of=2023-01-01", 409), ("year=2024&position=999999999", 409)],
)
def test_a_wrong_question_is_refused_in_the_apis_words(
    own: Browser, number: str, query: str, status: int
) -> None:
    answer = own.get(f"/console/officers/{number}?{query}")
    assert answer.status_code == status
    assert "<h1>" in answer.text and "请求编号" in answer.text


def test_nobody_sees_more_than_the_api_tells_him(own: Browser, bureau: Api, number: str) -> None:
    other = hire(bureau)
    for address in (
        f"/console/officers/{other}",
        f"/console/officers/{other}/certificate?year=2024",
    ):
        answer = own.get(address)
        assert answer.status_code == 403
        assert "联系管理员" in answer.text
    leader = signed_in(bureau, f"leader-{number}", "leader")
    page = leader.read(f"/console/officers/{number}?year=2024")
    assert "不含逐条明细" in page and "岳税发" not in page
    assert 'id="objection"' not in page


def test_whoever_looks_at_another_by_the_console_leaves_the_apis_trace(
    own: Browser, bureau: Api, number: str
) -> None:
    office = signed_in(bureau, f"office-{number}", "appraiser")
    office.read(f"/console/officers/{number}?year=2024")
    reads = bureau.read("/reads", subject=f"officer:{number}")["items"]
    by_office = [row for row in reads if row["actor"] == f"token:office-{number}"]
    assert "GET /officers/{officer}/statement" in {row["route"] for row in by_office}


def test_an_entry_is_acknowledged_without_a_script(own: Browser, bureau: Api, number: str) -> None:
    address = f"/console/officers/{number}"
    ref = f"nanyue/2024/officer:{number}#1"
    fields = hidden(own.read(address), "acknowledgement") | {"entry": ref, "agrees": "true"}
    answer = own.post(f"{address}/acknowledgement?year=2024", fields)
    assert answer.status_code == 303, answer.text
    page = own.read(answer.headers["Location"])
    assert "已记入账簿" in page
    assert f'value="{ref}"' not in page.partition('id="acknowledgement"')[2].partition("</form>")[0]
    again = own.post(f"{address}/acknowledgement?year=2024", fields)
    assert again.headers["Location"] == answer.headers["Location"], "the same key, the same receipt"
    forged = answer.headers["Location"].split("=")
    assert "已记入账簿" not in own.read("=".join(forged[:-1]) + "=1.0000000000000000")


def test_a_refused_form_comes_back_as_it_was_filled(own: Browser, number: str) -> None:
    address = f"/console/officers/{number}"
    fields = hidden(own.read(address), "objection")
    typed = {"statement": "事实<b>不符</b>\u200b", "relief": ""}
    answer = own.post(f"{address}/objection?year=2024", fields | typed)
    assert answer.status_code == 422
    assert "没有记录" in answer.text
    assert "事实&lt;b&gt;不符&lt;/b&gt;" in answer.text
    assert 'id="objection-relief-errors"' in answer.text
    assert 'aria-invalid="true"' in answer.text


@pytest.mark.parametrize("year", ["x", "²", "20244444444444", "", "-1"])
def test_what_the_page_filled_in_may_be_forged_and_is_refused(
    own: Browser, number: str, year: str
) -> None:
    address = f"/console/officers/{number}"
    fields = hidden(own.read(address), "objection") | {"year": year}
    answer = own.post(f"{address}/objection", fields | {"statement": "理由", "relief": "更正"})
    assert answer.status_code == 422
    assert "<code>/year</code>" in answer.text


def test_an_objection_is_filed_and_shown(own: Browser, bureau: Api, number: str) -> None:
    address = f"/console/officers/{number}"
    ref = f"nanyue/2024/officer:{number}#4"
    fields = hidden(own.read(address), "objection")
    fields |= {"entries": ref, "statement": "逾期天数有误", "relief": "请予更正"}
    answer = own.post(f"{address}/objection?year=2024", fields)
    assert answer.status_code == 303, answer.text
    assert "已提出" in own.read(answer.headers["Location"])
    (filed,) = bureau.read("/disputes", subject=f"officer:{number}")["items"]
    assert filed["about"]["entries"] == [ref]
    assert filed["filed_by"] == f"token:own-{number}"


def test_what_people_wrote_stays_text(bureau: Api) -> None:
    number = "8001"
    name = "<script>alert(1)</script>"
    bureau.write("/officers", {**bodies.officer(number), "name": name})
    bureau.write("/postings", bodies.posting(number))
    bureau.entry("/bonuses", bodies.bonus(number, reason="\"'><img src=x onerror=1>"))
    office = signed_in(bureau, "reads-script", "appraiser")
    for address in (
        f"/console/officers/{number}?year=2024",
        f"/console/entries/nanyue/2024/officer:{number}/1",
    ):
        page = office.read(address)
        assert "<script>alert" not in page and "<img src=x" not in page
    assert "&lt;script&gt;alert(1)" in office.read(f"/console/officers/{number}?year=2024")


def test_whoever_is_looked_for_by_an_odd_number_is_not_found(own: Browser) -> None:
    found = own.get("/console/officers?officer=a%2Fb%3F")
    assert found.headers["Location"] == "/console/officers/a%2Fb%3F"
    assert own.get(found.headers["Location"]).status_code == 404


def test_home_tells_what_waits_and_what_was_recorded(own: Browser, number: str) -> None:
    page = own.read("/console")
    assert f"干部{number}" in page and "干部本人" in page
    assert f'href="/console/officers/{number}?year=2024#acknowledgement"' in page
    assert f"nanyue/2024/officer:{number}#4" in page


def test_what_was_typed_outlives_a_time_in_which_nothing_is_recorded(
    own: Browser, bureau: Api, number: str
) -> None:
    address = f"/console/officers/{number}"
    fields = hidden(own.read(address), "objection")
    watch = bureau.service.watch
    watch.trouble = Trouble("disk", "the disk is full; free space", "磁盘已满；请清理")
    try:
        answer = own.post(f"{address}/objection", fields | {"statement": "理由", "relief": "更正"})
        told = text_of(own.read("/console"))
        english = Browser(bureau, "en", own.cookies).read("/console")
    finally:
        watch.trouble = None
    assert "只能查看，不能记录： 磁盘已满" in told, "before anything is typed"
    assert "the disk is full" in english and "the disk is full" not in told
    assert "只能查看" not in own.read("/console")
    assert answer.status_code == 503
    assert "磁盘已满" in answer.text and ">理由</textarea>" in answer.text
    assert f'name="key" value="{fields["key"]}"' in answer.text, "what may be recorded has its key"


def test_whoever_asks_too_much_is_told_to_wait(own: Browser, bureau: Api) -> None:
    plenty = bureau.service.limits
    bureau.service.limits = Limits(Rates(reads=0.001, burst_seconds=1))
    try:
        own.get("/console")
        answer = own.get("/console")
    finally:
        bureau.service.limits = plenty
    assert answer.status_code == 429
    assert "请求过多" in answer.text and int(answer.headers["Retry-After"]) > 0


def test_rank_band_and_notice_are_there_once_the_year_is_published(api: Api) -> None:
    bodies.open_bureau(api)
    number = hire(api)
    own = signed_in(api, "published", "officer", f"officer:{number}")
    address = f"/console/officers/{number}?year=2024"
    assert "公示后显示" in own.read(address)
    for act in ("freeze", "publish"):
        api.write(f"/years/nanyue/2024/{act}", {})
    api.read("/imports")
    page = text_of(own.read(address))
    assert "公示后显示" not in page
    place = api.read(f"/officers/{number}/score", year=2024)
    told = f"名次 {place['rank']} 段次 第{place['band']}段 等次 称职 已公示"
    assert told in page and "列第 1 名" in page, "and why"
    assert api.read("/reads", actor="token:published")["items"] == [], "he reads of himself alone"
    leader = signed_in(api, "leader-of-all", "leader")
    assert told in text_of(leader.read(address)), "although he reads no line of the account"
    better = hire(api)
    api.entry("/bonuses", bodies.bonus(better))
    api.read("/imports")
    assert api.read(f"/officers/{number}/score", year=2024)["rank"] == 2
    page = text_of(own.read(address))
    assert told in page, "what was published stands, whatever is recorded since"
    assert told in text_of(own.read(f"{address}&as_of=2024-03-01")), "and on whatever day"
    notice = own.get(f"/console/officers/{number}/notice?bureau=nanyue&year=2024&result=published")
    assert notice.headers["Content-Type"] == "application/pdf"
    assert notice.content.startswith(b"%PDF")
