"""Mechanism 28, 绩效奖金挂钩: does a restatement yield a delta line, and rewrite nothing?"""

from __future__ import annotations

import pytest

from tests.api import bodies
from tests.api.bodies import BUREAU
from tests.cycle.quarters import Quarters
from tests.cycle.results import AUTHORITY, PAID, RATES, close, edition, entry, year

pytestmark = pytest.mark.postgres


def test_a_restatement_changes_the_bonus_by_a_line_of_its_own(results: Quarters) -> None:
    results.api.write("/rulebooks", edition(2, "2024-01-01", PAID, more=RATES))
    results.on("2024-12-30")
    for number, score in (("0012", "90"), ("0013", "89.9")):
        results.done("recorder", "/reviews", **bodies.mark(number, score))
    bonus = entry(results, "recorder", "/bonuses", **bodies.bonus("0013"))
    results.on("2025-01-10")
    results.refused("office", year("restate"), 409, "year-not-closed", **AUTHORITY)
    close(results, "2025-01-10")
    first = results.read("leader", f"/runs/{BUREAU}:2024:closed/pay")
    paid = {line["officer"]: (line["coefficient"], line["delta"]) for line in first["lines"]}
    assert (paid["0012"], paid["0013"]) == (("1", None), ("1.2", None))

    results.api.write("/reversals", bodies.reversal(bonus))
    results.refused("recorder", year("restate"), 403, "not-permitted", **AUTHORITY)
    waits = results.post("office", year("restate"), **AUTHORITY)
    assert waits.status_code == 202, waits.text
    number = waits.json()["claim"].partition("/")[2]
    claim = results.read("approver", f"/claims/{BUREAU}/{number}")
    approve = f"/claims/{BUREAU}/{number}/approve"
    results.done("approver", approve, digest=claim["digest"])

    pay = results.read("leader", f"/runs/{BUREAU}:2024:restated-1/pay")
    assert pay["follows"] == f"{BUREAU}:2024:closed"
    lines = {line["officer"]: line for line in pay["lines"]}
    fallen = lines["0013"]
    assert (fallen["before"], fallen["coefficient"], fallen["delta"]) == ("1.2", "1", "-0.2")
    assert results.read("leader", f"/runs/{BUREAU}:2024:closed/pay") == first
    results.denied("ada", f"/runs/{BUREAU}:2024:closed/pay", 403, "not-permitted")
