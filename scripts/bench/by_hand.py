"""What would one write by hand in DuckDB for the scores of the demo's rulebook, and nothing else?

The limit of the columnar engine: one query with the rules of two editions written into it, asked at
the end of the year and at the head. No edition, no as_of, no position, no rule may be another.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final

from domain.rulebook import Edition, read_edition
from projections.columns.arithmetic import values
from projections.columns.library import Connection
from projections.columns.packing import whole
from projections.columns.tables import POINT
from scripts.bench.bureau import FIRST, LAST
from scripts.demo.rulebooks import editions

CHANGE: Final = date(FIRST.year, 7, 1).toordinal()


def _worths(edition: Edition, later: bool) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    for item in edition.items.values():
        cap = whole(item.cap, POINT)
        worths: dict[str, Decimal | None] = {"": item.points}
        worths = {**item.levels} if item.levels else worths
        for level, points in worths.items():
            rows.append((later, item.id, level, whole(points, POINT), item.category, cap))
    return rows


def by_hand(bonus_cap: str = "100000") -> str:
    """(bureau, officer, score in thousandths); `bonus_cap` is of the account's `bureau`."""
    first, second = (read_edition(text) for text in editions())
    rules = values([*_worths(first, False), *_worths(second, True)])
    return _QUERY.format(
        rules=rules,
        change=CHANGE,
        first=FIRST.toordinal(),
        last=LAST.toordinal(),
        after=LAST.toordinal() + 1,
        bonus_cap=bonus_cap,
    )


def scores(conn: Connection, bonus_cap: str = "100000") -> list[tuple[str, str, int | None]]:
    found: list[tuple[str, str, int | None]] = conn.execute(by_hand(bonus_cap)).fetchall()
    return found


