"""A bureau-year in which a committee decided: by the product, and in the oracle's history."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache, cached_property
from typing import Any, ClassVar

from domain.years.commands import DecideGrade, ResolveTie
from tests.laws.histories import Case, positions, seeded_case, to_history
from tests.laws.histories_fixed import write_exact
from tests.laws.oracle import Oracle, run
from tests.laws.oracle_book import Step
from tests.laws.oracle_facts import GradeDecision, History, TieDecision, load_rules
from tests.laws.oracle_ranks import Row
from tests.laws.product import BUREAU, TODAY, Product
from tests.laws.test_product import shown

GRADES = ("competent", "basically_competent", "incompetent", "ungraded")


class Noting(Oracle):
    """An oracle that notes who is tied across a last seat."""

    noted: ClassVar[list[tuple[str, ...]]] = []

    def across(self, tied: list[Row], room: int) -> list[Row]:
        self.noted.append(tuple(row.officer for row in tied))
        return super().across(tied, room)


def tied_across(history: History, year: int, position: int) -> list[tuple[str, ...]]:
    """Those tied across a seat at the end of the year, each class once."""
    Noting.noted.clear()
    Noting(history, year, date(year, 12, 31), position, None).run()
    return list(dict.fromkeys(Noting.noted))


@dataclass
class Committee:
    """Both records of a case, and the two heads after each step and decision."""

    case: Case
    product: Product = field(init=False)
    history: History = field(init=False)
    heads: list[tuple[int, int]] = field(init=False)
    tied: list[tuple[str, ...]] = field(init=False)

    def __post_init__(self) -> None:
        self.product, self.history = Product(self.case), to_history(self.case)
        self.heads = [(self.product.heads[-1], positions(self.case)[-1])]
        self.tied = tied_across(self.history, self.case.year, self.heads[0][1])

    def orders(self, order: tuple[str, ...], year: int | None = None) -> None:
        of = year or self.case.year
        said = {"minutes": "考评委1号", "decided_on": TODAY}
        self.product.decide(ResolveTie(bureau=BUREAU, year=of, order=order, **said))
        self.history.record(TieDecision, year=of, order=order)
        self._note()

    def grades(self, officer: str, grade: Any, year: int | None = None) -> None:
        of = year or self.case.year
        said: dict[str, Any] = {"minutes": "考评委2号", "decided_on": TODAY, "reason": "裁定"}
        self.product.decide(
            DecideGrade(bureau=BUREAU, year=of, officer=officer, grade=grade, **said)
        )
        self.history.record(GradeDecision, year=of, officer=officer, grade=grade)
        self._note()

    def _note(self) -> None:
        self.heads.append((len(self.product.facts), len(self.history.facts)))

    @property
    def questions(self) -> Iterator[tuple[int, int, str | None]]:
        """Before, between and after the decisions, in force and in rehearsal."""
        for of_product, of_oracle in self.heads:
            for candidate in (None, self.case.candidate):
                yield of_product, of_oracle, candidate

    @cached_property
    def right(self) -> list[dict[str, Any]]:
        """What the oracle says to each question."""
        year, day = self.case.year, f"{self.case.year}-12-31"
        asked = ((head, c and load_rules(c)) for _, head, c in self.questions)
        return [shown(run(self.history, year, day, head, rules)) for head, rules in asked]

    def answers(self) -> list[dict[str, Any]]:
        """What the product says to each."""
        day = f"{self.case.year}-12-31"
        return [self.product.run(day, head, candidate) for head, _, candidate in self.questions]

    def posted(self, year: int) -> list[str]:
        """The officers who had a posting in the whole of a year."""
        first, last = date(year, 1, 1), date(year, 12, 31)
        held = self.product.record.postings_known(len(self.product.facts))
        return sorted({p.officer for p in held if p.covers(first) and p.covers(last)})


def levelled(case: Case) -> Case:
    """The same year with few different marks, whole scores and no tie keys: many are tied."""
    return Case(case.year, tuple(map(_levelled, case.steps)), case.candidate)


def _levelled(step: Step) -> Step:
    if isinstance(step, str):
        return write_exact(load_rules(step) | {"decimals": 0, "tie_break": []})
    marks = [
        row | {"score": "90" if Decimal(row["score"]) > 85 else "80"} for row in step["reviews"]
    ]
    return step | {"reviews": marks}


@cache
def a_committee(seed: int) -> Committee | None:
    """Decides each tie of the seed's bureau-year, and some grades; None where nobody is tied."""
    made, dice = Committee(levelled(seeded_case(seed))), random.Random(seed)
    if not made.tied:
        return None
    answer = made.product.run(f"{made.case.year}-12-31", made.heads[0][0])
    everyone = [row["officer"] for row in answer["officers"] if row["group"] is not None]
    for tied in made.tied:
        order = dice.sample(tied, len(tied))
        # of three or more, one who is not named: nothing is decided of those who are tied
        if len(tied) > 2:
            made.orders(tuple(order[:-1]))
        made.orders(tuple(order))
        others = [o for o in everyone if o not in tied]
        for again in (order[::-1], [*order, *others]):
            if dice.random() < 1 / 2:
                made.orders(tuple(again))
    for officer in dice.sample(everyone, min(4, len(everyone))):
        made.grades(officer, dice.choice(GRADES))
        if dice.random() < 1 / 3:
            made.grades(officer, dice.choice(GRADES))
    _decide_of_another_year(made, dice)
    return made


def _decide_of_another_year(made: Committee, dice: random.Random) -> None:
    """What a committee said of the year before is nothing to this one."""
    before = made.case.year - 1
    posted = made.posted(before)
    for tied in made.tied:
        if set(tied) <= set(posted):
            made.orders(tuple(dice.sample(tied, len(tied))), before)
    for officer in posted[:2]:
        made.grades(officer, "incompetent", before)
