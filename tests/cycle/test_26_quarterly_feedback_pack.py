"""Mechanism 26, 按季收集反馈(分部门给评鉴领导): is the pack the same for ever, and read first?"""

from __future__ import annotations

import pytest

from tests.api import bodies
from tests.api.bodies import BUREAU
from tests.cycle.quarters import Quarters

pytestmark = pytest.mark.postgres
PACK = {"bureau": BUREAU, "year": 2025, "quarter": 1, "unit": "zg", "leader": "0001"}


def test_a_pack_keeps_its_bytes_and_waits_until_its_leader_has_read_it(results: Quarters) -> None:
    results.on("2025-03-10")
    loss = results.lose("a", "1", "2025-03-05")
    results.refused("office", "/packs", 409, "quarter-not-over", **PACK)
    results.on("2025-04-08")
    results.refused("boss", "/packs", 403, "not-permitted", **PACK)
    # An officer who evaluates nobody has nothing to read it for.
    results.refused("office", "/packs", 409, "pack-for-leaders-only", **PACK | {"leader": "0013"})
    receipt = results.post("office", "/packs", **PACK).json()
    waiting = results.read("office", "/packs", bureau=BUREAU, unacknowledged=True)
    (row,) = waiting["items"]
    assert (row["leader"], row["acknowledged_on"]) == ("0001", None)
    first = results.read("boss", f"/packs/{BUREAU}/1")
    assert first["digest"] == first["pack"]["pack_digest"] == receipt["digest"]
    # The owner of the indicator bears three fifths.
    (lost, _) = first["sheet"]["indicators"]
    assert (lost["indicator"], lost["lost"], lost["losses"][0]["entry"]) == ("a", "-0.6", loss)
    assert [o["officer"] for o in first["sheet"]["officers"]] == ["0012"]

    # What is recorded later, even into the quarter, does not move a byte of it.
    results.lose("a", "2", "2025-03-20")
    results.api.write("/reversals", bodies.reversal(loss))
    again = results.read("boss", f"/packs/{BUREAU}/1")
    assert again["sheet"] == first["sheet"]
    results.refused("office", "/packs", 409, "pack-still-unread", **PACK)
    results.refused("office", "/packs", 409, "pack-without-plans", **PACK | {"year": 1990})
    later = results.post("office", "/packs", **PACK | {"leader": "0002"}).json()
    assert later["digest"] != receipt["digest"]

    read = f"/packs/{BUREAU}/1/acknowledge"
    results.refused("deputy", read, 409, "leader-only")
    results.refused("zg_head", read, 403, "not-permitted")
    # Nobody is evaluated from a pack that was not read.
    evaluation = {"officer": "0012", "leader": "0001", "pack": 1, "score": "98"}
    period = {"bureau": BUREAU, "year": 2025, "period": "Q1"}
    sealing = period | evaluation
    results.refused("boss", "/evaluations", 409, "pack-not-acknowledged", **sealing)
    results.done("boss", read)
    results.refused("boss", read, 409, "pack-already-acknowledged")
    unread = results.read("office", "/packs", bureau=BUREAU, unacknowledged=True)["items"]
    assert [row["number"] for row in unread] == [2]
    results.done("boss", "/evaluations", **sealing)
    results.denied("zg_head", f"/packs/{BUREAU}/1", 403, "not-permitted")
    results.denied("boss", f"/packs/{BUREAU}/9", 404, "pack-not-found")
