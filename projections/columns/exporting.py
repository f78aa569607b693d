"""How do the bureau-years of the read models come into a store, as of one position?

One snapshot, bucket by bucket, streamed: neither side holds more than a bucket's rows.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, LiteralString

import psycopg
from psycopg import sql

from projections.columns.packing import NotWhole
from projections.columns.store import NULL, Store, pack

BUCKET: Final = 20_000
"""Officers in a bucket, unless one bureau has more: some hundred thousand entries."""

_BUREAUS: Final[LiteralString] = """
SELECT bureau, sum(officers) FROM (
    SELECT bureau, count(*) AS officers FROM read.officers GROUP BY bureau
    UNION ALL SELECT DISTINCT bureau, 0 FROM read.units
    UNION ALL SELECT DISTINCT bureau, 0 FROM read.editions) AS known
 GROUP BY bureau ORDER BY bureau
"""
_OF: Final[LiteralString] = " WHERE bureau = ANY({bureaus}) AND position <= {position}"
_OF_YEAR: Final[LiteralString] = _OF + " AND year = {year}"
_DAY: Final[LiteralString] = " - DATE '0001-01-01' + 1"
QUERIES: Final[dict[str, LiteralString]] = {
    "entries": "SELECT bureau, position, subject, number, kind, effective_on"
    + _DAY
    + ", item, indicator, level, quantity, (points * 10000)::bigint,"
    " split_part(share, '/', 1)::bigint, split_part(share, '/', 2)::bigint, merit, reversed_at"
    " FROM read.entries" + _OF_YEAR,
    "postings": "SELECT bureau, officer, unit, post_level, start_on"
    + _DAY
    + ", until_on"
    + _DAY
    + ", position FROM read.postings"
    + _OF,
    "units": "SELECT bureau, unit, kind, parent, effective_on"
    + _DAY
    + ", position FROM read.units"
    + _OF,
    "marks": "SELECT bureau, subject, series, period, (score * 1000000)::bigint, effective_on"
    + _DAY
    + ", position, withdrawn_at FROM read.marks"
    + _OF_YEAR,
    "lines": "SELECT bureau, position, line, unit, indicator, (base * 10000)::bigint,"
    " role = 'owner', split_part(share, '/', 1)::bigint, split_part(share, '/', 2)::bigint"
    " FROM read.plan_lines" + _OF_YEAR,
    "restrictions": "SELECT bureau, subject, number, rule, effective_on"
    + _DAY
    + ", until_on"
    + _DAY
    + ", position FROM read.restrictions"
    + _OF,
    "ends": "SELECT bureau, subject, number, how, effective_on"
    + _DAY
    + ", position FROM read.restriction_ends"
    + _OF,
    "officers": "SELECT bureau, officer, position FROM read.officers" + _OF,
    "ties": "SELECT bureau, (said -> 'order')::text, said ->> 'minutes', position"
    " FROM read.year_acts" + _OF_YEAR + " AND act = 'tie-resolved'",
    "grades": "SELECT bureau, said ->> 'officer', said ->> 'grade', said ->> 'minutes', position"
    " FROM read.year_acts" + _OF_YEAR + " AND act = 'grade-decided'",
    "editions": "SELECT bureau, document, position, withdrawn_at FROM read.editions" + _OF,
}
"""The columns of each table in their order."""
_FINE: Final[LiteralString] = """
SELECT bureau FROM read.entries WHERE bureau = ANY({bureaus}) AND year = {year}
   AND points * 10000 <> trunc(points * 10000)
UNION ALL SELECT bureau FROM read.marks WHERE bureau = ANY({bureaus}) AND year = {year}
   AND score * 1000000 <> trunc(score * 1000000)
UNION ALL SELECT bureau FROM read.plan_lines WHERE bureau = ANY({bureaus}) AND year = {year}
   AND base * 10000 <> trunc(base * 10000)
LIMIT 1
"""
"""A number finer than a whole of the store: it is not rounded into it."""


def export(
    conn: psycopg.Connection[Any],
    folder: Path,
    moment: tuple[int, int],
    size: int = BUCKET,
    progress: Callable[[int, int], None] | None = None,
) -> Store:
    """Every bureau at a (year, position), in buckets of about `size` officers.

    Nothing is open on `conn` before; raises NotWhole.
    """
    year, position = moment
    with conn.transaction():
        conn.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        buckets = tuple(_buckets(conn, size))
        store = Store(folder, year, position, buckets)
        for n, bureaus in enumerate(buckets):
            _bucket(conn, store, n, bureaus)
            if progress is not None:
                progress(n + 1, len(buckets))
    store.close()
    return store


def _buckets(conn: psycopg.Connection[Any], size: int) -> Iterator[tuple[str, ...]]:
    own: list[str] = []
    officers = 0
    for bureau, count in conn.execute(_BUREAUS).fetchall():
        if own and officers + count > size:
            yield tuple(own)
            own, officers = [], 0
        own.append(bureau)
        officers += count
    if own:
        yield tuple(own)


def _bucket(conn: psycopg.Connection[Any], store: Store, n: int, bureaus: tuple[str, ...]) -> None:
    given = {
        "bureaus": sql.Literal(list(bureaus)),
        "year": sql.Literal(store.year),
        "position": sql.Literal(store.position),
    }
    fine = conn.execute(sql.SQL(_FINE).format(**given)).fetchone()
    if fine is not None:
        raise NotWhole(fine[0])
    with tempfile.TemporaryDirectory() as at:
        texts = {name: Path(at) / f"{name}.csv" for name in QUERIES}
        for name, query in QUERIES.items():
            copy = sql.SQL("COPY ({}) TO STDOUT (FORMAT csv, NULL {})").format(
                sql.SQL(query).format(**given), sql.Literal(NULL)
            )
            with texts[name].open("wb") as out, conn.cursor().copy(copy) as reader:
                for block in reader:
                    out.write(block)
        pack(store.bucket(n), texts)
