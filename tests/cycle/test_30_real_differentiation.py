"""Mechanism 30, 差异化/据实考评,不搞大锅饭: is a rater who tells nobody apart warned of?"""

from __future__ import annotations

from typing import Any

import pytest

from tests.api import bodies
from tests.api.bodies import BUREAU
from tests.cycle.quarters import Quarters

pytestmark = pytest.mark.postgres
ASKED = {"year": 2024, "bureau": BUREAU}
OFFICERS = ("0012", "0013", "0014")


def row(told: Any, rater: str) -> Any:
    return next(r for r in told["raters"] if r["rater"] == rater)


def test_marks_are_held_against_those_of_other_raters(results: Quarters) -> None:
    results.api.write("/officers", bodies.officer("0014"))
    results.api.write("/postings", bodies.posting("0014"))
    results.on("2024-07-10")
    for number in OFFICERS:
        results.done("recorder", "/reviews", **bodies.mark(number, "90"))
    for number, score in zip(OFFICERS, ("70", "75", "80"), strict=True):
        second = bodies.mark(number, score, "2024Q2", effective_on="2024-07-01")
        results.done("office", "/reviews", **second)
    told = results.read("leader", "/fairness", **ASKED)
    same = row(told, "token:recorder")
    assert (same["count"], same["lowest"], same["highest"], same["deviation"]) == (
        *(3, "90", "90", "0.000000"),
    )
    assert [w["code"] for w in same["warnings"]] == ["all_equal", "outside"]
    assert all(w["zh"] and w["en"] for w in same["warnings"])
    wide = row(told, "token:office")
    assert (wide["mean"], [w["code"] for w in wide["warnings"]]) == ("75.000000", ["outside"])
    assert wide["subjects"] == [f"officer:{n}" for n in OFFICERS]

    # One mark told apart, and he is no longer warned of all being equal; then stays as it was.
    then = results.api.head
    results.done("recorder", "/reviews", **bodies.mark("0014", "88"))
    now = row(results.read("leader", "/fairness", **ASKED), "token:recorder")
    assert [w["code"] for w in now["warnings"]] == ["outside"]
    assert results.read("leader", "/fairness", **ASKED, position=then) == told
    early = row(results.read("leader", "/fairness", **ASKED, as_of="2024-06-30"), "token:recorder")
    assert [w["code"] for w in early["warnings"]] == []
    results.denied("ada", "/fairness", 403, "not-permitted", **ASKED)
