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
from projections.columns.library import Sql
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

COMPONENTS: Final = """
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
    sql: Sql, bureaus: Sequence[str], asked: Question, strict: bool = False
) -> Iterator[Answer]:
    """The run of each bureau that has a rulebook then, by columns or, where that cannot be, read.

    `sql` has the tables of the store. With `strict` nothing is handed over: NotAnswered is raised.
    """
    records = skeletons(sql, bureaus, asked)
    try:
        found, reasons = _by_columns(sql, records, asked)
    except sql.too_large as why:
        if len(records) > 1:
            for bureau in records:
                yield from answer(sql, [bureau], asked, strict)
            return
        found, reasons = {}, dict.fromkeys(records, f"a number is too large: {_line(why)}")
    if strict and reasons:
        raise NotAnswered(f"{len(reasons)}: {next(iter(reasons.items()))}")
    at = (asked.as_of, asked.position, asked.candidate)
    for bureau, record in records.items():
        if bureau in reasons:
            yield Answer(bureau, appraise(whole_record(sql, record), *at), reasons[bureau])
        else:
            yield Answer(bureau, seated(record, *at, found[bureau]))


def _line(why: Exception) -> str:
    return str(why).splitlines()[0]


def _by_columns(
    sql: Sql, records: Mapping[str, Record], asked: Question
) -> tuple[dict[str, Scored], dict[str, str]]:
    """The rows of each bureau, and why there are none of some."""
    rules, reasons = rules_of(records, asked)
    columnar = [bureau for bureau in records if bureau not in reasons]
    if not columnar:
        return {}, reasons
    found, strange = _scored(sql, rules, columnar, asked)
    return found, reasons | strange


def rules_of(records: Mapping[str, Record], asked: Question) -> tuple[Rules, dict[str, str]]:
    """The rules of all that have columns for them, and why the others have none."""
    rules = Rules()
    reasons: dict[str, str] = {}
    for bureau, record in records.items():
        try:
            rules.add(Asked(bureau, asked.as_of, asked.position, editions_at(record, asked)))
        except NotAnswered as why:
            reasons[bureau] = str(why)
    return rules, reasons


def editions_at(record: Record, asked: Question) -> Editions:
    if asked.candidate is not None:
        return Editions.only(asked.candidate)
    return record.editions(asked.position)


def skeletons(sql: Sql, bureaus: Sequence[str], asked: Question) -> dict[str, Record]:
    """What is asked of a record beside its rows; a bureau without a rulebook is left out."""
    parts = {
        name: _by_bureau(sql, name, bureaus)
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


def _by_bureau(sql: Sql, table: str, bureaus: Sequence[str]) -> dict[str, list[tuple[Any, ...]]]:
    order = "position, line" if table == "lines" else "position"
    columns = ", ".join(TABLES[table])
    query = f"SELECT {columns} FROM {table} WHERE bureau IN {_among(bureaus)} ORDER BY {order}"
    return grouped(sql.rows(query), itemgetter(0))


def _among(names: Iterable[str]) -> str:
    return f"({', '.join(map(literal, names))})"


def whole_record(sql: Sql, record: Record) -> Record:
    own = {name: _by_bureau(sql, name, [record.bureau]).get(record.bureau, []) for name in TABLES}
    return unpacked(record.bureau, record.year, own)


def score(sql: Sql, rules: Rules, year: int) -> None:
    """Fill `unit_scores`, `officer_scores` and `components` for all that the rules ask."""
    sql.table("asked", RULES["asked"], rules.rows["asked"])
    days = {bureau: (a, b) for bureau, a, b in sql.rows(points.DAYS)}
    passes = rules.fall_between(days)
    for name, columns in RULES.items():
        sql.table(name, columns, rules.table(name))
    sql.fill((points.WHOSE, points.CLAIMS, *points.capped(passes)))
    sql.fill(unit_scores.PLAN)
    sql.table("planned", "bureau VARCHAR, indicator VARCHAR", list(_planned(sql)))
    sql.fill((*unit_scores.LOSSES, *unit_scores.MARKS, *unit_scores.UNITS))
    first = date(year, 1, 1).toordinal()
    sql.fill(officer_scores.POSTINGS)
    sql.fill((*officer_scores.linked(first), *officer_scores.OFFICERS))


def _planned(sql: Sql) -> Iterator[tuple[str, str]]:
    """The indicators whose carriers' shares make one."""
    rows = sql.rows(unit_scores.SHARED)
    for key, own in groupby(rows, itemgetter(0, 1)):
        if sum(Fraction(num, den) for *_, num, den in own) == 1:
            yield key


def _scored(
    sql: Sql, rules: Rules, bureaus: Sequence[str], asked: Question
) -> tuple[dict[str, Scored], dict[str, str]]:
    """The rows of each bureau, and those bureaus that these sums do not answer."""
    score(sql, rules, asked.year)
    strange = strange_among(sql, set(bureaus))
    found = {bureau: Scored() for bureau in bureaus}
    for row in sql.rows("SELECT * FROM unit_scores ORDER BY bureau, unit"):
        found[row[0]].units.append(row)
    for row in sql.rows("SELECT * FROM officer_scores ORDER BY bureau, officer"):
        found[row[0]].officers.append(row)
    for bureau, account, name, number in sql.rows(COMPONENTS):
        found[bureau].components.setdefault(account, {})[name] = millionths(number)
    for raised in raising_entries(sql, rules):
        entry = as_entry(raised[0], asked.year, raised)
        found[raised[0]].raising.setdefault(entry.subject, []).append(entry)
    return found, strange


def strange_among(sql: Sql, bureaus: set[str]) -> dict[str, str]:
    """Which bureaus have what the sums would answer otherwise, and what it is."""
    return {
        row[0]: why
        for why, query in unit_scores.STRANGE.items()
        for row in sql.rows(query)
        if row[0] in bureaus
    }


def raising_entries(sql: Sql, rules: Rules) -> Sequence[Row]:
    """Entries in force of an item that raises a restriction under some edition."""
    items = sorted(rules.raising)
    if not items:
        return []
    columns = ", ".join(f"e.{column}" for column in TABLES["entries"])
    return sql.rows(
        f"SELECT {columns} FROM entries AS e JOIN asked AS a ON a.bureau = e.bureau"
        f" WHERE e.indicator IS NULL AND e.item IN {_among(items)} AND {points.IN_FORCE}"
        " ORDER BY e.position"
    )
