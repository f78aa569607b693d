"""How does the year become a result: frozen, published, objected to, closed, once restated?"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from tests.cycle.year import by_hand
from tests.cycle.year.bureau import BUREAU, HEADS, STAFF, YEAR, Body, Bureau
from tests.cycle.year.evaluations import confirmed

THE_YEAR: Final = f"/years/{BUREAU}/{YEAR}"
STAFF_BANDS: Final = (*(1,) * 4, *(2,) * 5, 3)
"""Of ten four are in the first band, nine through the second."""
RESULTS: Final = ("frozen", "published", "closed", "restated")
WHY: Final = {"reason": "逾期天数核为两天", "ground": "考评办法第十二条"}


def published(bureau: Bureau) -> None:
    bureau.on("2025-01-10")
    bureau.refuses("office", f"{THE_YEAR}/publish", 409, "year-not-frozen")
    bureau.refuses("committee", f"{THE_YEAR}/freeze", 403, "not-permitted")
    bureau.does("office", f"{THE_YEAR}/freeze")
    bureau.does("office", f"{THE_YEAR}/publish")
    # 10, 13, 14, 15 and 16 January are worked.
    assert bureau.read("0001", THE_YEAR)["closes_on"] == "2025-01-16"
    run = bureau.run("published", "0018")
    _stands(run, by_hand.PUBLISHED, STAFF_BANDS)
    _stands(run, by_hand.RANKED_HEADS, (1, 1, 2, 2, 3))
    units = bureau.run("published", "0001")
    assert {u: Decimal(units[u]["score"]) for u in by_hand.UNITS} == by_hand.UNITS
    # 15 of whom a fifth are 3: one of five heads, two of ten others, from band 1 alone.
    excellent = {o for o in (*HEADS, *STAFF) if run[o]["grade"] == "excellent"}
    assert excellent == {"0104", "0015", "0019"}
    bureau.remembers("0001", "/rankings", year=YEAR, bureau=BUREAU, as_of="2024-12-31")


def disputed(bureau: Bureau) -> None:
    """Two objections within the publication: one is taken up and varied, one is declined."""
    bureau.on("2025-01-14")
    about = {"run": "published", "entries": [bureau.entries["overdue"]]}
    said = {"bureau": BUREAU, "year": YEAR, "stage": "objection"}
    words = {"statement": "实际逾期两天", "relief": "请求更正"}
    body: Body = {**said, **words, "subject": "officer:0017", "about": about}
    bureau.refuses("0104", "/disputes", 409, "not-ones-own", **body)
    for other in ("0018", "office"):
        bureau.refuses(other, "/disputes", 403, "not-permitted", **body)
    first = bureau.opens("0017", "/disputes", **body)
    second = bureau.opens("0018", "/disputes", **body | _of("0018"))
    _declined(bureau, second)
    _varied(bureau, first)
    bureau.refuses("0016", "/disputes", 409, "dispute-too-late", **body | _of("0016"))


def _of(officer: str) -> Body:
    return {"subject": f"officer:{officer}", "about": {"run": "published"}}


def _declined(bureau: Bureau, path: str) -> None:
    why = {"ground": "nothing_to_decide", "reason": "未指明任何差错"}
    bureau.refuses("committee", f"{path}/decline", 403, "not-permitted", **why)
    late = {"ground": "out_of_time", "reason": "逾期"}
    bureau.refuses("office", f"{path}/decline", 409, "filed-in-time", **late)
    bureau.does("office", f"{path}/decline", **why)
    told = bureau.remembers("0018", path, as_of="2025-01-14")
    assert told["state"] == "declined"
    bureau.refuses("office", f"{path}/accept", 409, "dispute-ended")


def _varied(bureau: Bureau, path: str) -> None:
    overdue = bureau.entries["overdue"]
    correction = {"entry": overdue, **WHY, "replacement": {"quantity": 2}}
    decision = {
        "outcome": "varied",
        "ground": "考评办法第十二条",
        "document_no": "考评委〔2025〕1号",
        "reason": "经查逾期两天",
        "remedies": {"corrections": [correction]},
    }
    bureau.refuses("committee", f"{path}/decide", 409, "dispute-not-accepted", **decision)
    bureau.does("office", f"{path}/accept")
    bureau.on("2025-01-15")
    heard = {"heard": "officer:0017", "held_on": "2025-01-15", "record": "陈述属实"}
    bureau.refuses("0017", f"{path}/hear", 403, "not-permitted", **heard)
    bureau.does("office", f"{path}/hear", **heard)
    bureau.on("2025-01-17")
    bureau.refuses("office", f"{path}/decide", 403, "not-permitted", **decision)
    other = {"entry": bureau.entries["absence"], **WHY, "replacement": {"share": "1/2"}}
    outside = decision | {"remedies": {"corrections": [other]}}
    bureau.refuses("committee", f"{path}/decide", 409, "remedy-outside-dispute", **outside)
    claim = bureau.waits("committee", f"{path}/decide", **decision)
    bureau.refuses_step(claim, "approve", "committee", "not-permitted", 403)
    (bureau.entries["two days"],) = bureau.approves(claim)
    told = bureau.remembers("0017", path, as_of="2025-01-17")
    assert (told["state"], told["outcome"]) == ("decided", "varied")
    score = bureau.remembers("0017", "/officers/0017/score", year=YEAR, bureau=BUREAU)
    assert (score["deduction"], score["score"]) == ("-0.4", by_hand.score("0017", "-0.4"))


def closed(bureau: Bureau) -> None:
    bureau.on("2025-01-20")
    confirmed(bureau)
    bureau.refuses("party", f"{THE_YEAR}/close", 403, "not-permitted")
    bureau.does("office", f"{THE_YEAR}/close")
    bureau.refuses("office", f"{THE_YEAR}/close", 409, "year-already-closed")
    bureau.here("closed")
    run = bureau.run("closed", "0018")
    _stands(run, by_hand.CLOSED, STAFF_BANDS, of_0017="-0.4")
    assert (run["0017"]["score"], run["0017"]["rank"]) == ("94.000", 6)
    assert (run["0020"]["score"], run["0020"]["rank"]) == ("93.900", 7)
    assert (run["0013"]["rank"], run["0013"]["band"]) == (4, 1)
    for who in ("0011", "0017"):
        bureau.remembers(who, f"/officers/{who}/statement", year=YEAR, bureau=BUREAU)
    result = {"bureau": BUREAU, "year": YEAR, "result": "closed", "agrees": True}
    for officer in STAFF:
        other = "0011" if officer != "0011" else "0012"
        body = {**result, "subject": f"officer:{officer}"}
        bureau.refuses(other, "/acknowledgements/results", 403, "not-permitted", **body)
        bureau.does(officer, "/acknowledgements/results", **body)
    asked = {"bureau": BUREAU, "year": YEAR, "state": "told", "limit": 1000}
    left = bureau.read("office", "/acknowledgements", **asked)["items"]
    waiting = {row["subject"] for row in left if row["result"] == "closed"}
    assert {s for s in waiting if s.startswith("officer:")} == {f"officer:{o}" for o in HEADS}


def _stands(run: dict[str, Body], order: Sequence[str], bands: Sequence[int], **extra: str) -> None:
    """Each at his place in his band, with the score that a hand reckons."""
    for place, (officer, band) in enumerate(zip(order, bands, strict=True), start=1):
        row = run[officer]
        by_one_hand = by_hand.score(officer, extra.get(f"of_{officer}"))
        assert (row["score"], row["rank"], row["band"]) == (by_one_hand, place, band), officer


def restated(bureau: Bureau) -> None:
    """D3: in May the commendation of 0013 is annulled."""
    bureau.on("2025-05-12")
    before = bureau.run("closed")
    paid = bureau.read("0001", f"/runs/{BUREAU}:{YEAR}:closed/pay")
    # 4 and 2 of 1.2, 5 and 2 of 1, one and one of 0.8.
    assert paid["total"] == "15.8"
    gone = {"entry": bureau.entries["commendation"], "reason": "表彰决定被撤销"}
    annul = {**gone, "ground": "公务员法第五十六条"}
    bureau.refuses("0013", "/reversals", 403, "not-permitted", **annul)
    bureau.seconded("office", "/reversals", **annul)
    assert bureau.run("closed") == before, "what was closed is never altered"
    again = {
        "authorised_by": "0001",
        "ground": "公务员法第五十六条",
        "reason": "一项表彰被撤销",
    }
    bureau.refuses("committee", f"{THE_YEAR}/restate", 403, "not-permitted", **again)
    claim = bureau.waits("office", f"{THE_YEAR}/restate", **again)
    bureau.refuses_step(claim, "approve", "office", "not-permitted", 403)
    bureau.approves(claim)
    run = bureau.run("restated-1", "0018")
    # Nobody moves up into the seat in band 1 that is left empty.
    bands = (1, 1, 1, *(2,) * 6, 3)
    _stands(run, by_hand.RESTATED, bands, of_0017="-0.4", of_0013="0")
    fallen = run["0013"]
    assert (fallen["score"], fallen["rank"], fallen["band"]) == ("93.715", 7, 2)
    assert bureau.run("closed") == before
    acts = [one["act"] for one in bureau.remembers("0001", THE_YEAR)["acts"]]
    assert acts == [f"year-{act}" for act in ("opened", *RESULTS)]
    _told(bureau)


def _told(bureau: Bureau) -> None:
    """Who fell is told, he alone of himself; what he was paid too much is a line of its own."""
    (notice,) = bureau.read("office", f"{THE_YEAR}/notices")["items"]
    assert (notice["officer"], notice["fell"]) == ("0013", ["rank", "band"])
    assert (notice["before"]["rank"], notice["after"]["rank"]) == ("4", "7")
    assert bureau.read("0013", f"{THE_YEAR}/notices")["items"] == [notice]
    assert bureau.read("0014", f"{THE_YEAR}/notices")["items"] == []
    bureau.denied("committee", f"{THE_YEAR}/notices", 403, "not-permitted")
    pay = bureau.remembers("0001", f"/runs/{BUREAU}:{YEAR}:restated-1/pay")
    moved = {row["officer"]: row["delta"] for row in pay["lines"] if row["delta"] != "0"}
    # From 1.2 to 1.0.
    assert (moved, pay["total"]) == ({"0013": "-0.2"}, "15.6")
