"""Mechanism 1, 组织绩效+个人绩效双轮驱动: are two scores of one record joined by the org link?"""

from __future__ import annotations

import pytest

from tests.api import bodies
from tests.api.bodies import BUREAU
from tests.cycle.quarters import Quarters

pytestmark = pytest.mark.postgres
ASKED = {"year": 2024, "bureau": BUREAU, "as_of": "2024-12-31"}


def both(quarters: Quarters) -> tuple[str, str]:
    """The unit's score, and that of its officer."""
    unit = quarters.read("leader", "/units/zg/score", **ASKED)["score"]
    return unit, quarters.read("leader", "/officers/0012/score", **ASKED)["score"]


def test_a_loss_of_the_unit_moves_its_officer_by_the_weight_of_the_link(
    quarters: Quarters,
) -> None:
    quarters.on("2024-07-10")
    quarters.done("office", "/reviews", **bodies.mark("0012", "90"))
    assert both(quarters) == ("100.000", "93.000")
    unknown = bodies.loss("nothing")
    quarters.refused("office", "/losses", 409, "indicator-not-in-plan", **unknown)
    quarters.refused("zg_head", "/losses", 403, "not-permitted", **bodies.loss("b"))
    loss = quarters.lose("b", "10", "2024-06-12")
    # zg carries b alone and bears all ten; 0.3 of them reach the officer.
    assert both(quarters) == ("90.000", "90.000")
    quarters.api.write("/reversals", bodies.reversal(loss))
    assert both(quarters) == ("100.000", "93.000")
    # And what he did himself leaves the unit where it was.
    quarters.api.write("/bonuses", bodies.bonus("0012"))
    assert both(quarters) == ("100.000", "93.500")
