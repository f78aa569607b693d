"""What does a bureau-year's record hold up to a position, as scoring reads it?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final, LiteralString

import psycopg
from psycopg.rows import dict_row

from domain import refusals as no
from domain.record import (
    Enrolment,
    GradeDecision,
    Mark,
    Plan,
    Posting,
    Publication,
    Record,
    Restriction,
    RestrictionEnd,
    TieDecision,
    UnitVersion,
)
from domain.registers.state import read_document
from domain.scoring import Entry, PlanLine
from domain.vocabulary import share_of
from projections.moments import Moment

_SUBJECTS: Final[LiteralString] = "(%(all)s OR subject = ANY(%(subjects)s) OR subject ^@ 'unit:')"

_ENTRIES: Final[LiteralString] = (
    """
SELECT position, bureau, year, subject, number, kind, item, indicator, level, quantity, points,
       share, merit, effective_on, reversed_at, source ->> 'ref' AS source_ref
  FROM read.entries
 WHERE bureau = %(bureau)s AND year = %(year)s AND position <= %(position)s AND """
    + _SUBJECTS
    + " ORDER BY position"
)
_POSTINGS: Final[LiteralString] = """
SELECT officer, unit, post_level, start_on AS start, until_on AS until, position
  FROM read.postings
 WHERE bureau = %(bureau)s AND position <= %(position)s
   AND (%(all)s OR officer = ANY(%(officers)s))
 ORDER BY position
"""
_UNITS: Final[LiteralString] = """
SELECT unit, kind, parent, effective_on, position FROM read.units
 WHERE bureau = %(bureau)s AND position <= %(position)s ORDER BY position
"""
_MARKS: Final[LiteralString] = (
    """
SELECT subject, series, period, score, effective_on, position, withdrawn_at FROM read.marks
 WHERE bureau = %(bureau)s AND year = %(year)s AND position <= %(position)s AND """
    + _SUBJECTS
    + " ORDER BY position"
)
_PLANS: Final[LiteralString] = """
SELECT position, unit, indicator, base, role FROM read.plan_lines
 WHERE bureau = %(bureau)s AND year = %(year)s AND position <= %(position)s
 ORDER BY position, line
"""
_RESTRICTIONS: Final[LiteralString] = """
SELECT subject, number, rule, effective_on, until_on AS until, position FROM read.restrictions
 WHERE bureau = %(bureau)s AND position <= %(position)s ORDER BY position
"""
_RESTRICTION_ENDS: Final[LiteralString] = """
SELECT subject, number, how, effective_on, position FROM read.restriction_ends
 WHERE bureau = %(bureau)s AND position <= %(position)s ORDER BY position
"""
_OFFICERS: Final[LiteralString] = """
SELECT officer, position FROM read.officers
 WHERE bureau = %(bureau)s AND position <= %(position)s ORDER BY position
"""
_TIES: Final[LiteralString] = """
SELECT array(SELECT jsonb_array_elements_text(said -> 'order')) AS ranking, said ->> 'minutes',
       position
  FROM read.year_acts
 WHERE bureau = %(bureau)s AND year = %(year)s AND position <= %(position)s
   AND act = 'tie-resolved' ORDER BY position
"""
_GRADES: Final[LiteralString] = """
SELECT said ->> 'officer', said ->> 'grade', said ->> 'minutes', position FROM read.year_acts
 WHERE bureau = %(bureau)s AND year = %(year)s AND position <= %(position)s
   AND act = 'grade-decided' ORDER BY position
"""
_EDITIONS: Final[LiteralString] = """
SELECT document, position, withdrawn_at FROM read.editions
 WHERE bureau = %(bureau)s AND position <= %(position)s ORDER BY version
