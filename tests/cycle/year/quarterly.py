"""What happens in every quarter: opened, marked, frozen, explained, briefed, put right?"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from tests.cycle.year.bureau import BUREAU, HEADS, STAFF, YEAR, Bureau, quarter

REVIEWS: Final = {
    **{"0011": "93 92 94 93", "0012": "90 91 89 90", "0013": "91 91 92 90", "0014": "92 90 91 91"},
    **{"0015": "95 94 95 96", "0016": "92 92 92 92", "0017": "92 91 93 92", "0018": "88 89 88 87"},
    **{"0019": "93 93 94 92", "0020": "90 90 90 90"},
    **{"0101": "94 94 93 95", "0102": "93 93 92 94", "0103": "92 92 92 92", "0104": "95 95 94 96"},
    "0105": "91 90 92 91",
}
"""平时考核 of the four quarters."""
LAST_DAYS: Final = ("2024-03-31", "2024-06-30", "2024-09-30", "2024-12-31")
UNIT_HEAD: Final = {unit: officer for officer, unit in HEADS.items()}


@dataclass(frozen=True)
class Lost:
    """The one loss of a quarter: whose it is, why it came about, who puts it right and how."""

    name: str
    unit: str
    indicator: str
    points: str
    cause: str
    responsible: str


def opens(bureau: Bureau, number: int) -> None:
    """季初提醒."""
    bureau.refuses("0001", f"{quarter(number)}/open", 403, "not-permitted")
    bureau.does("office", f"{quarter(number)}/open")
    bureau.refuses("desk", f"{quarter(number)}/open", 409, "quarter-already-opened")


def reminded(bureau: Bureau, number: int, unit: str) -> Any:
    """What the unit's head is reminded of on this day."""
    asked = {"unit": unit, "as_of": str(bureau.clock.day)}
    told = bureau.remembers(UNIT_HEAD[unit], f"{quarter(number)}/reminders", **asked)
    (own,) = told["items"]
    return own


def imposes(bureau: Bureau, lost: Lost, day: str) -> None:
    """A loss; above what one may record alone it waits for the approver."""
    said = {"bureau": BUREAU, "indicator": lost.indicator, "points": lost.points}
    body = {**said, "effective_on": day, "reason": "通报扣分"}
    bureau.refuses(UNIT_HEAD[lost.unit], "/losses", 403, "not-permitted", **body)
    if Decimal(lost.points) > 1:
        claim = bureau.waits("clerk", "/losses", **body)
        bureau.refuses_step(claim, "approve", "clerk", "not-permitted", 403)
        (ref,) = bureau.approves(claim)
    else:
        (ref,) = bureau.does("clerk", "/losses", **body)["entries"]
    bureau.entries[lost.name] = ref


def marks(bureau: Bureau, number: int) -> None:
    """平时考核, given by the office."""
    for officer in (*HEADS, *STAFF):
        score = REVIEWS[officer].split()[number - 1]
        said = {"year": YEAR, "subject": f"officer:{officer}", "series": "regular_review"}
        period = {"period": f"{YEAR}Q{number}", "effective_on": LAST_DAYS[number - 1]}
        body = {"bureau": BUREAU, **said, **period, "score": score}
        if officer == "0101":
            bureau.refuses(officer, "/reviews", 403, "not-permitted", **body)
        bureau.does("desk", "/reviews", **body)


