"""A comparison with the oracle can fail: each planted bug of each stage changes some run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.laws import oracle_bugs_groups, oracle_bugs_officers, oracle_bugs_seats
from tests.laws.histories import LONG, Case, cases, days_of, positions, to_history
from tests.laws.oracle import Oracle
from tests.laws.oracle_bugs import BUGS
from tests.laws.oracle_facts import History, Rules, load_rules

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