_QUERY: Final = """
WITH rules(later, item, level, worth, category, cap) AS (VALUES {rules}),
claims AS (
  SELECT e.bureau, e.account, e.kind IN ('bonus', 'commendation') AS up, e.item, r.later,
         r.category, r.cap, e.merit,         e.day, e.position, e.subject[1] = 'u' AS of_unit,
         (2 * coalesce(r.worth, e.points) * coalesce(e.quantity, 1) * coalesce(e.num, 1)
          + coalesce(e.den, 1)) // (2 * coalesce(e.den, 1)) AS points
    FROM entries AS e JOIN rules AS r ON r.later = (e.day >= {change}) AND r.item = e.item
                                     AND r.level = coalesce(e.level, '')
   WHERE e.indicator IS NULL AND e.reversed_at IS NULL),
standing AS (
  SELECT * FROM claims WHERE merit IS NULL
  UNION ALL
  SELECT * FROM claims WHERE merit IS NOT NULL
 QUALIFY row_number() OVER (PARTITION BY account, merit, up 
                           ORDER BY points DESC, day, position) = 1),
by_item AS (
  SELECT bureau, account, up, of_unit, category,
         coalesce(sum(points) FILTER (NOT later), 0) AS a, max(cap) FILTER (NOT later) AS cap_a,
         coalesce(sum(points) FILTER (later), 0) AS b, max(cap) FILTER (later) AS cap_b
    FROM standing GROUP BY bureau, account, up, of_unit, category, item),
by_category AS (
  SELECT bureau, account, up, of_unit,
         least(CASE category WHEN 'C' THEN 60000 WHEN 'K' THEN 50000 WHEN 'X2' THEN 30000 END,
               sum(greatest(least(cap_a, a), least(cap_b, least(cap_a, a) + b)))) AS points
    FROM by_item GROUP BY bureau, account, up, of_unit, category),
accounts AS (
  SELECT account, sum(CASE WHEN up THEN points ELSE -points END)::BIGINT AS points
    FROM (SELECT account, up,
                 least(sum(points), CASE WHEN of_unit AND up THEN 50000 WHEN of_unit THEN 100000
                                         WHEN up THEN {bonus_cap} ELSE 150000 END) AS points
            FROM by_category GROUP BY bureau, account, up, of_unit) AS sides
   GROUP BY account),
carried AS (
  SELECT l.*, sum((NOT owner)::INTEGER) OVER (PARTITION BY bureau, indicator) AS supports
    FROM lines AS l),
parts AS (
  SELECT c.bureau, c.unit, c.indicator, c.base, c.owner, e.position, e.points,
         CASE WHEN c.owner THEN 0
              ELSE (4 * e.points + 5 * supports::BIGINT) // (10 * supports::BIGINT) END AS part
    FROM entries AS e JOIN carried AS c ON c.bureau = e.bureau AND c.indicator = e.indicator
   WHERE e.indicator IS NOT NULL AND e.reversed_at IS NULL),
lost AS (
  SELECT bureau, unit, sum(points)::BIGINT AS points
    FROM (SELECT bureau, unit, least(max(base), sum(claimed)) AS points
            FROM (SELECT bureau, unit, indicator, base, CASE WHEN owner
                         THEN points - sum(part) OVER (PARTITION BY bureau, position)
                         ELSE part END AS claimed
                    FROM parts) AS q
           GROUP BY bureau, unit, indicator) AS q
   GROUP BY bureau, unit),
o AS (
  SELECT u.bureau, u.unit, u.kind,
         (100 * (1000000 - coalesce(l.points, 0) + coalesce(c.points, 0)) + 500) // 1000 AS score
    FROM units AS u LEFT JOIN lost AS l USING (bureau, unit) 
    LEFT JOIN accounts AS c USING (account)),
marked AS (
  SELECT account, series, score, day, position FROM marks WHERE withdrawn_at IS NULL
 QUALIFY row_number() OVER (PARTITION BY account, series, period ORDER BY position DESC) = 1),
reviews AS (
  SELECT account,
         (2 * sum(score) FILTER (series = 'regular_review')
          + count(*) FILTER (series = 'regular_review'))
         // nullif(2 * count(*) FILTER (series = 'regular_review'), 0) AS regular,
         max_by(score, (day, position)) FILTER (series = 'leader_evaluation') AS leader,
         max_by(score, (day, position)) FILTER (series = 'peer_evaluation') AS peer
    FROM marked GROUP BY account),
held AS (
  SELECT account, bureau, unit, post_level, start, coalesce(until, 9999999) AS until FROM postings
 QUALIFY row_number() OVER (PARTITION BY account, unit, start ORDER BY position DESC) = 1),
links AS (
  SELECT account, (2000 * sum(days * score) + sum(days)) // (2 * sum(days)) AS link
    FROM (SELECT h.account, least(h.until, {after}) - greatest(h.start, {first}) AS days, o.score
            FROM held AS h JOIN o USING (bureau, unit)) AS q
   WHERE days > 0 GROUP BY account),
weighed AS (
  SELECT p.bureau, p.account,
         CASE WHEN p.post_level = 'head' THEN 50 ELSE 30 END AS w1,
         CASE WHEN p.post_level = 'head' THEN 30 ELSE 50 END AS w2,
         l.link, r.regular, r.leader, r.peer
    FROM held AS p LEFT JOIN links AS l USING (account) LEFT JOIN reviews AS r USING (account)
   WHERE p.start <= {last} AND {last} < p.until),
based AS (
  SELECT bureau, account,
         coalesce(w1 * link, 0) + coalesce(w2 * regular, 0) + coalesce(15 * leader, 0)
         + coalesce(5 * peer, 0) AS total,
         CASE WHEN link IS NULL THEN 0 ELSE w1 END + CASE WHEN regular IS NULL THEN 0 ELSE w2 END
         + CASE WHEN leader IS NULL THEN 0 ELSE 15 END + CASE WHEN peer IS NULL THEN 0 ELSE 5 END
         AS weight
    FROM weighed)
SELECT f.bureau, f.officer,
       CASE WHEN b.weight > 0 THEN
         (2 * ((2 * b.total + b.weight) // (2 * b.weight) + 100 * coalesce(c.points, 0)) + 1000)
         // 2000 END::BIGINT AS score
  FROM officers AS f LEFT JOIN based AS b USING (account) LEFT JOIN accounts AS c USING (account)
 ORDER BY f.bureau, f.officer
"""
