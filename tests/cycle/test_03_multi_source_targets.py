"""Mechanism 3, 对标省、市局和区委区政府任务: each indicator cites its source."""

from __future__ import annotations

import pytest

from tests.api.asking import Api, refused
from tests.api.conftest import api
from tests.cycle.compiling import BUREAU, YEAR, from_above, indicators, office_of, upper

pytestmark = pytest.mark.postgres
__all__ = ["api"]


def test_indicators_cite_the_tax_line_and_the_district(api: Api) -> None:
    office = office_of(api)
    said = {"bureau": BUREAU, "year": YEAR, "indicators": indicators()}
    problem = refused(office.post("/drafts", said, "office"), 422, "draft-faulty")
    assert {e["code"] for e in problem["errors"]} == {"unknown-upper-indicator"}
    from_above(office)
    later = upper(YEAR, document_no="湘税函〔2024〕30号", document_date="2024-05-06")
    office.write("/indicators/upper", later)
    again = office.write("/indicators/upper", later)
    assert again["facts"] == 0
    rows = office.read("/indicators/upper", "one", bureau=BUREAU, year=YEAR)["items"]
    assert [(r["line"], r["document_no"], r["versions"]) for r in rows] == [
        ("tax", "湘税函〔2024〕8号", {"U1": 1}),
        ("local", "岳委发〔2024〕2号", {"L9": 1}),
        ("tax", "湘税函〔2024〕30号", {"U1": 2}),
    ]
    office.published()
    cascade = office.read("/indicators/cascade", year=YEAR)
    held = {u["upper"]: (u["line"], u["version"], u["document_no"]) for u in cascade["upper"]}
    assert held == {
        "L9": ("local", 1, "岳委发〔2024〕2号"),
        "U1": ("tax", 2, "湘税函〔2024〕30号"),
    }
    refused(office.post("/indicators/upper", later, "zg"), 403, "not-permitted")
