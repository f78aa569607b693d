"""Which rows does the record hold, page by page, standing still while others write?"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final, Generic, LiteralString, TypeVar

import psycopg
from psycopg import sql
from psycopg.rows import class_row

from domain import refusals as no
from domain.journal.streams import seal_subject
from domain.vocabulary import plain
from projections.rows import TABLES, EntryRow, EntryShown, LateEntry
from projections.scores import DIGEST, Unseal, View, digest_of

PAGE_MAX: Final = 1000


_LATER: Final = ("reversed_at", "withdrawn_at")
"""Columns that speak of a later position: told only once that position is known."""

_ADDED: Final = {"claimed", "base"}
"""Columns of points that add up: marks of several series and periods do not."""
_OF_UNIT: Final = sql.SQL("""
 AND (subject = 'unit:' || %(of)s OR EXISTS (
     SELECT FROM read.postings AS p
      WHERE p.bureau = listed.bureau AND 'officer:' || p.officer = subject AND p.unit = %(of)s
        AND p.position <= %(position)s AND p.start_on <= effective_on
        AND coalesce(p.until_on > effective_on, true)
        AND NOT EXISTS (SELECT FROM read.postings AS later
             WHERE (later.bureau, later.officer, later.unit, later.start_on)
                   = (p.bureau, p.officer, p.unit, p.start_on)
               AND later.position > p.position AND later.position <= %(position)s)))""")
"""Of one (officer, unit, start) the last version of the posting holds."""
_OF_YEAR: Final = sql.SQL("""
 AND (bureau, year, position) >= (%(bureau)s, %(year)s, %(low)s)
 AND (bureau, year, position) <= (%(bureau)s, %(year)s, %(high)s)""")
"""Entries are compared, and ordered, by all three columns of their index: by the position alone,
the planner would rather go through everybody's rows until it meets one."""
_LATE: Final[LiteralString] = (
    "SELECT state FROM journal.facts WHERE topic = 'late-entry-recorded' AND bureau = %s"
    " AND year = %s AND subject = %s AND number = %s AND position <= %s"
)
Row = TypeVar("Row", bound=View)


class Page(View, Generic[Row]):
    """One page. `position` stands still from the first page to the last; `next` asks on.

    `query` are the filters as asked; `totals` are sums over this page's rows, of claimed points by
    kind of entry and of a plan's base; marks add up to nothing.
    """

    items: tuple[Row, ...]
    query: dict[str, str]
    next: str | None
    position: int
    count: int
    totals: dict[str, str]
    digest: str


@dataclass(frozen=True)
class Asked:
    """What a listing is asked for.

    `filters` are column: value, or `column>=` / `column<=`: bound; None does not filter. `unit`:
    the unit's own, and those of whom it held on their own day.
    """

    position: int
    filters: Mapping[str, Any]
    cursor: str | None = None
    limit: int = 100
    newest: bool = False
    unit: str | None = None


def list_rows(
    conn: psycopg.Connection[Any], row: type[Row], asked: Asked, unseal: Unseal
) -> Page[Row]:
    """Rows recorded at or before the position, oldest first or newest; later ones never shift a
    page."""
    position, after = page_after(asked.cursor, asked.position)
    found = _select(conn, row, replace(asked, position=position), after)
    items = [_opened(_as_known(item, position), unseal) for item in found[: asked.limit]]
    more = len(found) > asked.limit
    last = items[-1].model_dump() if items else {}
    token = page_token(position, last["position"], last.get("line", 0)) if more else None
    page = Page[row](  # type: ignore[valid-type]
        items=tuple(items),
        query={name: str(bound) for name, bound in asked.filters.items() if bound is not None},
        next=token,
        position=position,
        count=len(items),
        totals=_totals(items),
        digest="",
    )
    return page.model_copy(update={DIGEST: digest_of(page.model_dump(mode="json"))})


def get_entry(conn: psycopg.Connection[Any], asked: Asked, unseal: Unseal) -> EntryShown | None:
    """The one entry that is asked for, and why it came late, if that was said."""
    page = list_rows(conn, EntryRow, asked, unseal)
    if not page.items:
        return None
    (found,) = page.items
    named = (found.bureau, found.year, found.subject, found.number, page.position)
    row = conn.execute(_LATE, named).fetchone()
    late = None
    if row is not None:
        said = json.loads(row[0])
        reason = unseal(seal_subject(said), said["reason"])
        late = LateEntry(last_day=said.get("last_day"), reason=reason)
    return EntryShown(**found.model_dump(), late=late)


