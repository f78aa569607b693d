"""What is the run of each of many bureau-years, of the rows in one bucket of the store?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

from domain.record import GradeDecision, Record
from domain.rulebook import Edition, Editions
from domain.run import Run, appraise
from domain.vocabulary import grouped
from projections.columns import officer_scores, points, unit_scores
from projections.columns.arithmetic import literal
from projections.columns.library import Connection, too_large
from projections.columns.packing import (
    Row,
    as_entry,
    ends_of,
    publications_of,
    restrictions_of,
    ties_of,
    unpacked,
)
from projections.columns.rules import RULES, Asked, NotAnswered, Rules
from projections.columns.seating import Scored, millionths, seated
from projections.columns.tables import TABLES

_COMPONENTS: Final = """
SELECT bureau, account, name, number FROM unit_components
UNION ALL SELECT bureau, account, name, number FROM components
"""


@dataclass(frozen=True)
class Question:
    """A year as of a date and a position, under the editions in force or a candidate."""

    year: int
    as_of: date
    position: int
    candidate: Edition | None = None


@dataclass(frozen=True)
class Answer:
    """A bureau's run; `read` says why the readable engine had to give it."""

    bureau: str
    run: Run
    read: str | None = None


def answer(
    conn: Connection, bureaus: Sequence[str], asked: Question, strict: bool = False
) -> Iterator[Answer]:
    """The run of each bureau that has a rulebook then, by columns or, where that cannot be, read.

    `conn` has the tables of the store. With `strict` nothing is handed over: NotAnswered is raised.
    """
    records = _skeletons(conn, bureaus, asked)
    try:
        found, reasons = _by_columns(conn, records, asked)
    except too_large() as why:
        if len(records) > 1:
            for bureau in records:
                yield from answer(conn, [bureau], asked, strict)
            return
        found, reasons = {}, dict.fromkeys(records, f"a number is too large: {_line(why)}")
    if strict and reasons:
        raise NotAnswered(f"{len(reasons)}: {next(iter(reasons.items()))}")
    at = (asked.as_of, asked.position, asked.candidate)
    for bureau, record in records.items():
        if bureau in reasons:
            yield Answer(bureau, appraise(_whole(conn, record), *at), reasons[bureau])
        else:
            yield Answer(bureau, seated(record, *at, found[bureau]))


def _line(why: Exception) -> str:
    return str(why).splitlines()[0]


def _by_columns(
    conn: Connection, records: Mapping[str, Record], asked: Question
) -> tuple[dict[str, Scored], dict[str, str]]:
    """The rows of each bureau, and why there are none of some."""
    rules = Rules()
    reasons: dict[str, str] = {}
    for bureau, record in records.items():
        try:
            rules.add(Asked(bureau, asked.as_of, asked.position, _editions(record, asked)))
        except NotAnswered as why:
            reasons[bureau] = str(why)
    columnar = [bureau for bureau in records if bureau not in reasons]
    if not columnar:
        return {}, reasons
    found, strange = _scored(conn, rules, columnar, asked)
    return found, reasons | strange


def _editions(record: Record, asked: Question) -> Editions:
    if asked.candidate is not None:
        return Editions.only(asked.candidate)
    return record.editions(asked.position)


def _skeletons(conn: Connection, bureaus: Sequence[str], asked: Question) -> dict[str, Record]:
    """What is asked of a record beside its rows; a bureau without a rulebook is left out."""
    parts = {
        name: _by_bureau(conn, name, bureaus)
        for name in ("editions", "restrictions", "ends", "ties", "grades")
    }
    found = {}
    for bureau in bureaus:
        own = {name: rows.get(bureau, []) for name, rows in parts.items()}
        record = Record(
            *(bureau, asked.year, (), (), (), (), (), ()),
            publications=publications_of(own["editions"]),
            restrictions=restrictions_of(own["restrictions"]),
            restriction_ends=ends_of(own["ends"]),
            ties=ties_of(own["ties"]),
            grades=tuple(GradeDecision(*row[1:]) for row in own["grades"]),
        )
        if asked.candidate is not None or len(record.editions(asked.position)):
            found[bureau] = record
    return found


