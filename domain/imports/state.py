"""Which rows were imported before, and as what?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import assert_never

from domain.imports.facts import ImportedRow, ImportFact, ImportReversed, WorkbookImported

SPACE_OF_SHEET = {"losses": "entries"}
"""Entries and losses share one space of refs: a reversal names either."""


def space(sheet: str) -> str:
    return SPACE_OF_SHEET.get(sheet, sheet)


@dataclass(frozen=True)
class ImportsState:
    """The imports of a bureau-year: the last row recorded under each (space, key)."""

    batches: tuple[WorkbookImported, ...] = ()
    reversed: frozenset[int] = frozenset()
    rows: Mapping[tuple[str, str], ImportedRow] = field(default_factory=dict)

    def row(self, sheet: str, key: str) -> ImportedRow | None:
        return self.rows.get((space(sheet), key))


def evolve(state: ImportsState, fact: ImportFact) -> ImportsState:
    match fact:
        case WorkbookImported():
            rows = {(space(r.sheet), r.key): r for r in fact.rows}
            return replace(state, batches=(*state.batches, fact), rows={**state.rows, **rows})
        case ImportReversed():
            return replace(state, reversed=state.reversed | {fact.batch})
        case _:
            assert_never(fact)
