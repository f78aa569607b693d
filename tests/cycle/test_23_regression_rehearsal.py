"""Mechanism 23, 回归推演: does one see who would move under another rulebook, and is nothing moved
until that rulebook is published?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pytest

from tests.api.asking import pointers
from tests.api.samples import digest_holds
from tests.conftest import Database
from tests.cycle.bureaus import NANYUE, Bureaus, hire, rules, serving_bureaus

pytestmark = pytest.mark.postgres

OFFICE, SECOND = f"{NANYUE}_office", f"{NANYUE}_second"
SCORES: Final = {"0012": 96, "0013": 95, "0014": 90, "0015": 85, "0016": 80}
LIVE: Final = f"/runs/{NANYUE}:2024:live"
ASKED: Final = {"bureau": NANYUE, "years": [2024]}


@pytest.fixture(scope="module")
def bureaus(module_database: Database) -> Iterator[Bureaus]:
    with serving_bureaus(module_database) as found:
        found.on("2025-01-08")
        hire(found.api, NANYUE, "zg", {number: (score,) for number, score in SCORES.items()})
        yield found


def candidate(**but: Any) -> str:
    return rules(NANYUE, 2, through="20/100", **but)


def test_a_candidate_shows_who_moves_and_by_which_rule_and_records_nothing(
    bureaus: Bureaus,
) -> None:
    before, head = bureaus.read(OFFICE, LIVE), bureaus.api.head
    answer = bureaus.post(OFFICE, "/rehearsals", **ASKED, candidates=[candidate()])
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert digest_holds(told)
    (year,) = told["years"]
    assert year["in_force"]["digest"] == before["digest"]
    (run,) = year["candidates"]
    assert [(m["subject"], m["what"], m["before"], m["after"]) for m in run["moves"]] == [
        ("officer:0013", "band", "1", "2")
    ]
    assert [(e["subject"], e["rule"]) for e in run["effects"]] == [("officer:0013", "bands")]
    assert bureaus.api.head == head
    assert bureaus.read(OFFICE, LIVE) == before


def test_who_may_not_decide_on_rules_does_not_rehearse_and_a_faulty_candidate_is_refused(
    bureaus: Bureaus,
) -> None:
    asked = {**ASKED, "candidates": [candidate()]}
    bureaus.refused(SECOND, "/rehearsals", 403, "not-permitted", **asked)
    bureaus.refused("director", "/rehearsals", 403, "not-permitted", **asked)
    faulty = {**ASKED, "candidates": [candidate(points="x")]}
    problem = bureaus.refused(OFFICE, "/rehearsals", 422, "rulebook-faulty", **faulty)
    assert {p.partition(" ")[0] for p in pointers(problem)} == {"/items/0/points"}


def test_once_published_the_run_is_what_the_rehearsal_foretold(bureaus: Bureaus) -> None:
    asked = {**ASKED, "candidates": [candidate()]}
    (run,) = bureaus.post(OFFICE, "/rehearsals", **asked).json()["years"][0]["candidates"]
    bureaus.approved(OFFICE, SECOND, "/rulebooks", bureau=NANYUE, document=candidate())
    now = bureaus.read(OFFICE, LIVE)
    names = ("officer", "score", "rank", "band", "grade", "pay")
    rows = [[{n: row[n] for n in names} for row in told["officers"]] for told in (run["run"], now)]
    assert rows[0] == rows[1]
    assert [row["band"] for row in rows[1]] == [1, 2, 2, 2, 2]
