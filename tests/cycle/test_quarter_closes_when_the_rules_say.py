"""Is a quarter frozen, and are its packs issued, from the day on which its edition closes it?"""

from __future__ import annotations

import pytest

from tests.api import bodies
from tests.api.bodies import BUREAU
from tests.cycle.quarters import Quarters, of

pytestmark = pytest.mark.postgres


def test_nothing_is_frozen_or_handed_out_before_the_closing_day(results: Quarters) -> None:
    results.on("2025-04-01")
    assert results.done("office", f"{of(2025, 1)}/freeze"), "an edition that says nothing"
    document = bodies.edition(2, "2025-04-01").replace(
        "procedure:\n", "procedure:\n  quarter_closes: 5\n"
    )
    results.api.write("/rulebooks", {"bureau": BUREAU, "document": document})
    pack = {"bureau": BUREAU, "year": 2025, "quarter": 2, "unit": "zg", "leader": "0001"}
    results.on("2025-07-04")
    told = results.refused("office", f"{of(2025, 2)}/freeze", 409, "quarter-still-open")
    assert "2025-07-07" in told["messages"]["zh"] and "2025-07-07" in told["messages"]["en"]
    results.refused("office", "/packs", 409, "quarter-still-open", **pack)
    tasks = results.read("office", "/todos")["items"]
    assert "freeze_quarter" not in {task["kind"] for task in tasks}
    results.on("2025-07-07")
    tasks = results.read("office", "/todos")["items"]
    assert "freeze_quarter" in {task["kind"] for task in tasks}
    results.done("office", f"{of(2025, 2)}/freeze")
    results.done("office", "/packs", **pack)
