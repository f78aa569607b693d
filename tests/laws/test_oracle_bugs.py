"""A comparison with the oracle can fail: each planted bug of each stage changes some run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from typing import Any

import pytest

from tests.laws import oracle_bugs_groups, oracle_bugs_officers, oracle_bugs_seats
from tests.laws.histories import LONG, Case, days_of, positions, seeded_case, to_history
from tests.laws.histories_fixed import FIXED
from tests.laws.oracle import Oracle
from tests.laws.oracle_bugs import BUGS
from tests.laws.oracle_facts import History, Rules, load_rules

# each of these modules adds its bugs to the list when it is read
PLANTED_BY = (oracle_bugs_groups, oracle_bugs_officers, oracle_bugs_seats)
POOL = 600 if LONG else 120


@dataclass(frozen=True)
class Question:
    history: History
    year: int
    as_of: date
    position: int | None = None
    candidate: Rules | None = None

    def put_to(self, oracle: type[Oracle]) -> dict[str, Any]:
        return oracle(self.history, self.year, self.as_of, self.position, self.candidate).run()

    @cached_property
    def answer(self) -> dict[str, Any]:
        return self.put_to(Oracle)

    def tells(self, bug: str) -> bool:
        return self.put_to(BUGS[bug]) != self.answer


def asked_of(case: Case) -> Iterator[Question]:
    """At the end and within the year, before what was learned last, and in rehearsal."""
    history, heads = to_history(case), positions(case)
    days = days_of(case.year)
    for as_of in (days[-1], days[len(history.facts) % len(days)]):
        yield Question(history, case.year, as_of)
    if not isinstance(case.steps[-1], str) and len(case.steps) > 2:
        yield Question(history, case.year, days[-1], heads[-2])
    if case.candidate is not None:
        yield Question(history, case.year, days[-1], None, load_rules(case.candidate))


@cache
def generated(seed: int) -> list[Question]:
    return list(asked_of(seeded_case(seed)))


@cache
def by_hand(name: str) -> list[Question]:
    return list(asked_of(FIXED[name]))


@pytest.mark.parametrize("bug", sorted(BUGS))
def test_a_planted_bug_is_found(bug: str) -> None:
    """Handwritten histories go first, being quick; at length the generated alone must do."""
    found = not LONG and any(q.tells(bug) for name in FIXED for q in by_hand(name))
    found = found or any(q.tells(bug) for seed in range(POOL) for q in generated(seed))
    assert found, f"nothing tells: {bug}"