def reviews(bureau: Bureau, number: int, lost: Lost, closes_on: str) -> None:
    """季末复盘: frozen on the last day for it, explained by the head."""
    before = {"held_on": closes_on, "document_no": "岳税绩纪1号", "attendees": ["0101"]}
    bureau.on(closes_on)
    bureau.refuses("office", f"{quarter(number)}/briefing", 409, "quarter-not-frozen", **before)
    bureau.refuses(UNIT_HEAD[lost.unit], f"{quarter(number)}/freeze", 403, "not-permitted")
    bureau.does("office", f"{quarter(number)}/freeze")
    ref = bureau.entries[lost.name]
    said = {"entry": ref, "cause": lost.cause, "explanation": "基础数据报送不及时"}
    path = f"{quarter(number)}/explanations"
    for other in ("office", "0105" if lost.unit != "fj" else "0101"):
        bureau.refuses(other, path, 403, "not-permitted", **said)
    bureau.does(UNIT_HEAD[lost.unit], path, **said)
    told = bureau.remembers("office", f"{quarter(number)}/losses")
    assert told["closes_on"] == closes_on
    assert told["totals"]["points"] == lost.points
    assert told["by_cause"] == {lost.cause: lost.points}
    assert told["by_owner"] == {f"unit:{lost.unit}": lost.points}
    day = {"as_of": LAST_DAYS[number - 1], "year": YEAR, "bureau": BUREAU}
    for officer in STAFF:
        own = bureau.remembers(officer, f"/officers/{officer}/score", **day)
        given = [Decimal(mark) for mark in REVIEWS[officer].split()[:number]]
        mean = (sum(given, Decimal(0)) / number).quantize(Decimal("0.000001"), ROUND_HALF_UP)
        assert Decimal(own["components"]["regular_review"]) == mean


def briefs(bureau: Bureau, number: int, lost: Lost, day: str) -> None:
    """讲评会: with a decision about the loss, and a talk with the unit about it."""
    bureau.on(day)
    ref = bureau.entries[lost.name]
    agenda = bureau.read("0001", f"{quarter(number)}/agenda", as_of=day)
    assert ref in [row["entry"] for row in agenda["items"]]
    held = {
        "held_on": day,
        "document_no": f"岳税绩纪〔2024〕{number}号",
        "attendees": ["0001", *HEADS],
        "decisions": [{"entry": ref, "decision": "按周调度"}],
    }
    bureau.refuses("0001", f"{quarter(number)}/briefing", 403, "not-permitted", **held)
    bureau.does("office", f"{quarter(number)}/briefing", **held)
    said = {"bureau": BUREAU, "year": YEAR, "channel": "talk", "held_on": day}
    about = {"entries": [ref], "briefings": [number]}
    talk = {**said, "with": [f"unit:{lost.unit}"], "about": about, "note": "约谈失分原因"}
    bureau.does("desk", "/contacts", **talk, visibility="unit")
    heard = bureau.remembers(UNIT_HEAD[lost.unit], "/contacts", bureau=BUREAU, year=YEAR)
    assert heard["items"][-1]["about"]["entries"] == [ref]


def puts_right(bureau: Bureau, number: int, lost: Lost, days: tuple[str, str]) -> None:
    """整改: opened on one day, reported on it and returned; verified on the other."""
    opened_on, verified_on = days
    bureau.on(opened_on)
    asked = {
        "bureau": BUREAU,
        "year": YEAR,
        "entry": bureau.entries[lost.name],
        "responsible": lost.responsible,
        "measures": "建立报送台账",
        "due_on": verified_on,
    }
    elsewhere = asked | {"responsible": "0018"}
    bureau.refuses("desk", "/remediations", 409, "not-in-unit", **elsewhere)
    bureau.does("desk", "/remediations", **asked)
    path = f"/remediations/{BUREAU}/{number}"
    bureau.refuses("desk", f"{path}/verify", 409, "remediation-not-reported", outcome="done")
    report = {"report": "台账已建立"}
    bureau.refuses("0018", f"{path}/report", 403, "not-permitted", **report)
    bureau.does(lost.responsible, f"{path}/report", **report)
    bureau.refuses(lost.responsible, f"{path}/verify", 403, "not-permitted", outcome="done")
    bureau.does("office", f"{path}/verify", outcome="returned", reason="缺少台账佐证")
    told = bureau.remembers(lost.responsible, path, as_of=opened_on)
    assert told["state"] == "returned"
    proof = bureau.file(lost.responsible, f"officer:{lost.responsible}")
    bureau.on(verified_on)
    bureau.does(lost.responsible, f"{path}/report", **report, evidence=[proof])
    bureau.does("office", f"{path}/verify", outcome="done")
    told = bureau.remembers("0001", path, as_of=verified_on)
    assert (told["state"], told["entry"]) == ("verified", bureau.entries[lost.name])
