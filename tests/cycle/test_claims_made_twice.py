"""Is one award claimed twice by the same person counted once (重复申报), over HTTP?"""

from __future__ import annotations

from typing import Any, Final

import pytest

from tests.api.asking import refused
from tests.api.bodies import BUREAU
from tests.cycle.claims import ADA, BO, Desk

pytestmark = pytest.mark.postgres
NOTICE: Final[dict[str, Any]] = {"item": "C2", "level": "municipal", "effective_on": "2024-09-02"}


def two(desk: Desk, paper: str, spelt: str) -> tuple[str, str]:
    """Ada claims one notice twice, with two scans and two spellings of its number."""
    desk.on("2024-09-05")
    found = [desk.claim(desk.ada, ADA, **NOTICE, document_no=number) for number in (paper, spelt)]
    for claim in found:
        desk.done(claim, "check", desk.zg_head)
    return found[0], found[1]


def test_two_spellings_of_one_paper_are_one_award(desk: Desk) -> None:
    first, again = two(desk, "南税发〔2024〕5号", "南税发[2024]5")
    before = desk.counted(ADA)
    for claim, other in ((first, again), (again, first)):
        told = refused(desk.act(claim, "verify", desk.office), 409, "same-claimed-already")
        assert other in told["messages"]["en"] and other in told["messages"]["zh"]
    desk.done(again, "reject", desk.office, reason="与前一申报重复")
    desk.done(first, "verify", desk.office)
    desk.done(first, "approve", desk.approver)
    third = desk.claim(desk.ada, ADA, **NOTICE, document_no="南税发(2024)5号")
    desk.done(third, "check", desk.zg_head)
    told = refused(desk.act(third, "verify", desk.office), 409, "same-claimed-already")
    assert f"{BUREAU}/2024/{ADA}#" in told["messages"]["en"], "the entry that it was granted as"
    desk.done(third, "reject", desk.office, reason="已认定")
    assert str(desk.counted(ADA) - before) == "1.5"


def test_the_same_file_is_the_same_award_whatever_number_is_written(desk: Desk) -> None:
    desk.on("2024-09-05")
    scan = [desk.file(ADA, desk.ada)]
    first = desk.claim(desk.ada, ADA, **NOTICE, document_no="南税发〔2024〕15号", evidence=scan)
    again = desk.claim(desk.ada, ADA, **NOTICE, document_no="南税发〔2024〕16号", evidence=scan)
    desk.done(again, "check", desk.zg_head)
    refused(desk.act(again, "verify", desk.office), 409, "same-claimed-already")
    desk.done(first, "withdraw", desk.ada)
    desk.done(again, "verify", desk.office)


def test_another_award_of_the_paper_is_told_with_the_reason(desk: Desk) -> None:
    first, again = two(desk, "南税发〔2024〕25号", "南税发〔2024〕25号")
    number = int(first.partition("/")[2])
    why = "附件二表彰的另一项工作"
    strange = [{"claim": number, "entry": f"{BUREAU}/2024/{ADA}#1", "reason": why}]
    answer = desk.act(again, "verify", desk.office, distinct=strange)
    refused(answer, 409, "distinct-from-nothing")
    refused(desk.act(again, "verify", desk.office, distinct=[{"claim": number}]), 422, "malformed")
    desk.done(again, "verify", desk.office, distinct=[{"claim": number, "reason": why}])
    assert desk.look(again, desk.ada)["distinct"] == [{"other": first, "reason": why}]
    desk.done(first, "verify", desk.office)
    before = desk.counted(ADA)
    for claim in (first, again):
        desk.done(claim, "approve", desk.approver)
    assert str(desk.counted(ADA) - before) == "3.0"


def test_a_claim_that_came_since_the_verification_hinders_the_approval(desk: Desk) -> None:
    desk.on("2024-09-05")
    said = NOTICE | {"document_no": "南税发〔2024〕35号"}
    first = desk.claim(desk.ada, ADA, **said)
    desk.pass_on(first)
    again = desk.claim(desk.ada, ADA, **said)
    refused(desk.act(first, "approve", desk.approver), 409, "same-claimed-already")
    desk.done(again, "withdraw", desk.ada)
    desk.done(first, "approve", desk.approver)


def test_two_persons_may_be_commended_by_one_paper(desk: Desk) -> None:
    desk.on("2024-09-05")
    said = NOTICE | {"document_no": "南税发〔2024〕45号"}
    his = desk.claim(desk.bo, BO, **said)
    hers = desk.claim(desk.ada, ADA, **said)
    assert desk.grant(hers) and desk.grant(his, desk.dj_head)
