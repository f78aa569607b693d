"""Mechanism 34, 退税减税、税务党建、税源管理改革: ordinary indicators, tagged for reporting."""

from __future__ import annotations

import pytest

from tests.api.asking import Api, refused
from tests.api.bodies import loss
from tests.api.conftest import api
from tests.cycle.compiling import YEAR, from_above, office_of

pytestmark = pytest.mark.postgres
__all__ = ["api"]


def test_losses_are_reported_by_tag(api: Api) -> None:
    office = office_of(api)
    from_above(office)
    refused(office.get("/indicators/tags", year=YEAR), 404, "no-indicator-set")
    office.published()
    office.write("/losses", loss("T1", points="1.5"), "clerk")
    office.write("/losses", loss("T3", points="0.7"), "clerk")
    told = office.read("/indicators/tags", year=YEAR)
    assert [(t["tag"], t["indicators"], t["losses"], t["lost"]) for t in told["tags"]] == [
        ("party_building", ["T3"], 1, "0.7"),
        ("tax_reduction", ["T1", "T3"], 2, "2.2"),
    ]
    refused(office.get("/indicators/tags", "zg", year=YEAR), 403, "not-permitted")
