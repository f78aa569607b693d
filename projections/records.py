"""What does a bureau-year's record hold up to a position, as scoring reads it?"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import fields, replace
from fractions import Fraction
from operator import attrgetter, itemgetter
from typing import Any, Final, LiteralString, TypeVar

import psycopg
from psycopg.rows import args_row

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
from domain.rulebook import Editions
from domain.scoring import Entry, PlanLine
from domain.vocabulary import grouped, share_of
from projections.moments import Moment

Row = TypeVar("Row")
Of = TypeVar("Of", Entry, Mark)

_NAMED: Final[LiteralString] = "subject = ANY(%(subjects)s) ORDER BY position"
_NEEDED: Final[LiteralString] = (
    "(%(all)s OR subject = ANY(%(subjects)s) OR subject ^@ 'unit:') ORDER BY position"
)
_ENTRIES: Final[LiteralString] = """
SELECT bureau || '/' || year || '/' || subject || '#' || number, position, subject, kind,
       effective_on, item, indicator, level, quantity, points, share, merit, reversed_at,
       source ->> 'ref'
  FROM read.entries
 WHERE bureau = %(bureau)s AND year = %(year)s AND position <= %(position)s AND """
_POSTINGS: Final[LiteralString] = """
SELECT officer, unit, post_level, start_on, until_on, position
  FROM read.postings
 WHERE bureau = %(bureau)s AND position <= %(position)s
   AND (%(all)s OR officer = ANY(%(officers)s))
 ORDER BY position
"""
_UNITS: Final[LiteralString] = """
SELECT unit, kind, parent, effective_on, position FROM read.units
 WHERE bureau = %(bureau)s AND position <= %(position)s ORDER BY position
"""
_MARKS: Final[LiteralString] = """
SELECT subject, series, period, score, effective_on, position, withdrawn_at FROM read.marks
 WHERE bureau = %(bureau)s AND year = %(year)s AND position <= %(position)s AND """
_PLANS: Final[LiteralString] = """
SELECT position, unit, indicator, base, role = 'owner', share FROM read.plan_lines
 WHERE bureau = %(bureau)s AND year = %(year)s AND position <= %(position)s
 ORDER BY position, line
"""
_RESTRICTIONS: Final[LiteralString] = """
SELECT subject, number, rule, effective_on, until_on, position FROM read.restrictions
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
SELECT array(SELECT jsonb_array_elements_text(said -> 'order')), said ->> 'minutes', position
  FROM read.year_acts
 WHERE bureau = %(bureau)s AND year = %(year)s AND position <= %(position)s
   AND act = 'tie-resolved' ORDER BY position
"""
_GRADES: Final[LiteralString] = """
SELECT said ->> 'officer', said ->> 'grade', said ->> 'minutes', position FROM read.year_acts
 WHERE bureau = %(bureau)s AND year = %(year)s AND position <= %(position)s
   AND act = 'grade-decided' ORDER BY position
"""
_WHERE: Final[LiteralString] = """
SELECT bureau, false FROM read.officers WHERE officer = %(officer)s AND position <= %(position)s
UNION
SELECT bureau, true FROM read.postings WHERE officer = %(officer)s AND position <= %(position)s
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
    entries = _all(conn, _ENTRIES + _NEEDED, given, _entry)
    return Record(
        bureau=bureau,
        year=moment.year,
        entries=tuple(e for e in entries if e.indicator is None),
        losses=tuple(e for e in entries if e.indicator is not None),
        postings=_all(conn, _POSTINGS, given, Posting),
        units=_all(conn, _UNITS, given, UnitVersion),
        marks=_all(conn, _MARKS + _NEEDED, given, Mark),
        plans=_plans(_all(conn, _PLANS, given, _plan_line)),
        publications=_all(conn, _EDITIONS, given, _publication),
    )


def load_whole_record(conn: psycopg.Connection[Any], bureau: str, moment: Moment) -> Record:
    """The whole bureau-year, with what an appraisal asks besides scores."""
    given = {"bureau": bureau, "year": moment.year, "position": moment.position}
    return replace(
        load_record(conn, bureau, moment),
        restrictions=_all(conn, _RESTRICTIONS, given, Restriction),
        restriction_ends=_all(conn, _RESTRICTION_ENDS, given, RestrictionEnd),
        officers=_all(conn, _OFFICERS, given, Enrolment),
        ties=_all(conn, _TIES, given, _tie),
        grades=_all(conn, _GRADES, given, GradeDecision),
    )


