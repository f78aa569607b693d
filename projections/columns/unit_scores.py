"""What is the score of each unit, as SQL: losses shared out, marks, weights? (SCORING §5)"""

from __future__ import annotations

from typing import Final

from projections.columns.arithmetic import half_up, wide
from projections.columns.points import IN_FORCE, Query

_PART = half_up("(l.points * s.num)", "s.den")

PLAN: Final[tuple[Query, ...]] = (
    (
        "plan",
        """
SELECT l.bureau, l.unit, l.indicator, l.base, l.owner, l.num, l.den
  FROM lines AS l
  JOIN (SELECT p.bureau, p.unit, max(p.position) AS position
          FROM lines AS p JOIN asked AS a ON a.bureau = p.bureau
         WHERE p.position <= a.position GROUP BY p.bureau, p.unit) AS newest
    ON newest.bureau = l.bureau AND newest.unit = l.unit AND newest.position = l.position
 WHERE l.indicator IS NOT NULL
""",
    ),
    (
        "carriers",
        """
SELECT bureau, indicator, sum(CASE WHEN owner THEN 0 ELSE 1 END) AS supports,
       count(*) = count(num) AS shared
  FROM plan GROUP BY bureau, indicator
""",
    ),
)
SHARED: Final = """
SELECT p.bureau, p.indicator, p.num, p.den
  FROM plan AS p JOIN carriers AS c ON c.bureau = p.bureau AND c.indicator = p.indicator
 WHERE c.shared ORDER BY p.bureau, p.indicator
"""
"""Of these indicators every carrier has a share: `planned` holds those whose shares make one."""

LOSSES: Final[tuple[Query, ...]] = (
    (
        "parts",
        """
SELECT p.bureau, p.unit, p.indicator, p.base, p.owner, CAST(c.supports AS BIGINT) AS supports,
       CASE WHEN q.indicator IS NOT NULL AND p.num > 0 THEN p.num ELSE r.rest_num END AS num,
       CASE WHEN q.indicator IS NOT NULL AND p.num > 0 THEN p.den
            ELSE r.rest_den * greatest(c.supports, 1) END AS den
  FROM plan AS p
  JOIN carriers AS c ON c.bureau = p.bureau AND c.indicator = p.indicator
  JOIN asked AS a ON a.bureau = p.bureau
  JOIN edition_rules AS r ON r.edition = a.edition
  LEFT JOIN planned AS q ON q.bureau = p.bureau AND q.indicator = p.indicator
""",
    ),
    (
        "loss_parts",
        f"""
SELECT l.bureau, l.position, l.points, s.unit, s.indicator, s.base, s.owner, s.supports,
       CASE WHEN s.supports = 0 THEN l.points WHEN s.owner THEN 0
            ELSE CAST({_PART} AS BIGINT) END AS part
  FROM (SELECT e.bureau, e.position, e.indicator, coalesce(e.points, 0) AS points
          FROM entries AS e JOIN asked AS a ON a.bureau = e.bureau
         WHERE e.indicator IS NOT NULL AND {IN_FORCE}) AS l
  JOIN parts AS s ON s.bureau = l.bureau AND s.indicator = l.indicator
""",
    ),
    (
        "loss_claims",
        """
SELECT bureau, unit, indicator, base,
       CASE WHEN owner AND supports > 0
            THEN points - CAST(sum(part) OVER (PARTITION BY bureau, position) AS BIGINT)
            ELSE part END AS claimed
  FROM loss_parts
""",
    ),
    (
        "lost",
        """
SELECT bureau, unit, CAST(sum(counted) AS BIGINT) AS points
  FROM (SELECT bureau, unit, least(max(base), CAST(sum(claimed) AS BIGINT)) AS counted
          FROM loss_claims GROUP BY bureau, unit, indicator) AS q
 GROUP BY bureau, unit
""",
    ),
)
STRANGE: Final[dict[str, str]] = {
    "an entry below nought": "SELECT DISTINCT bureau FROM entries WHERE points < 0",
    "a mark below nought": "SELECT DISTINCT bureau FROM marks WHERE score < 0",
    "an owner's part of a loss below nought": (
        "SELECT DISTINCT bureau FROM loss_claims WHERE claimed < 0"
    ),
    "an indicator twice in a plan, or with a base below nought": (
        "SELECT DISTINCT bureau FROM plan GROUP BY bureau, unit, indicator"
        " HAVING count(*) > 1 OR max(base) < 0"
    ),
}
"""What these sums would answer otherwise than entry by entry, and which bureaus have it."""

