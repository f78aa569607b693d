"""The generated bureau-years are valid ones, and the oracle keeps its own laws on them."""

from __future__ import annotations

from collections import Counter
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from tests.laws.histories import LONG, Case, cases, days_of, positions, seeded_case, to_history
from tests.laws.oracle import run
from tests.laws.oracle_book import SHEETS, Cells
from tests.laws.oracle_facts import History, Rules, load_rules

SEEDS = range(300 if LONG else 25)


def all_rows(case: Case, sheet: str) -> list[Cells]:
    return [row for step in case.steps if not isinstance(step, str) for row in step[sheet]]


def editions_before(case: Case, row: Cells) -> list[Rules]:
    """The editions published when this row was recorded."""
    published: list[Rules] = []
    for step in case.steps:
        if isinstance(step, str):
            published.append(load_rules(step))
        elif any(row is other for other in step["entries"]):
            return published
    raise AssertionError(f"{row} is in no workbook")


def in_force(editions: list[Rules], on: str) -> Rules:
    begun = [rules for rules in editions if rules["effective_from"] <= on]
    return (begun or editions[:1])[-1]


def check_entry(case: Case, row: Cells) -> None:
    rules = in_force(editions_before(case, row), row["effective_on"])
    item = next(item for item in rules["items"] if item["id"] == row["item"])
    assert row["kind"] == item["kind"]
    assert bool(row["level"]) == ("levels" in item)
    if "levels" in item:
        assert row["level"] in item["levels"]
    assert bool(row["points"]) == ("range" in item)
    if "range" in item:
        low, high = map(Fraction, item["range"])
        assert low <= Fraction(row["points"]) <= high
        assert (Fraction(row["points"]) / Fraction(item["step"])).denominator == 1
        assert not row["quantity"]


def check_postings(case: Case) -> None:
    latest = {
        (row["officer_id"], row["unit_id"], row["from"]): row for row in all_rows(case, "postings")
    }
    for officer in {row["officer_id"] for row in latest.values()}:
        mine = [row for row in latest.values() if row["officer_id"] == officer]
        for earlier, later in pairwise(sorted(mine, key=lambda row: row["from"])):
            assert earlier["until"] and earlier["until"] <= later["from"]


def check_plan(case: Case) -> None:
    plan: dict[tuple[str, str], Cells] = {}
    for step in case.steps:
        rows = [] if isinstance(step, str) else step["indicators"]
        plan |= {(row["unit_id"], row["indicator_id"]): row for row in rows}
        sums: Counter[str] = Counter()
        for row in plan.values():
            sums[row["unit_id"]] += Fraction(row["base"])  # type: ignore[assignment]
        assert set(sums.values()) <= {Fraction(100)}
        owners = [row["indicator_id"] for row in plan.values() if row["role"] == "owner"]
        assert sorted(owners) == sorted({row["indicator_id"] for row in plan.values()})
    steps = {row["indicator_id"]: Fraction(row["step"]) for row in plan.values()}
    for row in all_rows(case, "losses"):
        assert (Fraction(row["points"]) / steps[row["indicator_id"]]).denominator == 1


def check_refs(case: Case) -> None:
    refs = [row["ref"] for sheet in SHEETS for row in all_rows(case, sheet) if "ref" in row]
    assert len(set(refs)) == len(refs)
    undone = [row["entry_ref"] for row in all_rows(case, "reversals")]
    assert len(set(undone)) == len(undone)
    assert set(undone) <= {r["ref"] for s in ("entries", "losses") for r in all_rows(case, s)}
    restricted = {row["ref"]: row for row in all_rows(case, "restrictions")}
    for lift in all_rows(case, "lifts"):
        assert lift["effective_on"] >= restricted[lift["restriction_ref"]]["effective_on"]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_generated_case_is_valid(seed: int) -> None:
    case = seeded_case(seed)
    check_postings(case)
    check_plan(case)
    check_refs(case)
    posted = {f"officer:{row['officer_id']}" for row in all_rows(case, "postings")}
    units = {f"unit:{row['unit_id']}" for row in all_rows(case, "units")}
    for sheet in ("reviews", "entries", "restrictions"):
        assert {row["subject"] for row in all_rows(case, sheet)} <= posted | units
    for row in all_rows(case, "entries"):
        check_entry(case, row)
    for sheet in SHEETS:
        for row in all_rows(case, sheet):
            assert set(row) <= set(SHEETS[sheet])
            assert row.get("effective_on", "") <= f"{case.year}-12-31" <= "2025-12-31"


def lines(answer: dict[str, Any]) -> list[dict[str, Any]]:
    of_officers = [line for row in answer["officers"] for line in row["lines"]]
    return of_officers + [line for own in answer["unit_lines"].values() for line in own]


@settings(
    max_examples=300 if LONG else 15,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(cases())
def test_a_drawn_case_keeps_the_laws(case: Case) -> None:
    history = to_history(case)
    for as_of in (date(case.year, 7, 1), days_of(case.year)[-1]):
        for head in positions(case):
            answer = run(history, case.year, as_of, head)
            # what was recorded later makes no difference
            before = History()
            for fact in history.facts[:head]:
                before.append(fact)
            assert run(before, case.year, as_of) == answer
            for line in lines(answer):
                cuts = sum(Fraction(cut["points"]) for cut in line["cuts"])
                assert Fraction(line["claimed"]) == Fraction(line["counted"]) + cuts
            for group in answer["groups"]:
                ranked = [r for r in answer["officers"] if r["group"] == group["group"]]
                assert group["n"] >= sum(row["rank"] is not None for row in ranked)
