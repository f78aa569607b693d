"""Mechanism 24, 领导评鉴: are indicators seen first, outliers justified, scores sealed?"""

from __future__ import annotations

from typing import Any

import pytest

from domain.evaluations.commands import SealEvaluation
from domain.journal.keyring import PREFIX
from domain.ledger import command_digest
from tests.api.asking import refused as refused_as
from tests.api.bodies import BUREAU
from tests.cycle.quarters import Quarters
from tests.cycle.results import EVALUATED, LEADERS, edition

pytestmark = pytest.mark.postgres
PERIOD = {"bureau": BUREAU, "year": 2025, "period": "Q2"}
WHY = "牵头攻坚成效突出"


def evaluation(leader: str, score: str, **but: Any) -> dict[str, Any]:
    number = list(LEADERS).index(leader) + 1
    said = {"leader": LEADERS[leader], "officer": "0012", "pack": number, "score": score}
    return PERIOD | said | but


def test_what_leaders_think_is_sealed_and_becomes_one_mark(results: Quarters) -> None:
    results.api.write("/rulebooks", edition(2, "2025-01-01", *EVALUATED))
    results.on("2025-07-02")
    review = {"year": 2025, "subject": "officer:0012", "series": "regular_review"}
    mark = {"period": "2025Q2", "score": "80", "effective_on": "2025-06-30"}
    results.done("recorder", "/reviews", **review, **mark)
    results.lose("a", "10", "2025-05-05")
    for leader, number in LEADERS.items():
        pack = {"bureau": BUREAU, "year": 2025, "quarter": 2, "unit": "zg", "leader": number}
        results.done("office", "/packs", **pack)
        results.done(leader, f"/packs/{BUREAU}/{list(LEADERS).index(leader) + 1}/acknowledge")
    before = score(results)

    # The unit stands at 94: 88 is six away.
    far = evaluation("boss", "88")
    refused = results.refused("boss", "/evaluations", 409, "evaluation-unjustified", **far)
    assert "94" in refused["title"]
    results.done("boss", "/evaluations", **far, justification=WHY)
    results.refused("deputy", "/evaluations", 409, "leader-only", **far, justification=WHY)
    results.refused("office", "/evaluations", 403, "not-permitted", **far, justification=WHY)
    results.done("deputy", "/evaluations", **evaluation("deputy", "99"))
    once = {"Idempotency-Key": "deputy-1", **results.askers["deputy"]}
    last = evaluation("deputy", "93")
    answers = [results.api.post("/evaluations", last, **once).json() for _ in range(2)]
    assert answers[0] == answers[1]
    other = results.api.post("/evaluations", evaluation("deputy", "95"), **once)
    refused_as(other, 409, "key-reused-for-another-command")
    nobody_reads_a_score(results)
    assert score(results) == before

    results.done("office", "/evaluations/openings", **PERIOD)
    results.refused(
        "boss", "/evaluations", 409, "evaluations-already-opened", **evaluation("boss", "94")
    )
    told = results.read("office", "/evaluations", **PERIOD)
    assert [(e["leader"], e["score"]) for e in told["evaluations"]] == [
        ("0001", "88"),
        ("0002", "93"),
    ]
    assert told["evaluations"][0]["justification"] == WHY
    assert told["officers"] == [
        {"officer": "0012", "score": "90.5", "mark": 2, "withdrawn_at": None}
    ]
    *_, given = results.read("office", "/reviews", subject="officer:0012")["items"]
    assert (given["series"], given["score"], given["period"]) == (
        *("leader_evaluation", "90.5", "2025Q2"),
    )
    # 0.3·94 + 0.5·80 + 0.2·90.5
    assert (before, score(results)) == ("85.250", "86.300")


def score(results: Quarters) -> str:
    query = {"year": 2025, "as_of": "2025-06-30", "bureau": BUREAU}
    return str(results.read("leader", "/officers/0012/score", **query)["score"])


def nobody_reads_a_score(results: Quarters) -> None:
    """Neither in the view, nor in the journal, which holds it under the bureau's key."""
    told = results.read("leader", "/evaluations", **PERIOD)
    assert told["state"] == "sealed"
    assert [e["score"] for e in told["evaluations"]] == [None, None]
    assert WHY not in str(told) and "88" not in str(told["evaluations"])
    results.denied("ada", "/evaluations", 409, "evaluations-not-opened", **PERIOD)
    journal = results.read("auditor", "/journal", limit=1000)["items"]
    facts = [f for f in journal if f["name"] == "evaluation-sealed"]
    assert len(facts) == 3
    assert all(f["fact"]["score"].startswith(PREFIX) for f in facts)
    assert all("subject" not in f["fact"] for f in facts)
    (why,) = (f for f in journal if f["name"] == "evaluation-justified")
    assert why["fact"]["justification"].startswith(PREFIX)
    # Nor is one guessed from what is kept of the command, or of one that was refused.
    refused = results.read("auditor", "/refusals", limit=100)["items"]
    kept = [r for r in refused if r["command"] == "SealEvaluation"]
    assert {r["subject"] for r in kept} >= {"officer:0012"}
    assert all(r["digest"] is None for r in kept)
    sealed = SealEvaluation.model_validate(evaluation("deputy", "93"))
    with results.api.database.connect("auditor") as conn:
        used = {bytes(c) for (c,) in conn.execute("SELECT command FROM journal.commands")}
    assert command_digest(sealed) not in used
    marks = results.read("auditor", "/reviews", subject="officer:0012")["items"]
    assert [m["series"] for m in marks] == ["regular_review"]
