"""Mechanism 8, 季末复盘失分: does a frozen quarter tell each lost point, and never otherwise?"""

from __future__ import annotations

import pytest

from tests.api import bodies
from tests.cycle.quarters import Quarters, of

pytestmark = pytest.mark.postgres
REVIEW = f"{of(2025, 1)}/losses"


@pytest.fixture(scope="module")
def lost(quarters: Quarters) -> dict[str, str]:
    """The losses by what the tests call them; the quarter is frozen after the first three."""
    quarters.on("2025-04-01")
    found = {
        "first": quarters.lose("a", "1.2", "2025-01-15"),
        "second": quarters.lose("dj-1", "0.5", "2025-03-31"),
        "annulled": quarters.lose("b", "0.3", "2025-02-11"),
        "next quarter": quarters.lose("a", "0.4", "2025-04-01"),
    }
    quarters.api.write("/reversals", bodies.reversal(found["annulled"]))
    quarters.done("office", f"{of(2025, 1)}/freeze")
    return found


def test_the_review_tells_each_loss_of_the_quarter_with_its_totals(
    quarters: Quarters, lost: dict[str, str]
) -> None:
    review = quarters.read("leader", REVIEW)
    assert [(r["entry"], r["subject"], r["points"], r["cause"]) for r in review["items"]] == [
        (lost["first"], "unit:zg", "1.2", None),
        (lost["second"], "unit:dj", "0.5", None),
    ]
    assert review["totals"] == {"points": "1.7", "last_year": "0"}
    assert review["by_owner"] == {"unit:dj": "0.5", "unit:zg": "1.2"}
    assert review["by_cause"] == {"unexplained": "1.7"}
    assert review["closes_on"] == "2025-04-08"
    frozen = review["frozen"]
    assert frozen["losses_digest"] == review["losses_digest"]
    at = f"nanyue:2025:2025-03-31@{frozen['position']}"
    assert quarters.read("office", f"/runs/{at}")["digest"] == frozen["run_digest"]


def test_the_head_explains_and_the_frozen_losses_stay_whatever_comes(
    quarters: Quarters, lost: dict[str, str]
) -> None:
    then = quarters.read("office", REVIEW)
    said = {"entry": lost["first"], "cause": "deadline", "explanation": "逾期一天报送"}
    path = f"{of(2025, 1)}/explanations"
    quarters.refused("dj_head", path, 403, "not-permitted", **said)
    quarters.refused("office", path, 403, "not-permitted", **said)
    quarters.done("zg_head", path, **said)
    late = quarters.lose("b", "0.6", "2025-03-20")
    quarters.api.write("/reversals", bodies.reversal(lost["second"]))
    now = quarters.read("office", REVIEW)
    first, second = now["items"]
    assert (first["cause"], first["explanation"]) == ("deadline", "逾期一天报送")
    assert (second["points"], second["annulled"]) == ("0.5", True)
    assert [(r["entry"], r["points"]) for r in now["late"]] == [(late, "0.6")]
    kept = ("frozen", "losses_digest", "trend", "totals", "by_owner")
    assert {k: now[k] for k in kept} == {k: then[k] for k in kept}
    again = quarters.read("office", REVIEW, position=then["position"])
    assert again == then
    assert "逾期一天报送" not in quarters.get("leader", REVIEW).text, "who reads no accounts"
    own = quarters.read("zg_head", REVIEW, unit="zg")
    assert (own["count"], own["items"][0]["explanation"]) == (1, "逾期一天报送")


def test_what_a_quarter_lost_is_frozen_once_after_its_end(quarters: Quarters) -> None:
    quarters.refused("office", f"{of(2025, 1)}/freeze", 409, "quarter-already-frozen")
    quarters.refused("office", f"{of(2025, 2)}/freeze", 409, "quarter-not-over")
    quarters.refused("zg_head", f"{of(2025, 2)}/freeze", 403, "not-permitted")
