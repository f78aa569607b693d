"""Who was told what of whom, and which commands were refused? Kept beside the journal."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, Final, LiteralString, TypeVar

import psycopg
from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from domain import refusals as no
from projections.moments import BUREAU_ZONE
from projections.scores import View

EVERYBODY: Final = "*"
"""Stands for whoever is in the answer, where they are not listed."""
SUBJECTS_MAX: Final = 5000
"""More than a bureau has; a row and its index stay bounded."""
PAGE_MAX: Final = 1000
_ID: Final = rb"[0-9A-Za-z][0-9A-Za-z._-]{0,63}"
_NAMED: Final = re.compile(
    rb'"(?:subject":"(?P<subject>(?:officer|unit):%b)|officer":"(?P<officer>%b))"' % (_ID, _ID)
)
_ONE: Final = rb'"(?:\*|(?:(?:officer|unit):)?%b)"' % _ID
_LISTED: Final = re.compile(rb'"(?:subjects|officers|order)":\[(%b(?:,%b)*)\]' % (_ONE, _ONE))
_NAMES: Final = frozenset(("subject", "officer", "unit", "actor", "entry", "without"))
"""The questions that name somebody."""
_KEEP: Final[LiteralString] = (
    "INSERT INTO access.reads (actor, role, request, route, bureau, subjects, asked, count)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"
)
_ADD: Final[LiteralString] = (
    "INSERT INTO access.refusals"
    " (at, actor, peer, role, command, code, subject, digest, request, count)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
)
_READS: Final[LiteralString] = """
SELECT number, at, actor, role, request, route, bureau, subjects, asked, count FROM access.reads
 WHERE (%(subject)s::text IS NULL OR subjects && ARRAY[%(subject)s, '*'])
   AND (%(bureau)s::text IS NULL OR bureau IS NULL OR bureau = %(bureau)s)
   AND (%(actor)s::text IS NULL OR actor = %(actor)s)
   AND (%(start)s::timestamptz IS NULL OR at >= %(start)s)
   AND (%(end)s::timestamptz IS NULL OR at < %(end)s)
   AND (%(cursor)s::bigint IS NULL OR number < %(cursor)s)
 ORDER BY number DESC LIMIT %(limit)s
"""
_REFUSALS: Final[LiteralString] = """
SELECT number, at, actor, peer, role, command, code, subject, encode(digest, 'hex') AS digest,
       request, count FROM access.refusals
 WHERE (%(subject)s::text IS NULL OR subject = %(subject)s)
   AND (%(actor)s::text IS NULL OR actor = %(actor)s)
   AND (%(start)s::timestamptz IS NULL OR at >= %(start)s)
   AND (%(end)s::timestamptz IS NULL OR at < %(end)s)
   AND (%(cursor)s::bigint IS NULL OR number < %(cursor)s)
 ORDER BY number DESC LIMIT %(limit)s
