"""How do the leaders evaluate the year: by packs that they have read, sealed, opened at once?"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from tests.cycle.year.bureau import BUREAU, HEADS, LEADERS, MOVED, STAFF, YEAR, Body, Bureau
from tests.cycle.year.by_hand import EVALUATED, UNITS

LED: Final = {"zg": "0001", "sz": "0002", "bgs": "0002", "dj": "0003", "fj": "0003"}
"""Who evaluates each unit's officers."""
PERIOD: Final = {"bureau": BUREAU, "year": YEAR, "period": "year"}
OUTLIER: Final = Decimal(5)
"""Further than this from the unit's score an evaluation says why."""


def evaluated(bureau: Bureau) -> None:
    """领导评鉴: the packs of the fourth quarter are read first; nobody reads a score before all
    are opened."""
    packs = {unit: _read(bureau, number, unit) for number, unit in enumerate(LED, start=1)}
    for officer, unit in (HEADS | STAFF | {MOVED: "fj"}).items():
        _seals(bureau, officer, unit, packs[unit])
    bureau.denied("0011", "/evaluations", 409, "evaluations-not-opened", **PERIOD)
    sealed = bureau.remembers("0001", "/evaluations", **PERIOD)
    assert {row["score"] for row in sealed["evaluations"]} == {None}
    bureau.refuses("0001", "/evaluations/openings", 403, "not-permitted", **PERIOD)
    bureau.does("office", "/evaluations/openings", **PERIOD)
    told = bureau.remembers("0001", "/evaluations", **PERIOD)
    assert {row["officer"]: row["score"] for row in told["officers"]} == EVALUATED
    # Five working days from the day after: 9, 10, 13, 14, 15 January.
    assert told["closes_on"] == "2025-01-15"
    bureau.refuses(
        "office", "/evaluations/confirmations", 409, "evaluations-still-published", **PERIOD
    )


def confirmed(bureau: Bureau) -> None:
    """After their publication, before the year is closed."""
    bureau.does("office", "/evaluations/confirmations", **PERIOD)
    told = bureau.remembers("0001", "/evaluations", **PERIOD)
    assert (told["state"], told["confirmed_on"]) == ("confirmed", str(bureau.clock.day))


def _read(bureau: Bureau, number: int, unit: str) -> int:
    """The unit's pack, given to its leader and acknowledged by himself."""
    leader = LED[unit]
    asked = {"bureau": BUREAU, "year": YEAR, "quarter": 4, "unit": unit, "leader": leader}
    bureau.refuses(leader, "/packs", 403, "not-permitted", **asked)
    bureau.does("office", "/packs", **asked)
    path = f"/packs/{BUREAU}/{number}"
    sheet = bureau.remembers(leader, path)["sheet"]
    assert Decimal(sheet["score"]) == UNITS[unit]
    early = _evaluation(next(o for o, u in HEADS.items() if u == unit), unit, number)
    bureau.refuses(leader, "/evaluations", 409, "pack-not-acknowledged", **early)
    for other in LEADERS:
        if other != leader:
            bureau.refuses(other, f"{path}/acknowledge", 409, "leader-only")
    bureau.does(leader, f"{path}/acknowledge")
    return number


def _evaluation(officer: str, unit: str, pack: int) -> Body:
    said = {"leader": LED[unit], "officer": officer, "pack": pack}
    return {**PERIOD, **said, "score": EVALUATED[officer]}


def _seals(bureau: Bureau, officer: str, unit: str, pack: int) -> None:
    leader, body = LED[unit], _evaluation(officer, unit, pack)
    other = next(one for one in LEADERS if one != leader)
    bureau.refuses(other, "/evaluations", 409, "leader-only", **body)
    if abs(Decimal(EVALUATED[officer]) - UNITS[unit]) > OUTLIER:
        bureau.refuses(leader, "/evaluations", 409, "evaluation-unjustified", **body)
        body["justification"] = "综合日常履职情况"
    bureau.does(leader, "/evaluations", **body)
