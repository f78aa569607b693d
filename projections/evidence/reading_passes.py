"""Do the read models and the recorded runs follow from the facts, by the domain's own code?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import date
from typing import Any, Final

from domain.journal.names import current
from domain.recall import Stored, record_of
from domain.record import Record
from domain.restating import restate
from domain.run import appraise
from domain.runsheet import run_sheet
from projections.evidence import row_passes
from projections.evidence.findings import Audited, Finding
from projections.moments import Moment
from projections.records import load_whole_record

READINGS, RUNS = "read models", "runs"
_YEARS: Final = """
SELECT DISTINCT bureau, year FROM journal.facts
 WHERE year IS NOT NULL AND position > %s AND position <= %s ORDER BY 1, 2
"""


def stored_facts(audited: Audited, bureau: str, year: int) -> Iterator[Stored]:
    """The facts of a bureau-year as they are kept, in the present shape."""
    query = """SELECT position, topic, state FROM journal.facts
                WHERE bureau = %s AND (year = %s OR year IS NULL) AND position <= %s
                  AND topic <> 'workbook-imported' ORDER BY position"""
    for position, topic, state in audited.conn.execute(query, (bureau, year, audited.size)):
        name, content = current(topic, json.loads(state))
        yield Stored(position, name, content)


def readings(audited: Audited) -> Iterator[Finding]:
    """Every bureau-year's record by the domain's recall, against the rows of the read schema.

    Then whatever else those rows say, column by column.
    """
    known = set[int | None]()
    years = audited.conn.execute(_YEARS, (audited.since, audited.size)).fetchall()
    for n, (bureau, year) in enumerate(years, start=1):
        derived = record_of(stored_facts(audited, bureau, year), bureau, year)
        moment = Moment(year, date.max, audited.size)
        read = _known(load_whole_record(audited.conn, bureau, moment), audited.size)
        for finding in _compare(derived, read):
            known.add(finding.position)
            yield finding
        audited.tell(READINGS, audited.size * n // len(years))
    yield from row_passes.findings(audited, READINGS, known)


def _known(record: Record, position: int) -> Record:
    """Without what came after the position."""

    def then(at: int | None) -> int | None:
        return at if at is not None and at <= position else None

    return replace(
        record,
        entries=tuple(replace(e, reversed_at=then(e.reversed_at)) for e in record.entries),
        losses=tuple(replace(e, reversed_at=then(e.reversed_at)) for e in record.losses),
        marks=tuple(replace(m, withdrawn_at=then(m.withdrawn_at)) for m in record.marks),
        publications=tuple(
            replace(p, withdrawn_at=then(p.withdrawn_at)) for p in record.publications
        ),
    )


def _compare(derived: Record, read: Record) -> Iterator[Finding]:
    for field in fields(Record):
        expected, found = getattr(derived, field.name), getattr(read, field.name)
        if not isinstance(expected, tuple):
            continue
        by_position = {row.position: row for row in found}
        for row in expected:
            other = by_position.pop(row.position, None)
            if other != row:
                yield Finding(READINGS, row.position, field.name, _short(row), _short(other))
        for position, row in sorted(by_position.items()):
            yield Finding(READINGS, position, field.name, "no row", _short(row))


def _short(row: object) -> str:
    return str(row)[:300]


_ACTS: Final = """
SELECT position, bureau, year, topic, state FROM journal.facts
 WHERE topic IN ('year-frozen', 'year-published', 'year-closed', 'year-restated')
   AND position <= %s ORDER BY position
"""


def runs(audited: Audited) -> Iterator[Finding]:
    """Every recorded run computed again from the facts: the same digest."""
    records: dict[tuple[str, int], Record] = {}
    closed: dict[tuple[str, int], dict[str, Any]] = {}
    for position, bureau, year, topic, state in audited.conn.execute(_ACTS, (audited.size,)):
        key, said = (bureau, year), json.loads(state)["run"]
        if topic == "year-closed":
            closed[key] = said
        if position <= audited.since:
            continue
        if key not in records:
            records[key] = record_of(stored_facts(audited, bureau, year), bureau, year)
        day = date.fromisoformat(said["as_of"])
        run, restates = appraise(records[key], day, said["position"]), None
        if topic == "year-restated":
            run = restate(appraise(records[key], day, closed[key]["position"]), run)
            restates = closed[key]["digest"]
        found = run_sheet(run, restates).digest
        if found != said["digest"]:
            yield Finding(RUNS, position, f"run of {topic}", said["digest"], found)
        audited.tell(RUNS, position)
    audited.tell(RUNS, audited.size)
