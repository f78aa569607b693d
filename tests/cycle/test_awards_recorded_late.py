"""Is an award that the office records itself in time, or told with the reason why it is late?"""

from __future__ import annotations

from typing import Any, Final

import pytest

from tests.api.asking import refused
from tests.api.bodies import BUREAU, DIGEST
from tests.cycle.claims import ADA, Desk

pytestmark = pytest.mark.postgres
NOTICE: Final[dict[str, Any]] = {
    **{"bureau": BUREAU, "subject": ADA, "item": "C2", "level": "municipal"},
    **{"effective_on": "2024-03-04", "document_no": "南税发〔2024〕11号", "reason": "专项工作"},
    "evidence": [DIGEST],
}


def test_what_comes_late_says_why_and_the_journal_keeps_it(desk: Desk) -> None:
    desk.on("2024-11-04")
    told = refused(desk.post("/commendations", NOTICE, desk.clerk), 409, "entry-too-late")
    assert "2024-03-18" in told["messages"]["zh"] and "late_reason" in told["messages"]["en"]
    head = desk.api.head
    late = NOTICE | {"late_reason": "上级通报迟至十月送达"}
    answer = desk.post("/commendations", late, desk.clerk)
    assert answer.status_code == 201, answer.text
    facts = desk.api.read("/journal", after=head)["items"]
    assert [f["name"] for f in facts] == ["commendation-conferred", "late-entry-recorded"]
    assert facts[1]["fact"]["last_day"] == "2024-03-18"
