"""Do the pages of units and of the management cycle show what the API says, and to whom it does?"""

from __future__ import annotations

import re
from html import unescape
from typing import Any, Final

import pytest

from scripts.demo.people import CALLED, FAMILIAR, HEADS, LED
from tests.api.asking import Api
from tests.console.browsing import PDF, As, hidden, sent, text_of

HEAD: Final = HEADS["ns"]


def row_of(lived: Api, path: str, **wanted: Any) -> Any:
    found = lived.read(path, limit=1000)["items"]
    return next(row for row in found if all(row[name] == said for name, said in wanted.items()))


@pytest.fixture(scope="module")
def pack(lived: Api) -> Any:
    """Of the quarter that was over last; its leader has not read it yet."""
    return row_of(lived, "/packs", unit="ns", acknowledged_on=None)


def test_a_head_sees_how_his_unit_stands_and_what_it_lost(lived: Api, as_: As, pack: Any) -> None:
    year, quarter = pack["year"], pack["quarter"]
    page = text_of(as_(HEAD).read(f"/console/units/ns?year={year}"))
    statement = lived.read("/units/ns/statement", year=year)
    assert statement["score"]["score"] in page
    for line in statement["lines"]:
        assert line["detail"]["title"]["zh"] in page
    losses = lived.read(f"/quarters/nanyue/{year}/{quarter}/losses", unit="ns")
    assert losses["count"] and losses["totals"]["points"] in page
    assert "按失分原因" in page and losses["trend"][0]["title"] in page
    members = lived.read("/units/ns/members", year=year)["members"]
    assert members and all(f"{one['name']} {one['officer']}" in page for one in members)
    assert "公示后显示" in page, "what is not published has no rank to whoever sees no other"
    closed = lived.read("/rankings/units", year=2023, as_of="2023-12-31")["units"]
    of = next(place["of"] for place in closed if place["unit"] == "ns")
    assert f"/ 共 {of}" in text_of(as_(HEAD).read("/console/units/ns?year=2023"))


def test_of_another_unit_a_head_is_told_nothing_and_a_leader_no_lines(as_: As) -> None:
    answer = as_(HEAD).get("/console/units/zg")
    assert answer.status_code == 403 and "联系管理员" in answer.text
    leader = text_of(as_(LED["ns"]).read("/console/units/zg"))
    assert "不含逐条明细" in leader and CALLED[FAMILIAR] in leader
    assert as_(HEAD).get("/console/units/zg/certificate?year=2023").status_code == 403


def test_a_head_objects_for_his_unit_and_the_office_and_the_committee_go_on(
    lived: Api, as_: As, pack: Any
) -> None:
    year, head = pack["year"], as_(HEAD)
    page = f"/console/units/ns?year={year}"
    (own,) = (e for e in lived.read("/entries", subject="unit:ns", year=year)["items"])
    ref = f"nanyue/{year}/unit:ns#{own['number']}"
    action = f"/console/units/ns/objection?year={year}"
    typed = {"entries": ref, "statement": "统计口径<b>有误</b>", "relief": "请予更正"}
    assert "已提出" in sent(head, page, "objection", action, **typed)
    filed = row_of(lived, "/disputes", subject="unit:ns")
    at = f"/console/disputes/nanyue/{filed['number']}"
    assert "口径&lt;b&gt;有误" in as_("office").read(at), "what people wrote stays text"
    assert f'href="{at}"' in as_("office").read("/console/disputes?state=filed")
    assert f'href="{at}"' in head.read("/console/disputes")
    assert head.get(at.replace(str(filed["number"]), "1")).status_code == 403
    assert "已受理" in sent(as_("office"), at, "dispute_accept", f"{at}/accept")
    certificate = filed["certificate"]
    told = lived.client.get(certificate)
    handed_on = head.get(certificate.replace("/v1/", "/console/"))
    assert handed_on.status_code == told.status_code, "as the API has it, or refuses it yet"
    heard = {"heard": "unit:ns", "held_on": lived.service.ledger.today, "record": "口径见附表"}
    sent(as_("desk"), at, "dispute_hear", f"{at}/hear", **heard)
    decided = sent(
        as_("committee"),
        at,
        "dispute_decide",
        f"{at}/decide",
        outcome="annulled",
        ground="考评办法第十二条",
        document_no="岳税考评纪〔2026〕99号",
        reason="口径确有误",
        reversed=ref,
    )
    assert "等待第二人核准" in decided and "口径见附表" in decided
    (waiting,) = lived.read("/claims", state="waiting", subject="unit:ns")["items"]
    lived.write(f"/claims/nanyue/{waiting['number']}/approve", {"digest": waiting["digest"]})
    lived.read("/imports")
    assert "冲销分录" in as_("committee").read(at)
    assert lived.read(f"/disputes/nanyue/{filed['number']}")["outcome"] == "annulled"


