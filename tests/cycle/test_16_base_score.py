"""Mechanism 16, 基准分权重: each unit's hundred, and scores that follow the version."""

from __future__ import annotations

import pytest

from tests.api.asking import Api, refused
from tests.api.bodies import loss
from tests.api.conftest import api
from tests.cycle.compiling import BUREAU, YEAR, from_above, indicators, office_of

pytestmark = pytest.mark.postgres
__all__ = ["api"]


def test_every_units_base_points_sum_to_a_hundred_and_losses_stop_at_them(api: Api) -> None:
    office = office_of(api)
    from_above(office)
    light = [*indicators()[:2], indicators()[2] | {"base": "60"}]
    said = {"bureau": BUREAU, "year": YEAR, "indicators": light}
    problem = refused(office.post("/drafts", said, "office"), 422, "draft-faulty")
    assert [e["code"] for e in problem["errors"]] == ["plan-does-not-sum-to100"]
    assert "dj" in problem["errors"][0]["title"]
    office.published()
    office.write("/losses", loss("T2", points="45"), "clerk")
    before = api.head
    assert office.read("/units/zg/score", year=YEAR)["components"]["indicators"] == "60.000000"
    heavier = indicators()
    heavier[0] |= {"base": "50"}
    heavier[1] |= {"base": "50"}
    office.published(indicators=heavier)
    assert office.read("/units/zg/score", year=YEAR)["components"]["indicators"] == "55.000000"
    then = office.read("/units/zg/score", year=YEAR, position=before)
    assert then["components"]["indicators"] == "60.000000"
