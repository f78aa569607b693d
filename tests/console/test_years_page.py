"""Is a year taken from step to step on its board, by whoever may, with each refusal told before?"""

from __future__ import annotations

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
    assert "尚未冻结;请先冻结再公示。" in board, "what hinders is told before it is met"
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
