"""Mechanism 16, 基准分权重: do base points sum to 100, and does each bound its loss?"""

from __future__ import annotations

from typing import Any

import pytest

from tests.api import bodies
from tests.api.bodies import BUREAU
from tests.cycle.quarters import Quarters

pytestmark = pytest.mark.postgres


def plan(*bases: str) -> dict[str, Any]:
    lines = [
        {"indicator": f"y{n}", "base": base, "step": "0.1", "role": "owner"}
        for n, base in enumerate(bases)
    ]
    return {"year": 2024, "plans": [{"unit": "yf", "indicators": lines}]}


def test_scores_derive_from_base_points_that_sum_to_a_hundred(quarters: Quarters) -> None:
    quarters.on("2024-07-10")
    quarters.api.write("/units", bodies.unit("yf"))
    short = quarters.refused("office", "/indicators", 409, "plan-does-not-sum-to100", **plan("60"))
    assert "60" in short["title"]
    over = plan("60", "40.5")
    quarters.refused("office", "/indicators", 409, "plan-does-not-sum-to100", **over)
    quarters.refused("zg_head", "/indicators", 403, "not-permitted", **plan("60", "40"))
    quarters.done("office", "/indicators", **plan("97", "3"))
    first = quarters.api.head
    asked = {"year": 2024, "bureau": BUREAU}
    quarters.lose("y1", "5", "2024-06-12")
    # An indicator of three points loses three.
    assert quarters.read("leader", "/units/yf/score", **asked)["score"] == "97.000"
    # Weighed anew, it loses what was imposed; as it was known before it reads as before.
    quarters.done("office", "/indicators", **plan("90", "10"))
    assert quarters.read("leader", "/units/yf/score", **asked)["score"] == "95.000"
    then = asked | {"position": first + 1}
    assert quarters.read("leader", "/units/yf/score", **then)["score"] == "97.000"
