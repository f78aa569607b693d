"""What does each account count, as SQL: worth, the highest of one matter, the caps? (SCORING §3-§4)

Under one edition a cap is constant, so what counts under it up to then is
`greatest(before, least(cap, before + claimed))` whatever the order of its entries: a pass for each
edition of the year needs sums alone, and no line.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from projections.columns.arithmetic import half_up

Query = tuple[str, str]
"""The name of a table and the SELECT that fills it."""

IN_FORCE: Final = """e.position <= a.position AND e.day <= a.as_of
   AND (e.reversed_at IS NULL OR e.reversed_at > a.position)"""
_WORTH: Final = "(CASE WHEN i.levelled THEN l.points ELSE coalesce(i.points, e.points) END)"
_SIZE: Final = f"({_WORTH} * coalesce(e.quantity, 1))"

DAYS: Final = """
SELECT e.bureau, min(e.day), max(e.day)
  FROM entries AS e JOIN asked AS a ON a.bureau = e.bureau
 WHERE e.indicator IS NULL AND e.day <= a.as_of GROUP BY e.bureau
"""
"""Between which days the entries of each bureau lie: under which editions, a pass each."""

CLAIMS: Final[Query] = (
    "claims",
    f"""
SELECT e.account, e.kind IN ('bonus', 'commendation') AS up, i.number AS item, s.nth, i.category,
       i.open AS item_open, i.category_open, i.item_cap, i.category_cap, e.merit, e.day, e.position,
       CASE WHEN e.num IS NULL THEN {_SIZE}
            ELSE {half_up(f"({_SIZE} * e.num)", "e.den")} END AS points
  FROM entries AS e
  JOIN asked AS a ON a.bureau = e.bureau
  JOIN spans AS s ON s.bureau = e.bureau AND e.day >= s.since AND e.day < s.until
  JOIN items AS i ON i.edition = s.edition AND i.item = e.item
  LEFT JOIN levels AS l ON l.edition = s.edition AND l.item = e.item AND l.level = e.level
 WHERE e.indicator IS NULL AND {IN_FORCE}
""",
)
WINNERS: Final[Query] = (
    "winners",
    """
SELECT * FROM (SELECT *, row_number() OVER (PARTITION BY account, merit, up
                                            ORDER BY points DESC, day, position) AS place
                 FROM claims WHERE merit IS NOT NULL AND points > 0) AS alike
 WHERE place = 1
""",
)


def _standing(columns: str, which: str) -> str:
    """Of one merit key and sign the largest stands; the first in order wins a tie."""
    return (
        f"SELECT {columns} FROM claims WHERE merit IS NULL AND points > 0 AND {which}"
        f" UNION ALL SELECT {columns} FROM winners WHERE {which}"
    )


def _stage(keys: str, source: str, cap: str, count: int, kept: tuple[str, ...] = ()) -> str:
    """For each key what has counted after each pass (`r0 …`), of `source` with nth, points, cap."""
    columns = [
        text
        for n in range(count)
        for text in (
            f"coalesce(CAST(sum(CASE WHEN nth = {n} THEN points END) AS BIGINT), 0) AS p{n}",
            f"max(CASE WHEN nth = {n} THEN {cap} END) AS c{n}",
            *(f"max(CASE WHEN nth = {n} THEN {name} END) AS {name}{n}" for name in kept),
        )
    ]
    query = f"SELECT {keys}, {', '.join(columns)} FROM ({source}) AS q GROUP BY {keys}"
    for n, before in enumerate(["0", *(f"r{n}" for n in range(count - 1))]):
        # Of no cap the least is the other.
        after = f"greatest({before}, least(c{n}, {before} + p{n}))"
        query = f"SELECT *, {after} AS r{n} FROM ({query}) AS q"
    return query


def _passed(keys: str, source: str, count: int, kept: tuple[str, ...] = ()) -> str:
    """What a stage lets through, pass by pass, for the next one."""
    return " UNION ALL ".join(
        f"SELECT {keys}, {n} AS nth, CAST(r{n} - {before} AS BIGINT) AS points"
        + "".join(f", {name}{n} AS {name}" for name in kept)
        + f" FROM {source} WHERE r{n} > {before}"
        for n, before in enumerate(["0", *(f"r{n}" for n in range(count - 1))])
    )


def capped(count: int) -> Iterator[Query]:
    """Item caps, category caps, total caps, in so many passes each.

    What no edition caps goes by the stage: most items, and many a category.
    """
    yield WINNERS
    kept = ("category", "category_cap", "category_open")
    columns = f"account, up, item, nth, points, item_cap, {', '.join(kept)}"
    source = _standing(columns, "NOT item_open")
    yield "by_item", _stage("account, up, item", source, "item_cap", count, kept)
    passed = _passed("account, up", "by_item", count, kept)
    yield "item_passed", passed
    columns = "account, up, category, nth, points, category_cap"
    source = (
        f"SELECT {columns} FROM item_passed WHERE NOT category_open"
        f" UNION ALL {_standing(columns, 'item_open AND NOT category_open')}"
    )
    yield "by_category", _stage("account, up, category", source, "category_cap", count)
    columns = "account, up, nth, points"
    passed = (
        f"{_passed('account, up', 'by_category', count)}"
        f" UNION ALL SELECT {columns} FROM item_passed WHERE category_open"
        f" UNION ALL {_standing(columns, 'item_open AND category_open')}"
    )
    summed = "SELECT account, up, nth, sum(points) AS points"
    passed = f"{summed} FROM ({passed}) AS q GROUP BY account, up, nth"
    with_caps = f"""
SELECT q.account, q.up, q.nth, q.points, t.cap
  FROM ({passed}) AS q
  JOIN whose AS w ON w.account = q.account
  JOIN spans AS s ON s.bureau = w.bureau AND s.nth = q.nth
  JOIN totals AS t ON t.edition = s.edition AND t.up = q.up AND t.of_unit = w.of_unit
"""
    yield "by_side", _stage("account, up", with_caps, "cap", count)
    yield (
        "accounts",
        f"""
SELECT account, sum(CASE WHEN up THEN r{count - 1} ELSE 0 END) AS bonus,
       sum(CASE WHEN up THEN 0 ELSE r{count - 1} END) AS deduction
  FROM by_side GROUP BY account
""",
    )


WHOSE: Final[Query] = (
    "whose",
    """
SELECT bureau, account, false AS of_unit FROM officers
UNION SELECT bureau, account, false FROM postings
UNION SELECT bureau, account, true FROM units
""",
)
"""Accounts of others count for nobody."""
