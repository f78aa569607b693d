"""Mechanism 21 (通报批评、作风、重点工作减分): is one heard before points are taken?"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import httpx
import pytest

from tests.api import bodies
from tests.api.askers import Headers, asker
from tests.api.asking import refused
from tests.api.bodies import BUREAU, Body
from tests.api.files import zipped
from tests.cycle.claims import ADA, YEAR, ZG, Desk

pytestmark = pytest.mark.postgres


def late(subject: str = ADA, **more: Any) -> Body:
    said = {"item": "X2", "effective_on": "2024-09-02", "reason": "无故缺会"}
    return {"bureau": BUREAU, "subject": subject, **said, **more}


def test_nothing_is_taken_before_the_hearing_is_over(desk: Desk) -> None:
    desk.on("2024-09-03")
    before = desk.counted(ADA, "deduction")
    answer = desk.post("/deductions", late(), desk.clerk)
    assert answer.status_code == 202, answer.text
    claim = answer.json()["claim"]
    told = desk.read(f"/claims/{claim}", desk.ada)
    assert (told["stage"], told["hearing_until"]) == ("hearing", "2024-09-06")
    still = refused(desk.act(claim, "approve", desk.approver), 409, "hearing-still-open")
    assert "2024-09-06" in still["messages"]["en"]
    desk.on("2024-09-05")
    proof = desk.file(ADA, desk.ada, "请假单")
    desk.done(claim, "answer", desk.ada, text="当日已请假", evidence=[proof])
    seen = desk.look(claim, desk.approver)
    assert (seen["answers"][0]["text"], seen["answers"][0]["evidence"]) == ("当日已请假", [proof])
    refused(desk.act(claim, "approve", desk.approver), 409, "hearing-still-open")
    desk.on("2024-09-07")
    refused(desk.act(claim, "answer", desk.ada, text="补充"), 409, "hearing-closed")
    assert desk.counted(ADA, "deduction") == before
    desk.done(claim, "approve", desk.approver)
    assert desk.counted(ADA, "deduction") == before - Decimal("0.3")


def test_whoever_convinces_loses_nothing(desk: Desk) -> None:
    desk.on("2024-09-03")
    before = desk.counted(ADA, "deduction")
    claim = desk.post("/deductions", late(), desk.clerk).json()["claim"]
    desk.done(claim, "answer", desk.ada, text="考勤机故障")
    desk.done(claim, "reject", desk.approver, reason="经核实属考勤机故障")
    assert desk.counted(ADA, "deduction") == before
    refused(desk.act(claim, "waive", desk.ada), 409, "claim-ended")


def test_one_may_waive_it_and_only_oneself(desk: Desk) -> None:
    desk.on("2024-09-03")
    claim = desk.post("/deductions", late(), desk.clerk).json()["claim"]
    for who in (desk.bo, desk.zg_head, desk.clerk, desk.office):
        refused(desk.act(claim, "answer", who, text="代为陈述"), 403, "not-permitted")
    desk.done(claim, "waive", desk.ada)
    assert (desk.look(claim)["stage"], desk.look(claim)["waived_on"]) == ("approve", "2024-09-03")
    refused(desk.act(claim, "waive", desk.ada), 409, "hearing-closed")
    desk.done(claim, "approve", desk.approver)


def test_a_unit_is_heard_by_its_head(desk: Desk) -> None:
    desk.on("2024-09-03")
    claim = desk.post("/deductions", late(ZG), desk.clerk).json()["claim"]
    refused(desk.act(claim, "answer", desk.dj_head, text="不知情"), 403, "not-permitted")
    desk.done(claim, "answer", desk.zg_head, text="已整改")
    assert desk.look(claim)["answers"][0]["text"] == "已整改"


def test_a_unit_below_is_heard_by_its_own_head_and_not_by_the_one_above(desk: Desk) -> None:
    desk.on("2024-09-03")
    desk.api.write("/units", bodies.unit("zg1", parent="zg"))
    own = asker(desk.api, "zg1-head", "unit-head", "unit:zg1")
    claim = desk.post("/deductions", late("unit:zg1"), desk.clerk).json()["claim"]
    for act, said in (("answer", {"text": "代为陈述"}), ("waive", {})):
        refused(desk.act(claim, act, desk.zg_head, **said), 403, "not-permitted")
    desk.done(claim, "waive", own)
    (entry,) = desk.done(claim, "approve", desk.approver)["entries"]
    body = {"entry": entry, "agrees": True}
    refused(desk.post("/acknowledgements", body, desk.zg_head), 403, "not-permitted")
    assert desk.post("/acknowledgements", body, own).status_code == 201


def test_who_acts_alone_waits_for_the_hearing_and_for_nobody_else(desk: Desk) -> None:
    desk.on("2024-09-03")
    before = desk.counted(ADA, "deduction")
    answer = desk.post("/deductions", late(), desk.sole)
    assert answer.status_code == 202
    claim = answer.json()["claim"]
    refused(desk.act(claim, "approve", desk.sole), 409, "hearing-still-open")
    desk.on("2024-09-07")
    desk.done(claim, "approve", desk.sole)
    assert desk.counted(ADA, "deduction") == before - Decimal("0.3")


def test_what_needs_no_hearing_is_recorded_at_once(desk: Desk) -> None:
    desk.on("2024-09-03")
    overdue = late(item="X3", quantity=1)
    assert desk.post("/deductions", overdue, desk.clerk).status_code == 201
    refused(desk.act("nanyue/1", "answer", desk.ada, text="有异议"), 409, "claim-ended")


def test_a_workbook_cannot_wait_and_is_imported_by_who_acts_alone(desk: Desk) -> None:
    desk.on("2024-09-03")
    before = desk.claimed_points(ADA)
    row = {"ref": "w-1", "kind": "deduction", **late()}
    del row["bureau"]

    def imported(who: Headers) -> httpx.Response:
        return desk.api.client.post(
            "/v1/imports",
            data={"bureau": BUREAU, "year": str(YEAR)},
            files={"workbook": ("book.zip", zipped({"entries": [row]}))},
            headers=who,
        )

    told = refused(imported(desk.office), 403, "import-needs-hearing")
    assert "X2" in told["messages"]["zh"] and "X2" in told["messages"]["en"]
    assert desk.claimed_points(ADA) == before
    assert imported(desk.sole).status_code == 201
    assert desk.claimed_points(ADA) == [*before, Decimal("-0.3")]


def test_a_correction_that_takes_more_is_heard_and_one_that_takes_less_is_not(desk: Desk) -> None:
    desk.on("2024-09-03")
    claim = desk.post("/reprimands", late(item="X1", level="district"), desk.clerk).json()["claim"]
    desk.done(claim, "waive", desk.ada)
    (entry,) = desk.done(claim, "approve", desk.approver)["entries"]
    body = {"entry": entry, "reason": "级别有误", "ground": "复核"}
    worse = desk.post("/corrections", {**body, "replacement": {"level": "municipal"}}, desk.clerk)
    assert desk.look(worse.json()["claim"])["stage"] == "hearing"
    milder = desk.post("/corrections", {**body, "replacement": {"share": "1/2"}}, desk.clerk)
    assert desk.look(milder.json()["claim"])["stage"] == "approve"
