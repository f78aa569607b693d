"""D8: is late evidence told as late, and does it count for nothing (佐证逾期)?"""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.api.asking import refused
from tests.cycle.claims import ADA, Desk

pytestmark = pytest.mark.postgres
WHY = "原件正在外单位核验"


def unproven(desk: Desk) -> str:
    """Claimed on 10 September, in time; its evidence is due on 8 October."""
    desk.on("2024-09-10")
    said = {"item": "C3", "level": "municipal", "effective_on": "2024-09-02", "evidence": []}
    claim = desk.claim(desk.ada, ADA, **said)
    assert desk.look(claim)["evidence_until"] == "2024-10-08", "with the holidays as announced"
    return claim


def test_late_evidence_is_kept_as_late_and_a_new_claim_is_out_of_time(desk: Desk) -> None:
    claim = unproven(desk)
    before = desk.counted(ADA)
    desk.done(claim, "check", desk.zg_head)
    refused(desk.act(claim, "verify", desk.office), 409, "evidence-awaited")
    desk.on("2024-10-10")
    proof = desk.file(ADA, desk.ada)
    desk.done(claim, "evidence", desk.ada, evidence=[proof])
    told = desk.look(claim)
    assert told["evidence"] == [{"digest": proof, "added_on": "2024-10-10", "late": True}]
    refused(desk.act(claim, "verify", desk.office), 409, "evidence-not-in-time")
    late = desk.act(claim, "extension", desk.office, until="2024-10-15", reason=WHY)
    refused(late, 409, "evidence-time-over")
    desk.done(claim, "reject", desk.office, reason="佐证材料逾期")
    assert desk.counted(ADA) == before, "provisional points were in no score"
    said = {"item": "C3", "level": "municipal", "effective_on": "2024-09-02"}
    answer = desk.claimed(desk.ada, ADA, **said, resubmits=int(claim.partition("/")[2]))
    refused(answer, 409, "claim-too-late")


def test_on_the_last_day_it_is_in_time(desk: Desk) -> None:
    claim = unproven(desk)
    before = desk.counted(ADA)
    desk.on("2024-10-08")
    desk.done(claim, "evidence", desk.ada, evidence=[desk.file(ADA, desk.ada)])
    desk.pass_on(claim)
    desk.done(claim, "approve", desk.approver)
    assert desk.counted(ADA) == before + Decimal(1)


def test_more_time_is_given_before_it_is_over(desk: Desk) -> None:
    claim = unproven(desk)
    more = {"until": "2024-10-15", "reason": WHY}
    refused(desk.act(claim, "extension", desk.ada, **more), 403, "not-permitted")
    refused(desk.act(claim, "extension", desk.office, until="2024-10-15"), 422, "malformed")
    same = desk.act(claim, "extension", desk.office, **more | {"until": "2024-10-08"})
    refused(same, 409, "extension-gives-no-time")
    for until in ("2099-12-31", "2024-11-19"):
        long = desk.act(claim, "extension", desk.office, **more | {"until": until})
        refused(long, 409, "extension-too-long")
    desk.done(claim, "extension", desk.office, **more)
    desk.done(claim, "extension", desk.office, **more | {"until": "2024-11-18"})
    desk.on("2024-10-10")
    desk.done(claim, "evidence", desk.ada, evidence=[desk.file(ADA, desk.ada)])
    assert [e["late"] for e in desk.look(claim)["evidence"]] == [False]
    desk.grant(claim)


def test_force_majeure_heals_what_came_late(desk: Desk) -> None:
    claim = unproven(desk)
    desk.on("2024-10-10")
    desk.done(claim, "evidence", desk.ada, evidence=[desk.file(ADA, desk.ada)])
    said = {"until": "2024-10-15", "force_majeure": "南税办〔2024〕31号", "reason": WHY}
    desk.done(claim, "extension", desk.office, **said)
    assert [e["late"] for e in desk.look(claim)["evidence"]] == [True], "it was late all the same"
    desk.grant(claim)


def test_evidence_is_a_stored_file_of_the_same_subject(desk: Desk) -> None:
    claim = unproven(desk)
    foreign = desk.file("officer:0013", desk.bo)
    refused(desk.act(claim, "evidence", desk.ada, evidence=[foreign]), 409, "file-not-stored")
    refused(desk.act(claim, "evidence", desk.bo, evidence=[foreign]), 403, "not-permitted")
    said = {"item": "C3", "level": "municipal", "effective_on": "2024-09-02"}
    answer = desk.claimed(desk.ada, ADA, **said, evidence=[foreign])
    refused(answer, 409, "file-not-stored")
