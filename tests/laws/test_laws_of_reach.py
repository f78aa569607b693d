"""Is a run that goes on from an earlier one the run that is appraised from the whole record?"""

from __future__ import annotations

import operator
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property

import pytest

from domain.reaching import appraise_on
from domain.record import Record
from domain.rulebook import NoRulebook
from domain.run import Run, appraise
from domain.runsheet import run_sheet
from scripts.bench.bureau import LAST, bureau
from tests.laws.bureau_years import SEEDS, product, record
from tests.laws.columnar import twisted
from tests.laws.reach_bugs import PLANTS

STEPS = (1, 2, 5, 13)


@dataclass(frozen=True)
class Way:
    """From the first position to the last, so many at once."""

    record: Record
    day: date
    positions: range

    @cached_property
    def whole(self) -> dict[int, Run]:
        """The runs of the whole record, from where a rulebook is known."""
        return {p: run for p in self.positions if (run := _appraised(self, p)) is not None}

    def runs(self) -> Iterator[tuple[Run, Run]]:
        """At each place: the run that goes on, and the one of the whole record."""
        run = None
        for position in self.positions:
            expected = self.whole.get(position)
            if run is None or expected is None:
                run = expected
                continue
            run = appraise_on(run, self.record, position)
            yield run, expected


def _appraised(way: Way, position: int) -> Run | None:
    try:
        return appraise(way.record, way.day, position)
    except NoRulebook:
        return None


@cache
def ways(seed: int) -> Sequence[Way]:
    """Of what workbooks say, and of what no workbook says."""
    year, plain, head = product(seed).case.year, record(seed), len(product(seed).facts)
    days = [date(year, 12, 31), date(year, 7, 1)]
    whole, half = days if seed % 2 else days[::-1]
    steps = STEPS[seed % 4], STEPS[(seed + 1) % 4]
    return [
        Way(plain, whole, range(1, head + 1, steps[0])),
        Way(twisted(plain, seed), half, range(1, head + 6, steps[1])),
    ]


def told(run: Run) -> tuple[object, ...]:
    """All that anybody reads of it, to the last line of an account."""
    standing = run.standing
    return (
        run_sheet(run),
        run.places,
        run.units,
        run.pay,
        standing.position,
        standing.record,
        standing.units,
        [standing.officer(p.officer) for p in run.places],
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_a_run_that_goes_on_is_the_run_of_the_whole_record(seed: int) -> None:
    for way in ways(seed):
        for run, expected in way.runs():
            assert told(run) == told(expected), (way.day, run.standing.position)


def test_who_is_not_reached_is_taken_from_the_run_before() -> None:
    """Else the law above would say nothing."""
    made = bureau(60)
    entry = next(e for e in reversed(made.entries) if e.subject.startswith("officer:"))
    before = appraise(made, LAST, entry.position - 1)
    after = appraise_on(before, made, entry.position)
    pairs = zip(before.places, after.places, strict=True)
    again = [q.officer for p, q in pairs if p.standing is not q.standing]
    assert again == [entry.subject.removeprefix("officer:")]
    assert all(map(operator.is_, before.units, after.units))


def noticed() -> bool:
    """Does any run that goes on now differ?"""
    return any(
        told(run) != told(expected)
        for seed in range(25)
        for way in ways(seed)
        for run, expected in way.runs()
    )


@pytest.mark.parametrize("name", PLANTS)
def test_too_small_a_reach_is_noticed(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    PLANTS[name](monkeypatch)
    assert noticed()
