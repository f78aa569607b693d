"""What does the product say of facts, and which facts are put to the offline file?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

from domain import recall
from domain.journal.names import NAME_OF, Fact, current
from domain.recall import Stored
from domain.record import Record
from domain.standing import Standing
from projections.evidence.offline.scoring import FactTriple
from projections.scores import score_of
from tests.domain.cast import (
    ADA,
    BUREAU,
    HENGSHAN,
    NANYUE,
    ZG,
    a_bonus,
    a_commendation,
    a_deduction,
    a_line,
    a_loss,
    a_plan,
    a_posting,
    a_unit,
    an_edition,
    an_officer,
    its_reversal,
)
from tests.laws.histories import seeded_case
from tests.laws.oracle_book import read_folder
from tests.laws.product import Product

SAMPLES: Final = Path(__file__).parents[1] / "samples"
APART: Final = 3
"""Between two positions of one bureau others' facts may stand."""
REVIEWS: Final = {
    "regular_review": {"source": "review", "aggregate": "mean"},
    "leader_evaluation": {"source": "review", "aggregate": "last"},
}
LINKED: Final[dict[str, Any]] = {
    "decimals": "2",
    "missing": "zero",
    "components": REVIEWS
    | {
        "compared": {"source": "unit", "method": "difference", "base": "90", "k": "1.5"},
        "factor": {"source": "unit", "method": "coefficient", "of": "leader_evaluation"},
    },
    "groups": [
        {
            "id": "branch",
            "match": {"unit_kind": ["branch"], "post_level": ["staff", "head"]},
            "weights": {"compared": "0.4", "leader_evaluation": "0.35", "regular_review": "0.25"},
        },
        {"id": "zg", "match": {"unit": ["zg"]}, "weights": {"compared": "1"}},
    ],
    "unit": {
        "weights": {"indicators": "0.9", "leader_evaluation": "0.1"},
        "totals": {"bonus": "2"},
        "owner_share": "1/3",
    },
    "totals": {"bonus": "4"},
}


def triples(facts: Iterable[Fact], apart: int = 1) -> list[FactTriple]:
    """As they are stored, every `apart` positions one."""
    return [
        (position * apart, NAME_OF[type(fact)], fact.model_dump(mode="json", exclude_none=True))
        for position, fact in enumerate(facts, start=1)
    ]


def recalled(facts: Iterable[FactTriple], bureau: str, year: int) -> Record:
    stored = (Stored(position, *current(name, dict(state))) for position, name, state in facts)
    return recall.record_of(stored, bureau, year)


def product_answers(record: Record, as_of: str, position: int) -> Iterator[tuple[str, Any]]:
    """What the product says of every officer and unit then."""
    standing = Standing(record, date.fromisoformat(as_of), position)
    officers = (f"officer:{officer}" for officer in record.officers_known(position))
    for subject in (*officers, *(f"unit:{unit}" for unit in standing.units)):
        yield subject, score_of(standing, subject).model_dump(mode="json")


@cache
def sample(name: str) -> list[FactTriple]:
    return triples(Product(read_folder(SAMPLES / name, 2024)).facts)


@cache
def generated(seed: int) -> tuple[int, list[FactTriple], list[int]]:
    """The year, the facts, and the positions after each workbook."""
    product = Product(seeded_case(seed))
    first = next(n for n, step in enumerate(product.case.steps) if not isinstance(step, str))
    return product.case.year, triples(product.facts), product.heads[first:]


def a_mark(number: int, series: str, period: str, score: str, on: str, **but: Any) -> FactTriple:
    said = {"bureau": NANYUE, "year": 2024, "subject": ADA, "number": number, "series": series}
    rest = {"period": period, "score": score, "effective_on": on}
    return 0, "mark-given", said | rest | but


def raw(name: str, /, **state: Any) -> FactTriple:
    return 0, name, {"bureau": NANYUE} | state


SHARED: Final = a_bonus(number=5, share="1/3", merit="m", effective_on="2024-07-08")
LOST: Final = a_loss(number=2, points="1", effective_on="2024-08-08")
EVENTFUL: Final[list[FactTriple]] = [
    (n * APART, name, state)
    for n, (_, name, state) in enumerate(
        [
            *triples(BUREAU),
            *triples([an_edition(bureau=HENGSHAN), a_unit("hs", bureau=HENGSHAN)]),
            *triples([an_officer("0014"), a_posting("0014", unit="fa", post_level="deputy")]),
            a_mark(1, "regular_review", "2024Q1", "90.5", "2024-04-08"),
            a_mark(2, "regular_review", "2024Q2", "81", "2024-07-08"),
            a_mark(3, "regular_review", "2024Q1", "70", "2024-04-07"),
            a_mark(4, "leader_evaluation", "2024", "88.123456", "2024-06-30"),
            a_mark(5, "leader_evaluation", "2024b", "87", "2024-06-30"),
            a_mark(1, "leader_evaluation", "2024", "77", "2024-09-30", subject=ZG),
            raw("mark-withdrawn", year=2024, subject=ADA, number=3, reason="误"),
            *triples(
                [
                    a_bonus(quantity=7),
                    a_commendation(number=2, merit="m"),
                    a_deduction(number=3, quantity=11),
                    a_bonus(number=4, item="W1", level=None, points="1.7", share="2/3"),
                    SHARED,
                    a_loss(),
                    LOST,
                    a_bonus(subject=ZG, number=3, quantity=6),
                ]
            ),
            *triples([an_edition(2, "2024-07-01", items={"I1": None}, **LINKED)]),
            *triples([an_edition(3, "2024-10-01", items={"X3": {"points": "9"}})]),
            *triples([its_reversal(a_commendation(number=2))]),
            raw("rulebook-withdrawn", rulebook="nanyue", version=3, reason="误"),
            *triples([a_posting(until="2024-05-15"), a_posting(unit="fa", start="2024-05-15")]),
            raw("unit-reorganised", unit="fa", name="所", kind="branch", effective_on="2024-06-01"),
            *triples(
                [a_unit("new"), a_plan("fa", a_line("T1", "25", "support"), a_line("T3", "75"))]
            ),
            *triples([its_reversal(LOST, kind="deduction")]),
            raw("year-opened", year=2025),
            *triples([a_bonus(year=2025, number=1, effective_on="2024-03-05", carried_from=2024)]),
            *triples([a_posting("0013", unit="zg", start="2025-02-01"), a_plan(year=2025)]),
            raw("restriction-imposed", subject=ADA, number=1, rule="V1", effective_on="2024-03-03"),
            raw("unit-merged", unit="zg", merged_into="fa", effective_on="2024-11-01"),
        ],
        start=1,
    )
]
"""Nanyue's year with everything that a score may turn on, and another bureau's facts within it."""
_OWNED: Final = {"indicator": "T1", "base": "100", "role": "owner", "step": "1"}
SHARED_OUT: Final[list[FactTriple]] = [
    *EVENTFUL,
    *(
        ((len(EVENTFUL) + n) * APART, name, state)
        for n, (_, name, state) in enumerate(
            [
                raw("plan-adopted", year=2024, unit="zg", indicators=[_OWNED]),
                *triples([a_plan("zg", a_line("T1", "100") | {"share": "5/7"})]),
                *triples([a_plan("fa", a_line("T1", "100", "support") | {"share": "2/7"})]),
            ],
            start=1,
        )
    ),
]
"""Then the old name of a plan, and plans that share an indicator out, one after the other."""