def _by_bureau(
    conn: Connection, table: str, bureaus: Sequence[str]
) -> dict[str, list[tuple[Any, ...]]]:
    order = "position, line" if table == "lines" else "position"
    columns = ", ".join(TABLES[table])
    query = f"SELECT {columns} FROM {table} WHERE bureau IN {_among(bureaus)} ORDER BY {order}"
    return grouped(conn.execute(query).fetchall(), itemgetter(0))


def _among(names: Iterable[str]) -> str:
    return f"({', '.join(map(literal, names))})"


def _whole(conn: Connection, record: Record) -> Record:
    own = {name: _by_bureau(conn, name, [record.bureau]).get(record.bureau, []) for name in TABLES}
    return unpacked(record.bureau, record.year, own)


def _table(conn: Connection, name: str, columns: str, rows: Sequence[Sequence[Any]]) -> None:
    """A small table of rows made here, column by column."""
    conn.execute(f"CREATE OR REPLACE TEMP TABLE {name} ({columns})")
    if rows:
        kinds = (column.split()[1] for column in columns.split(", "))
        unnested = ", ".join(f"unnest(?::{kind}[])" for kind in kinds)
        conn.execute(
            f"INSERT INTO {name} SELECT {unnested}", [list(c) for c in zip(*rows, strict=True)]
        )


def _fill(conn: Connection, queries: Iterable[points.Query]) -> None:
    for name, query in queries:
        conn.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {query}")


def score(conn: Connection, rules: Rules, year: int) -> None:
    """Fill `unit_scores`, `officer_scores` and `components` for all that the rules ask."""
    _table(conn, "asked", RULES["asked"], rules.rows["asked"])
    days = {bureau: (a, b) for bureau, a, b in conn.execute(points.DAYS).fetchall()}
    passes = rules.fall_between(days)
    for name, columns in RULES.items():
        _table(conn, name, columns, rules.table(name))
    _fill(conn, (points.WHOSE, points.CLAIMS, *points.capped(passes)))
    _fill(conn, unit_scores.PLAN)
    _table(conn, "planned", "bureau VARCHAR, indicator VARCHAR", list(_planned(conn)))
    _fill(conn, (*unit_scores.LOSSES, *unit_scores.MARKS, *unit_scores.UNITS))
    first = date(year, 1, 1).toordinal()
    _fill(conn, officer_scores.POSTINGS)
    _fill(conn, (*officer_scores.linked(first), *officer_scores.OFFICERS))


def _planned(conn: Connection) -> Iterator[tuple[str, str]]:
    """The indicators whose carriers' shares make one."""
    rows = conn.execute(unit_scores.SHARED).fetchall()
    for key, own in groupby(rows, itemgetter(0, 1)):
        if sum(Fraction(num, den) for *_, num, den in own) == 1:
            yield key


def _scored(
    conn: Connection, rules: Rules, bureaus: Sequence[str], asked: Question
) -> tuple[dict[str, Scored], dict[str, str]]:
    """The rows of each bureau, and those bureaus that these sums do not answer."""
    score(conn, rules, asked.year)
    strange = {
        row[0]: why
        for why, query in unit_scores.STRANGE.items()
        for row in conn.execute(query).fetchall()
        if row[0] in bureaus
    }
    found = {bureau: Scored() for bureau in bureaus}
    for row in conn.execute("SELECT * FROM unit_scores ORDER BY bureau, unit").fetchall():
        found[row[0]].units.append(row)
    for row in conn.execute("SELECT * FROM officer_scores ORDER BY bureau, officer").fetchall():
        found[row[0]].officers.append(row)
    for bureau, account, name, number in conn.execute(_COMPONENTS).fetchall():
        found[bureau].components.setdefault(account, {})[name] = millionths(number)
    for raised in _raising(conn, rules):
        entry = as_entry(raised[0], asked.year, raised)
        found[raised[0]].raising.setdefault(entry.subject, []).append(entry)
    return found, strange


def _raising(conn: Connection, rules: Rules) -> Sequence[Row]:
    """Entries in force of an item that raises a restriction under some edition."""
    items = sorted(rules.raising)
    if not items:
        return []
    columns = ", ".join(f"e.{column}" for column in TABLES["entries"])
    return conn.execute(
        f"SELECT {columns} FROM entries AS e JOIN asked AS a ON a.bureau = e.bureau"
        f" WHERE e.indicator IS NULL AND e.item IN {_among(items)} AND {points.IN_FORCE}"
        " ORDER BY e.position"
    ).fetchall()
