"""How does the bureau come by its indicators, from what is set above to the opened year?"""

from __future__ import annotations

from typing import Any, Final

from tests.api.drafting import carrier, indicator, task, upper
from tests.cycle.year.bureau import BUREAU, HEADS, LEADERS, YEAR, Body, Bureau

FIRST: Final = f"/drafts/{BUREAU}/1"
SECOND: Final = f"/drafts/{BUREAU}/2"
ROUNDS: Final = (
    ("2024-01-08", "2024-01-09", "2024-01-11", "0101", "zg", "accepted"),
    ("2024-01-11", "2024-01-12", "2024-01-15", "0102", "sz", "declined"),
    ("2024-01-15", "2024-01-16", "2024-01-18", "0103", "dj", "accepted"),
)
"""Of each round: the day it opens, its last day, the day of the answer; who comments for which
unit; the answer."""


def compile_indicators(bureau: Bureau) -> None:
    _from_above(bureau)
    _three_rounds(bureau)
    _returned(bureau)
    _signed(bureau)
    _published(bureau)


def _from_above(bureau: Bureau) -> None:
    bureau.on("2024-01-05")
    tax = upper(YEAR, bureau=BUREAU, document_date="2024-01-03")
    bureau.refuses("0101", "/indicators/upper", 403, "not-permitted", **tax)
    bureau.does("office", "/indicators/upper", **tax)
    listed = [{"id": "L1", "title": "优化营商环境", "base": "20"}]
    local = {"line": "local", "document_no": "岳委发〔2024〕1号", "indicators": listed}
    bureau.does("office", "/indicators/upper", **{**tax, **local})
    asked = {"year": YEAR, "bureau": BUREAU}
    bureau.denied("office", "/indicators/cascade", 404, "no-indicator-set", **asked)
    told = bureau.read("0101", "/indicators/upper", **asked)["items"]
    assert [(row["line"], [one["id"] for one in row["indicators"]]) for row in told] == [
        ("tax", ["U1"]),
        ("local", ["L1"]),
    ]


def _set(**shares: str) -> list[Body]:
    """zg owns T1, which sz leads beside it; the others each have one unit."""
    own, lead = ({"share": shares["zg"]}, {"share": shares["sz"]}) if shares else ({}, {})
    return [
        indicator(
            "T1",
            "60",
            "0001",
            carrier("zg", **own),
            carrier("sz", "lead", **lead),
            sources=[{"upper": "U1", "share": "1/1"}],
            tags=["tax_reduction"],
        ),
        indicator("T2", "40", "0001", carrier("zg"), document="岳税发〔2024〕2号"),
        indicator("T3", "40", "0002", carrier("sz"), document="岳税发〔2024〕2号"),
        indicator(
            "T4",
            "100",
            "0003",
            carrier("dj"),
            sources=[{"upper": "L1", "share": "1/1"}],
            tags=["party_building"],
        ),
        indicator("T5", "100", "0002", carrier("bgs"), document="岳税发〔2024〕2号"),
        indicator("T6", "100", "0003", carrier("fj"), document="岳税发〔2024〕2号"),
    ]


def _drafted(**but: Any) -> Body:
    personal = [task("0011", indicator="T1"), task("0103", id="P2", indicator="T4")]
    said = {"bureau": BUREAU, "year": YEAR, "indicators": _set(), "personal": personal}
    return {**said, **but}


