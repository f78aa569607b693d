"""Does every column of every row of the read models say what the fact of its position says?

What a score rests on is derived by the domain (see reading_passes); this is all the rest: names,
narrative, who and when, what ended what.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final, LiteralString

from domain.journal.names import UPCASTS, current
from projections.evidence.findings import Audited, Finding
from projections.evidence.store import BATCH

_KINDS: Final = {
    "bonus-awarded": "bonus",
    "commendation-conferred": "commendation",
    "reprimand-issued": "reprimand",
    "deduction-imposed": "deduction",
    "loss-imposed": "deduction",
}
_HOW: Final = {"restriction-lifted": "lifted", "restriction-rescinded": "rescinded"}
_TABLES: Final[dict[LiteralString, tuple[str, ...]]] = {
    "units": ("unit-established", "unit-reorganised"),
    "unit_closings": ("unit-closed",),
    "officers": ("officer-registered", "officer-particulars-amended"),
    "postings": ("posting-recorded",),
    "plan_lines": ("plan-adopted.2",),
    "marks": ("mark-given",),
    "restrictions": ("restriction-imposed",),
    "restriction_ends": tuple(_HOW),
    "editions": ("rulebook-published",),
    "imports": ("workbook-imported",),
    "entries": tuple(_KINDS),
    "calendars": ("working-days-announced",),
    "year_acts": (
        "year-opened",
        "year-frozen",
        "year-published",
        "year-closed",
        "year-restated",
        "tie-resolved",
        "grade-decided",
    ),
}
"""Each read model, and the facts that bring forth its rows."""
_PARTS: Final = {"start_on": "start", "until_on": "until", "into_unit": "into"}
"""Columns whose part of the state has another name."""
_ENDS: Final = {
    "entry-reversed": ("entries", ("bureau", "year", "subject", "number")),
    "mark-withdrawn": ("marks", ("bureau", "year", "subject", "number")),
    "mark-documented": ("documents of marks", ("bureau", "year", "subject", "number")),
    "rulebook-withdrawn": ("editions", ("bureau", "version")),
    "import-reversed": ("imports", ("bureau", "year", "batch")),
}
_REVERSAL: Final = ("reason", "ground", "corrected_by", "source")


@dataclass(frozen=True)
class _Told:
    """A fact as it is kept, under its present name."""

    position: int
    recorded_at: datetime
    actor: str
    name: str
    state: dict[str, Any]


@dataclass(frozen=True)
class _Ends:
    """What ended each row, by the row's own key, whenever it did; how far the audit goes."""

    by_key: Mapping[tuple[str, ...], _Told]
    size: int

    def of(self, table: str, told: _Told, row: Mapping[str, Any]) -> _Told | None:
        """An end that is not yet under audit is one only where the row has it."""
        key = next(key for kind, key in _ENDS.values() if kind == table)
        end = self.by_key.get((table, *(str(told.state.get(part)) for part in key)))
        ended_at = row.get("reversed_at", row.get("withdrawn_at"))
        return None if end and end.position > self.size and ended_at is None else end

    def document_of(self, told: _Told, row: Mapping[str, Any]) -> str | None:
        """The document that a mark rests on, told by a fact of its own."""
        table, key = _ENDS["mark-documented"]
        said = self.by_key.get((table, *(str(told.state.get(part)) for part in key)))
        if said is None or (said.position > self.size and row["document_no"] is None):
            return None
        return str(said.state["document_no"])


def rows(audited: Audited) -> Iterator[tuple[int, str, str, str]]:
    """Position, table and column, expected, found: of each row, what differs first."""
    ends = _ends(audited)
    for table, names in _TABLES.items():
        stored = [*names, *(old for old, (new, _) in UPCASTS.items() if new in names)]
        query: LiteralString = f"""
            SELECT coalesce(f.position, r.position), f.recorded_at, f.actor, f.topic, f.state,
                   to_jsonb(r)::text
              FROM (SELECT * FROM journal.facts
                     WHERE position > %(a)s AND position <= %(b)s AND topic = ANY(%(names)s)) AS f
              FULL JOIN (SELECT * FROM read.{table}
                          WHERE position > %(a)s AND position <= %(b)s) AS r USING (position)
             ORDER BY 1"""
        for first in range(audited.since, audited.size, BATCH):
            given = {"a": first, "b": min(first + BATCH, audited.size), "names": stored}
            for position, at, actor, name, state, row in audited.conn.execute(query, given):
                told = None if name is None else _told(position, at, actor, name, state)
                found = json.loads(row, parse_float=Decimal) if row else None
                yield from _differing(table, position, told, found, ends)


