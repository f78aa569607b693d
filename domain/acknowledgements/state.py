"""What has a subject acknowledged?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import assert_never

from domain.acknowledgements.facts import (
    AcknowledgementFact,
    EntryAcknowledged,
    ResultAcknowledged,
)


@dataclass(frozen=True)
class AcknowledgementsState:
    """The acknowledgement of each entry, by year and number, and of each result, by its digest."""

    entries: Mapping[tuple[int, int], EntryAcknowledged] = field(default_factory=dict)
    results: Mapping[tuple[int, str], ResultAcknowledged] = field(default_factory=dict)


def evolve(state: AcknowledgementsState, fact: AcknowledgementFact) -> AcknowledgementsState:
    match fact:
        case EntryAcknowledged():
            return replace(state, entries={**state.entries, (fact.year, fact.number): fact})
        case ResultAcknowledged():
            return replace(state, results={**state.results, (fact.year, fact.result): fact})
        case _:
            assert_never(fact)
