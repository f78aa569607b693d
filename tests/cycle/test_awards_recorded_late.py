"""Is the reason kept why the office records an award late?"""

from __future__ import annotations

from typing import Any, Final

import pytest

from tests.api.bodies import BUREAU, DIGEST
from tests.cycle.claims import ADA, Desk

pytestmark = pytest.mark.postgres
NOTICE: Final[dict[str, Any]] = {
    **{"bureau": BUREAU, "subject": ADA, "item": "C2", "level": "municipal"},
    **{"effective_on": "2024-03-04", "document_no": "南税发〔2024〕11号", "reason": "专项工作"},
    "evidence": [DIGEST],
}


def test_why_it_comes_late_is_kept_in_the_journal(desk: Desk) -> None:
    desk.on("2024-11-04")
    head = desk.api.head
    late = NOTICE | {"late_reason": "上级通报迟至十月送达"}
    answer = desk.post("/commendations", late, desk.clerk)
    assert answer.status_code == 201, answer.text
    facts = desk.api.read("/journal", after=head)["items"]
    assert [f["name"] for f in facts] == ["commendation-conferred", "late-entry-recorded"]
    assert facts[1]["fact"]["last_day"] == "2024-03-18"


def test_why_it_comes_late_stands_with_the_entry(desk: Desk) -> None:
    desk.on("2024-11-05")
    told = {"late_reason": "原件当时未归档", "document_no": "南税发〔2024〕12号"}
    answer = desk.post("/commendations", NOTICE | told, desk.clerk)
    assert answer.status_code == 201, answer.text
    (ref,) = answer.json()["entries"]
    path = "/entries/" + ref.replace("#", "/")
    said = {"last_day": "2024-03-18", "reason": "原件当时未归档"}
    assert desk.api.read(path)["late"] == said
    position = answer.json()["position"]
    assert desk.api.read(path, position=position)["late"] == said
    assert desk.api.read(path, position=position - 1)["late"] is None, "not known yet"
    in_time = NOTICE | {"document_no": "南税发〔2024〕13号"}
    (other,) = desk.post("/commendations", in_time, desk.clerk).json()["entries"]
    assert desk.api.read("/entries/" + other.replace("#", "/"))["late"] is None
