"""Mechanism 17, 扣分颗粒度: does a loss keep to the step, and stop at zero (扣完为止)?"""

from __future__ import annotations

import pytest

from tests.api import bodies
from tests.api.bodies import BUREAU
from tests.cycle.quarters import Quarters

pytestmark = pytest.mark.postgres
ASKED = {"year": 2024, "bureau": BUREAU}


def test_losses_keep_to_the_step_and_take_no_more_than_there_is(quarters: Quarters) -> None:
    quarters.on("2024-07-10")
    off = bodies.loss("b", points="0.25")
    problem = quarters.refused("office", "/losses", 409, "points-off-step", **off)
    assert "0.1" in problem["title"]
    none = bodies.loss("b", points="0")
    quarters.refused("office", "/losses", 409, "loss-not-positive", **none)
    quarters.lose("b", "30.5", "2024-06-12")
    assert quarters.read("leader", "/units/zg/score", **ASKED)["score"] == "69.500"
    last = quarters.lose("b", "30.5", "2024-06-13")
    told = quarters.read("leader", "/units/zg/score", **ASKED)
    # b is worth 40: of the second 30.5 points 9.5 count.
    assert told["score"] == "60.000"
    line = next(line for line in told["lines"] if line["entry"] == last)
    assert (line["claimed"], line["counted"]) == ("-30.5", "-9.5")