def test_a_remediation_is_reported_with_a_file_and_verified(lived: Api, as_: As) -> None:
    row = row_of(lived, "/remediations", subject="unit:f1", state="open")
    at, head = f"/console/remediations/nanyue/{row['number']}", as_(HEADS["f1"])
    board = head.read("/console/remediations")
    assert row["measures"] in board and "unit:sb" not in board and "/units/sb" not in board
    fields = hidden(head.read(at), "remediation_report")
    files = {"evidence": ("台账.pdf", PDF)}
    refused = head.post(f"{at}/report", fields | {"report": ""}, files)
    assert refused.status_code == 422
    kept = re.search(r'name="evidence" value="(sha256:\w+)" checked', refused.text)
    assert kept is not None, "what was handed in is not asked for again"
    typed = {"report": "培训两期，已考核", "evidence": kept[1]}
    page = sent(head, at, "remediation_report", f"{at}/report", **typed)
    assert "已报告，待核验" in page and "附佐证材料 1 份" in page
    typed = {"with": "unit:f1", "channel": "talk", "visibility": "office", "note": "已约谈负责人"}
    typed["held_on"] = lived.service.ledger.today.isoformat()
    page = sent(as_("office"), at, "remediation_contact", f"{at}/contact", **typed)
    assert "已约谈负责人" in page and "已约谈负责人" not in head.read(at)
    page = sent(as_("office"), at, "remediation_verify", f"{at}/verify", outcome="done")
    assert "已核验" in page
    assert lived.read(f"/remediations/nanyue/{row['number']}")["state"] == "verified"


def test_what_is_to_be_put_right_is_opened_and_its_measures_stay_text(lived: Api, as_: As) -> None:
    office, at = as_("office"), "/console/remediations"
    indicator = row_of(lived, "/remediations", subject="unit:sb")["indicator"]
    typed = {"indicator": indicator, "responsible": HEADS["sb"], "due_on": "2031-01-31"}
    typed["measures"] = "<script>alert(1)</script>"
    page = sent(office, at, "remediation_open", at, **typed)
    assert "<script>alert" not in page and "&lt;script&gt;alert(1)" in page
    assert as_(FAMILIAR).get(at).status_code == 403


def test_the_risk_board_shows_grades_in_words_and_takes_a_check(
    lived: Api, as_: As, pack: Any
) -> None:
    year = lived.service.ledger.today.year
    rows = lived.read("/risks", year=year)["items"]
    page = text_of(as_("office").read("/console/risks"))
    assert all(row["indicator"] in page for row in rows) and "排查逾期" in page
    own = text_of(as_(HEAD).read("/console/risks"))
    others = {row["indicator"] for row in rows if row["subject"] != "unit:ns"}
    assert not any(f"{one} " in own for one in others)
    overdue = next(row for row in rows if row["overdue"])
    typed = {"indicator": overdue["indicator"], "finding": "critical", "note": "已约谈"}
    typed["checked_on"] = lived.service.ledger.today.isoformat()
    action = f"/console/risks/check?year={year}"
    assert "告急 已约谈" in text_of(
        sent(as_("desk"), f"/console/risks?year={year}", "risk_check", action, **typed)
    )


def test_a_loss_is_explained_and_the_briefing_leaves_its_minutes(
    lived: Api, as_: As, pack: Any
) -> None:
    at = f"/console/quarters/nanyue/{pack['year']}/{pack['quarter']}"
    losses = lived.read(at.replace("/console", "") + "/losses")["items"]
    waiting = [row for row in losses if not row["cause"] and not row["annulled"]]
    assert {row["subject"] for row in waiting} >= {"unit:f1"}
    for row in waiting:
        head = as_(HEADS[row["subject"].removeprefix("unit:")])
        typed = {"entry": row["entry"], "cause": "data", "explanation": "取数口径不一"}
        page = sent(head, at, "quarter_explain", f"{at}/explanations", **typed)
        assert "取数口径不一" in page
    agenda = text_of(as_("office").read(at))
    assert "讲评会议程" in agenda and "逾期整改" in agenda
    typed = {"held_on": lived.service.ledger.today, "document_no": "岳税绩纪〔2026〕88号"}
    typed |= {"attendees": f"{HEAD}，{FAMILIAR}", "entry": waiting[0]["entry"]}
    typed["decision"] = "每周核对一次口径"
    page = sent(as_("office"), at, "quarter_briefing", f"{at}/briefing", **typed)
    assert "岳税绩纪〔2026〕88号" in page and "每周核对一次口径" in page and CALLED[HEAD] in page
    moved = as_("office").get("/console/quarters")
    assert moved.status_code == 303 and "/console/quarters/nanyue/" in moved.headers["Location"]


