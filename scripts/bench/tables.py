"""How do the read models come to hold a made-up bureau, without a fact for each of its rows?"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import psycopg
from psycopg import sql

from domain.record import Record
from domain.rulebook import digest, to_document
from domain.scoring import Entry
from projections import projector

Row = tuple[Any, ...]


def fill(conn: psycopg.Connection[Any], record: Record) -> None:
    """Write the record into read models that have nothing of its bureau yet."""
    projector.prepare(conn)
    for table, columns, rows in _tables(record):
        names = sql.SQL(", ").join(map(sql.Identifier, columns.split()))
        copy = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier("read", table), names)
        with conn.cursor() as cursor, cursor.copy(copy) as writer:
            for row in rows:
                writer.write_row(row)
    conn.execute("ANALYZE")


def _tables(r: Record) -> Iterable[tuple[str, str, Iterable[Row]]]:
    b, y = r.bureau, r.year
    yield (
        "entries",
        "position recorded_at actor bureau year subject number kind item indicator level quantity"
        " points share merit claimed effective_on edition evidence reversed_at",
        (_entry(r, entry) for entry in (*r.entries, *r.losses)),
    )
    yield (
        "units",
        "position bureau unit name kind parent effective_on",
        ((u.position, b, u.unit, u.unit, u.kind, u.parent, u.effective_on) for u in r.units),
    )
    yield (
        "officers",
        "position bureau officer name",
        ((o.position, b, o.officer, o.officer) for o in r.officers),
    )
    yield (
        "postings",
        "position bureau officer unit post_level start_on until_on",
        ((p.position, b, p.officer, p.unit, p.post_level, p.start, p.until) for p in r.postings),
    )
    yield (
        "plan_lines",
        "position line bureau year unit indicator base step role",
        (
            (p.position, n, b, y, x.unit, x.indicator, x.base, "0.1", _role(x.owner))
            for p in r.plans
            for n, x in enumerate(p.lines, start=1)
        ),
    )
    yield (
        "marks",
        "position bureau year subject number series period score effective_on withdrawn_at",
        (
            (m.position, b, y, m.subject, n, m.series, m.period, m.score, m.effective_on, at)
            for n, (m, at) in enumerate(((m, m.withdrawn_at) for m in r.marks), start=1)
        ),
    )
    yield (
        "restrictions",
        "position bureau subject number rule effective_on until_on",
        (
            (x.position, b, x.subject, x.number, x.rule, x.effective_on, x.until)
            for x in r.restrictions
        ),
    )
    yield (
        "restriction_ends",
        "position bureau subject number how effective_on",
        ((x.position, b, x.subject, x.number, x.how, x.effective_on) for x in r.restriction_ends),
    )
    yield (
        "editions",
        "position bureau rulebook version effective_from document digest withdrawn_at",
        (
            (
                *(p.position, b, p.edition.rulebook, p.edition.version, p.edition.effective_from),
                *(json.dumps(to_document(p.edition)), digest(p.edition), p.withdrawn_at),
            )
            for p in r.publications
        ),
    )


def _entry(r: Record, e: Entry) -> Row:
    number = int(e.ref.rpartition("#")[2])
    share = None if e.share == 1 else f"{e.share.numerator}/{e.share.denominator}"
    return (
        *(e.position, "2024-01-01T00:00Z", "bench", r.bureau, r.year, e.subject, number, e.kind),
        *(e.item, e.indicator, e.level, e.quantity, e.points, share, e.merit, 0, e.effective_on),
        *("nanyue@1", "[]", e.reversed_at),
    )


def _role(owner: bool) -> str:
    return "owner" if owner else "support"
