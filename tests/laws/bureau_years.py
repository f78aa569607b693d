"""Which recorded bureau-years do the laws of runs look at, and at which moments?"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache, lru_cache

from domain.record import Record
from domain.run import Run, appraise
from tests.laws.histories import LONG, seeded_case
from tests.laws.product import Product, record_of

SEEDS = range(200 if LONG else 25)


@dataclass(frozen=True)
class Moment:
    """Both clocks."""

    as_of: date
    position: int


@cache
def product(seed: int) -> Product:
    """The seed's bureau-year as the product records it; not to be written to."""
    return Product(seeded_case(seed))


@cache
def record(seed: int) -> Record:
    made = product(seed)
    return record_of(made.facts, made.case.year)


def moments(seed: int, count: int) -> Iterator[Moment]:
    """Any day and any position from the first edition on; days and positions that matter more."""
    dice, made = random.Random(seed), product(seed)
    first = date(made.case.year, 1, 1)
    for _ in range(count):
        day = first + timedelta(days=dice.randrange(365))
        position = dice.randint(1, len(made.facts))
        yield Moment(
            dice.choice([day, date(made.case.year, 12, 31)]),
            dice.choice([position, *made.heads]),
        )


@lru_cache(maxsize=32)
def run_at(seed: int, moment: Moment) -> Run:
    return appraise(record(seed), moment.as_of, moment.position)


def runs(seed: int) -> Iterator[Run]:
    """The runs of the seed at every step's end, on two days."""
    made = product(seed)
    for day in (date(made.case.year, 7, 1), date(made.case.year, 12, 31)):
        for head in made.heads:
            yield run_at(seed, Moment(day, head))


def scores(run: Run) -> dict[str, Decimal | None]:
    """The score of every unit and officer."""
    found = {f"unit:{u.unit}": u.score for u in run.units}
    return found | {f"officer:{p.officer}": p.standing.score for p in run.places}


def without_restrictions(whole: Record) -> Record:
    """The record as if nothing restricted anybody: none recorded, none raised by an item."""
    free = [
        replace(
            p,
            edition=p.edition.model_copy(
                update={
                    "items": {
                        name: item.model_copy(update={"restriction": None})
                        for name, item in p.edition.items.items()
                    }
                }
            ),
        )
        for p in whole.publications
    ]
    return replace(whole, restrictions=(), restriction_ends=(), publications=tuple(free))
