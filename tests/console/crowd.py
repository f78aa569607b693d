"""How do the pages look at a bureau of a hundred thousand rows? The demo's facts, many times over.

`python -m tests.console.crowd [PAGE …]` says how long each long list took, and how large it was.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, LiteralString

import psycopg

from domain.journal.streams import Stream
from scripts.collecting import collect_seldom
from scripts.embedded import running
from tests.api.asking import serving
from tests.conftest import Database, new_database
from tests.console import shots
from tests.console.browsing import Browser

TIMES: Final = 9
ERAS: Final = 15
"""Of two years each, before the demo's own."""
PEOPLE: Final = 100_000
_OF_OFFICERS: Final = (
    *("officer-registered", "posting-recorded", "mark-given", "bonus-awarded"),
    *("deduction-imposed", "commendation-conferred", "reprimand-issued"),
)
# Somebody else of the same facts: another number, and words that no key is needed for; and in
# earlier years whatever has a year.
_MANY: Final[LiteralString] = r"""
WITH kept AS (
    SELECT f.*, convert_from(f.state, 'UTF8') AS said, coalesce(
               convert_from(f.state, 'UTF8')::jsonb ->> 'officer',
               substring(f.subject FROM 'officer:(.*)')) AS officer
      FROM journal.facts AS f WHERE topic = ANY(%(topics)s)),
last AS (SELECT max(position) AS position, max(recorded_at) AS at FROM journal.facts),
made AS (
    SELECT k.*, n, k.officer AS old, n || k.officer AS new, k.year - 2 * era AS in_year, era,
           row_number() OVER (ORDER BY era DESC, k.position, n) AS nth
      FROM kept AS k, generate_series(1, %(times)s) AS n, generate_series(0, %(eras)s) AS era
     WHERE k.officer IS NOT NULL AND (k.year IN (2023, 2024) OR era = 0 AND k.year IS NULL)
       AND extract(day FROM coalesce(k.effective_on, '2024-01-01')) < 29)
INSERT INTO journal.facts (position, recorded_at, stream, stream_name, version, topic, state,
       actor, role, request, correlation, causation,
       bureau, year, subject, number, item, indicator, effective_on, points)
SELECT last.position + nth, last.at + nth * interval '1 microsecond', gen_random_uuid(),
       replace(stream_name, old, new), 1, topic,
       convert_to(replace(replace(replace(replace(
           regexp_replace(said, '"sealed:1:[^"]*"', '"某' || n || '"', 'g'),
           '"officer":"' || old || '"', '"officer":"' || new || '"'),
           '"subject":"officer:' || old || '"', '"subject":"officer:' || new || '"'),
           coalesce('"year":' || year, '-'), coalesce('"year":' || in_year, '-')),
           '"period":"' || coalesce(year, 0), '"period":"' || coalesce(in_year, 0)), 'UTF8'),
       actor, role, NULL, correlation, NULL,
       bureau, in_year, replace(subject, old, new), number, item, indicator,
       (effective_on - make_interval(years => 2 * era))::date, points
  FROM made, last
"""
# Who has left long ago stands in the register all the same.
_PEOPLE: Final[LiteralString] = """
INSERT INTO journal.facts (position, recorded_at, stream, stream_name, version, topic, state,
       actor, role, correlation, bureau)
SELECT last.position + n, last.at + n * interval '1 microsecond', gen_random_uuid(),
       'officer:nanyue/p' || n, 1, 'officer-registered',
       convert_to('{"bureau":"nanyue","name":"张' || n || '","officer":"p' || n || '"}', 'UTF8'),
       'token:crowd', 'registrar', gen_random_uuid(), 'nanyue'
  FROM generate_series(1, %(people)s) AS n,
       (SELECT max(position) AS position, max(recorded_at) AS at FROM journal.facts) AS last
"""
_NAMES_OF_CASES: Final[LiteralString] = r"""
SELECT DISTINCT regexp_replace(stream_name, '/([0-9]+)$', '/' || n || '0\1')
  FROM journal.facts, generate_series(1, %(times)s) AS n
 WHERE stream_name ~ '^(claim|dispute|remediation):'
"""
# A case is its whole stream again, under another number.
_CASES: Final[LiteralString] = """
WITH last AS (SELECT max(position) AS position, max(recorded_at) AS at FROM journal.facts),
made AS (
    SELECT f.*, n, convert_from(f.state, 'UTF8') AS said,
           row_number() OVER (ORDER BY n, f.position) AS nth
      FROM journal.facts AS f, generate_series(1, %(times)s) AS n
     WHERE stream_name ~ '^(claim|dispute|remediation):')
INSERT INTO journal.facts (position, recorded_at, stream, stream_name, version, topic, state,
       actor, role, correlation, bureau, year, subject, number, effective_on)
SELECT last.position + nth, last.at + nth * interval '1 microsecond',
       streams.id, streams.name, version, topic,
       convert_to(regexp_replace(said, '"number":([0-9]+)', '"number":' || n || '0\\1'), 'UTF8'),
       actor, role, correlation, bureau, year, subject, number, effective_on
  FROM made, last, streams
 WHERE streams.name = regexp_replace(stream_name, '/([0-9]+)$', '/' || n || '0\\1')
"""
_TRACES: Final[LiteralString] = """
INSERT INTO access.reads (actor, role, route, bureau, subjects, asked)
SELECT 'token:crowd', 'appraiser', 'GET /officers/{officer}/score', 'nanyue',
       ARRAY['officer:' || (n %% 5000)], '{"year": "2024"}'
  FROM generate_series(1, %(people)s) AS n;
"""
_REFUSALS: Final[LiteralString] = """
INSERT INTO access.refusals (at, actor, role, command, code, subject, count)
SELECT clock_timestamp(), 'token:crowd', 'recorder', 'AwardBonus', 'rule-not-in-edition',
       'officer:' || (n %% 5000), 1 FROM generate_series(1, %(people)s) AS n;
"""


