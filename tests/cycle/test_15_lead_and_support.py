"""Mechanism 15, 主责、牵头、配合: a loss is split by the published plan, never by memory."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.asking import Api, refused
from tests.api.bodies import loss
from tests.api.conftest import api
from tests.cycle.compiling import BUREAU, YEAR, Office, from_above, indicators, office_of

pytestmark = pytest.mark.postgres
__all__ = ["api"]


def lost(office: Office, unit: str, position: int | None = None) -> str:
    query: dict[str, Any] = {} if position is None else {"position": position}
    score = office.read(f"/units/{unit}/score", year=YEAR, **query)
    return str(score["lines"][0]["claimed"])


def test_a_loss_is_split_by_the_shares_of_the_published_plan(api: Api) -> None:
    """Without shares who leads bears as a support does, by the rulebook's owner share."""
    office = office_of(api)
    from_above(office)
    wrong = {"bureau": BUREAU, "year": YEAR, "indicators": indicators(zg="2/3", dj="2/3")}
    problem = refused(office.post("/drafts", wrong, "office"), 422, "draft-faulty")
    assert [e["pointer"] for e in problem["errors"]] == ["/indicators/0/carriers"]
    office.published()
    office.write("/losses", loss("T1", points="1"), "clerk")
    before = api.head
    assert (lost(office, "zg"), lost(office, "dj")) == ("-0.6", "-0.4")
    office.published(indicators=indicators(zg="2/3", dj="1/3"))
    assert (lost(office, "zg"), lost(office, "dj")) == ("-0.6667", "-0.3333")
    assert (lost(office, "zg", before), lost(office, "dj", before)) == ("-0.6", "-0.4")
    lines = office.read("/indicators", bureau=BUREAU, year=YEAR, unit="dj")["items"]
    assert [(x["indicator"], x["role"], x["share"]) for x in lines][-2:] == [
        ("T1", "support", "1/3"),
        ("T3", "owner", None),
    ]
