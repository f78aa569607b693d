"""Mechanism 6, 一把手工程、班子直接责任: every indicator has a leader; losses roll up to him."""

from __future__ import annotations

import pytest

from tests.api.asking import Api, refused
from tests.api.bodies import loss, reversal
from tests.api.conftest import api
from tests.cycle.compiling import YEAR, from_above, indicators, office_of

pytestmark = pytest.mark.postgres
__all__ = ["api"]


def test_what_is_lost_on_his_indicators_rolls_up_to_the_leader(api: Api) -> None:
    office = office_of(api)
    from_above(office)
    nobody = [{k: v for k, v in one.items() if k != "leader"} for one in indicators()]
    said = {"bureau": "nanyue", "year": YEAR, "indicators": nobody}
    refused(office.post("/drafts", said, "office"), 422, "malformed")
    office.published()
    assert office.read("/leaders/L1/indicators", "leader", year=YEAR)["lost"] == "0"
    (first,) = office.write("/losses", loss("T1", points="1.5"), "clerk")["entries"]
    office.write("/losses", loss("T3", points="0.7"), "clerk")
    office.write("/losses", loss("T2", points="0.2"), "clerk")
    led = office.read("/leaders/L1/indicators", "leader", year=YEAR)
    assert [(i["indicator"], i["losses"], i["lost"]) for i in led["indicators"]] == [
        ("T1", 1, "1.5"),
        ("T3", 1, "0.7"),
    ]
    assert led["lost"] == "2.2"
    assert office.read("/leaders/L2/indicators", "second", year=YEAR)["lost"] == "0.2"
    before = api.head
    api.write("/reversals", reversal(first))
    assert office.read("/leaders/L1/indicators", "leader", year=YEAR)["lost"] == "0.7"
    then = office.read("/leaders/L1/indicators", "leader", year=YEAR, position=before)
    assert then["lost"] == "2.2"
    refused(office.get("/leaders/L1/indicators", "zg", year=YEAR), 403, "not-permitted")
