"""Is each told what waits for him, he alone, and only until it is done? Claims and accounts."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.askers import Headers, asker, grant
from tests.api.asking import refused
from tests.api.bodies import BUREAU
from tests.cycle.claims import ADA, YEAR, ZG, Desk

pytestmark = pytest.mark.postgres
Tasks = dict[tuple[str, str], Any]


def todos(desk: Desk, who: Headers, **query: Any) -> Tasks:
    found = desk.read("/todos", who, **query)
    assert found["count"] == len(found["items"])
    return {(t["kind"], t["ref"]): t for t in found["items"]}


def waits_for(desk: Desk, kind: str, ref: str) -> set[str]:
    """By whom of the bureau the task is seen."""
    names = ("ada", "bo", "zg_head", "dj_head", "office", "approver", "clerk", "committee")
    return {name for name in names if (kind, ref) in todos(desk, getattr(desk, name))}


def test_each_step_of_a_claim_waits_for_whoever_may_take_it(desk: Desk) -> None:
    desk.on("2024-09-03")
    claim = desk.claim(desk.ada, ADA, item="I1", level="district", effective_on="2024-09-02")
    assert waits_for(desk, "check_claim", claim) == {"zg_head", "office"}
    assert waits_for(desk, "verify_claim", claim) == set()
    task = todos(desk, desk.zg_head)["check_claim", claim]
    assert (task["subject"], task["where"]) == (ADA, f"/v1/claims/{claim}/check")
    desk.done(claim, "check", desk.zg_head)
    assert waits_for(desk, "check_claim", claim) == set()
    assert waits_for(desk, "verify_claim", claim) == {"office"}
    desk.done(claim, "verify", desk.office)
    assert waits_for(desk, "verify_claim", claim) == set()
    assert waits_for(desk, "approve_claim", claim) == {"approver"}
    desk.done(claim, "approve", desk.approver)
    assert waits_for(desk, "approve_claim", claim) == set()


def test_nobody_is_told_to_approve_what_he_proposed_checked_or_has_the_good_of(desk: Desk) -> None:
    desk.on("2024-09-03")
    both = asker(desk.api, "both", "approver")
    grant(desk.api, "token:both", "unit-head", ZG)
    himself = asker(desk.api, "himself", "approver")
    grant(desk.api, "token:himself", "officer", ADA)
    claim = desk.claim(desk.ada, ADA, item="I1", level="district", effective_on="2024-09-02")
    desk.done(claim, "check", both)
    desk.done(claim, "verify", desk.office)
    for who in (both, himself, desk.office):
        assert ("approve_claim", claim) not in todos(desk, who)
    assert ("approve_claim", claim) in todos(desk, desk.approver)
    reversal = {"entry": desk.grant(_another(desk))[0], "reason": "重复", "ground": "核查"}
    asked = desk.post("/reversals", reversal, desk.clerk)
    assert asked.status_code == 202, asked.text
    assert ("approve_claim", asked.json()["claim"]) in todos(desk, desk.approver)
    assert ("approve_claim", asked.json()["claim"]) not in todos(desk, desk.clerk)


def _another(desk: Desk) -> str:
    return desk.claim(desk.ada, ADA, item="K1", level="first", effective_on="2024-09-02")


def test_what_can_only_be_rejected_still_waits_for_its_approver(desk: Desk) -> None:
    desk.on("2024-09-03")
    said = {"item": "I1", "level": "municipal", "effective_on": "2024-09-02"}
    said["document_no"] = "省局〔2024〕61号"
    claim = desk.claim(desk.ada, ADA, **said)
    desk.pass_on(claim)
    again = desk.claim(desk.ada, ADA, **said)
    desk.done(again, "check", desk.zg_head)
    refused(desk.act(claim, "approve", desk.approver), 409, "same-claimed-already")
    assert waits_for(desk, "approve_claim", claim) == {"approver"}
    assert "office" in waits_for(desk, "verify_claim", again)
    desk.done(claim, "reject", desk.approver, reason="重复申报")
    assert waits_for(desk, "approve_claim", claim) == set()
    desk.done(again, "reject", desk.office, reason="重复申报")


def test_evidence_is_asked_of_whoever_claims_until_its_last_day_and_is_then_overdue(
    desk: Desk,
) -> None:
    desk.on("2024-09-03")
    claim = desk.claim(
        desk.ada, ADA, item="I1", level="national", effective_on="2024-09-02", evidence=[]
    )
    last = desk.look(claim)["evidence_until"]
    assert waits_for(desk, "add_evidence", claim) == {"ada"}
    task = todos(desk, desk.ada)["add_evidence", claim]
    assert (task["due"], task["overdue"]) == (last, False)
    assert todos(desk, desk.ada, as_of="2024-12-30")["add_evidence", claim]["overdue"] is True
    desk.done(claim, "evidence", desk.ada, evidence=[desk.file(ADA, desk.ada)])
    assert waits_for(desk, "add_evidence", claim) == set()


def test_whoever_is_to_lose_points_is_told_until_when_he_is_heard(desk: Desk) -> None:
    desk.on("2024-09-03")
    said = {"item": "X2", "effective_on": "2024-09-02", "reason": "无故缺会"}
    body = {"bureau": BUREAU, "subject": ADA, **said}
    claim = desk.post("/deductions", body, desk.clerk).json()["claim"]
    assert waits_for(desk, "be_heard", claim) == {"ada"}
    task = todos(desk, desk.ada)["be_heard", claim]
    assert task["due"] == desk.look(claim)["hearing_until"] == "2024-09-06"
    assert waits_for(desk, "approve_claim", claim) == set()
    desk.done(claim, "answer", desk.ada, text="当日已请假")
    assert waits_for(desk, "be_heard", claim) == set()
    desk.on("2024-09-07")
    assert waits_for(desk, "approve_claim", claim) == {"approver"}
    desk.on("2024-09-03")


def test_an_entry_waits_to_be_acknowledged_by_whose_it_is(desk: Desk) -> None:
    desk.on("2024-09-03")
    (entry,) = desk.grant(_another(desk))
    assert waits_for(desk, "acknowledge_entry", entry) == {"ada"}
    done = desk.post("/acknowledgements", {"entry": entry, "agrees": True}, desk.ada)
    assert done.status_code == 201, done.text
    assert waits_for(desk, "acknowledge_entry", entry) == set()


def test_the_list_is_as_it_was_at_a_position_and_says_what_it_rests_on(desk: Desk) -> None:
    desk.on("2024-09-03")
    claim = _another(desk)
    then = desk.api.head
    desk.done(claim, "check", desk.zg_head)
    assert ("check_claim", claim) not in todos(desk, desk.zg_head)
    first = desk.read("/todos", desk.zg_head, position=then)
    assert claim in {t["ref"] for t in first["items"] if t["kind"] == "check_claim"}
    assert desk.read("/todos", desk.zg_head, position=then) == first
    assert (first["position"], first["as_of"]) == (then, "2024-09-03")
    due = [t["due"] or "9999" for t in first["items"]]
    assert due == sorted(due)


def test_the_office_and_the_auditor_ask_for_others_and_nobody_else(desk: Desk) -> None:
    desk.on("2024-09-03")
    auditor = asker(desk.api, "auditor", "auditor")
    claim = _another(desk)
    for whose in ("token:zg-head", ADA):
        for who in (desk.office, auditor):
            assert desk.read("/todos", who, **{"for": whose})["whose"] == whose
    assert ("check_claim", claim) in todos(desk, desk.office, **{"for": "token:zg-head"})
    kinds = {kind for kind, _ in todos(desk, auditor, **{"for": ADA})}
    assert "check_claim" not in kinds and "acknowledge_entry" in kinds
    own = desk.read("/todos", desk.ada, **{"for": ADA})["items"]
    assert own == desk.read("/todos", desk.ada)["items"]
    for who in (desk.bo, desk.zg_head, desk.approver, desk.committee):
        for path in ("/todos", "/todos.ics"):
            refused(desk.ask(path, who, **{"for": ADA}), 403, "not-permitted")
    assert desk.read("/todos", desk.office, **{"for": "token:nobody-there"})["items"] == []
    assert {t["bureau"] for t in own} == {BUREAU}
    assert desk.read("/todos", desk.ada, bureau="elsewhere")["items"] == []
    assert YEAR == 2024
