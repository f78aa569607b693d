"""Mechanism 18 (领导批示): does one count by its leader's tier, and a paper once?"""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.api.asking import refused
from tests.cycle.claims import ADA, Desk

pytestmark = pytest.mark.postgres
PAPER = "湘税批〔2024〕31号"


def test_one_paper_with_several_leaders_counts_the_highest_once(desk: Desk) -> None:
    desk.on("2024-09-10")
    said = {"item": "I1", "effective_on": "2024-09-02", "document_no": PAPER, "merit": "批示31"}
    low = desk.claim(desk.ada, ADA, level="municipal", **said)
    high = desk.claim(desk.ada, ADA, level="provincial", **said)
    assert desk.look(high)["cited_by"] == [low], "the same paper is told, and decided by people"
    before = desk.counted(ADA)
    desk.grant(low)
    assert desk.counted(ADA) == before + Decimal("0.5")
    desk.pass_on(high)
    assert desk.counted(ADA) == before + Decimal("0.5"), "provisional points are in no score"
    desk.done(high, "approve", desk.approver)
    assert desk.claimed_points(ADA)[-2:] == [Decimal("0.5"), Decimal(1)]
    assert desk.counted(ADA) == before + 1


def test_what_was_circulated_only_claims_nothing(desk: Desk) -> None:
    """圈阅 is no level of the item."""
    desk.on("2024-09-10")
    said = {"item": "I1", "effective_on": "2024-09-03", "document_no": "湘税批〔2024〕32号"}
    answer = desk.claimed(desk.ada, ADA, level="circulated_only", **said)
    told = refused(answer, 409, "level-not-in-item")
    assert (
        "its levels are: `district`, `municipal`, `national`, `provincial`"
        in told["messages"]["en"]
    )
    refused(desk.claimed(desk.ada, ADA, **said), 409, "level-missing")


def test_what_counts_downwards_is_not_claimed(desk: Desk) -> None:
    desk.on("2024-09-10")
    answer = desk.claimed(desk.ada, ADA, item="X2", effective_on="2024-09-03")
    refused(answer, 409, "kind-does-not-fit")