CASES: Final = 200
LISTS: Final = {
    "timeline": "/console/timeline",
    "timeline of a unit": "/console/timeline?unit=zg",
    "timeline, filtered": "/console/timeline?item=W1&from=2024-06-01",
    "officers": "/console/officers",
    "units": "/console/units",
    "home": "/console",
    "todos": "/console/todos",
    "claims": "/console/claims",
    "disputes": "/console/disputes",
    "remediations": "/console/remediations",
    "risks": "/console/risks",
    "indicators": "/console/indicators",
    "evaluations": "/console/evaluations",
    "quarters": "/console/quarters",
    "selections": "/console/selections?selection=training&until=2023",
    "years": "/console/years",
    "year": "/console/years/nanyue/2024",
    "ranking": "/console/runs/nanyue:2024:live",
    "distribution": "/console/runs/nanyue:2024:live/distribution",
    "notices": "/console/runs/nanyue:2024:live/notices",
    "pay": "/console/runs/nanyue:2024:live/pay",
    "difference": "/console/runs/nanyue:2024:2024-06-30/diff/nanyue:2024:live",
    "replay": "/console/replay",
    "replay of an edition": "/console/replay?position=2",
    "traces": "/console/traces",
    "traces of one": "/console/traces?subject=officer:12",
    "refusals": "/console/traces/refusals",
    "grants": "/console/traces/grants",
    "imports": "/console/imports",
    "officer": f"/console/officers/{shots.OFFICER}",
    "unit": "/console/units/zg?year=2024",
    "entry": f"/console/entries/nanyue/2024/officer:{shots.OFFICER}/1",
    "finding": "/console/entries/new?find_subject=wang",
}
"""Every page that grows with the bureau."""


@contextmanager
def crowded() -> Iterator[Browser]:
    """Of somebody who sees every page."""
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Path(folder) / "server", fast=True) as server,
    ):
        database = new_database(server)
        with serving(database) as api:
            shots.load_story(api, Path(folder))
            secret = shots.admit(api)
        crowd(database)
        with serving(database, following=False) as api:
            browser = Browser(api)
            browser.sign_in(secret)
            yield browser


LONG: Final = (
    *("timeline", "timeline of a unit", "timeline, filtered", "officers", "claims", "disputes"),
    *("home", "remediations", "ranking", "notices", "pay", "difference", "replay", "traces"),
    "refusals",
)
"""Of these none may grow with the bureau."""


def crowd(
    database: Database,
    times: int = TIMES,
    people: int = PEOPLE,
    cases: int = CASES,
    eras: int = ERAS,
) -> None:
    """Of every officer so many more, so many who left long ago, and every case so many times."""
    with database.connect() as conn:
        many = {"topics": list(_OF_OFFICERS), "times": times, "eras": eras}
        conn.execute(_MANY, many)
        _copy_cases(conn, cases)
        for statement in (_PEOPLE, _TRACES, _REFUSALS):
            conn.execute(statement, {"people": people})
        conn.execute("ANALYZE")
    database.project()


def _copy_cases(conn: psycopg.Connection[Any], times: int) -> None:
    """Under the ids of their streams, so that they can be decided of as those that they copy."""
    names = [name for (name,) in conn.execute(_NAMES_OF_CASES, {"times": times})]
    ids = [Stream(*name.split(":", 1)).id for name in names]
    conn.execute("CREATE TEMPORARY TABLE streams (name text PRIMARY KEY, id uuid)")
    conn.execute("INSERT INTO streams SELECT * FROM unnest(%s::text[], %s::uuid[])", (names, ids))
    conn.execute(_CASES, {"times": times})


def main(named: list[str]) -> None:
    with crowded() as browser:
        collect_seldom()
        for name, address in LISTS.items():
            if not named or name in named:
                print(told(browser, name, address), flush=True)


def told(browser: Browser, name: str, address: str) -> str:
    """The second time, as whoever goes on reading meets it."""
    spent = []
    for _ in range(2):
        begun = time.perf_counter()
        answer = browser.get(address)
        spent.append(int((time.perf_counter() - begun) * 1000))
    rows, size = answer.text.count("<tr"), len(answer.content)
    return f"{spent[0]:6} {spent[1]:6} ms {rows:6} rows {size:8} B {answer.status_code} {name}"


if __name__ == "__main__":
    main(sys.argv[1:])