def _told(position: int, at: datetime, actor: str, name: str, state: bytes) -> _Told:
    return _Told(position, at, actor, *current(name, json.loads(state, parse_float=Decimal)))


def _ends(audited: Audited) -> _Ends:
    """Of several the last."""
    query = """SELECT position, recorded_at, actor, topic, state FROM journal.facts
                WHERE topic = ANY(%s) ORDER BY position"""
    found: dict[tuple[str, ...], _Told] = {}
    for row in audited.conn.execute(query, (list(_ENDS),)):
        told = _told(*row)
        table, key = _ENDS[told.name]
        found[table, *(str(told.state.get(part)) for part in key)] = told
    return _Ends(found, audited.size)


def _differing(
    table: str, position: int, told: _Told | None, row: dict[str, Any] | None, ends: _Ends
) -> Iterator[tuple[int, str, str, str]]:
    if told is None or row is None:
        there = "no row" if told is None else "a row"
        yield position, table, there, "none" if row is None else "a row"
        return
    for column, found in row.items():
        expected = _expected(table, column, told, row, ends)
        if not _same(expected, found):
            yield position, f"{table}.{column}", str(expected)[:300], str(found)[:300]
            return


def _expected(table: str, column: str, told: _Told, row: dict[str, Any], ends: _Ends) -> Any:
    own = {"position": told.position, "recorded_at": told.recorded_at, "actor": told.actor}
    if column in own:
        return own[column]
    if column in ("withdrawn_at", "reversed_at", "reversal"):
        end = ends.of(table, told, row)
        if end is None:
            return None
        return end.position if column != "reversal" else _reversal(end)
    special: dict[tuple[str, str], Callable[[], Any]] = {
        ("marks", "document_no"): lambda: ends.document_of(told, row),
        ("entries", "kind"): lambda: _KINDS[told.name],
        ("entries", "evidence"): lambda: told.state.get("evidence", []),
        ("restriction_ends", "how"): lambda: _HOW[told.name],
        ("imports", "row_count"): lambda: len(told.state["rows"]),
        ("year_acts", "act"): lambda: told.name,
        ("year_acts", "said"): lambda: told.state,
        ("plan_lines", "line"): lambda: row["line"],
    }
    if (table, column) in special:
        return special[table, column]()
    said = told.state
    if table == "plan_lines":
        lines = said["indicators"]
        said = said | (lines[row["line"] - 1] if 0 < row["line"] <= len(lines) else {})
    return said.get(_PARTS.get(column) or column)


def _reversal(end: _Told) -> dict[str, Any]:
    own = {"position": end.position, "recorded_at": end.recorded_at, "actor": end.actor}
    return own | {part: end.state.get(part) for part in _REVERSAL}


def _same(expected: Any, found: Any) -> bool:
    """A state's decimals are text, and times are compared as moments."""
    if isinstance(expected, dict) and isinstance(found, dict):
        names = expected.keys() | found.keys()
        return all(_same(expected.get(name), found.get(name)) for name in names)
    if isinstance(expected, datetime):
        return isinstance(found, str) and datetime.fromisoformat(found) == expected
    if isinstance(expected, str) and isinstance(found, int | Decimal):
        try:
            return Decimal(expected) == found
        except InvalidOperation:
            return False
    return bool(expected == found)


def findings(audited: Audited, check: str, known: set[int | None]) -> Iterator[Finding]:
    """As findings of a pass, of the positions that it has none of yet."""
    for position, what, expected, found in rows(audited):
        if position not in known:
            yield Finding(check, position, what, expected, found)
