"""Mechanism 14, 指标分解承接: who truly owns what came from above, and what nobody took on."""

from __future__ import annotations

import pytest

from tests.api.asking import Api, refused
from tests.api.conftest import api
from tests.cycle.compiling import BUREAU, YEAR, from_above, indicators, office_of

pytestmark = pytest.mark.postgres
__all__ = ["api"]


def test_the_cascade_tells_owners_orphans_overloads_and_what_has_no_source(api: Api) -> None:
    office = office_of(api)
    from_above(office)
    more = indicators()
    nowhere = {"bureau": BUREAU, "year": YEAR}
    nowhere["indicators"] = [more[0], more[1] | {"document": None}, *more[2:]]
    problem = refused(office.post("/drafts", nowhere, "office"), 422, "draft-faulty")
    told = [(e["pointer"], e["code"]) for e in problem["errors"]]
    assert told == [("/indicators/1/sources", "indicator-from-nowhere")]
    whole = [{"upper": "U1", "share": "1/2"}]
    over = [more[0], more[1] | {"sources": whole}, more[2]]
    said = {"bureau": BUREAU, "year": YEAR, "indicators": over}
    problem = refused(office.post("/drafts", said, "office"), 422, "draft-faulty")
    assert [e["code"] for e in problem["errors"]] == ["upper-indicator-over-taken"]
    half = [more[0] | {"carriers": [{"unit": "zg", "role": "owner", "share": "1/2"}]}, *more[1:]]
    halved = office.post("/drafts", said | {"indicators": half}, "office")
    problem = refused(halved, 422, "draft-faulty")
    assert "shares-do-not-sum-to-one" in {e["code"] for e in problem["errors"]}

    office.published(indicators=more)
    told = office.read("/indicators/cascade", "zg", year=YEAR, most=1)
    upper = {one["upper"]: one for one in told["upper"]}
    assert (upper["U1"]["taken"], upper["U1"]["left"]) == ("2/3", "1/3")
    (taken,) = upper["U1"]["taken_on"]
    assert (taken["indicator"], taken["leader"]) == ("T1", "L1")
    assert [(c["unit"], c["role"]) for c in taken["carriers"]] == [("zg", "owner"), ("dj", "lead")]
    assert upper["L9"]["left"] == "0"
    assert told["orphans"] == ["U1"]
    assert told["without_source"] == []
    loads = [(x["unit"], x["carries"], x["owns"], x["base"]) for x in told["loads"]]
    assert loads == [("dj", 2, 1, "100"), ("zg", 2, 2, "100")]
    assert told["overloaded"] == ["dj", "zg"]
    assert office.read("/indicators/cascade", "zg", year=YEAR)["overloaded"] == []
    refused(office.get("/indicators/cascade", year=2023), 404, "no-indicator-set")