"""


@dataclass(frozen=True)
class Told:
    """An answer about to be told: to whom, of whom, and what was asked."""

    actor: str
    role: str
    route: str
    subjects: Sequence[str]
    bureau: str | None = None
    asked: Mapping[str, str] = field(default_factory=dict)
    count: int | None = None
    request: str | None = None


@dataclass(frozen=True)
class RefusedCommand:
    """A refusal, or a `count` of them. What was asked for stays unsaid but for its digest."""

    at: datetime
    actor: str
    peer: str | None
    role: str
    command: str
    code: str
    subject: str | None = None
    digest: bytes | None = None
    request: str | None = None
    count: int = 1


class ReadRow(View):
    """An answer that was told. `subjects`: `*` where they are not listed one by one."""

    number: int
    at: datetime
    actor: str
    role: str
    request: str | None
    route: str
    bureau: str | None
    subjects: tuple[str, ...]
    asked: dict[str, str]
    count: int | None


class Reads(View):
    """Newest first; `next` asks on."""

    items: tuple[ReadRow, ...]
    next: int | None


class RefusalRow(View):
    """A refused command; `count` above 1: so many more of the same within that minute."""

    number: int
    at: datetime
    actor: str
    peer: str | None
    role: str
    command: str
    code: str
    subject: str | None
    digest: str | None
    request: str | None
    count: int


class Refusals(View):
    """Newest first; `next` asks on."""

    items: tuple[RefusalRow, ...]
    next: int | None


@dataclass(frozen=True)
class Wanted:
    """Which traces are asked for; None does not filter. Both days are included."""

    subject: str | None = None
    bureau: str | None = None
    actor: str | None = None
    start: date | None = None
    end: date | None = None
    cursor: int | None = None
    limit: int = 100

    def bounds(self) -> dict[str, Any]:
        end = None if self.end in (None, date.max) else self.end + timedelta(days=1)
        return vars(self) | {
            "start": None if self.start is None else _midnight(self.start),
            "end": None if end is None else _midnight(end),
            "limit": self.limit + 1,
        }


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, BUREAU_ZONE)


def subjects_in(answer: bytes) -> set[str]:
    """Of whom an answer tells, found in its compact JSON: no list can forget to say so.

    In a text that somebody wrote, quotation marks are escaped, and so name nobody.
    """
    found = {(m["subject"] or b"officer:" + m["officer"]).decode() for m in _NAMED.finditer(answer)}
    for listed in _LISTED.findall(answer):
        for one in listed.decode().replace('"', "").split(","):
            found.add(one if one == EVERYBODY or ":" in one else f"officer:{one}")
    return found


def keep_read(conn: psycopg.Connection[Any], told: Told) -> None:
    """Before it is told: raises ReadNotKept where it cannot be kept, and then nothing is told."""
    listed = len(told.subjects) <= SUBJECTS_MAX
    row = (
        *(told.actor, told.role, told.request, told.route, told.bureau),
        sorted(told.subjects) if listed else [EVERYBODY],
        Jsonb(dict(told.asked)),
        told.count,
    )
    try:
        conn.execute(_KEEP, row)
    except psycopg.Error as error:
        raise no.ReadNotKept() from error


def add_refusals(conn: psycopg.Connection[Any], refused: Iterable[RefusedCommand]) -> None:
    """All of them or none."""
    with conn.transaction(), conn.cursor() as cursor:
        cursor.executemany(_ADD, [astuple(one) for one in refused])


def list_reads(conn: psycopg.Connection[Any], wanted: Wanted) -> Reads:
    """Of one subject's reads, nobody else whom the same answer told of is named."""
    with conn.cursor(row_factory=class_row(ReadRow)) as cursor:
        found = cursor.execute(_READS, wanted.bounds()).fetchall()
    rows, following = _page(found, wanted.limit)
    if (asked := wanted.subject) is not None:
        told = {True: (asked,), False: (EVERYBODY,)}
        rows = [
            r.model_copy(
                update={"subjects": told[asked in r.subjects], "asked": _but_others(r.asked, asked)}
            )
            for r in rows
        ]
    return Reads(items=tuple(rows), next=following)


def _but_others(asked: Mapping[str, str], subject: str) -> dict[str, str]:
    """What was asked, without the filters that name somebody else."""
    named = subject.partition(":")[2]
    return {
        name: said
        for name, said in asked.items()
        if name not in _NAMES or said in (subject, named) or f"/{subject}#" in said
    }


def list_refusals(conn: psycopg.Connection[Any], wanted: Wanted) -> Refusals:
    with conn.cursor(row_factory=class_row(RefusalRow)) as cursor:
        found = cursor.execute(_REFUSALS, wanted.bounds()).fetchall()
    rows, following = _page(found, wanted.limit)
    return Refusals(items=tuple(rows), next=following)


Row = TypeVar("Row", ReadRow, RefusalRow)


def _page(found: list[Row], limit: int) -> tuple[list[Row], int | None]:
    rows = found[:limit]
    return rows, rows[-1].number if len(found) > limit else None
