"""Mechanism 10, 讲评会/推进会: is the agenda built from the losses, to which decisions belong?"""

from __future__ import annotations

import pytest

from tests.api import bodies
from tests.cycle.quarters import Quarters, of

pytestmark = pytest.mark.postgres
QUARTER = of(2025, 1)
HELD = {
    "held_on": "2025-04-11",
    "document_no": "岳税绩纪〔2025〕1号",
    "attendees": ["0012", "0013"],
}


def test_a_briefing_goes_through_the_agenda_and_its_decisions_stay_with_the_losses(
    quarters: Quarters,
) -> None:
    quarters.on("2025-03-03")
    work = {"indicator": "b", "responsible": "0012", "measures": "复核", "due_on": "2025-03-31"}
    quarters.done("office", "/remediations", year=2025, **work)
    small = quarters.lose("a", "0.2", "2025-01-15")
    large = quarters.lose("a", "1.5", "2025-02-15")
    other = quarters.lose("dj-1", "0.5", "2025-03-01")
    gone = quarters.lose("dj-1", "0.1", "2025-03-02")
    explained = {"cause": "process", "explanation": "流程衔接不畅"}
    quarters.done("zg_head", f"{QUARTER}/explanations", entry=large, **explained)
    quarters.on("2025-04-11")
    quarters.denied("office", f"{QUARTER}/agenda", 409, "quarter-not-frozen")
    quarters.refused("office", f"{QUARTER}/briefing", 409, "quarter-not-frozen", **HELD)
    quarters.done("office", f"{QUARTER}/freeze")
    late = quarters.lose("b", "0.9", "2025-03-30")
    # What was annulled since is neither gone through nor explained.
    quarters.api.write("/reversals", bodies.reversal(gone))

    agenda = quarters.read("leader", f"{QUARTER}/agenda", as_of="2025-04-11")
    assert [(i["number"], i["what"], i["entry"] or i["remediation"]) for i in agenda["items"]] == [
        (1, "unexplained", other),
        (2, "unexplained", small),
        (3, "loss", large),
        (4, "late", late),
        (5, "remediation", "nanyue/1"),
    ]
    unexplained = quarters.refused("office", f"{QUARTER}/briefing", 409, "loss-unexplained", **HELD)
    assert small in unexplained["title"] and large not in unexplained["title"]
    quarters.done("zg_head", f"{QUARTER}/explanations", entry=small, **explained)
    quarters.done("dj_head", f"{QUARTER}/explanations", entry=other, **explained)
    talk = {
        "year": 2025,
        "channel": "meeting",
        "held_on": "2025-04-12",
        "with": ["unit:zg"],
        "about": {"briefings": [1]},
        "note": "落实讲评会要求",
        "visibility": "unit",
    }
    quarters.refused("office", "/contacts", 404, "briefing-not-held", **talk)
    quarters.refused("zg_head", f"{QUARTER}/briefing", 403, "not-permitted", **HELD)
    decisions = [
        {"entry": large, "decision": "每周调度一次"},
        {"indicator": "dj-1", "decision": "提前核对"},
    ]
    quarters.done("office", f"{QUARTER}/briefing", **HELD, decisions=decisions)
    briefing = quarters.read("office", f"{QUARTER}/losses")["briefing"]
    assert (briefing["document_no"], briefing["officers"]) == (
        HELD["document_no"],
        HELD["attendees"],
    )
    assert [(d["subject"], d["entry"], d["decision"]) for d in briefing["decisions"]] == [
        ("unit:zg", large, "每周调度一次"),
        ("unit:dj", None, "提前核对"),
    ]
    quarters.on("2025-04-12")
    quarters.done("office", "/contacts", **talk)
    quarters.refused("office", f"{QUARTER}/briefing", 409, "briefing-already-held", **HELD)
