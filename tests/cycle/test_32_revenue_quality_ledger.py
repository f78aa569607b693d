"""Mechanism 32, 财政收入质量工作台账: does a row of a work ledger prove an entry?"""

from __future__ import annotations

from typing import Any

import pytest

from tests.api import bodies
from tests.api.bodies import BUREAU
from tests.cycle.quarters import Quarters
from tests.cycle.results import entry

pytestmark = pytest.mark.postgres
ROW = {
    "bureau": BUREAU,
    "ledger": "fiscal_revenue_quality",
    "row": 7,
    "effective_on": "2024-06-30",
    "figures": {"税收收入(万元)": "12800", "非税占比": "18.2%"},
    "document_no": "岳税收〔2024〕5号",
}
LEDGER = {"bureau": BUREAU, "ledger": "fiscal_revenue_quality"}


def test_an_entry_cites_a_row_and_the_row_tells_which(results: Quarters) -> None:
    results.on("2024-07-10")
    results.refused("ada", "/work-ledgers", 403, "not-permitted", **ROW)
    digest = results.post("recorder", "/work-ledgers", **ROW).json()["digest"]
    changed = ROW | {"figures": {"税收收入(万元)": "99999"}}
    results.refused("recorder", "/work-ledgers", 409, "ledger-row-taken", **changed)
    early = ROW | {"row": 8, "effective_on": "2024-07-11"}
    results.refused("recorder", "/work-ledgers", 409, "date-in-future", **early)
    other = results.post("recorder", "/work-ledgers", **ROW | {"row": 8}).json()["digest"]
    assert digest != other

    bare = bodies.commendation("0012", evidence=[])
    results.refused("recorder", "/commendations", 409, "evidence-missing", **bare)
    proven = bodies.commendation("0012", evidence=[digest])
    ref = entry(results, "recorder", "/commendations", **proven)
    told = rows(results)
    assert [(r["row"], r["row_digest"]) for r in told] == [(7, digest), (8, other)]
    assert told[0]["figures"] == ROW["figures"]
    cited = {"entry": ref, "subject": "officer:0012", "reversed_at": None}
    assert (told[0]["cited_by"], told[1]["cited_by"]) == ([cited], [])
    score = results.read("leader", "/officers/0012/score", year=2024, bureau=BUREAU)
    assert [line["counted"] for line in score["lines"]] == ["2.5"]

    undone = results.api.write("/reversals", bodies.reversal(ref))["position"]
    assert rows(results)[0]["cited_by"] == [cited | {"reversed_at": undone}]
    assert rows(results, position=undone - 1)[0]["cited_by"] == [cited]
    nothing = results.read("leader", "/work-ledgers", bureau=BUREAU, ledger="other")
    assert nothing["items"] == []
    results.denied("ada", "/work-ledgers", 403, "not-permitted", **LEDGER)


def rows(results: Quarters, **query: Any) -> list[Any]:
    return list(results.read("leader", "/work-ledgers", **LEDGER, **query)["items"])
