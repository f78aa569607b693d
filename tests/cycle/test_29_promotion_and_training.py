"""Mechanism 29, 职级晋升/干部培训/年度考核联动: who comes into question, as known on a date?"""

from __future__ import annotations

from typing import Any

import pytest

from tests.api import bodies
from tests.api.bodies import BUREAU
from tests.cycle.quarters import Quarters
from tests.cycle.results import AUTHORITY, PAID, RATES, close, edition, entry, year

pytestmark = pytest.mark.postgres
FIRST_BAND = {"years": 1, "grade": "competent", "max_band": 1, "unrestricted": True}
OF = {"bureau": BUREAU, "until": 2024}


def in_question(results: Quarters, **query: Any) -> set[str]:
    found = results.read("leader", "/selections", **OF, **query)
    assert found["selected"] == sum(1 for o in found["officers"] if o["selected"])
    return {o["officer"] for o in found["officers"] if o["selected"]}


def test_results_are_asked_over_years_as_they_were_known(results: Quarters) -> None:
    api = results.api
    api.write("/rulebooks", edition(2, "2024-01-01", PAID, more=RATES))
    results.on("2024-12-30")
    for number, score in (("0012", "90"), ("0013", "89.9")):
        results.done("recorder", "/reviews", **bodies.mark(number, score))
    entry(results, "recorder", "/commendations", **bodies.commendation("0012", level="county"))
    bonus = entry(results, "recorder", "/bonuses", **bodies.bonus("0013", item="W1", points="1.5"))
    results.lose("dj-1", "1", "2024-06-12")
    results.on("2025-01-10")
    before = api.head
    close(results, "2025-01-10")
    closed = api.head
    api.write("/reversals", bodies.reversal(bonus))
    api.write(year("restate"), AUTHORITY)

    # Not known before the close; then who was in the first band; after the restatement the place
    # of him who lost it stays empty.
    assert in_question(results, **FIRST_BAND, position=before) == set()
    assert in_question(results, **FIRST_BAND, position=closed) == {"0013"}
    assert in_question(results, **FIRST_BAND) == set()
    told = results.read("leader", "/selections", **OF, **FIRST_BAND)
    assert told["results"] == {"2024": f"{BUREAU}:2024:restated-1"}
    out = next(o for o in told["officers"] if o["officer"] == "0013")
    assert [(r["code"], r["met"]) for r in out["reasons"]] == [
        ("grades", True),
        ("band", False),
        ("unrestricted", True),
    ]
    assert in_question(results, years=1, awards=1) == {"0012"}

    free = {"years": 1, "grade": "competent", "unrestricted": True}
    assert in_question(results, **free) == {"0012", "0013"}
    api.write("/restrictions", bodies.restriction("0012"))
    assert in_question(results, **free) == {"0013"}
    # Both years competent are asked for a pay step, and one is known; dj lost points.
    assert in_question(results, selection="pay_step") == set()
    assert in_question(results, selection="training") == {"0013"}
    results.denied("leader", "/selections", 404, "selection-unknown", **OF, selection="luck")
    results.denied("zg_head", "/selections", 403, "not-permitted", **OF)


def test_the_growth_account_tells_an_officer_s_years(results: Quarters) -> None:
    query = {"until": 2024, "years": 2}
    mine = results.read("ada", "/officers/0012/growth", **query)
    (known,) = mine["years"]
    assert (known["bureau"], known["year"], known["run"]) == (
        *(BUREAU, 2024, f"{BUREAU}:2024:restated-1"),
    )
    assert (known["band"], known["grade"], known["pay"]) == (2, "competent", "1")
    assert known["commendations"] == {"C1": 1}
    assert [(m["series"], m["score"]) for m in known["marks"]] == [("regular_review", "90")]
    (held,) = mine["restrictions"]
    assert (held["rule"], held["until"]) == ("V1", None)
    assert results.read("leader", "/officers/0012/growth", **query)["digest"] == mine["digest"]
    results.denied("ada", "/officers/0013/growth", 403, "not-permitted", **query)
    results.denied("leader", "/officers/0999/growth", 404, "unknown-officer", **query)
