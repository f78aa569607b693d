"""Which rows were imported before, and as what?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import assert_never

from domain.imports.facts import ImportedRow, ImportFact, ImportReversed, WorkbookImported

SPACE_OF_SHEET = {"losses": "entries"}
"""Entries and losses share one space of refs: a reversal names either."""

ENDINGS = ("reversals", "lifts")
"""Sheets whose rows end something: what has ended stays ended when their batch is reversed."""


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
            freed = _freed(state, fact.batch)
            rows = {key: row for key, row in state.rows.items() if key not in freed}
            return replace(state, reversed=state.reversed | {fact.batch}, rows=rows)
        case _:
            assert_never(fact)


def _freed(state: ImportsState, number: int) -> set[tuple[str, str]]:
    """The rows that may be imported anew once their batch is reversed: what it had brought in,
    and what ended that."""
    rows = [row for batch in state.batches if batch.batch == number for row in batch.rows]
    brought = {r.target for r in rows if r.target is not None and r.sheet not in ENDINGS}
    return {(space(r.sheet), r.key) for r in rows if r.target in brought}
