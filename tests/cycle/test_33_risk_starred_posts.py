"""Mechanism 33, 风险标星岗位监督评议: is an entry of a starred post's holder let through by two?"""

from __future__ import annotations

from typing import Any

import pytest

from tests.api import bodies
from tests.api.bodies import BUREAU
from tests.cycle.quarters import Quarters
from tests.cycle.results import entry

pytestmark = pytest.mark.postgres
STAR = {"bureau": BUREAU, "unit": "zg", "post_level": "staff", "effective_on": "2024-06-01"}


def waits(results: Quarters, who: str, path: str, **body: Any) -> str:
    """The claim that the command became."""
    answer = results.post(who, path, **body)
    assert answer.status_code == 202, answer.text
    return str(answer.json()["claim"])


def approved(results: Quarters, claim: str) -> None:
    digest = results.read("approver", f"/claims/{claim}")["digest"]
    results.done("approver", f"/claims/{claim}/approve", digest=digest)


def bonuses(results: Quarters) -> str:
    query = {"year": 2024, "bureau": BUREAU}
    return str(results.read("leader", "/officers/0012/score", **query)["bonus"])


def test_a_starred_post_s_entries_wait_for_a_second_person(results: Quarters) -> None:
    results.on("2024-07-10")
    results.done("recorder", "/reviews", **bodies.mark("0012", "80"))
    entry(results, "recorder", "/bonuses", **bodies.bonus("0012"))
    results.refused("recorder", "/stars", 403, "not-permitted", **STAR)
    results.refused("office", "/stars", 404, "unknown-unit", **STAR | {"unit": "nowhere"})
    results.done("office", "/stars", **STAR)
    results.refused("office", "/stars", 409, "post-already-starred", **STAR)

    claim = waits(results, "recorder", "/bonuses", **bodies.bonus("0012"))
    assert bonuses(results) == "0.5"
    digest = results.read("approver", f"/claims/{claim}")["digest"]
    own = f"/claims/{claim}/approve"
    results.refused("recorder", own, 403, "not-permitted", digest=digest)
    approved(results, claim)
    assert bonuses(results) == "1"
    # Nobody else's post is starred, nor was his before.
    entry(results, "recorder", "/bonuses", **bodies.bonus("0013"))
    before = bodies.bonus("0012", item="W1", points="0.5", effective_on="2024-05-31")
    entry(results, "recorder", "/bonuses", **before)

    end = {"bureau": BUREAU, "number": 1, "effective_on": "2024-07-01"}
    approved(results, waits(results, "office", "/stars/ends", **end))
    (star,) = results.read("leader", "/stars", bureau=BUREAU)["items"]
    assert (star["until"], star["starred"]) == ("2024-07-01", False)
    then = results.read("leader", "/stars", bureau=BUREAU, as_of="2024-06-30")["items"]
    assert [s["starred"] for s in then] == [True]
    later = bodies.bonus("0012", item="W1", points="0.5", effective_on="2024-07-01")
    entry(results, "recorder", "/bonuses", **later)
    waits(results, "recorder", "/bonuses", **bodies.bonus("0012"))
