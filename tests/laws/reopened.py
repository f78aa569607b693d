"""Which bureau-years are closed, and then found to have been wrong in places?"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property

from domain.restating import restate
from domain.run import Run, appraise
from tests.laws.committees import Committee, levelled
from tests.laws.histories import Case, first_book, new_book, restrict, reverse
from tests.laws.histories_choice import Choose
from tests.laws.histories_registers import Bureau
from tests.laws.histories_rulebooks import draw_edition
from tests.laws.oracle import Oracle
from tests.laws.oracle_book import Book, Step, positions
from tests.laws.oracle_ranks import Row

LATER = 3


def later_book(choose: Choose, bureau: Bureau) -> Book:
    """Reversals and corrections; restrictions imposed, lifted and rescinded."""
    book = new_book()
    reverse(choose, bureau, book)
    restrict(choose, bureau, book)
    return book


def draw_reopened(choose: Choose) -> Case:
    """One or two editions, the year's workbook, and what was found after the close."""
    year = choose.pick([2023, 2024])
    bureau = Bureau(year)
    starts = [date(year, 1, 1), date(year, 7, 1)][: 1 + choose.index(2)]
    steps: list[Step] = []
    for version, start in enumerate(starts, start=1):
        bureau.known.append(draw_edition(choose, version, start))
        steps.append(bureau.known[-1].text)
    steps.append(first_book(choose, bureau))
    steps += [later_book(choose, bureau) for _ in range(LATER)]
    return Case(year, tuple(steps))


class Present(Oracle):
    """The closed run with one officer's present result in the place of his old one."""

    now: Oracle
    chosen: str

    def officer_row(self, officer: str) -> Row:
        return (
            self.now.officer_row(officer)
            if officer == self.chosen
            else super().officer_row(officer)
        )

    @cached_property
    def tie_decisions(self) -> list[tuple[str, ...]]:
        return self.now.tie_decisions


@dataclass(frozen=True)
class Place:
    """What the oracle says of an officer."""

    band: int | None
    grade: str


@dataclass(frozen=True)
class Restated:
    """A closed run and a later one, by the product and by the oracle."""

    made: Committee
    closed: tuple[int, int]
    now: tuple[int, int]

    @property
    def day(self) -> date:
        return date(self.made.case.year, 12, 31)

    @cached_property
    def runs(self) -> tuple[Run, Run, Run]:
        """The closed run, the live one, the restated one."""
        record = self.made.product.record
        closed, live = (appraise(record, self.day, head) for head in (self.closed[0], self.now[0]))
        return closed, live, restate(closed, live)

    def _oracle(self, head: int, kind: type[Oracle] = Oracle) -> Oracle:
        return kind(self.made.history, self.made.case.year, self.day, head, None)

    def by_oracle(self, now: bool) -> dict[str, Place]:
        return _places(self._oracle(self.now[1] if now else self.closed[1]))

    def on_the_day(self, officer: str) -> Place:
        """His place in the closed run's field, with his present result: the whole field anew."""
        there = self._oracle(self.closed[1], Present)
        assert isinstance(there, Present)
        there.now, there.chosen = self._oracle(self.now[1]), officer
        return _places(there)[officer]


def _places(oracle: Oracle) -> dict[str, Place]:
    rows, _ = oracle.rows()
    return {row.officer: Place(row.band, row.grade) for row in rows}


@cache
def restated(seed: int) -> list[Restated]:
    """Every later moment of the seed's year; every other year is one in which many are tied."""
    case = draw_reopened(Choose.seeded(seed))
    made, dice = Committee(levelled(case) if seed % 2 else case), random.Random(seed)
    after = list(zip(made.product.heads, positions(made.case), strict=True))
    closed = after[-LATER - 1]
    for tied in made.tied:
        made.orders(tuple(dice.sample(tied, len(tied))))
    return [Restated(made, closed, now) for now in (*after[-LATER:], *made.heads[1:])]
