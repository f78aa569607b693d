"""Does the audit accept what the claims' own way brought forth, whoever took which step?"""

from __future__ import annotations

from typing import Any, Final

import pytest

from projections.evidence.findings import Audited
from projections.evidence.second_pass import four_eyes
from tests.api.bodies import BUREAU
from tests.cycle.claims import ADA, BO, DJ, ZG, Desk

pytestmark = pytest.mark.postgres
NOTICE: Final[dict[str, Any]] = {
    **{"item": "C3", "level": "provincial", "effective_on": "2024-09-02"},
    "document_no": "湘税函〔2024〕96号",
}


def test_awards_links_and_hearings_are_sound_to_the_audit(desk: Desk) -> None:
    desk.on("2024-09-10")
    others = [{"subject": BO, "share": "1/4"}]
    desk.grant(desk.claim(desk.ada, ADA, item="W1", points="1", effective_on="2024-09-02"))
    joint = desk.claim(desk.zg_head, ADA, **NOTICE, share="3/4", others=others)
    desk.done(joint, "check", desk.sole)
    desk.done(joint, "verify", desk.office)
    desk.done(joint, "approve", desk.approver)
    unit = desk.claim(desk.dj_head, DJ, **NOTICE)
    parts = [{"number": int(c.partition("/")[2]), "share": "1/2"} for c in (joint, unit)]
    body = {"bureau": BUREAU, "claims": parts, "merit": "函96", "reason": "同一通报"}
    assert desk.post("/claims/links", body, desk.office).status_code == 201
    desk.grant(unit, desk.sole)
    late = {"bureau": BUREAU, "item": "X2", "effective_on": "2024-09-02"}
    for subject, who in ((ADA, desk.clerk), (ZG, desk.sole)):
        claim = desk.post("/deductions", late | {"subject": subject}, who).json()["claim"]
        desk.on("2024-09-18")
        desk.done(claim, "approve", desk.sole if who is desk.sole else desk.approver)
        desk.on("2024-09-10")
    with desk.api.database.connect("auditor") as conn:
        assert list(four_eyes(Audited(conn, desk.api.head))) == []
