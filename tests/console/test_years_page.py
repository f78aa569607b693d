"""Is a year taken from step to step on its board, by whoever may, with each refusal told before?"""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from tests.api import bodies
from tests.api.asking import Api
from tests.api.bodies import hire
from tests.console.browsing import Browser, hidden, signed_in, text_of

BOARD = "/console/years/nanyue/2024"


@pytest.fixture
def year(api: Api) -> Api:
    """A bureau of its own: its year can be closed."""
    bodies.open_bureau(api)
    for number in (hire(api), hire(api)):
        api.entry("/deductions", bodies.deduction(number))
    api.read("/imports")
    return api


def act(browser: Browser, name: str, fields: Mapping[str, str] | None = None) -> str:
    """The board after the act was done."""
    page = browser.read(BOARD)
    answer = browser.post(f"{BOARD}/{name}", hidden(page, name) | dict(fields or {}))
    assert answer.status_code == 303, answer.text
    return browser.read(answer.headers["Location"])


def test_a_year_goes_from_freeze_to_close_and_a_restatement_waits_for_another(year: Api) -> None:
    office = signed_in(year, "office", "appraiser")
    board = text_of(office.read(BOARD))
    assert "冻结 下一步 可以办理。" in board
    assert "尚未冻结；请先冻结再公示。" in board, "what hinders is told before it is met"
    assert "已记入账簿" in act(office, "freeze")
    board = act(office, "publish", {"working_days": "6"})
    (told,) = [a for a in year.read("/years/nanyue/2024")["acts"] if a["act"] == "year-published"]
    assert told["said"]["working_days"] == 6
    assert "公示期" in board
    refused = office.post(f"{BOARD}/close", hidden(office.read(BOARD), "close"))
    assert refused.status_code == 409 and "没有记录" in refused.text
    board = act(office, "close", {"waived": "<b>全体</b>无异议"})
    assert "&lt;b&gt;全体&lt;/b&gt;无异议" in board and "<b>全体" not in board
    said = {"authorised_by": "0001", "ground": "第五十六条", "reason": "表彰被撤销"}
    board = act(office, "restate", said)
    assert "已提交，等待第二人核准：nanyue/1" in board
    assert 'href="/console/runs/nanyue:2024:closed"' in board
    assert 'action="/console/years/nanyue/2024/close"' not in board, "what is done is no form"


