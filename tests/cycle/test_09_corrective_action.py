"""Mechanism 9, 整改措施: is a loss followed until it is put right, by others than who verify?"""

from __future__ import annotations

import pytest

from tests.api.askers import grant
from tests.cycle.quarters import Quarters, of

pytestmark = pytest.mark.postgres
ONE = "/remediations/nanyue/1"


def test_a_loss_is_put_right_reported_returned_and_verified(quarters: Quarters) -> None:
    quarters.on("2025-04-14")
    loss = quarters.lose("a", "1.2", "2025-03-10")
    quarters.done("office", f"{of(2025, 2)}/open")
    asked = {
        "year": 2025,
        "entry": loss,
        "responsible": "0012",
        "measures": "建立报送台账",
        "due_on": "2025-05-16",
    }
    elsewhere = asked | {"responsible": "0013"}
    quarters.refused("office", "/remediations", 409, "not-in-unit", **elsewhere)
    quarters.done("office", "/remediations", **asked)
    opened = quarters.read("ada", ONE, as_of="2025-05-16")
    assert (opened["state"], opened["entry"], opened["subject"]) == ("open", loss, "unit:zg")
    assert opened["measures"] == "建立报送台账"
    assert quarters.read("zg_head", ONE, as_of="2025-05-17")["state"] == "overdue"
    quarters.denied("bo", ONE, 403, "not-permitted")
    quarters.on("2025-04-30")
    put_off = {"due_on": "2025-05-30", "reason": "系统升级延后"}
    quarters.refused("zg_head", f"{ONE}/extend", 403, "not-permitted", **put_off)
    quarters.done("office", f"{ONE}/extend", **put_off)
    assert quarters.read("office", ONE, as_of="2025-05-17")["state"] == "open"
    quarters.on("2025-05-20")
    report = {"report": "台账已建立", "evidence": [quarters.file("office", "officer:0013")]}
    missing = quarters.refused("ada", f"{ONE}/report", 409, "file-not-stored", **report)
    assert "unit:zg / officer:0012" in missing["title"], "of either it would do"
    report["evidence"] = [quarters.file("ada", "officer:0012"), quarters.file("zg_head", "unit:zg")]
    quarters.refused("dj_head", f"{ONE}/report", 403, "not-permitted", **report)
    quarters.done("ada", f"{ONE}/report", **report)
    quarters.done("office", f"{ONE}/verify", outcome="returned", reason="缺少台账佐证")
    quarters.done("zg_head", f"{ONE}/report", **report)
    grant(quarters.api, "token:zg_head", "appraiser")
    quarters.refused("zg_head", f"{ONE}/verify", 403, "verifier-is-reporter", outcome="done")
    quarters.done("office", f"{ONE}/verify", outcome="done")
    done = quarters.read("auditor", ONE)
    assert done["state"] == "verified"
    acts = [(a["act"].removeprefix("remediation-"), a["words"]) for a in done["acts"]]
    assert acts == [
        ("extended", "系统升级延后"),
        ("reported", "台账已建立"),
        ("returned", "缺少台账佐证"),
        ("reported", "台账已建立"),
        ("verified", None),
    ]


def test_the_reminder_and_the_list_tell_of_it_as_of_any_day(quarters: Quarters) -> None:
    def listed(**query: str) -> list[int]:
        page = quarters.read("office", "/remediations", bureau="nanyue", **query)
        return [row["number"] for row in page["items"]]

    assert listed(state="verified") == [1]
    assert listed(state="overdue") == []
    assert listed(state="returned", as_of="2025-05-20") == []
    assert listed(as_of="2025-04-13") == []
    assert listed(state="open", as_of="2025-05-19") == [1]
    assert listed(unit="dj") == []
    path = f"{of(2025, 2)}/reminders"
    (zg,) = quarters.read("zg_head", path, unit="zg", as_of="2025-05-05")["items"]
    assert [d["remediation"] for d in zg["due"]] == ["nanyue/1"]
    (zg,) = quarters.read("zg_head", path, unit="zg", as_of="2025-05-21")["items"]
    assert zg["due"] == []


def test_what_is_overdue_is_not_put_off(quarters: Quarters) -> None:
    quarters.on("2025-06-03")
    asked = {"indicator": "b", "responsible": "0012", "measures": "复核", "due_on": "2025-06-10"}
    quarters.done("office", "/remediations", year=2025, **asked)
    quarters.on("2025-06-11")
    late = {"due_on": "2025-07-01", "reason": "太忙"}
    quarters.refused("office", "/remediations/nanyue/2/extend", 409, "remediation-overdue", **late)
    page = quarters.read("leader", "/remediations", bureau="nanyue", state="overdue")
    assert [(r["number"], r["due_on"]) for r in page["items"]] == [(2, "2025-06-10")]
    assert page["items"][0]["measures"] == "[sealed 已封存]", "who reads no accounts"


def test_evidence_that_was_required_is_handed_in_before_it_is_done(quarters: Quarters) -> None:
    quarters.on("2025-05-06")
    asked = {"year": 2025, "indicator": "a", "responsible": "0012", "measures": "建立台账"}
    asked |= {"due_on": "2025-05-30", "evidence": "required"}
    quarters.done("office", "/remediations", **asked)
    *_, last = quarters.read("office", "/remediations", bureau="nanyue")["items"]
    path = f"/remediations/nanyue/{last['number']}"
    assert last["evidence"] == "required"
    quarters.refused("ada", f"{path}/report", 409, "remediation-unproven", report="台账已建立")
    proof = [quarters.file("ada", "officer:0012")]
    quarters.done("ada", f"{path}/report", report="台账已建立", evidence=proof)
