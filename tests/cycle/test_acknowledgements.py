"""Is who is judged told of each entry and result, and who has not said so yet (本人确认)?"""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.askers import Headers
from tests.api.asking import refused
from tests.api.bodies import BUREAU
from tests.cycle.claims import ADA, BO, YEAR, ZG, Desk

pytestmark = pytest.mark.postgres


def said_of(desk: Desk, who: Headers, **asked: Any) -> list[Any]:
    page = desk.read("/acknowledgements", who, bureau=BUREAU, limit=1000, **asked)
    return list(page["items"])


def a_bonus(desk: Desk, subject: str = ADA) -> str:
    body = {"bureau": BUREAU, "subject": subject, "item": "W1", "points": "0.5"}
    body |= {"effective_on": "2024-09-02"}
    (entry,) = desk.post("/bonuses", body, desk.clerk).json()["entries"]
    return str(entry)


def test_an_entry_is_told_until_he_himself_acknowledges_it(desk: Desk) -> None:
    desk.on("2024-09-03")
    entry = a_bonus(desk)
    row = said_of(desk, desk.ada, subject=ADA, state="told")[-1]
    assert (row["entry"], row["acknowledged_at"], row["agrees"]) == (entry, None, None)
    assert row["told_at"] == desk.api.read(f"/entries/{entry.replace('#', '/')}")["recorded_at"]
    body = {"entry": entry, "agrees": False, "opinion": "应为一分"}
    for who in (desk.bo, desk.zg_head, desk.office, desk.clerk):
        refused(desk.post("/acknowledgements", body, who), 403, "not-permitted")
    assert desk.post("/acknowledgements", body, desk.ada).status_code == 201
    (row,) = [r for r in said_of(desk, desk.office, subject=ADA) if r["entry"] == entry]
    assert (row["state"], row["agrees"], row["opinion"]) == ("acknowledged", False, "应为一分")
    head = desk.api.head
    again = desk.post("/acknowledgements", body, desk.ada).json()
    assert (again["facts"], desk.api.head) == (0, head), "to say the same again is nothing new"
    missing = {"entry": f"nanyue/2024/{ADA}#999", "agrees": True}
    refused(desk.post("/acknowledgements", missing, desk.ada), 404, "entry-not-found")


def test_the_office_lists_what_nobody_has_acknowledged_and_others_see_their_own(desk: Desk) -> None:
    desk.on("2024-09-03")
    hers, units = a_bonus(desk, BO), a_bonus(desk, ZG)
    waiting = {r["entry"] for r in said_of(desk, desk.office, state="told")}
    assert {hers, units} <= waiting
    refused(
        desk.ask("/acknowledgements", desk.ada, bureau=BUREAU, subject=BO), 403, "not-permitted"
    )
    refused(desk.ask("/acknowledgements", desk.ada, bureau=BUREAU), 403, "not-permitted")
    body = {"entry": units, "agrees": True}
    refused(desk.post("/acknowledgements", body, desk.dj_head), 403, "not-permitted")
    assert desk.post("/acknowledgements", body, desk.zg_head).status_code == 201
    waiting = {r["entry"] for r in said_of(desk, desk.office, state="told")}
    assert hers in waiting and units not in waiting


def test_a_mark_and_a_restriction_are_told_with_nothing_to_acknowledge(desk: Desk) -> None:
    desk.on("2024-09-03")
    mark = {"year": YEAR, "subject": ADA, "series": "regular_review", "period": "2024Q3"}
    given = {**mark, "score": "91", "effective_on": "2024-09-02", "bureau": BUREAU}
    desk.api.write("/reviews", given)
    veto = {"bureau": BUREAU, "subject": ADA, "rule": "V1", "effective_on": "2024-09-02"}
    desk.api.write("/restrictions", veto | {"reason": "诫勉"})
    rows = said_of(desk, desk.ada, subject=ADA, state="notified")
    told = [(row["mark"], row["restriction"], row["reversed"]) for row in rows]
    ours = (f"nanyue/2024/{ADA}/marks#", f"nanyue/{ADA}/restrictions#1")
    assert told[-1] == (None, ours[1], False)
    assert told[-2][0].startswith(ours[0]) and told[-2][1:] == (None, False)
    number = int(told[-2][0].partition("#")[2])
    withdrawn = {"bureau": BUREAU, "year": YEAR, "subject": ADA, "number": number}
    desk.api.write("/reviews/withdrawals", withdrawn | {"reason": "误录"})
    rows = said_of(desk, desk.ada, subject=ADA, state="notified")
    assert [row["reversed"] for row in rows[-2:]] == [True, False]
    assert not [r for r in said_of(desk, desk.bo, subject=BO) if r["restriction"]]


def test_pages_lead_through_all_that_was_told(desk: Desk) -> None:
    whole = said_of(desk, desk.office)
    found: list[Any] = []
    cursor: dict[str, str] = {}
    while True:
        asked = {"bureau": BUREAU, "limit": 2, **cursor}
        page = desk.read("/acknowledgements", desk.office, **asked)
        found += page["items"]
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}
    assert found == whole


def test_a_published_result_is_acknowledged_by_everybody_in_it(desk: Desk) -> None:
    body = {"bureau": BUREAU, "year": YEAR, "subject": ADA, "result": "published", "agrees": True}
    refused(desk.post("/acknowledgements/results", body, desk.ada), 404, "result-not-taken")
    desk.on("2025-01-10")
    for act in ("freeze", "publish"):
        desk.api.write(f"/years/{BUREAU}/{YEAR}/{act}", {})
    rows = [r for r in said_of(desk, desk.office, year=YEAR) if r["result"] == "published"]
    assert [r["subject"] for r in rows] == [
        *(f"officer:{n}" for n in ("0001", "0002", "0012", "0013")),
        *("unit:dj", "unit:zg"),
    ]
    assert {r["state"] for r in rows} == {"told"}
    refused(desk.post("/acknowledgements/results", body, desk.bo), 403, "not-permitted")
    assert desk.post("/acknowledgements/results", body, desk.ada).status_code == 201
    unit = body | {"subject": ZG, "opinion": "无异议"}
    assert desk.post("/acknowledgements/results", unit, desk.zg_head).status_code == 201
    left = said_of(desk, desk.office, state="told", year=YEAR)
    told = {r["subject"] for r in left if r["result"] == "published"}
    assert told == {"officer:0001", "officer:0002", BO, "unit:dj"}
