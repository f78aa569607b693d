"""How far is each bureau-year, by which acts, and which runs were recorded of it?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final, LiteralString

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from domain.errors import Refusal
from domain.journal.names import NAMES, sealed_fields
from domain.journal.streams import seal_subject
from projections.scores import DIGEST, Unseal, View, digest_of

STAGES: Final = {
    "year-closed": "closed",
    "year-published": "published",
    "year-frozen": "frozen",
    "year-opened": "opened",
}
"""The last of these acts says how far the year is; without any it is open and nobody said so."""

_ACTS: Final[LiteralString] = """
SELECT position, recorded_at, actor, bureau, year, act, said FROM read.year_acts
 WHERE bureau = %(bureau)s AND position <= %(position)s AND year = %(year)s ORDER BY position
"""
_YEARS_OF: Final[LiteralString] = """
WITH RECURSIVE found AS (
    (SELECT bureau, year FROM read.{table}
      WHERE (bureau, year) >= (coalesce(%(bureau)s, ''), 0) ORDER BY bureau, year LIMIT 1)
    UNION ALL
    SELECT beyond.* FROM found, LATERAL (
        SELECT t.bureau, t.year FROM read.{table} AS t
         WHERE (t.bureau, t.year) > (found.bureau, found.year)
         ORDER BY t.bureau, t.year LIMIT 1) AS beyond
     WHERE %(bureau)s::text IS NULL OR beyond.bureau = %(bureau)s)
SELECT bureau, year FROM found WHERE (%(bureau)s::text IS NULL OR bureau = %(bureau)s) AND EXISTS (
    SELECT FROM read.{table} AS t WHERE t.bureau = found.bureau AND t.year = found.year
       AND t.position <= %(position)s)
"""
"""From one year to the next by the index, instead of every row of every year."""
_YEARS: Final = sql.SQL("({}) UNION ({}) UNION ({}) ORDER BY 1, 2").format(
    *(
        sql.SQL(_YEARS_OF).format(table=sql.Identifier(table))
        for table in ("year_acts", "entries", "marks")
    )
)


class ActRow(View):
    """One act of the year as it was recorded; `run` is the name of the run it took."""

    position: int
    recorded_at: datetime
    actor: str
    act: str
    run: str | None
    said: dict[str, Any]


class Yearbook(View):
    """A bureau-year: its stage, the publication's window, every act."""

    bureau: str
    year: int
    stage: str
    opens_on: date | None
    closes_on: date | None
    acts: tuple[ActRow, ...]
    position: int
    count: int
    digest: str


class Yearbooks(View):
    """All bureau-years that hold anything."""

    items: tuple[Yearbook, ...]
    position: int
    count: int
    digest: str


class NextAct(View):
    """An act of the year, and what it would be refused for today; without that it may be asked."""

    act: str
    refused: bool
    code: str | None
    zh: str
    en: str


class NextActs(View):
    """What a bureau-year may go on to, told before it is tried."""

    bureau: str
    year: int
    acts: tuple[NextAct, ...]
    position: int
    count: int
    digest: str


def next_acts(
    of: tuple[str, int], refusals: Mapping[str, Refusal | None], position: int
) -> NextActs:
    """Of each act what it would be refused for."""
    acts = tuple(
        NextAct(
            act=act,
            refused=one is not None,
            code=one.code if one else None,
            zh=one.message("zh") if one else "",
            en=one.message("en") if one else "",
        )
        for act, one in refusals.items()
    )
    found = NextActs(
        bureau=of[0], year=of[1], acts=acts, position=position, count=len(acts), digest=""
    )
    return found.model_copy(update={DIGEST: digest_of(found.model_dump(mode="json"))})


def get_yearbook(
    conn: psycopg.Connection[Any], bureau: str, year: int, position: int, unseal: Unseal
) -> Yearbook:
    """The year as known at a position; one of which nothing was said is open."""
    given = {"bureau": bureau, "year": year, "position": position}
    with conn.cursor(row_factory=dict_row) as cursor:
        acts = [_act(row, unseal) for row in cursor.execute(_ACTS, given).fetchall()]
    done = {act.act for act in acts}
    published = next((act.said for act in acts if act.act == "year-published"), {})
    said = {
        "bureau": bureau,
        "year": year,
        "stage": next((stage for act, stage in STAGES.items() if act in done), "open"),
        "opens_on": published.get("opens_on"),
        "closes_on": published.get("closes_on"),
        "acts": acts,
        "position": position,
        "count": len(acts),
    }
    yearbook = Yearbook.model_validate(said | {DIGEST: ""})
    return yearbook.model_copy(update={DIGEST: digest_of(yearbook.model_dump(mode="json"))})


def list_yearbooks(
    conn: psycopg.Connection[Any], bureau: str | None, position: int, unseal: Unseal
) -> Yearbooks:
    rows = conn.execute(_YEARS, {"bureau": bureau, "position": position}).fetchall()
    items = tuple(get_yearbook(conn, of, year, position, unseal) for of, year in rows)
    found = Yearbooks(items=items, position=position, count=len(items), digest="")
    return found.model_copy(update={DIGEST: digest_of(found.model_dump(mode="json"))})


def _act(row: dict[str, Any], unseal: Unseal) -> ActRow:
    said = dict(row["said"])
    for name in sealed_fields(NAMES[row["act"]]):
        if name in said:
            said[name] = unseal(seal_subject(row["said"]), said[name])
    run = None
    if "run" in said:
        number = f"-{said['number']}" if row["act"] == "year-restated" else ""
        run = f"{row['bureau']}:{row['year']}:{row['act'].removeprefix('year-')}{number}"
    shown = {k: v for k, v in said.items() if k not in ("bureau", "year")}
    kept = {name: row[name] for name in ("position", "recorded_at", "actor", "act")}
    return ActRow(**kept, run=run, said=shown)
