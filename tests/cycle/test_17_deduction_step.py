"""Mechanism 17, 扣分颗粒度: what is deducted is a multiple of the published step."""

from __future__ import annotations

import pytest

from tests.api.asking import Api, refused
from tests.api.bodies import loss
from tests.api.conftest import api
from tests.cycle.compiling import BUREAU, YEAR, from_above, indicators, office_of

pytestmark = pytest.mark.postgres
__all__ = ["api"]


def test_a_loss_is_a_multiple_of_the_step_that_was_published(api: Api) -> None:
    office = office_of(api)
    from_above(office)
    none = [indicators()[0] | {"step": "0"}, *indicators()[1:]]
    said = {"bureau": BUREAU, "year": YEAR, "indicators": none}
    problem = refused(office.post("/drafts", said, "office"), 422, "draft-faulty")
    assert [e["code"] for e in problem["errors"]] == ["step-not-positive"]
    office.published(indicators=[indicators()[0] | {"step": "0.5"}, *indicators()[1:]])
    refused(office.post("/losses", loss("T1", points="0.7"), "clerk"), 409, "points-off-step")
    office.write("/losses", loss("T1", points="1.5"), "clerk")
    score = office.read("/units/zg/score", year=YEAR)
    assert score["lines"][0]["claimed"] == "-0.9"