def test_indicators_are_shown_commented_on_and_signed_level_by_level(lived: Api, as_: As) -> None:
    year = lived.service.ledger.today.year
    page = text_of(as_("office").read(f"/console/indicators?year={year}"))
    assert "SJ03" in page and "尚有 1 无人承接" in page and "主责" in page
    own = text_of(as_(FAMILIAR).read(f"/console/indicators?year={year}"))
    tasks = lived.read(f"/officers/{FAMILIAR}/indicators", year=year)["indicators"]
    assert tasks and all(task["title"] in own for task in tasks)
    asked = row_of(lived, "/drafts", number=2)
    at = f"/console/drafts/nanyue/{asked['number']}"
    typed = {"unit": "ns", "text": "建议按户归集"}
    assert "建议按户归集" in sent(as_(HEAD), at, "draft_comment", f"{at}/comments", **typed)
    comment = lived.read(f"/drafts/nanyue/{asked['number']}")["unanswered"][-1]
    typed = {"comment": str(comment), "answer": "accepted", "text": "已采纳，下稿修改"}
    assert "已采纳，下稿修改" in sent(as_("office"), at, "draft_answer", f"{at}/answers", **typed)
    to_sign = row_of(lived, "/drafts", number=3)
    at = f"/console/drafts/nanyue/{to_sign['number']}"
    fields = hidden(as_(HEAD).read(at), "draft_sign") | {"level": "unit-head", "unit": "ns"}
    early = as_(HEAD).post(f"{at}/sign", fields)
    assert early.status_code in (409, 422) and "没有记录" in early.text, "leaders sign before heads"
    leader = as_(LED["ns"])
    assert "分管局领导" in sent(leader, at, "draft_sign", f"{at}/sign", level="leader")


def test_an_award_is_claimed_with_a_file(lived: Api, as_: As) -> None:
    officer, at = as_(FAMILIAR), "/console/awards"
    typed = {"item": "C1", "level": "municipal", "document_no": "衡税发〔2026〕77号"}
    typed |= {"effective_on": lived.service.ledger.today.isoformat(), "reason": "获评先进个人"}
    typed["subject"] = f"officer:{FAMILIAR}"
    files = {"evidence": ("证书.pdf", PDF)}
    page = text_of(sent(officer, at, "award", at, files=files, **typed))
    claim = lived.read("/claims", subject=f"officer:{FAMILIAR}")["items"][-1]
    assert claim["asked"]["document_no"] == "衡税发〔2026〕77号" and len(claim["evidence"]) == 1
    assert f"nanyue/{claim['number']} C1 党委政府综合表彰" in page and "待初审" in page
    assert "干部本人或单位负责人" in as_("auditor").read(at)


def test_a_leader_reads_the_pack_and_must_justify_a_score_that_is_far_off(
    lived: Api, as_: As, pack: Any
) -> None:
    leader, at = as_(LED["ns"]), f"/console/packs/nanyue/{pack['number']}"
    sheet = lived.read(f"/packs/nanyue/{pack['number']}")["sheet"]
    first = leader.read(at)
    assert all(row["officer"] in first for row in sheet["officers"])
    assert 'id="evaluation"' not in first, "indicator scores are read first"
    sent(leader, at, "pack_acknowledge", f"{at}/acknowledge")
    typed = {"period": f"Q{pack['quarter']}", "officer": HEAD, "score": "61"}
    fields = hidden(leader.read(at), "evaluation") | typed
    far = leader.post(f"{at}/evaluate", fields)
    assert far.status_code in (409, 422) and 'value="61"' in far.text
    why = {"justification": "连续两次未按期办结"}
    assert "已密封" in sent(leader, at, "evaluation", f"{at}/evaluate", **typed, **why)
    period = f"/console/evaluations?year={pack['year']}&period=Q{pack['quarter']}"
    office = text_of(as_("office").read(period))
    assert CALLED[HEAD] in office and "61" not in re.sub(r"\d{4}", "", office)
    assert "未按期办结" not in office
    assert "评鉴尚未开启" in as_(HEAD).read(period)
    opened = sent(as_("office"), period, "evaluation_open", period.replace("ons?", "ons/open?"))
    assert "已开启，公示中" in opened and "61" in opened


def test_todos_stand_with_the_page_where_each_is_done(lived: Api, as_: As) -> None:
    told = as_(HEADS["fx"])
    page = told.read("/console/todos")
    links = re.findall(r'<td><a href="([^"]+)"', page)
    assert links
    for link in dict.fromkeys(unescape(one).partition("#")[0] for one in links):
        assert told.get(link).status_code == 200, link
    calendar = told.get("/console/todos/calendar")
    assert calendar.headers["Content-Type"].startswith("text/calendar")
    assert calendar.text.startswith("BEGIN:VCALENDAR")
    as_("desk").read("/console/todos?for=token:office")
    assert as_(HEAD).get("/console/todos?for=token:office").status_code == 403


@pytest.mark.parametrize(
    "address",
    [
        *("/console/remediations/nanyue/1/burn", "/console/disputes/nanyue/1/burn"),
        *("/console/drafts/nanyue/1/burn", "/console/quarters/nanyue/2026/1/burn"),
        *("/console/evaluations/burn", "/console/packs/nanyue/1/burn"),
    ],
)
def test_there_is_no_step_but_those_that_are_known(as_: As, address: str) -> None:
    assert as_("office").post(address, {}).status_code == 404


@pytest.mark.parametrize("year", ["x", "99999", ""])
@pytest.mark.parametrize("page", ["risks", "indicators", "evaluations", "units/ns"])
def test_a_wrong_year_is_refused_in_the_apis_words(as_: As, page: str, year: str) -> None:
    answer = as_("office").get(f"/console/{page}?year={year}")
    assert answer.status_code == (422 if year else 200)
