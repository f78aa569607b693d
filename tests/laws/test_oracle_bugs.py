"""A comparison with the oracle can fail: each planted bug of each stage changes some run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from tests.laws import oracle_bugs_groups, oracle_bugs_officers, oracle_bugs_seats
from tests.laws.oracle import Oracle
from tests.laws.oracle_facts import History, Rules

# each of these modules adds its bugs to the list when it is read
PLANTED_BY = (oracle_bugs_groups, oracle_bugs_officers, oracle_bugs_seats)


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
