"""Mechanism 20 (表彰、竞赛、重点工作): do all come by claims, and joint ones by shares?"""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.api.asking import refused
from tests.cycle.claims import ADA, BO, ZG, Desk

pytestmark = pytest.mark.postgres


def test_each_category_counts_in_the_score_by_its_level_or_range(desk: Desk) -> None:
    desk.on("2024-09-10")
    before = desk.counted(ADA)
    for said, points in (
        ({"item": "C2", "level": "municipal"}, "1.5"),
        ({"item": "K1", "level": "second", "evidence": []}, "0.7"),
        ({"item": "W1", "points": "0.8", "evidence": []}, "0.8"),
    ):
        desk.grant(desk.claim(desk.ada, ADA, **said, effective_on="2024-09-02"))
        assert desk.claimed_points(ADA)[-1] == Decimal(points)
    assert desk.counted(ADA) == before + 3
    outside = desk.claimed(desk.ada, ADA, item="W1", points="2.1", effective_on="2024-09-02")
    refused(outside, 409, "points-outside-range")


def test_a_joint_award_names_all_and_one_approval_grants_each_his_share(desk: Desk) -> None:
    desk.on("2024-09-10")
    said = {"item": "C2", "level": "provincial", "effective_on": "2024-09-02"}
    short = [{"subject": BO, "share": "1/4"}]
    refused(desk.claimed(desk.ada, ADA, **said, others=short), 409, "share-not-said")
    answer = desk.claimed(desk.ada, ADA, **said, share="3/5", others=short)
    refused(answer, 409, "shares-not-one")
    twice = [{"subject": ADA, "share": "2/5"}]
    answer = desk.claimed(desk.ada, ADA, **said, share="3/5", others=twice)
    refused(answer, 409, "named-in-award-twice")
    both = [{"subject": BO, "share": "2/5"}]
    claim = desk.claim(desk.ada, ADA, **said, share="3/5", others=both)
    before = desk.counted(ADA), desk.counted(BO)
    first, second = desk.grant(claim)
    assert (first.partition("#")[0], second.partition("#")[0]) == (
        f"nanyue/2024/{ADA}",
        f"nanyue/2024/{BO}",
    )
    after = desk.counted(ADA), desk.counted(BO)
    assert after == (before[0] + Decimal("1.5"), before[1] + 1)


def test_whoever_is_named_lets_nothing_through(desk: Desk) -> None:
    """The head of zg is an officer too: named in a joint award, he does not check it."""
    desk.on("2024-09-10")
    desk.api.write("/grants", {"grantee": "token:zg-head", "role": "officer", "scope": BO})
    others = [{"subject": BO, "share": "1/2"}]
    said = {"item": "C2", "level": "provincial", "effective_on": "2024-09-02"}
    claim = desk.claim(desk.ada, ADA, **said, share="1/2", others=others)
    refused(desk.act(claim, "check", desk.zg_head), 403, "approver-is-beneficiary")
    desk.api.write("/grants/revocations", {"grantee": "token:zg-head", "number": 2})


def test_a_unit_head_claims_for_his_unit_and_for_an_officer_in_it(desk: Desk) -> None:
    desk.on("2024-09-10")
    said = {"item": "C3", "level": "provincial", "effective_on": "2024-09-03"}
    before = desk.counted(ZG)
    desk.grant(desk.claim(desk.zg_head, ZG, **said), desk.sole)
    assert desk.counted(ZG) == before + Decimal("1.5")
    assert desk.claim(desk.zg_head, ADA, **said)
    refused(desk.claimed(desk.zg_head, BO, **said, evidence=[]), 403, "not-permitted")
