"""What is the appraisal of a bureau-year: live, recorded, restated, or without one entry?

A run is named `bureau:year:…`: `frozen`, `published`, `closed`, `restated-1`, `live`, or both
clocks written out, `2024-12-31@1234`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final, LiteralString

import psycopg
from psycopg.rows import dict_row

from domain import refusals as no
from domain.record import Record
from domain.restating import restate
from domain.rulebook import Edition
from domain.run import Run, appraise
from domain.runsheet import RunSheet, run_sheet
from domain.vocabulary import YEARS
from projections.moments import Moment, resolve
from projections.records import load_whole_record

_REF: Final = re.compile(
    r"(?P<bureau>[0-9A-Za-z][0-9A-Za-z._-]{0,63}):(?P<year>\d{4}):"
    r"(?:(?P<act>live|frozen|published|closed|restated-(?P<number>[1-9]\d{0,5}))"
    r"|(?P<as_of>\d{4}-\d\d-\d\d)(?:@(?P<position>\d{1,18}))?)",
    re.ASCII,
)
_ACT: Final[LiteralString] = """
SELECT said -> 'run' AS run FROM read.year_acts
 WHERE bureau = %s AND year = %s AND position <= %s AND act = %s
   AND coalesce((said ->> 'number')::integer, 1) = %s ORDER BY position LIMIT 1
"""


@dataclass(frozen=True)
class RunAsked:
    """A run by what it is a function of; a restated one names the closed run it stands beside."""

    bureau: str
    moment: Moment
    closed_at: int | None = None
    restates: str | None = None


def find_run(conn: psycopg.Connection[Any], ref: str, known: int) -> RunAsked:
    """The run that a ref names, of those recorded up to a position; raises RunNotFound."""
    named = _REF.fullmatch(ref)
    if named is None or int(named["year"]) not in YEARS:
        raise no.RunNotFound(run=ref)
    bureau, year, act = named["bureau"], int(named["year"]), named["act"]
    if act == "live":
        return RunAsked(bureau, resolve(conn, year, None, None, known))
    if act is None:
        position = None if named["position"] is None else int(named["position"])
        return RunAsked(bureau, resolve(conn, year, _day(ref, named["as_of"]), None, position))
    number = int(named["number"] or 1)
    run = _recorded(conn, (bureau, year, known), act.partition("-")[0], number)
    if run is None:
        raise no.RunNotFound(run=ref)
    moment = Moment(year, date.fromisoformat(run["as_of"]), run["position"])
    if named["number"] is None:
        return RunAsked(bureau, moment)
    closed = _recorded(conn, (bureau, year, known), "closed", 1)
    assert closed is not None, "only a closed year is restated"
    return RunAsked(bureau, moment, closed["position"], closed["digest"])


def _day(ref: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise no.RunNotFound(run=ref) from None


def _recorded(
    conn: psycopg.Connection[Any], of: tuple[str, int, int], act: str, number: int
) -> dict[str, Any] | None:
    with conn.cursor(row_factory=dict_row) as cursor:
        row = cursor.execute(_ACT, (*of, f"year-{act}", number)).fetchone()
    return row["run"] if row else None


def load_run(
    conn: psycopg.Connection[Any],
    asked: RunAsked,
    candidate: Edition | None = None,
    without: str | None = None,
) -> Run:
    """A pure function of its arguments and the facts up to the position."""
    moment = asked.moment
    record = load_whole_record(conn, asked.bureau, moment)
    if not record.publications and candidate is None:
        raise no.NoRulebookPublished(bureau=asked.bureau)
    if without is not None:
        record = leave_out(record, without)
    return run_of(record, asked, candidate)


def run_of(record: Record, asked: RunAsked, candidate: Edition | None = None) -> Run:
    """Of a record that reaches to its position, or beyond."""
    as_of = asked.moment.as_of
    run = appraise(record, as_of, asked.moment.position, candidate)
    if asked.closed_at is None:
        return run
    return restate(appraise(record, as_of, asked.closed_at), run)


def leave_out(record: Record, entry: str) -> Record:
    """The record as if the entry had never been granted."""
    kept = replace(
        record,
        entries=tuple(e for e in record.entries if e.ref != entry),
        losses=tuple(e for e in record.losses if e.ref != entry),
    )
    if len(kept.entries) + len(kept.losses) == len(record.entries) + len(record.losses):
        raise no.EntryNotFound(entry=entry)
    return kept


def get_run(
    conn: psycopg.Connection[Any],
    bureau: str,
    moment: Moment,
    candidate: Edition | None = None,
) -> RunSheet:
    return run_sheet(load_run(conn, RunAsked(bureau, moment), candidate))


def get_named_run(
    conn: psycopg.Connection[Any], ref: str, known: int, without: str | None = None
) -> RunSheet:
    """The run that a ref names, with the digest that was recorded of it."""
    asked = find_run(conn, ref, known)
    return run_sheet(load_run(conn, asked, without=without), asked.restates, without)
