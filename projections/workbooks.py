"""How does a bureau-year read in the form of a workbook?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, LiteralString

import psycopg
from psycopg.rows import dict_row

from domain.vocabulary import plain
from projections.projector import cursor
from projections.records import the_bureau
from projections.scores import DIGEST, Unseal, View, digest_of

Row = dict[str, str | None]

_UNITS: Final[LiteralString] = """
SELECT DISTINCT ON (unit) unit AS unit_id, name, kind, parent AS parent_id, 'unit:' || unit AS seal,
       min(position) OVER (PARTITION BY unit) AS first
  FROM read.units WHERE bureau = %(bureau)s AND coalesce(effective_on, %(from)s) <= %(to)s
 ORDER BY unit, effective_on DESC NULLS LAST, position DESC
"""
_OFFICERS: Final[LiteralString] = """
SELECT DISTINCT ON (officer) officer AS officer_id, name, rank, 'officer:' || officer AS seal
  FROM read.officers
 WHERE officer IN (SELECT officer FROM read.postings WHERE bureau = %(bureau)s)
    OR bureau = %(bureau)s
 ORDER BY officer, position DESC
"""
_POSTINGS: Final[LiteralString] = """
SELECT * FROM (
    SELECT DISTINCT ON (officer, unit, start_on) officer AS officer_id, unit AS unit_id,
           post_level, start_on AS "from", until_on AS until
      FROM read.postings WHERE bureau = %(bureau)s
     ORDER BY officer, unit, start_on, position DESC) AS latest
 WHERE "from" <= %(to)s AND (until IS NULL OR until > %(from)s) ORDER BY officer_id, "from"
"""
_INDICATORS: Final[LiteralString] = """
SELECT unit AS unit_id, indicator AS indicator_id, title, base, step, role FROM read.plan_lines AS p
 WHERE bureau = %(bureau)s AND year = %(year)s
   AND position = (SELECT max(position) FROM read.plan_lines AS q
                    WHERE q.bureau = p.bureau AND q.year = p.year AND q.unit = p.unit)
 ORDER BY position, line
"""
_REVIEWS: Final[LiteralString] = """
SELECT coalesce(source ->> 'ref', subject || '/marks#' || number) AS ref, subject, series, period,
       score, effective_on
  FROM read.marks WHERE bureau = %(bureau)s AND year = %(year)s AND withdrawn_at IS NULL
 ORDER BY position
"""
_OF_YEAR: Final[LiteralString] = """
WITH of_year AS (
    SELECT *, reversed_at IS NOT NULL AND source ->> 'ref' IS NOT NULL
              AND position < max(position) OVER (PARTITION BY source ->> 'ref') AS superseded
      FROM read.entries WHERE bureau = %(bureau)s AND year = %(year)s)
"""
"""Superseded: annulled with its whole batch, and imported again under the same ref."""
_ENTRIES: Final[LiteralString] = (
    _OF_YEAR
    + """
SELECT coalesce(source ->> 'ref', subject || '#' || number) AS ref, subject, kind, item, level,
       quantity, points, share, merit, effective_on, document_no, reason, recorded_by, approved_by,
       subject AS seal
  FROM of_year WHERE indicator IS NULL AND NOT superseded ORDER BY position
"""
)
_LOSSES: Final[LiteralString] = (
    _OF_YEAR
    + """
SELECT coalesce(source ->> 'ref', subject || '#' || number) AS ref, indicator AS indicator_id,
       points, effective_on, reason, subject AS seal
  FROM of_year WHERE indicator IS NOT NULL AND NOT superseded ORDER BY position
"""
)
_REVERSALS: Final[LiteralString] = (
    _OF_YEAR
    + """
SELECT coalesce(reversal -> 'source' ->> 'ref', subject || '#' || number || '/reversal') AS ref,
       coalesce(source ->> 'ref', subject || '#' || number) AS entry_ref,
       reversal ->> 'reason' AS reason, reversal ->> 'ground' AS ground, subject AS seal
  FROM of_year WHERE reversed_at IS NOT NULL AND NOT superseded ORDER BY reversed_at