def _select(
    conn: psycopg.Connection[Any], row: type[Row], asked: Asked, after: tuple[int, int]
) -> list[Row]:
    wanted = {name: bound for name, bound in asked.filters.items() if bound is not None}
    by_year = row is EntryRow and {"bureau", "year"} <= wanted.keys()
    line = sql.SQL("line") if "line" in row.model_fields else sql.SQL("0::bigint")
    conditions = [
        sql.SQL(" AND {} {} {}").format(
            sql.Identifier(name.rstrip("<>=")),
            sql.SQL(">=" if ">=" in name else "<=" if "<=" in name else "="),
            sql.Placeholder(name),
        )
        for name in wanted
        if not (by_year and name in ("bureau", "year"))
    ]
    if by_year:
        conditions.append(_OF_YEAR.format())
    if asked.unit is not None:
        conditions.append(_OF_UNIT.format())
    if asked.newest and asked.cursor is None:
        after = (asked.position + 1, 0)
    way = sql.SQL("DESC" if asked.newest else "ASC")
    query = sql.SQL(
        "SELECT {columns} FROM read.{table} AS listed WHERE position <= %(position)s"
        " AND (position, {line}) {beyond} (%(after)s, %(line)s){conditions}"
        " ORDER BY {year}position {way}, {line} {way} LIMIT %(limit)s"
    ).format(
        year=sql.SQL("bureau {way}, year {way}, ").format(way=way) if by_year else sql.SQL(""),
        beyond=sql.SQL("<" if asked.newest else ">"),
        way=way,
        columns=sql.SQL(", ").join(map(sql.Identifier, row.model_fields)),
        table=sql.Identifier(TABLES[row]),
        line=line,
        conditions=sql.SQL("").join(conditions),
    )
    low, high = (0, after[0]) if asked.newest else (after[0], asked.position)
    given = {"position": asked.position, "after": after[0], "line": after[1], "of": asked.unit}
    given |= {"low": low, "high": min(high, asked.position)}
    with conn.cursor(row_factory=class_row(row)) as cursor:
        return cursor.execute(query, wanted | given | {"limit": asked.limit + 1}).fetchall()


def _totals(items: Sequence[View]) -> dict[str, str]:
    totals: dict[str, Decimal] = {}
    for item in items:
        for column in _ADDED & type(item).model_fields.keys():
            name = getattr(item, "kind", "") if column == "claimed" else column
            totals[name] = totals.get(name, Decimal(0)) + getattr(item, column)
    return {name: plain(total) for name, total in sorted(totals.items())}


def _as_known(item: Row, position: int) -> Row:
    said = item.model_dump()
    for name in _LATER:
        later = said.get(name)
        if later is not None and later > position:
            hidden = {name: None} | ({"reversal": None} if "reversal" in said else {})
            return item.model_copy(update=hidden)
    return item


def _opened(item: Row, unseal: Unseal) -> Row:
    """The names and narrative of a row, opened."""
    said = item.model_dump()
    opened: dict[str, Any] = {
        name: unseal(seal_subject(said), said[name])
        for name in ("name", "reason")
        if isinstance(said.get(name), str)
    }
    if said.get("reversal"):
        reason = unseal(seal_subject(said), said["reversal"]["reason"])
        opened["reversal"] = said["reversal"] | {"reason": reason}
    return item.model_copy(update=opened)


def page_token(position: int, last: int, line: int = 0) -> str:
    return base64.urlsafe_b64encode(f"{position}.{last}.{line}".encode()).decode().rstrip("=")


def page_after(token: str | None, position: int) -> tuple[int, tuple[int, int]]:
    """The listing's own position, and after which row to go on."""
    if token is None:
        return position, (0, 0)
    try:
        text = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)).decode("ascii")
        standing, last, line = (int(part) for part in text.split("."))
    except (ValueError, binascii.Error) as error:
        raise no.CursorUnknown() from error
    if not 0 <= last <= standing <= position or not 0 <= line <= PAGE_MAX * PAGE_MAX:
        raise no.CursorUnknown()
    return standing, (last, line)
