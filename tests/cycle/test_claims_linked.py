"""D7: is one honour that two units claim one merit (同一荣誉两个部门申报)?"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

import pytest

from tests.api.asking import refused
from tests.api.bodies import BUREAU, Body
from tests.cycle.claims import ADA, BO, DJ, ZG, Desk

pytestmark = pytest.mark.postgres
NOTICE: Final[dict[str, Any]] = {"item": "C3", "level": "provincial", "effective_on": "2024-09-02"}


def number(claim: str) -> int:
    return int(claim.partition("/")[2])


def linking(merit: str, *parts: tuple[str, str | None]) -> Body:
    claims = [{"number": number(claim), "share": share} for claim, share in parts]
    return {"bureau": BUREAU, "claims": claims, "merit": merit, "reason": "联合完成的项目"}


def link(desk: Desk, merit: str, *parts: tuple[str, str | None]) -> None:
    answer = desk.post("/claims/links", linking(merit, *parts), desk.office)
    assert answer.status_code == 201, answer.text


def both(desk: Desk, paper: str) -> tuple[str, str]:
    """The two units claim the same paper, each writing its number in its own way."""
    first = desk.claim(desk.zg_head, ZG, **NOTICE, document_no=f"湘税函〔2024〕{paper}号")
    second = desk.claim(desk.dj_head, DJ, **NOTICE, document_no=f"湘税函[2024]{paper} 号")
    return first, second


def test_the_same_honour_is_split_and_a_third_late_claim_splits_it_anew(desk: Desk) -> None:
    desk.on("2024-09-10")
    first = desk.claim(desk.zg_head, ZG, **NOTICE, document_no="湘税函〔2024〕88号")
    body = {"bureau": BUREAU, "subject": DJ, **NOTICE, "reason": "联合项目"}
    body |= {"document_no": "湘税函[2024]88 号", "evidence": [desk.file(DJ, desk.dj_head)]}
    receipt = desk.post("/claims", body, desk.dj_head).json()
    second = receipt["claim"]
    assert receipt["cited_by"] == [first], "told at once, whatever brackets it was written with"
    assert desk.look(first)["cited_by"] == [second]
    assert desk.look(first, desk.zg_head)["cited_by"] == [second]
    link(desk, "湘税函88", (first, "7/10"), (second, "3/10"))
    for claim, who in ((first, desk.sole), (second, desk.sole)):
        desk.grant(claim, who)
    assert desk.claimed_points(ZG) == [Decimal("1.05")]
    assert desk.claimed_points(DJ) == [Decimal("0.45")]
    assert (desk.counted(ZG), desk.counted(DJ)) == (Decimal("1.05"), Decimal("0.45"))
    third = desk.claim(desk.ada, ADA, **NOTICE, document_no="湘税函(2024)88号")
    assert desk.look(third, desk.ada)["cited_by"] == [first, second], "of others' entries nothing"
    units = [f"{BUREAU}/2024/{unit}#1" for unit in (ZG, DJ)]
    assert desk.look(third)["cited_by"] == [first, second, *units]
    link(desk, "湘税函88", (first, "5/10"), (second, "3/10"), (third, "2/10"))
    assert desk.claimed_points(ZG) == [Decimal("1.05")], "nothing changes until it is approved"
    desk.pass_on(third)
    head = desk.api.head
    desk.done(third, "approve", desk.approver)
    assert desk.claimed_points(ZG) == [Decimal("0.75")]
    assert desk.claimed_points(DJ) == [Decimal("0.45")]
    assert desk.claimed_points(ADA) == [Decimal("0.3")]
    facts = desk.api.read("/journal", after=head)["items"]
    assert [f["name"] for f in facts] == [
        "entry-reversed",
        "commendation-conferred",
        "commendation-conferred",
        "award-granted",
        "claim-approved",
    ]
    assert all(len(f["approvals"]) == 3 for f in facts[:-1]), "in one append, let through as one"


def test_who_is_named_in_both_gets_one(desk: Desk) -> None:
    desk.on("2024-09-10")
    said = NOTICE | {"document_no": "湘税函〔2024〕90号"}
    others = [{"subject": BO, "share": "1/2"}]
    first = desk.claim(desk.ada, ADA, **said, share="1/2", others=others)
    second = desk.claim(desk.bo, BO, **said)
    link(desk, "湘税函90", (first, "1/2"), (second, "1/2"))
    desk.grant(first)
    before = desk.counted(BO)
    desk.grant(second, desk.dj_head)
    assert desk.claimed_points(BO)[-2:] == [Decimal("0.375"), Decimal("0.75")]
    assert desk.counted(BO) - before == Decimal("0.375"), "the higher of the two, once"


def test_where_the_first_is_rejected_the_second_is_alive(desk: Desk) -> None:
    desk.on("2024-09-10")
    first, second = both(desk, "91")
    link(desk, "湘税函91", (first, "7/10"), (second, "3/10"))
    desk.done(first, "reject", desk.office, reason="实为另一单位完成")
    answer = desk.post(
        "/claims/links", linking("湘税函91", (first, "1/2"), (second, "1/2")), desk.office
    )
    refused(answer, 409, "linked-claim-ended")
    link(desk, "湘税函91", (second, None))
    before = desk.counted(DJ)
    desk.grant(second, desk.sole)
    assert desk.counted(DJ) == before + Decimal("1.5")


def test_similar_is_not_the_same_and_linking_is_a_decision(desk: Desk) -> None:
    """One document may hold two awards: neither is touched unless somebody decides so."""
    desk.on("2024-09-10")
    first, second = both(desk, "92")
    before = desk.counted(ZG), desk.counted(DJ)
    desk.grant(first, desk.sole)
    desk.grant(second, desk.sole)
    after = desk.counted(ZG), desk.counted(DJ)
    assert after == (before[0] + Decimal("1.5"), before[1] + Decimal("1.5"))
    third, fourth = both(desk, "93")
    other = desk.claim(desk.bo, BO, **NOTICE, document_no="湘税函〔2024〕94号")
    for parts, code in (
        (((third, "1/2"), (other, "1/2")), "claims-cite-differently"),
        (((third, "1/2"), (fourth, "1/3")), "shares-not-one"),
        (((third, "1/2"), (fourth, None)), "share-not-said"),
        (((third, None), (third, None)), "linked-claim-twice"),
        (((first, "1/2"), (second, "1/2")), "link-needs-waiting-claim"),
    ):
        refused(desk.post("/claims/links", linking("m", *parts), desk.office), 409, code)
    body = linking("m", (third, "1/2"), (fourth, "1/2"))
    refused(desk.post("/claims/links", body, desk.zg_head), 403, "not-permitted")


def test_what_was_verified_before_it_was_linked_is_verified_again(desk: Desk) -> None:
    desk.on("2024-09-10")
    first, second = both(desk, "95")
    desk.pass_on(first, desk.sole)
    before = desk.look(first)["digest"]
    link(desk, "湘税函95", (first, "1/2"), (second, "1/2"))
    assert desk.look(first)["stage"] == "verify"
    refused(desk.act(first, "approve", desk.approver), 409, "claim-at-another-stage")
    seen = {"digest": before}
    for act, who in (("verify", desk.office), ("reject", desk.office)):
        words = {"reason": "不符"} if act == "reject" else {}
        refused(desk.act(first, act, who, **seen, **words), 409, "claim-reads-otherwise")
    desk.done(first, "verify", desk.office)
    refused(desk.act(first, "approve", desk.approver, **seen), 409, "claim-reads-otherwise")
    desk.done(first, "approve", desk.approver)
    assert desk.claimed_points(ZG)[-1] == Decimal("0.75")