def _three_rounds(bureau: Bureau) -> None:
    bureau.on("2024-01-08")
    bureau.refuses("0001", "/drafts", 403, "not-permitted", **_drafted())
    bureau.does("office", "/drafts", **_drafted())
    for n, (opens, until, answered, who, unit, answer) in enumerate(ROUNDS, start=1):
        bureau.on(opens)
        bureau.does("desk", f"{FIRST}/rounds", until=until)
        bureau.on(until)
        said = {"indicator": "T4" if unit == "dj" else "T1", "text": f"第{n}轮意见"}
        for other in ("0104", "0011", "desk"):
            bureau.refuses(other, f"{FIRST}/comments", 403, "not-permitted", unit=unit, **said)
        bureau.does(who, f"{FIRST}/comments", unit=unit, **said)
        bureau.on(answered)
        digest = bureau.read("party", FIRST)["digest"]
        unsigned = {"digest": digest, "level": "party-committee"}
        bureau.refuses("party", f"{FIRST}/sign", 409, "comments-unanswered", **unsigned)
        bureau.does("desk", f"{FIRST}/answers", comment=n, answer=answer, text="已研究采纳情况")
    told = bureau.remembers("office", FIRST)
    assert (told["rounds"], [c["answer"] for c in told["comments"]]) == (
        3,
        ["accepted", "declined", "accepted"],
    )


def _returned(bureau: Bureau) -> None:
    """The party committee wants the shares said: another is drafted."""
    digest = bureau.read("party", FIRST)["digest"]
    said = {"digest": digest, "level": "party-committee", "reason": "须载明牵头与配合的分担份额"}
    bureau.refuses("0001", f"{FIRST}/return", 403, "not-permitted", **said)
    bureau.does("party", f"{FIRST}/return", **said)
    bureau.on("2024-01-19")
    bureau.does("office", "/drafts", **_drafted(indicators=_set(zg="3/5", sz="2/5")))
    bureau.refuses("desk", f"{FIRST}/rounds", 409, "draft-ended", until="2024-01-22")


def _signed(bureau: Bureau) -> None:
    """三级审核: the party committee, every leader over what he answers for, every unit's head."""
    digest = bureau.read("party", SECOND)["digest"]

    def signs(level: str, unit: str | None = None) -> Body:
        return {"digest": digest, "level": level} | ({"unit": unit} if unit else {})

    early = signs("leader")
    bureau.refuses("0001", f"{SECOND}/sign", 409, "signed-out-of-order", **early)
    bureau.does("party", f"{SECOND}/sign", **signs("party-committee"))
    bureau.on("2024-01-22")
    for leader in LEADERS:
        bureau.does(leader, f"{SECOND}/sign", **signs("leader"))
    bureau.on("2024-01-23")
    for head, unit in HEADS.items():
        foreign = "zg" if unit != "zg" else "sz"
        body = signs("unit-head", foreign)
        bureau.refuses(head, f"{SECOND}/sign", 403, "not-permitted", **body)
        publish = {"digest": digest, "effective_on": "2024-01-25"}
        bureau.refuses("office", f"{SECOND}/publish", 409, "draft-not-fully-signed", **publish)
        bureau.does(head, f"{SECOND}/sign", **signs("unit-head", unit))


def _published(bureau: Bureau) -> None:
    bureau.on("2024-01-25")
    digest = bureau.read("party", SECOND)["digest"]
    said = {"digest": digest, "effective_on": "2024-01-25"}
    bureau.refuses("party", f"{SECOND}/publish", 403, "not-permitted", **said)
    bureau.does("office", f"{SECOND}/publish", **said)
    plans = bureau.read("office", "/indicators", year=YEAR, bureau=BUREAU)["items"]
    carried = {(row["unit"], row["indicator"], row["role"], row["share"]) for row in plans}
    assert ("zg", "T1", "owner", "3/5") in carried and ("sz", "T1", "support", "2/5") in carried
    assert len(carried) == 7
    cascade = bureau.remembers("office", "/indicators/cascade", year=YEAR, bureau=BUREAU)
    assert cascade["orphans"] == [], "all that came from above is taken on"
    bureau.on("2024-01-26")
    opening = f"/years/{BUREAU}/{YEAR}/open"
    bureau.refuses("committee", opening, 403, "not-permitted")
    bureau.does("office", opening)
    bureau.refuses("desk", opening, 409, "year-already-opened")