def load_record_on(
    conn: psycopg.Connection[Any], record: Record, position: int, subjects: Collection[str]
) -> Record:
    """A whole record at a later position, since when nothing was recorded but entries and marks of
    these subjects: theirs are read, all others' are as they were."""
    given = {"bureau": record.bureau, "year": record.year, "position": position}
    given["subjects"] = list(subjects)
    entries = _all(conn, _ENTRIES + _NAMED, given, _entry)
    marks = _all(conn, _MARKS + _NAMED, given, Mark)
    own = [e for e in entries if e.indicator is None]
    losses = [e for e in entries if e.indicator is not None]
    return replace(
        record,
        entries=_instead(record.entries, own, subjects),
        losses=_instead(record.losses, losses, subjects),
        marks=_instead(record.marks, marks, subjects),
    )


def _instead(known: Iterable[Of], read: Iterable[Of], subjects: Collection[str]) -> tuple[Of, ...]:
    """What was read of the subjects instead of what was known of them."""
    rows = [one for one in known if one.subject not in subjects]
    rows.extend(read)
    return tuple(sorted(rows, key=attrgetter("position")))


def load_editions(conn: psycopg.Connection[Any], bureau: str, position: int) -> Editions:
    """The editions that were known at the position; raises NoRulebookPublished."""
    known = find_editions(conn, bureau, position)
    if not known:
        raise no.NoRulebookPublished(bureau=bureau)
    return known


def find_editions(conn: psycopg.Connection[Any], bureau: str, position: int) -> Editions:
    """The same, none where none was published."""
    given = {"bureau": bureau, "position": position}
    published = _all(conn, _EDITIONS, given, _publication)
    return Record(bureau, 0, (), (), (), (), (), (), published).editions(position)


def _all(
    conn: psycopg.Connection[Any],
    query: LiteralString,
    given: dict[str, object],
    made: Callable[..., Row],
) -> tuple[Row, ...]:
    """Every row, made of its columns, which stand in the order of its fields.

    A dictionary for each of 75,000 entries would take longer than their points.
    """
    with conn.cursor(row_factory=args_row(made)) as cursor:
        return tuple(cursor.execute(query, given).fetchall())


_SHARE: Final = [field.name for field in fields(Entry)].index("share")


def _entry(*columns: Any) -> Entry:
    made = list(columns)
    made[_SHARE] = share_of(made[_SHARE])
    return Entry(*made)


def _publication(document: str, position: int, withdrawn_at: int | None) -> Publication:
    return Publication(read_document(document), position, withdrawn_at)


def _tie(order: list[str], minutes: str, position: int) -> TieDecision:
    return TieDecision(tuple(order), minutes, position)


def _plan_line(position: int, *columns: Any) -> tuple[int, PlanLine]:
    *line, share = columns
    return position, PlanLine(*line, Fraction(share) if share else None)  # type: ignore[call-arg]


def _plans(lines: Iterable[tuple[int, PlanLine]]) -> tuple[Plan, ...]:
    """The lines recorded at one position are one unit's plan."""
    plans = grouped(lines, itemgetter(0))
    return tuple(
        Plan(own[0][1].unit, tuple(line for _, line in own), position)
        for position, own in plans.items()
    )


def bureau_of_officer(
    conn: psycopg.Connection[Any], officer: str, position: int, named: str | None
) -> str:
    """The bureau to answer for: the one named, or the only one the officer was posted in."""
    found = conn.execute(_WHERE, {"officer": officer, "position": position}).fetchall()
    registered = {bureau for bureau, posted in found if not posted}
    if not registered:
        raise no.UnknownOfficer(officer=officer)
    return _one_bureau({bureau for bureau, posted in found if posted} or registered, named)


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


def the_bureau(conn: psycopg.Connection[Any], position: int, named: str | None) -> str:
    """The bureau named, or the only one known at the position."""
    query: LiteralString = """
SELECT bureau FROM read.units WHERE position <= %(position)s
UNION SELECT bureau FROM read.editions WHERE position <= %(position)s
UNION SELECT bureau FROM read.year_acts WHERE position <= %(position)s"""
    known = {row[0] for row in conn.execute(query, {"position": position})}
    if named is not None and named not in known:
        raise no.UnknownBureau(bureau=named)
    return _one_bureau(known, named)


def _one_bureau(bureaus: set[str], named: str | None) -> str:
    if named is not None:
        return named
    if len(bureaus) != 1:
        raise no.BureauNotNamed()
    return next(iter(bureaus))
