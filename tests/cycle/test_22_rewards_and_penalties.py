"""Mechanism 22 (奖惩): does a reward come by a claim, a sanction only once it was heard?"""

from __future__ import annotations

import pytest

from tests.api.asking import refused
from tests.api.bodies import BUREAU, Body
from tests.cycle.claims import ADA, YEAR, Desk

pytestmark = pytest.mark.postgres
NUMBER = ADA.partition(":")[2]


def band_of(desk: Desk, officer: str) -> tuple[int, bool]:
    """The band in the live run, and whether the sanction is among the reasons for it."""
    run = desk.api.read(f"/runs/{BUREAU}:{YEAR}:live")
    (row,) = [r for r in run["officers"] if r["officer"] == officer]
    return row["band"], any("V1" in reason for reason in row["reasons"])


def test_a_reward_lifts_and_a_sanction_caps_the_band_once_it_was_heard(desk: Desk) -> None:
    desk.on("2024-09-10")
    said = {"item": "C2", "level": "provincial", "effective_on": "2024-09-02"}
    desk.grant(desk.claim(desk.ada, ADA, **said))
    assert band_of(desk, NUMBER) == (1, False)
    warning: Body = {"bureau": BUREAU, "subject": ADA, "item": "X6", "reason": "警告处分"}
    answer = desk.post("/reprimands", warning | {"effective_on": "2024-09-09"}, desk.clerk)
    claim = answer.json()["claim"]
    assert band_of(desk, NUMBER) == (1, False), "what is not decided bites nobody"
    refused(desk.act(claim, "approve", desk.approver), 409, "hearing-still-open")
    desk.on("2024-09-14")
    desk.done(claim, "approve", desk.approver)
    assert band_of(desk, NUMBER) == (2, True)
