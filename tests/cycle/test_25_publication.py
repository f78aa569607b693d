"""Mechanism 25, 领导评鉴公示: is an evaluation published N working days before it is confirmed?"""

from __future__ import annotations

import pytest

from tests.api.bodies import BUREAU
from tests.cycle.quarters import Quarters
from tests.cycle.results import EVALUATED, edition

pytestmark = pytest.mark.postgres
PERIOD = {"bureau": BUREAU, "year": 2025, "period": "Q3"}


def test_everybody_reads_it_until_the_last_day_and_then_it_is_confirmed(results: Quarters) -> None:
    published = ("procedure:\n", "procedure:\n  publication: 7\n")
    results.api.write("/rulebooks", edition(2, "2025-01-01", *EVALUATED, published))
    results.on("2025-10-09")
    pack = {"bureau": BUREAU, "year": 2025, "quarter": 3, "unit": "zg", "leader": "0001"}
    results.done("office", "/packs", **pack)
    results.done("boss", f"/packs/{BUREAU}/1/acknowledge")
    results.refused("office", "/evaluations/openings", 409, "nothing-evaluated", **PERIOD)
    results.refused("office", "/evaluations/confirmations", 409, "evaluations-not-opened", **PERIOD)
    said = {"leader": "0001", "officer": "0012", "pack": 1, "score": "96"}
    results.done("boss", "/evaluations", **PERIOD, **said)
    results.denied("ada", "/evaluations", 409, "evaluations-not-opened", **PERIOD)

    results.refused("boss", "/evaluations/openings", 403, "not-permitted", **PERIOD)
    results.done("office", "/evaluations/openings", **PERIOD)
    # Seven working days after the 9th: Saturday the 11th was worked for the holiday.
    told = results.read("ada", "/evaluations", **PERIOD)
    assert (told["state"], told["opens_on"], told["closes_on"]) == (
        *("opened", "2025-10-09", "2025-10-17"),
    )
    assert [e["score"] for e in told["evaluations"]] == ["96"]
    # Who looked is kept, and he himself reads who did.
    others = results.read("bo", "/evaluations", **PERIOD)
    assert (others["evaluations"], others["officers"]) == ([], told["officers"])
    reads = results.read("ada", "/reads", subject="officer:0012", bureau=BUREAU)["items"]
    assert ("token:bo", "GET /evaluations") in {(r["actor"], r["route"]) for r in reads}

    results.on("2025-10-17")
    early = "evaluations-still-published"
    problem = results.refused("office", "/evaluations/confirmations", 409, early, **PERIOD)
    assert "2025-10-17" in problem["title"]
    # An objection that is right: the mark is withdrawn, and counts no more.
    scored = {"year": 2025, "as_of": "2025-10-17", "bureau": BUREAU}
    assert "leader_evaluation" in components(results, scored)
    gone = {"year": 2025, "subject": "officer:0012", "number": 1, "reason": "异议成立"}
    by_hand = {"year": 2025, "subject": "officer:0012", "series": "leader_evaluation"}
    by_hand |= {"period": "2025Q3", "score": "100", "effective_on": "2025-09-30"}
    results.refused("recorder", "/reviews", 409, "mark-by-evaluation-only", **by_hand)
    waits = results.post("office", "/reviews/withdrawals", **gone).json()["claim"]
    assert "leader_evaluation" in components(results, scored), "nobody withdraws it alone"
    digest = results.read("approver", f"/claims/{waits}")["digest"]
    at = results.done("approver", f"/claims/{waits}/approve", digest=digest) - 1
    (told_of,) = results.read("ada", "/evaluations", **PERIOD)["officers"]
    assert told_of["withdrawn_at"] == at
    strange = by_hand | {"series": "regular_review", "period": "banana"}
    results.refused("recorder", "/reviews", 409, "period-of-no-year", **strange)
    # What takes its place needs another person too.
    assert "claim" in results.post("recorder", "/reviews", **by_hand).json()
    assert "leader_evaluation" not in components(results, scored)
    results.on("2025-10-18")
    results.done("office", "/evaluations/confirmations", **PERIOD)
    assert results.read("ada", "/evaluations", **PERIOD)["state"] == "confirmed"
    done = "evaluations-already-confirmed"
    results.refused("office", "/evaluations/confirmations", 409, done, **PERIOD)


def components(results: Quarters, query: dict[str, object]) -> set[str]:
    found = results.read("leader", "/officers/0012/score", **query)
    return set(found["components"])


def test_what_is_objected_to_while_it_is_published_is_decided_before_it_is_confirmed(
    results: Quarters,
) -> None:
    asked = PERIOD | {"period": "Q4"}
    results.on("2026-01-05")
    pack = {"bureau": BUREAU, "year": 2025, "quarter": 4, "unit": "zg", "leader": "0001"}
    number = results.post("office", "/packs", **pack).json()["case"].partition("/")[2]
    results.done("boss", f"/packs/{BUREAU}/{number}/acknowledge")
    said = {"leader": "0001", "officer": "0012", "pack": int(number), "score": "96"}
    results.done("boss", "/evaluations", **asked, **said)
    results.done("office", "/packs", **pack | {"leader": "0002"})
    waiting = results.refused("office", "/evaluations/openings", 409, "packs-unread", **asked)
    assert "0002" in waiting["title"]
    results.done("office", "/evaluations/openings", **asked, waived="挂职在外,不再等待")
    told = results.read("ada", "/evaluations", **asked)
    assert told["closes_on"] == "2026-01-14"
    (mark,) = [o["mark"] for o in told["officers"]]
    words = {"statement": "分数有误", "relief": "请求重评", "stage": "objection", "year": 2025}
    objection = {**words, "subject": "officer:0012", "about": {"marks": [mark]}}
    # The publication's seven working days count, and not the five of other objections.
    results.on("2026-01-15")
    results.refused("ada", "/disputes", 409, "dispute-too-late", **objection)
    results.on("2026-01-14")
    dispute = results.post("ada", "/disputes", **objection).json()["case"]
    assert results.read("ada", f"/disputes/{dispute}")["last_day"] == "2026-01-14"
    results.on("2026-01-15")
    confirm = "/evaluations/confirmations"
    contested = results.refused("office", confirm, 409, "evaluations-contested", **asked)
    assert dispute in contested["title"]
    results.done("office", f"/disputes/{dispute}/accept")
    results.refused("office", confirm, 409, "evaluations-contested", **asked)
    results.done("ada", f"/disputes/{dispute}/withdraw")
    results.done("office", confirm, **asked)
