"""What does a made-up country hold, straight in columns: bureaus, officers and their entries?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from string import Template
from typing import Any, Final

from domain.rulebook import Edition, read_edition
from projections.columns.arithmetic import literal, values
from projections.columns.exporting import BUCKET
from projections.columns.library import connect
from projections.columns.packing import document_of, whole
from projections.columns.store import Store, put, raw
from projections.columns.tables import POINT
from scripts.bench.bureau import FIRST, LINES_A_UNIT, REVIEWS, YEAR
from scripts.demo.rulebooks import editions

OFFICERS: Final = 700_000
BUREAUS: Final = 3_000
ENTRIES: Final = 28
"""To one officer; with those of units and the losses, 20 million and some."""
PROVINCES: Final = 31
"""Each has a rulebook of its own, in two editions."""
POSITION: Final = 10**9


@dataclass(frozen=True)
class Country:
    """So many officers in so many bureaus, of different sizes."""

    officers: int = OFFICERS
    bureaus: int = BUREAUS

    @property
    def sizes(self) -> list[int]:
        middle = self.officers // self.bureaus
        spread = max(1, middle // 2)
        made = [middle + n * 97 % (2 * spread + 1) - spread for n in range(self.bureaus)]
        over = sum(made) - self.officers
        for n in range(abs(over)):
            made[n % self.bureaus] -= 1 if over > 0 else -1
        return made

    def buckets(self) -> Iterator[list[tuple[int, int]]]:
        """(number, officers) of bureaus, some thousands of officers together."""
        own: list[tuple[int, int]] = []
        for bureau in enumerate(self.sizes):
            own.append(bureau)
            if sum(size for _, size in own) >= BUCKET:
                yield own
                own = []
        if own:
            yield own


def name_of(bureau: int) -> str:
    return f"c{bureau:04}"


def make(country: Country, folder: Path) -> Store:
    """The store of the country's year, the same every time."""
    buckets = list(country.buckets())
    rules = [_of_province(province) for province in range(PROVINCES)]
    for n, own in enumerate(buckets):
        _bucket(folder / f"{n:05}", own, rules)
    names = tuple(tuple(name_of(bureau) for bureau, _ in own) for own in buckets)
    store = Store(folder, YEAR, POSITION, names)
    store.close()
    return store


def _of_province(province: int) -> list[Edition]:
    """The demo bureau's two editions, with a cap of the province's own."""
    made = []
    for text in editions():
        edition = read_edition(text)
        totals = edition.totals.model_copy(update={"bonus": Decimal(8 + province % 7)})
        named = {"rulebook": f"p{province:02}", "totals": totals}
        made.append(edition.model_copy(update=named))
    return made


def _catalogue(edition: Edition) -> Iterator[Sequence[Any]]:
    """What may be granted: (number, item, kind, level, quantities, lowest, step, steps)."""
    rows: list[Sequence[Any]] = []
    for item in edition.items.values():
        low, step, steps = None, None, 1
        if item.range is not None and item.step is not None:
            low, step = whole(item.range[0], POINT), whole(item.step, POINT)
            steps = int((item.range[1] - item.range[0]) / item.step) + 1
        times = 40 if item.restriction is None else 1
        for level in item.levels or [None]:
            rows += [(item.id, item.kind, level, item.per is not None, low, step, steps)] * times
    return ((n, *row) for n, row in enumerate(rows))


