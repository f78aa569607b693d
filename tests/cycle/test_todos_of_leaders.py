"""Is a leader told whom to evaluate, and whoever was evaluated until when he may object?"""

from __future__ import annotations

from typing import Any

import pytest

from domain.evaluations.vocabulary import period_ref
from tests.cycle.quarters import Quarters
from tests.cycle.tasks import task, waits_for
from tests.domain.cast import NANYUE

pytestmark = pytest.mark.postgres


def test_a_pack_waits_for_its_leader_and_an_evaluation_to_be_confirmed(results: Quarters) -> None:
    names, ref = results.askers, f"{NANYUE}/1"

    def read(who: str) -> Any:
        return results.read(who, "/todos")

    results.on("2025-10-09")
    pack = {"bureau": NANYUE, "year": 2025, "quarter": 3, "unit": "zg", "leader": "0001"}
    results.done("office", "/packs", **pack)
    assert waits_for(read, names, "acknowledge_pack", ref) == ["boss"]
    about = f"{NANYUE}/2025Q3/officer:0012"
    assert not waits_for(read, names, "evaluate_officer", about)
    results.done("boss", f"/packs/{ref}/acknowledge")
    assert not waits_for(read, names, "acknowledge_pack", ref)
    # Of the pack's own unit, by its own leader.
    assert waits_for(read, names, "evaluate_officer", about) == ["boss"]
    assert not task(read, "boss", "evaluate_officer", f"{NANYUE}/2025Q3/officer:0013")
    period = {"bureau": NANYUE, "year": 2025, "period": "Q3"}
    given = {"officer": "0012", "leader": "0001", "pack": 1, "score": "96"}
    results.done("boss", "/evaluations", **period, **given)
    assert not waits_for(read, names, "evaluate_officer", about)
    results.done("office", "/evaluations/openings", **period)
    kind, what = "confirm_evaluations", period_ref(NANYUE, 2025, "Q3")
    assert not waits_for(read, names, kind, what)
    may_object = "object_to_evaluation"
    assert waits_for(read, names, may_object, f"{what}/officer:0012") == ["ada"]
    closes_on = results.read("ada", "/evaluations", **period)["closes_on"]
    assert task(read, "ada", may_object, f"{what}/officer:0012")["due"] == closes_on
    words = {"statement": "分数有误", "relief": "请求重评", "stage": "objection", "year": 2025}
    objection = {**words, "subject": "officer:0012", "about": {"marks": [1]}}
    dispute = results.post("ada", "/disputes", **objection).json()["case"]
    assert not waits_for(read, names, may_object, f"{what}/officer:0012")
    results.on("2025-11-03")
    assert not waits_for(read, names, kind, what), "the objection is decided first"
    results.done("ada", f"/disputes/{dispute}/withdraw")
    assert waits_for(read, names, kind, what) == ["office"]
    results.done("office", "/evaluations/confirmations", **period)
    assert not waits_for(read, names, kind, what)
