"""D6: does the award that was passed over revive, once the winner's level is less?"""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.api.asking import refused
from tests.api.bodies import Body
from tests.cycle.claims import ADA, Desk

pytestmark = pytest.mark.postgres


def test_the_level_of_the_winner_is_corrected_and_the_group_counts_the_other(desk: Desk) -> None:
    desk.on("2024-09-10")
    start = desk.counted(ADA)
    said = {"item": "C2", "merit": "M1", "effective_on": "2024-09-02"}
    low = desk.claim(desk.ada, ADA, level="municipal", **said, document_no="衡税发〔2024〕5号")
    high = desk.claim(desk.ada, ADA, level="provincial", **said, document_no="湘税发〔2024〕7号")
    desk.grant(low)
    (winner,) = desk.grant(high)
    assert desk.counted(ADA) == start + Decimal("2.5")
    body: Body = {"entry": winner, "reason": "实为省局处室文件", "ground": "复核"}
    body |= {"replacement": {"level": "municipal"}}
    waiting = desk.post("/corrections", body, desk.clerk).json()["claim"]
    refused(desk.act(waiting, "approve", desk.clerk), 403, "not-permitted")
    desk.done(waiting, "approve", desk.approver)
    assert desk.counted(ADA) == start + Decimal("1.5"), "max(1.5, 1.5), neither nothing nor both"
    assert desk.claimed_points(ADA)[-2:] == [Decimal("1.5"), Decimal("1.5")]
