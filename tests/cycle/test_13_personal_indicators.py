"""Mechanism 13, 个人绩效指标: tasks of three kinds, each traced to an indicator of the unit."""

from __future__ import annotations

import pytest

from tests.api.asking import Api, pointers, refused
from tests.api.conftest import api
from tests.cycle.compiling import YEAR, from_above, indicators, office_of, task

pytestmark = pytest.mark.postgres
__all__ = ["api"]


def test_an_officer_reads_his_tasks_as_of_a_position(api: Api) -> None:
    office = office_of(api)
    from_above(office)
    one, two = office.officers["one"], office.officers["two"]
    wrong = [task(one, indicator="T3"), task(two, kind="assigned")]
    said = {"bureau": "nanyue", "year": YEAR, "indicators": indicators(), "personal": wrong}
    problem = refused(office.post("/drafts", said, "office"), 422, "draft-faulty")
    assert pointers(problem) == {"/personal/0/indicator", "/personal/1/assigned_by"}
    assert {e["code"] for e in problem["errors"]} == {"indicator-not-of-unit", "assigner-missing"}
    refused(office.get(f"/officers/{one}/indicators", year=YEAR), 404, "no-indicator-set")

    tasks = [
        task(one, indicator="T1"),
        task(one, id="P2", kind="special_task", title="票据专项"),
        task(one, id="P3", kind="assigned", assigned_by="L1", indicator="T2"),
        task(two, indicator="T2"),
    ]
    case = office.published(*tasks)
    before = api.head
    mine = office.read(f"/officers/{one}/indicators", "one", year=YEAR)
    assert mine["kinds"] == {"duty": 1, "special_task": 1, "assigned": 1}
    assert [(t["id"], t["indicator"], t["role"], t["assigned_by"]) for t in mine["indicators"]] == [
        ("P1", "T1", "owner", None),
        ("P2", None, None, None),
        ("P3", "T2", "owner", "L1"),
    ]
    assert mine["indicators"][1]["title"] == "票据专项"
    cascade = office.read("/indicators/cascade", "auditor", year=YEAR)
    assert cascade["untraced"] == 1, "the auditor is told that one task serves no indicator"
    office.published(task(one, indicator="T1", title="改派"))
    assert office.read(f"/officers/{one}/indicators", "one", year=YEAR)["count"] == 1
    then = office.read(f"/officers/{one}/indicators", "one", year=YEAR, position=before)
    assert (then["version"], then["indicators"]) == (1, mine["indicators"])

    # Of others' tasks an officer sees none; his unit's head those of the unit.
    refused(office.get(f"/officers/{two}/indicators", "one", year=YEAR), 403, "not-permitted")
    seen = case.read("one")
    assert ([t["officer"] for t in seen["personal"]], seen["hidden"]) == ([one] * 3, 1)
    assert case.read("zg")["hidden"] == 0
    assert (case.read("dj")["personal"], case.read("dj")["hidden"]) == ([], 4)

    # What the tasks say is sealed for whom they are about, and goes with his name.
    erasure = {
        "subject": f"officer:{two}",
        "authorised_by": "L1",
        "ground": "个人信息保护法第四十七条",
    }
    api.write("/erasures", erasure)
    said = {t["officer"]: t["title"] for t in case.read()["personal"]}
    assert said == {one: "留抵退税审核", two: "[erased 已抹除]"}
