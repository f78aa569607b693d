"""The product scores every generated bureau-year as the oracle does, to the last digit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from domain.record import Record
from domain.standing import OfficerStanding, Standing, UnitStanding
from tests.laws.histories import LONG, Case, cases, positions, seeded_case, to_history
from tests.laws.oracle import run
from tests.laws.product import Product, record_of

SEEDS = range(400 if LONG else 40)


@dataclass(frozen=True)
class Asked:
    """One question: the day, the step after which it is asked, under the candidate or not."""

    as_of: str
    step: int
    rehearsed: bool


def questions(case: Case) -> Iterator[Asked]:
    first = next(n for n, step in enumerate(case.steps) if not isinstance(step, str))
    for as_of in (f"{case.year}-03-01", f"{case.year}-07-01", f"{case.year}-12-31"):
        for step in range(first, len(case.steps)):
            yield Asked(as_of, step, rehearsed=False)
        yield Asked(as_of, len(case.steps) - 1, rehearsed=True)


def oracle_answers(case: Case) -> dict[Asked, dict[str, Any]]:
    history, heads = to_history(case), positions(case)
    return {
        asked: shown(
            run(history, case.year, asked.as_of, heads[asked.step], candidate(case, asked))
        )
        for asked in questions(case)
    }


def candidate(case: Case, asked: Asked) -> str | None:
    return case.candidate if asked.rehearsed else None


def shown(answer: dict[str, Any]) -> dict[str, Any]:
    """What the oracle and the product both print."""
    kept = ("units", "unit_lines", "officers", "groups", "pay")
    return {key: answer[key] for key in kept}


def product_answers(product: Product) -> Iterator[tuple[Asked, dict[str, Any]]]:
    for asked in questions(product.case):
        position = product.heads[asked.step]
        yield asked, product.run(asked.as_of, position, candidate(product.case, asked))


@cache
def seeded(seed: int) -> tuple[Product, dict[Asked, dict[str, Any]]]:
    case = seeded_case(seed)
    return Product(case), oracle_answers(case)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_score_and_line_agrees_with_the_oracle(seed: int) -> None:
    product, expected = seeded(seed)
    for asked, answer in product_answers(product):
        assert answer == expected[asked], asked


@settings(
    max_examples=300 if LONG else 15,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(cases())
def test_drawn_cases_agree_too(case: Case) -> None:
    expected = oracle_answers(case)
    for asked, answer in product_answers(Product(case)):
        assert answer == expected[asked], asked


@pytest.mark.parametrize("seed", list(SEEDS)[:20])
def test_every_claimed_point_is_counted_or_cut(seed: int) -> None:
    product, _ = seeded(seed)
    for _, answer in product_answers(product):
        lines = [line for row in answer["officers"] for line in row["lines"]]
        for line in lines + [x for ls in answer["unit_lines"].values() for x in ls]:
            cuts = sum((Decimal(cut["points"]) for cut in line["cuts"]), Decimal(0))
            assert Decimal(line["claimed"]) == Decimal(line["counted"]) + cuts


@pytest.mark.parametrize("seed", list(SEEDS)[:20])
def test_an_answer_at_a_position_depends_on_the_facts_up_to_it_alone(seed: int) -> None:
    product, _ = seeded(seed)
    for asked, answer in product_answers(product):
        head = product.heads[asked.step]
        prefix = Product(Case(product.case.year, ()), facts=product.facts[:head])
        assert prefix.run(asked.as_of, head, candidate(product.case, asked)) == answer


@pytest.mark.parametrize("seed", list(SEEDS)[:20])
def test_reversing_an_entry_leaves_every_score_as_if_it_had_never_been(seed: int) -> None:
    product, _ = seeded(seed)
    year, head = product.case.year, product.heads[-1]
    record = record_of(product.facts, year)
    standing = [e for e in record.entries if e.reversed_at is None]
    for entry in standing[:5]:
        undone = replace(entry, reversed_at=head)
        without = tuple(e for e in record.entries if e is not entry)
        reversed_ = tuple(undone if e is entry else e for e in record.entries)
        assert _scores(replace(record, entries=reversed_), head) == _scores(
            replace(record, entries=without), head
        )


def _scores(record: Record, head: int) -> list[OfficerStanding | UnitStanding]:
    standing = Standing(record, date(record.year, 12, 31), head)
    officers = sorted({p.officer for p in record.postings})
    return [*(standing.officer(o) for o in officers), *standing.units.values()]