"""
)
_BANS: Final[LiteralString] = """
WITH bans AS (
    SELECT *, source ->> 'ref' IS NOT NULL
              AND position < max(position) OVER (PARTITION BY source ->> 'ref')
              AND EXISTS (SELECT FROM read.restriction_ends AS e
                           WHERE (e.bureau, e.subject, e.number) = (r.bureau, r.subject, r.number)
                             AND e.how = 'rescinded') AS superseded
      FROM read.restrictions AS r
     WHERE bureau = %(bureau)s AND effective_on BETWEEN %(from)s AND %(to)s)
"""
_RESTRICTIONS: Final[LiteralString] = (
    _BANS
    + """
SELECT coalesce(source ->> 'ref', subject || '/restrictions#' || number) AS ref, subject,
       rule AS restriction, effective_on, until_on AS until
  FROM bans WHERE NOT superseded ORDER BY position
"""
)
_LIFTS: Final[LiteralString] = (
    _BANS
    + """
SELECT coalesce(e.source ->> 'ref', e.subject || '/restrictions#' || e.number || '/end#'
           || row_number() OVER (PARTITION BY e.subject, e.number ORDER BY e.position)) AS ref,
       coalesce(r.source ->> 'ref', r.subject || '/restrictions#' || r.number) AS restriction_ref,
       e.how, e.effective_on
  FROM read.restriction_ends AS e JOIN bans AS r USING (bureau, subject, number)
 WHERE NOT r.superseded ORDER BY e.position
"""
)
_SHEETS: Final[dict[str, LiteralString]] = {
    "units": _UNITS,
    "officers": _OFFICERS,
    "postings": _POSTINGS,
    "indicators": _INDICATORS,
    "reviews": _REVIEWS,
    "entries": _ENTRIES,
    "losses": _LOSSES,
    "reversals": _REVERSALS,
    "restrictions": _RESTRICTIONS,
    "lifts": _LIFTS,
}
_HIDDEN: Final = ("seal", "first")


class Outgoing(View):
    """A bureau-year as it stood at `position`, one list of rows a sheet."""

    bureau: str
    year: int
    position: int
    sheets: dict[str, list[Row]]
    count: int
    digest: str


def get_workbook(
    conn: psycopg.Connection[Any], bureau: str | None, year: int, unseal: Unseal
) -> Outgoing:
    """The bureau-year as it stands, all of it at one position; imported again it scores the same.

    A row without a source's ref bears the ledger's own: domain/importing/own.py knows them again.
    """
    with conn.transaction():
        conn.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        position = cursor(conn)
        named = the_bureau(conn, position, bureau)
        sheets = _sheets(conn, named, year, unseal)
    said = {
        "bureau": named,
        "year": year,
        "position": position,
        "sheets": sheets,
        "count": sum(map(len, sheets.values())),
    }
    return Outgoing.model_validate(said | {DIGEST: digest_of(said)})


def _sheets(
    conn: psycopg.Connection[Any], bureau: str, year: int, unseal: Unseal
) -> dict[str, list[Row]]:
    given = {"bureau": bureau, "year": year, "from": date(year, 1, 1), "to": date(year, 12, 31)}
    sheets = {}
    for sheet, query in _SHEETS.items():
        with conn.cursor(row_factory=dict_row) as found:
            rows = found.execute(query, given).fetchall()
        if sheet == "units":
            rows.sort(key=lambda row: row["first"])  # a parent was recorded before its children
        sheets[sheet] = [_texts(row, unseal) for row in rows]
    return sheets


def _texts(row: Mapping[str, Any], unseal: Unseal) -> Row:
    opened = dict(row)
    for name in ("name", "reason"):
        if opened.get(name) is not None and "seal" in row:
            opened[name] = unseal(row["seal"], opened[name])
    return {name: _text(cell) for name, cell in opened.items() if name not in _HIDDEN}


def _text(cell: Any) -> str | None:
    if cell is None or isinstance(cell, str):
        return cell
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell) if isinstance(cell, int) else plain(cell)
