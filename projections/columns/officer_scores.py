"""What is each officer's score, as SQL: postings, the link to units, weights? (SCORING §6-§7)"""

from __future__ import annotations

from typing import Final

from projections.columns.arithmetic import half_up, wide
from projections.columns.points import Query
from projections.columns.tables import NO_END
from projections.columns.unit_scores import scored, weighed

_MILLIONTHS = 1_000_000
# L is n/d in units of a score's decimal; `shown` of them make one.
_LINK = half_up(f"({wide('l.n')} * {_MILLIONTHS})", f"({wide('l.d')} * r.shown)")
# base + k(n/d - mean_n/mean_d): over den * d * mean_d * shown.
_DIFFERENCE = half_up(
    f"({wide('k.base')} * l.d * m.count * r.shown"
    f" + {wide('k.k')} * (l.n * m.count - m.sum * l.d)) * {_MILLIONTHS}",
    f"({wide('k.den')} * l.d * m.count * r.shown)",
)

POSTINGS: Final[tuple[Query, ...]] = (
    (
        "postings_now",
        f"""
SELECT p.bureau, p.account, p.unit, p.start,
       max_by(coalesce(p.until, {NO_END}), p.position) AS until,
       max_by(p.post_level, p.position) AS post_level, max(p.position) AS position,
       max(a.as_of) AS as_of, max(a.edition) AS edition
  FROM postings AS p JOIN asked AS a ON a.bureau = p.bureau
 WHERE p.position <= a.position
 GROUP BY p.bureau, p.account, p.unit, p.start
""",
    ),
    (
        "posted",
        """
SELECT bureau, account, unit, post_level, edition
  FROM (SELECT *, row_number() OVER (PARTITION BY account ORDER BY start, position) AS place
          FROM postings_now WHERE start <= as_of AND as_of < until) AS q
 WHERE place = 1
""",
    ),
    (
        "grouped",
        """
SELECT p.bureau, p.account, p.unit, p.post_level, p.edition, min(g.nth) AS nth
  FROM posted AS p
  LEFT JOIN units_now AS u ON u.bureau = p.bureau AND u.unit = p.unit
  LEFT JOIN groups AS g ON g.edition = p.edition
   AND (g.post_levels IS NULL OR array_contains(g.post_levels, p.post_level))
   AND (g.kinds IS NULL OR array_contains(g.kinds, u.kind))
   AND (g.units IS NULL OR array_contains(g.units, p.unit))
 GROUP BY p.bureau, p.account, p.unit, p.post_level, p.edition
""",
    ),
    (
        "members",
        """
SELECT p.bureau, p.account, p.unit, p.post_level, p.edition, g.id AS of
  FROM grouped AS p LEFT JOIN groups AS g ON g.edition = p.edition AND g.nth = p.nth
""",
    ),
)


def linked(first: int) -> tuple[Query, ...]:
    """L of each officer from `first`, 1 January; the mean of the bureau's units that have a score;
    and what the methods make of them."""
    return (
        (
            "link",
            f"""
SELECT p.account, CAST(sum(p.days * s.score) AS BIGINT) AS n,
       CAST(sum(p.days) AS BIGINT) AS d
  FROM (SELECT bureau, account, unit,
               least(until, as_of + 1) - greatest(start, {first}) AS days
          FROM postings_now) AS p
  JOIN unit_scores AS s ON s.bureau = p.bureau AND s.unit = p.unit
 WHERE p.days > 0 AND s.score IS NOT NULL
 GROUP BY p.account
""",
        ),
        (
            "unit_mean",
            "SELECT bureau, CAST(sum(score) AS BIGINT) AS sum, count(*) AS count"
            " FROM unit_scores WHERE score IS NOT NULL GROUP BY bureau",
        ),
        (
            "linkings",
            f"""
SELECT o.account, k.name, k.method, k.of,
       CAST(CASE WHEN k.method = 'difference' THEN {_DIFFERENCE} ELSE {_LINK} END AS BIGINT)
         AS number
  FROM members AS o
  JOIN links AS k ON k.edition = o.edition
  JOIN edition_rules AS r ON r.edition = o.edition
  JOIN link AS l ON l.account = o.account
  JOIN unit_mean AS m ON m.bureau = o.bureau
 WHERE o.of IS NOT NULL
""",
        ),
    )


OFFICERS: Final[tuple[Query, ...]] = (
    (
        "components",
        f"""
SELECT o.bureau, o.account, o.edition, o.of, v.name,
       CASE WHEN k.number IS NULL THEN v.number
            ELSE CAST({half_up(f"({wide('v.number')} * k.number)", "100000000")} AS BIGINT) END
         AS number
  FROM members AS o
  JOIN reviewed AS v ON v.account = o.account
  LEFT JOIN linkings AS k ON k.account = o.account AND k.of = v.name
                         AND k.method = 'coefficient'
 WHERE o.of IS NOT NULL
UNION ALL
SELECT o.bureau, o.account, o.edition, o.of, k.name, k.number
  FROM members AS o
  JOIN linkings AS k ON k.account = o.account
 WHERE k.method <> 'coefficient'
""",
    ),
    ("bases", weighed("components", "account")),
    (
        "good",
        """
SELECT m.account, count(*) AS quarters
  FROM marks_now AS m JOIN edition_rules AS r ON r.edition = m.edition
 WHERE m.series = 'regular_review' AND m.score >= r.good
 GROUP BY m.account
""",
    ),
    (
        "registered",
        """
SELECT q.bureau, q.account, q.officer, max(a.edition) AS edition
  FROM (SELECT bureau, account, officer, position FROM officers
        UNION ALL SELECT bureau, account, officer, position FROM postings) AS q
  JOIN asked AS a ON a.bureau = q.bureau
 WHERE q.position <= a.position GROUP BY q.bureau, q.account, q.officer
""",
    ),
    (
        "officer_scores",
        f"""
SELECT o.bureau, o.officer, o.account, p.unit, p.post_level, p.of, b.base,
       coalesce(c.bonus, 0) AS bonus, coalesce(c.deduction, 0) AS deduction,
       CASE WHEN b.base IS NOT NULL THEN {scored("b.base")} END AS score,
       coalesce(g.quarters, 0) AS quarters
  FROM registered AS o
  JOIN edition_rules AS r ON r.edition = o.edition
  LEFT JOIN members AS p ON p.account = o.account
  LEFT JOIN bases AS b ON b.account = o.account
  LEFT JOIN accounts AS c ON c.account = o.account
  LEFT JOIN good AS g ON g.account = o.account
""",
    ),
)