MARKS: Final[tuple[Query, ...]] = (
    (
        "marks_now",
        """
SELECT m.account, m.series, m.period, max_by(m.score, m.position) AS score,
       max_by(m.day, m.position) AS day, max(m.position) AS position, max(a.edition) AS edition
  FROM marks AS m JOIN asked AS a ON a.bureau = m.bureau
 WHERE m.position <= a.position AND m.day <= a.as_of
   AND (m.withdrawn_at IS NULL OR m.withdrawn_at > a.position)
 GROUP BY m.account, m.series, m.period
""",
    ),
    (
        "reviewed",
        f"""
SELECT m.account, m.series AS name,
       CAST(CASE WHEN r.mean THEN {half_up("sum(m.score)", "count(*)")}
            ELSE max_by(m.score, CAST(m.day AS BIGINT) * 10000000000000 + m.position) END AS BIGINT)
         AS number
  FROM marks_now AS m JOIN reviews AS r ON r.edition = m.edition AND r.series = m.series
 GROUP BY m.account, m.series, r.mean
""",
    ),
)
"""The last of a series is by day, then position: both in one number."""


def weighed(components: str, keys: str) -> str:
    """`base`, in millionths: what `components` (with `of`, `edition`, `name`) weigh together."""
    weighted, weights = wide("sum(q.weighted)"), wide("sum(q.weight)")
    return f"""
SELECT {keys}, CAST(CASE WHEN max(q.zero) THEN {half_up(weighted, wide("max(q.whole)"))}
            ELSE {half_up(weighted, weights)} END AS BIGINT) AS base
  FROM (SELECT c.*, w.weight, w.weight * c.number AS weighted, r.zero, r.whole
          FROM {components} AS c
          JOIN weights AS w ON w.edition = c.edition AND w.of = c.of AND w.name = c.name
          JOIN edition_rules AS r ON r.edition = c.edition) AS q
 GROUP BY {keys} HAVING sum(q.weight) > 0
"""


def scored(base: str) -> str:
    """The score, in its own decimals: of millionths and ten-thousandths."""
    total = f"({base} + 100 * (coalesce(c.bonus, 0) - coalesce(c.deduction, 0)))"
    return f"CAST({half_up(total, 'r.cut')} AS BIGINT)"


UNITS: Final[tuple[Query, ...]] = (
    (
        "units_now",
        """
SELECT bureau, unit, account, kind, edition
  FROM (SELECT u.bureau, u.unit, u.account, u.kind, a.edition,
               row_number() OVER (PARTITION BY u.bureau, u.unit
                 ORDER BY CASE WHEN coalesce(u.day, 0) <= a.as_of THEN 0 ELSE 1 END,
                          CASE WHEN coalesce(u.day, 0) <= a.as_of THEN -coalesce(u.day, 0)
                               ELSE u.day END,
                          CASE WHEN coalesce(u.day, 0) <= a.as_of THEN -u.position
                               ELSE u.position END) AS place
          FROM units AS u JOIN asked AS a ON a.bureau = u.bureau
         WHERE u.position <= a.position) AS versions
 WHERE place = 1
""",
    ),
    (
        "unit_components",
        """
SELECT u.bureau, u.account, u.edition, '' AS of, v.name, v.number
  FROM units_now AS u
  JOIN reviewed AS v ON v.account = u.account
UNION ALL
SELECT u.bureau, u.account, u.edition, '', 'indicators',
       100 * (1000000 - coalesce(l.points, 0))
  FROM units_now AS u
  JOIN (SELECT DISTINCT bureau, unit FROM plan) AS p ON p.bureau = u.bureau AND p.unit = u.unit
  LEFT JOIN lost AS l ON l.bureau = u.bureau AND l.unit = u.unit
""",
    ),
    ("unit_bases", weighed("unit_components", "account")),
    (
        "unit_scores",
        f"""
SELECT u.bureau, u.unit, u.account, b.base, coalesce(c.bonus, 0) AS bonus,
       coalesce(c.deduction, 0) AS deduction, coalesce(l.points, 0) AS lost,
       CASE WHEN b.base IS NOT NULL THEN {scored("b.base")} END AS score
  FROM units_now AS u
  JOIN edition_rules AS r ON r.edition = u.edition
  LEFT JOIN unit_bases AS b ON b.account = u.account
  LEFT JOIN accounts AS c ON c.account = u.account
  LEFT JOIN lost AS l ON l.bureau = u.bureau AND l.unit = u.unit
""",
    ),
)
