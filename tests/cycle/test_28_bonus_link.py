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
    in_yuan(results)
    assert results.read("leader", f"/runs/{BUREAU}:2024:closed/pay") == first
    results.denied("ada", f"/runs/{BUREAU}:2024:closed/pay", 403, "not-permitted")


def in_yuan(results: Quarters) -> None:
    """By a base per head, and by a sum that is shared out to the last fen."""
    closed, restated = (f"/runs/{BUREAU}:2024:{run}/pay" for run in ("closed", "restated-1"))

    def paid(run: str, *what: str, **asked: str) -> dict[str, tuple[str | None, ...]]:
        lines = results.read("leader", run, **asked)["lines"]
        return {row["officer"]: tuple(row.get(name) for name in what) for row in lines}

    assert paid(closed, "amount", "amount_before", base="12000.05") == {
        "0012": ("12000.05", None),
        "0013": ("14400.06", None),
    }
    assert paid(restated, "amount_before", "amount", "amount_delta", base="12000.05") == {
        "0012": ("12000.05", "12000.05", "0.00"),
        "0013": ("14400.06", "12000.05", "-2400.01"),
    }
    told = results.read("leader", closed, fund="100")
    # 100 by 1 and 1.2: 45.454… and 54.545…
    assert paid(closed, "amount", fund="100") == {"0012": ("45.45",), "0013": ("54.55",)}
    assert (told["fund"], told["total_amount"], "base" in told) == ("100.00", "100.00", False)
    moved = results.read("leader", restated, fund="100")
    assert (moved["total_amount"], moved["total_delta"]) == ("100.00", "0.00")
    results.denied("leader", closed, 422, "two-sums", base="1", fund="1")
    for wrong in ("0", "-5", "1.005", "1e3"):
        results.denied("leader", closed, 422, "malformed", base=wrong)


def test_a_fund_is_not_shared_out_where_nobody_has_a_coefficient(results: Quarters) -> None:
    run = f"/runs/{BUREAU}:2025:live/pay"
    results.api.write("/rulebooks", edition(3, "2025-01-01", more="pay: {1: 0, 2: 0}\n"))
    results.denied("leader", run, 409, "fund-without-shares", fund="100")
    assert "total_amount" not in results.read("leader", run)