def _bucket(folder: Path, bureaus: Sequence[tuple[int, int]], rules: list[list[Edition]]) -> None:
    with connect(threads=2, megabytes=2048) as conn:

        def table(name: str, columns: str, rows: Sequence[Sequence[Any]]) -> None:
            conn.execute(f"CREATE TEMP TABLE {name} ({columns})")
            conn.execute(f"INSERT INTO {name} VALUES {values(rows)}")

        units = [max(3, -(-size * 12 // 300) * 3) for _, size in bureaus]
        made = [(n, name_of(n), size, u) for (n, size), u in zip(bureaus, units, strict=True)]
        table("bureaus", "k BIGINT, bureau VARCHAR, size BIGINT, units BIGINT", made)
        grants = list(_catalogue(rules[0][-1]))
        table(
            "grants",
            "n BIGINT, item VARCHAR, kind VARCHAR, level VARCHAR, counted BOOLEAN, low BIGINT,"
            " step BIGINT, steps BIGINT",
            grants,
        )
        periods = [(n, *row) for n, row in enumerate(REVIEWS)]
        table("periods", "n BIGINT, series VARCHAR, period VARCHAR, month BIGINT", periods)
        own = [
            (name_of(n), document_of(edition), 1 + edition.version, None)
            for n, _ in bureaus
            for edition in rules[n % PROVINCES]
        ]
        columns = "bureau VARCHAR, document VARCHAR, position BIGINT, withdrawn_at BIGINT"
        table(raw("editions"), columns, own)
        for name, query in _TABLES.items():
            text = Template(query).substitute(
                first=FIRST.toordinal(),
                grants=len(grants),
                entries=ENTRIES,
                lines=LINES_A_UNIT,
                year=literal(f"{YEAR}"),
            )
            conn.execute(f"CREATE TEMP TABLE {name} AS {text}")
        put(conn, folder)


# A made-up choice is a hash of what it is about: nothing is drawn twice, nothing by the clock.
_TABLES: Final = {
    "people": """
SELECT b.*, o.n, printf('%04d%05d', b.k, o.n) AS officer, o.n % b.units AS place
  FROM bureaus AS b, range(100000) AS o(n) WHERE o.n < b.size""",
    "places": """
SELECT b.*, u.n, printf('u%04d', u.n) AS unit
  FROM bureaus AS b, range(20000) AS u(n) WHERE u.n < b.units""",
    "raw_officers": "SELECT bureau, officer, 100 + n AS position FROM people",
    "raw_units": """
SELECT bureau, unit, CASE WHEN n % 2 = 0 THEN 'section' ELSE 'branch' END AS kind,
       NULL::VARCHAR AS parent, NULL::INTEGER AS day, 50000 + n AS position FROM places""",
    "raw_postings": """
SELECT bureau, officer,
       printf('u%04d', CASE WHEN after THEN hash('to', k, n) % units ELSE place END) AS unit,
       CASE WHEN n < units THEN 'head' WHEN n < 2 * units THEN 'deputy' ELSE 'staff' END
         AS post_level,
       CAST(CASE WHEN after THEN moved ELSE $first - 184 END AS INTEGER) AS start,
       CAST(CASE WHEN after THEN NULL ELSE moved END AS INTEGER) AS until,
       100000 + 2 * n + CASE WHEN after THEN 1 ELSE 0 END AS position
  FROM (SELECT p.*, CASE WHEN hash('moves', k, n) % 5 = 0
                         THEN CAST($first + 1 + hash('moved', k, n) % 364 AS BIGINT) END AS moved
          FROM people AS p) AS q, (VALUES (false), (true)) AS twice(after)
 WHERE moved IS NOT NULL OR NOT after""",
    "raw_lines": """
SELECT bureau, 500000 + unit AS position, CAST(nth AS INTEGER) AS line,
       printf('u%04d', unit) AS unit, printf('T%04d', nth) AS indicator, 100000 AS base,
       carrier = nth % 3 AS owner, NULL::BIGINT AS num, NULL::BIGINT AS den
  FROM (SELECT b.bureau, i.nth, c.carrier, (i.nth * 3 + c.carrier) % b.units AS unit
          FROM bureaus AS b, range(100000) AS i(nth), range(3) AS c(carrier)
         WHERE i.nth < b.units * $lines // 3) AS q""",
    "raw_marks": """
SELECT bureau, 'officer:' || officer AS subject, series, period,
       CAST((7000 + hash('score', k, n, m, again) % 2950) * 10000 AS BIGINT) AS score,
       CAST($first + month * 30 - 10 + hash('day', k, n, m, again) % 10 AS INTEGER) AS day,
       CAST(1000000 + 16 * n + 2 * m + again AS BIGINT) AS position,
       CASE WHEN hash('gone', k, n, m, again) % 100 = 0 THEN CAST(900000000 AS BIGINT) END
         AS withdrawn_at
  FROM (SELECT p.*, q.n AS m, q.series, q.period, q.month, twice.again
          FROM people AS p, periods AS q, range(2) AS twice(again)) AS given
 WHERE again = 0 OR hash('again', k, n, m) % 4 = 0""",
    "granted": """
SELECT bureau, k, subject, nth, hash('item', k, subject, nth) % $grants AS pick,
       hash('of', k, subject, nth) AS h
  FROM (SELECT bureau, k, 'officer:' || officer AS subject, e.nth
          FROM people, range($entries) AS e(nth)
        UNION ALL
        SELECT bureau, k, 'unit:' || unit, e.nth FROM places, range(4) AS e(nth)) AS q""",
    "raw_entries": """
SELECT *, CASE WHEN odds % 50 = 0 THEN position + 500000000 END AS reversed_at
  FROM (SELECT e.bureau, 10000000 + row_number() OVER () AS position, e.subject,
               CAST(e.nth + 1 AS INTEGER) AS number, g.kind,
               CAST($first + e.h % 365 AS INTEGER) AS day, g.item,
               NULL::VARCHAR AS indicator, g.level,
               CASE WHEN g.counted THEN CAST(1 + e.h // 365 % 4 AS BIGINT) END AS quantity,
               g.low + g.step * CAST(e.h // 1500 % g.steps AS BIGINT) AS points,
               CASE WHEN e.h // 60000 % 25 = 0 THEN CAST(1 + e.h // 1500000 % 2 AS BIGINT) END
                 AS num,
               CASE WHEN e.h // 60000 % 25 = 0 THEN 3::BIGINT END AS den,
               CASE WHEN e.h // 3000000 % 10 = 0 THEN printf('act-%d', e.h // 30000000 % 3) END
                 AS merit,
               e.h // 100000000 AS odds
          FROM granted AS e JOIN grants AS g ON g.n = e.pick) AS q
UNION ALL
SELECT bureau, 300000000 + n * 3 + d, printf('unit:u%04d', unit), CAST(100000 + n AS INTEGER),
       'deduction', CAST($first + hash('on', k, n) % 365 AS INTEGER), NULL,
       printf('T%04d', i), NULL, NULL,
       CAST(1000 * (1 + hash('lost', k, n) % 20) AS BIGINT), NULL, NULL, NULL, NULL,
       CASE WHEN hash('undone', k, n) % 20 = 0 THEN CAST(900000000 AS BIGINT) END
  FROM (SELECT bureau, k, n, 0 AS d, hash('line', k, n) % (units * $lines // 3) AS i,
               (hash('line', k, n) % (units * $lines // 3) * 3) % units AS unit
          FROM people WHERE n % 5 < 3) AS q""",
    "raw_restrictions": """
SELECT bureau, CASE WHEN rule = 4 THEN printf('unit:u%04d', hash('whose', k, n) % units)
                    ELSE 'officer:' || officer END AS subject, CAST(n + 1 AS INTEGER) AS number,
       'V' || rule AS rule, CAST($first + hash('bites', k, n) % 365 AS INTEGER) AS day,
       NULL::INTEGER AS until, 200000 + n AS position
  FROM (SELECT p.*, 1 + hash('rule', k, n) % 4 AS rule FROM people AS p
         WHERE hash('bad', k, n) % 100 < 6) AS q""",
    "raw_ends": """
SELECT bureau, subject, number, CASE WHEN number % 3 = 0 THEN 'rescinded' ELSE 'lifted' END AS how,
       CAST(least($first + 365, day + 30 + number * 7 % 300) AS INTEGER) AS day,
       300000 + number AS position
  FROM raw_restrictions""",
    "raw_ties": "SELECT NULL::VARCHAR AS bureau, NULL::VARCHAR AS names, NULL::VARCHAR AS minutes,"
    " NULL::BIGINT AS position WHERE false",
    "raw_grades": "SELECT NULL::VARCHAR AS bureau, NULL::VARCHAR AS officer,"
    " NULL::VARCHAR AS grade, NULL::VARCHAR AS minutes, NULL::BIGINT AS position WHERE false",
}