"""


def load_record(
    conn: psycopg.Connection[Any],
    bureau: str,
    moment: Moment,
    subjects: Sequence[str] | None = None,
) -> Record:
    """The bureau-year up to the moment's position: everything, or what `subjects` need.

    Reads row by row at one position, so a rebuild that swaps in between changes nothing.
    """
    officers = [s.partition(":")[2] for s in subjects or () if s.startswith("officer:")]
    given = {
        "bureau": bureau,
        "year": moment.year,
        "position": moment.position,
        "all": subjects is None,
        "subjects": list(subjects or ()),
        "officers": officers,
    }
    rows = _rows(conn, _ENTRIES, given)
    return Record(
        bureau=bureau,
        year=moment.year,
        entries=tuple(_entry(row) for row in rows if row["indicator"] is None),
        losses=tuple(_entry(row) for row in rows if row["indicator"] is not None),
        postings=tuple(Posting(**row) for row in _rows(conn, _POSTINGS, given)),
        units=tuple(UnitVersion(**row) for row in _rows(conn, _UNITS, given)),
        marks=tuple(Mark(**row) for row in _rows(conn, _MARKS, given)),
        plans=_plans(_rows(conn, _PLANS, given)),
        publications=tuple(
            Publication(read_document(row["document"]), row["position"], row["withdrawn_at"])
            for row in _rows(conn, _EDITIONS, given)
        ),
    )


def load_whole_record(conn: psycopg.Connection[Any], bureau: str, moment: Moment) -> Record:
    """The whole bureau-year, with what an appraisal asks besides scores."""
    given = {"bureau": bureau, "year": moment.year, "position": moment.position}
    return replace(
        load_record(conn, bureau, moment),
        restrictions=tuple(Restriction(**row) for row in _rows(conn, _RESTRICTIONS, given)),
        restriction_ends=tuple(
            RestrictionEnd(**row) for row in _rows(conn, _RESTRICTION_ENDS, given)
        ),
        officers=tuple(Enrolment(**row) for row in _rows(conn, _OFFICERS, given)),
        ties=tuple(
            TieDecision(tuple(order), minutes, at)
            for order, minutes, at in conn.execute(_TIES, given)
        ),
        grades=tuple(GradeDecision(*row) for row in conn.execute(_GRADES, given)),
    )


def _rows(
    conn: psycopg.Connection[Any], query: LiteralString, given: dict[str, object]
) -> list[dict[str, Any]]:
    with conn.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(query, given).fetchall()


def _entry(row: dict[str, Any]) -> Entry:
    return Entry(
        ref=f"{row['bureau']}/{row['year']}/{row['subject']}#{row['number']}",
        position=row["position"],
        subject=row["subject"],
        kind=row["kind"],
        effective_on=row["effective_on"],
        item=row["item"],
        indicator=row["indicator"],
        level=row["level"],
        quantity=row["quantity"],
        points=row["points"],
        share=share_of(row["share"]),
        merit=row["merit"],
        reversed_at=row["reversed_at"],
        source_ref=row["source_ref"],
    )


def _plans(rows: list[dict[str, Any]]) -> tuple[Plan, ...]:
    plans: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        plans.setdefault(row["position"], []).append(row)
    return tuple(
        Plan(
            lines[0]["unit"],
            tuple(
                PlanLine(x["unit"], x["indicator"], x["base"], x["role"] == "owner") for x in lines
            ),
            position,
        )
        for position, lines in plans.items()
    )


def bureau_of_officer(
    conn: psycopg.Connection[Any], officer: str, position: int, named: str | None
) -> str:
    """The bureau to answer for: the one named, or the only one the officer was posted in."""
    query: LiteralString = (
        "SELECT DISTINCT bureau FROM read.officers WHERE officer = %s AND position <= %s"
    )
    if not conn.execute(query, (officer, position)).fetchone():
        raise no.UnknownOfficer(officer=officer)
    posted: LiteralString = (
        "SELECT DISTINCT bureau FROM read.postings WHERE officer = %s AND position <= %s"
    )
    bureaus = {row[0] for row in conn.execute(posted, (officer, position))}
    registered = {row[0] for row in conn.execute(query, (officer, position))}
    return _one_bureau(bureaus or registered, named)


def bureau_of_unit(
    conn: psycopg.Connection[Any], unit: str, position: int, named: str | None
) -> str:
    query: LiteralString = (
        "SELECT DISTINCT bureau FROM read.units WHERE unit = %s AND position <= %s"
    )
    bureaus = {row[0] for row in conn.execute(query, (unit, position))}
    if not bureaus or (named is not None and named not in bureaus):
        raise no.UnknownUnit(unit=unit, bureau=named or "")
    return _one_bureau(bureaus, named)


def _one_bureau(bureaus: set[str], named: str | None) -> str:
    if named is not None:
        return named
    if len(bureaus) != 1:
        raise no.BureauNotNamed()
    return next(iter(bureaus))
