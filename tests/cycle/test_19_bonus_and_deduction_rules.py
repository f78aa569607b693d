"""Mechanism 19 (加减分规则): do points, evidence and windows come from the rulebook alone?"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

import pytest

from tests.api.asking import refused
from tests.cycle.claims import ADA, ZG, Desk

pytestmark = pytest.mark.postgres
NOTICE: Final[dict[str, Any]] = {"item": "C3", "level": "municipal", "effective_on": "2024-09-02"}
LAST: Final = "2024-09-14"
"""The tenth working day after 2 September: the 14th, a Saturday, is worked."""


def test_a_claim_on_the_last_working_day_is_granted_by_three_others(desk: Desk) -> None:
    desk.on(LAST)
    before = desk.counted(ADA)
    claim = desk.claim(desk.ada, ADA, **NOTICE)
    told = desk.look(claim)
    assert (told["claim_until"], told["evidence_until"], told["stage"]) == (
        *(LAST, "2024-10-12"),
        "check",
    )
    refused(desk.act(claim, "verify", desk.office), 409, "claim-at-another-stage")
    refused(desk.act(claim, "approve", desk.approver), 409, "claim-at-another-stage")
    refused(desk.act(claim, "check", desk.dj_head), 403, "not-permitted")
    desk.done(claim, "check", desk.zg_head)
    refused(desk.act(claim, "verify", desk.zg_head), 403, "not-permitted")
    desk.done(claim, "verify", desk.office)
    assert desk.look(claim)["stage"] == "approve"
    assert desk.counted(ADA) == before
    (entry,) = desk.done(claim, "approve", desk.approver)["entries"]
    assert desk.counted(ADA) == before + 1
    assert desk.look(claim)["entries"] == [entry]
    fact = desk.api.read("/journal", after=desk.api.head - 3)["items"][0]
    assert (fact["actor"], fact["role"]) == ("token:ada", "officer")
    hands = [(a["stage"], a["actor"], a["role"]) for a in fact["approvals"]]
    assert hands == [
        ("check", "token:zg-head", "unit-head"),
        ("verify", "token:office", "appraiser"),
        ("approve", "token:approver", "approver"),
    ]


def test_a_day_later_it_is_late_unless_a_file_proves_the_receipt(desk: Desk) -> None:
    desk.on("2024-09-18")
    told = refused(desk.claimed(desk.ada, ADA, **NOTICE), 409, "claim-too-late")
    assert LAST in told["messages"]["en"]
    said = NOTICE | {"received_on": "2024-09-06"}
    refused(desk.claimed(desk.ada, ADA, **said), 409, "claim-too-late")
    unknown = "sha256:" + "00" * 32
    refused(desk.claimed(desk.ada, ADA, **said, receipt=unknown), 409, "file-not-stored")
    receipt = desk.file(ADA, desk.ada, "收文登记")
    early = NOTICE | {"received_on": "2024-09-01", "receipt": receipt}
    refused(desk.claimed(desk.ada, ADA, **early), 409, "receipt-unlikely")
    claim = desk.claim(desk.ada, ADA, **said, receipt=receipt)
    assert desk.look(claim)["claim_until"] == "2024-09-23", "the 15th to the 17th are free"
    desk.on("2024-09-24")
    refused(desk.claimed(desk.ada, ADA, **said, receipt=receipt), 409, "claim-too-late")


def test_nobody_claims_for_another_nor_lets_his_own_through(desk: Desk) -> None:
    desk.on(LAST)
    refused(desk.claimed(desk.bo, ADA, **NOTICE, evidence=[]), 403, "not-permitted")
    refused(desk.claimed(desk.office, ADA, **NOTICE, evidence=[]), 403, "not-permitted")
    claim = desk.claim(desk.zg_head, ZG, **NOTICE)
    refused(desk.act(claim, "check", desk.zg_head), 403, "approver-is-proposer")
    desk.done(claim, "check", desk.sole)
    refused(desk.act(claim, "verify", desk.sole), 403, "steps-by-same-person")
    desk.done(claim, "verify", desk.office)
    refused(desk.act(claim, "approve", desk.sole), 403, "steps-by-same-person")
    before = desk.counted(ZG)
    desk.done(claim, "approve", desk.approver)
    assert desk.counted(ZG) == before + 1


def test_a_claim_is_rejected_where_it_stands_and_taken_up_again_in_time(desk: Desk) -> None:
    desk.on("2024-09-12")
    said = NOTICE | {"document_no": "衡税通〔2024〕9号"}
    first = desk.claim(desk.ada, ADA, **said)
    refused(desk.act(first, "reject", desk.approver, reason="依据不足"), 403, "not-permitted")
    desk.done(first, "reject", desk.zg_head, reason="未附文件全文")
    assert (desk.look(first)["state"], desk.look(first)["reason"]) == ("rejected", "未附文件全文")
    number = int(first.partition("/")[2])
    other = desk.claimed(desk.bo, "officer:0013", **said, resubmits=number)
    refused(other, 409, "resubmits-nothing")
    again = desk.claim(desk.ada, ADA, **said, resubmits=number)
    assert desk.look(again)["resubmits"] == first
    desk.pass_on(again)
    desk.done(again, "reject", desk.approver, reason="同一事项已计分")
    desk.on("2024-09-20")
    late = desk.claimed(desk.ada, ADA, **said, resubmits=int(again.partition("/")[2]))
    refused(late, 409, "claim-too-late")


def test_the_cap_of_the_item_cuts_what_claims_bring(desk: Desk) -> None:
    desk.on("2024-09-12")
    before = desk.counted(ADA)
    for n in range(2):
        said = {"item": "I1", "level": "national", "effective_on": "2024-09-03"}
        desk.grant(desk.claim(desk.ada, ADA, **said, document_no=f"国批{n}"))
    assert desk.counted(ADA) == before + 3, "two of two points, capped at three"
    assert desk.claimed_points(ADA)[-2:] == [Decimal(2), Decimal(2)]