def test_whoever_is_one_of_too_many_to_choose_from_is_named_by_number(
    year: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = hire(year)
    committee = signed_in(year, "committee", "committee")
    assert f'<option value="{number}"' in committee.read(BOARD)
    monkeypatch.setattr("api.console.years.ROWS_SHOWN", 1)
    page = committee.read(BOARD)
    assert f'value="{number}"' not in page
    assert re.search(r'<input id="grading-officer" name="officer"[^>]* type="text"', page)


def test_the_committee_decides_a_grade_and_nobody_else_is_offered_it(year: Api) -> None:
    number = hire(year)
    committee = signed_in(year, "committee", "committee")
    page = committee.read(BOARD)
    assert f'action="{BOARD}/freeze"' not in page
    fields = hidden(page, "grading") | {"officer": number, "grade": "competent"}
    answer = committee.post(f"{BOARD}/grading", fields)
    assert answer.status_code == 422 and 'id="grading-minutes-errors"' in answer.text
    fields |= {"minutes": "纪要〔2025〕1号", "decided_on": "2025-01-10", "reason": "事由"}
    answer = committee.post(f"{BOARD}/grading", fields)
    assert answer.status_code == 303, answer.text
    board = text_of(committee.read(answer.headers["Location"]))
    assert f"等次裁定 token:committee 干部{number} 称职 纪要〔2025〕1号" in board
    order = {"order": f"{number}、{number}", "minutes": "纪要", "decided_on": "2025-01-10"}
    answer = committee.post(f"{BOARD}/tie", hidden(page, "tie") | order)
    assert answer.status_code == 409 and number in answer.text, "both were read as an order"


def test_whoever_may_not_is_refused_by_the_api_itself(year: Api) -> None:
    leader = signed_in(year, "leader", "leader")
    page = leader.read(BOARD)
    assert "<form" not in page.partition('id="acts"')[2]
    answer = leader.post(f"{BOARD}/freeze", hidden(page) | {"key": "k"})
    assert answer.status_code == 403
    assert year.read("/years/nanyue/2024")["stage"] == "open"
    number = hire(year)
    own = signed_in(year, "own", "officer", f"officer:{number}")
    for address in (BOARD, "/console/years"):
        assert own.get(address).status_code == 403
    assert leader.post(f"{BOARD}/erase", {}).status_code == 404
    assert leader.get("/console/years/nanyue/two").status_code == 422


def test_another_sites_form_takes_no_step(year: Api) -> None:
    office = signed_in(year, "office", "appraiser")
    fields = hidden(office.read(BOARD), "freeze") | {"csrf": "0" * 64}
    assert office.post(f"{BOARD}/freeze", fields).status_code == 403
    assert year.read("/years/nanyue/2024")["stage"] == "open"


def test_all_years_are_listed_with_their_stage(year: Api) -> None:
    office = Browser(year, "en", signed_in(year, "office", "appraiser").cookies)
    act(office, "freeze")
    page = text_of(office.read("/console/years"))
    assert "nanyue 2024 frozen" in page


def test_the_next_year_is_opened_from_the_list(year: Api) -> None:
    office = signed_in(year, "office", "appraiser")
    listed = office.read("/console/years")
    last = max(row["year"] for row in year.read("/years")["items"])
    address = f"/console/years/nanyue/{last + 1}"
    assert f'href="{address}"' in listed
    page = office.read(address)
    assert "开启 未登记" in text_of(page) and 'class="stage reached' not in page
    assert '<details class="doing" open>' in page and 'href="#opening"' in page
    fields = hidden(page, "opening") | {"carry_plans": "false"}
    refused = office.post(f"{address}/opening", fields | {"carry_plans": ""})
    assert refused.status_code == 422 and 'id="opening-carry_plans-errors"' in refused.text
    answer = office.post(f"{address}/opening", fields)
    assert answer.status_code == 303, answer.text
    board = office.read(answer.headers["Location"])
    assert f'action="{address}/opening"' not in board and "开启年度" in board
    (told,) = year.read(f"/years/nanyue/{last + 1}")["acts"]
    assert told["act"] == "year-opened"
    leader = signed_in(year, "leader", "leader")
    assert f"开启 {last + 2} 年度" in office.read("/console/years")
    assert f"开启 {last + 2} 年度" not in leader.read("/console/years")


def test_a_withheld_grade_is_settled_only_of_a_closed_year(year: Api) -> None:
    office = signed_in(year, "office", "appraiser")
    assert 'id="deferral"' not in office.read(BOARD)
    for name, fields in (("freeze", {}), ("publish", {}), ("close", {"waived": "无异议"})):
        act(office, name, fields)
    page = office.read(BOARD)
    (first, *_) = [row["officer"] for row in year.read("/runs/nanyue:2024:closed")["officers"]]
    typed = {"officer": first, "outcome": "cleared", "decided_on": "2025-03-14"}
    typed |= {"document_no": "岳税纪〔2025〕3号", "reason": "经查不构成违纪"}
    answer = office.post(f"{BOARD}/deferral", hidden(page, "deferral") | typed)
    assert answer.status_code == 409 and "没有记录" in answer.text, "his grade was not withheld"
    assert "岳税纪〔2025〕3号" in answer.text, "it comes back as it was filled"
    answer = office.post(f"{BOARD}/deferral", hidden(page, "deferral") | typed | {"outcome": ""})
    assert answer.status_code == 422 and 'id="deferral-outcome-errors"' in answer.text


def test_whoever_is_told_of_a_result_says_so_on_his_own_page(year: Api) -> None:
    office = signed_in(year, "office", "appraiser")
    act(office, "freeze")
    act(office, "publish")
    (first, *_) = [row["officer"] for row in year.read("/runs/nanyue:2024:frozen")["officers"]]
    own = signed_in(year, f"own-{first}", "officer", f"officer:{first}")
    address = f"/console/officers/{first}"
    page = own.read(f"{address}?year=2024")
    rows = year.read("/acknowledgements", subject=f"officer:{first}")["items"]
    (told,) = [row["result"] for row in rows if row["result"]]
    fields = hidden(page, "told_result") | {
        "result": told,
        "agrees": "false",
        "opinion": "名次有误",
    }
    answer = own.post(f"{address}/told_result?year=2024", fields | {"agrees": ""})
    assert answer.status_code == 422 and 'id="told_result-agrees-errors"' in answer.text
    answer = own.post(f"{address}/told_result?year=2024", fields)
    assert answer.status_code == 303, answer.text
    assert 'id="told_result"' not in own.read(answer.headers["Location"]), "nothing waits any more"
    rows = year.read("/acknowledgements", subject=f"officer:{first}")["items"]
    (said,) = [row for row in rows if row["result"]]
    assert (said["agrees"], said["opinion"]) == (False, "名次有误")
