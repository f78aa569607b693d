"""How does a ledger come to hold millions of facts, without a command for each of them?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final, LiteralString

import psycopg

from domain.access.commands import GrantRole
from domain.ledger import Ledger
from domain.record import Record
from domain.registers.commands import PublishRulebook
from scripts.bench.appending import CLERK, OFFICERS, award, open_bureau
from scripts.bench.bureau import BUREAU, YEAR, Bureau
from scripts.bench.tables import fill
from scripts.demo.rulebooks import editions
from scripts.installation import Installation

OFFICE: Final = "office"
"""The bureau that is recorded in: its officers are there by commands."""
OTHERS_EACH: Final = 10_000
"""Facts to one of the bureaus that are there beside, the first of them registers."""
_FACTS: Final[LiteralString] = """
INSERT INTO journal.facts (position, recorded_at, stream, stream_name, version, topic, state,
       actor, role, correlation, bureau, year, subject, number, item, effective_on, points)
SELECT n, f.recorded_at + n * interval '1 microsecond', md5(n::text)::uuid, 'made/' || n, 1,
       f.topic, f.state, f.actor, f.role, f.correlation,
       CASE WHEN n <= %(own)s THEN %(bureau)s ELSE 'made' || n / %(each)s END, %(year)s,
       'officer:' || n / %(each)s || '-' || n %% 300, n, f.item, f.effective_on, f.points
  FROM (SELECT * FROM journal.facts ORDER BY position DESC LIMIT 1) AS f,
       generate_series(f.position + 1, %(facts)s) AS n
"""
_ROWS: Final[tuple[LiteralString, ...]] = (
    """
INSERT INTO read.units (position, bureau, unit, name, kind)
SELECT position, bureau, 'u' || position, '', 'section' FROM journal.facts
 WHERE position > %(own)s AND position %% %(each)s < 50
""",
    """
INSERT INTO read.officers (position, bureau, officer, name)
SELECT position, bureau, substr(subject, 9), '' FROM journal.facts
 WHERE position > %(own)s AND position %% %(each)s BETWEEN 50 AND 349
""",
    """
INSERT INTO read.postings (position, bureau, officer, unit, post_level, start_on)
SELECT position, bureau, substr(subject, 9), 'u' || position / %(each)s * %(each)s, 'staff',
       '2020-01-01' FROM journal.facts
 WHERE position > %(own)s AND position %% %(each)s BETWEEN 350 AND 649
""",
    """
INSERT INTO read.entries (position, recorded_at, actor, bureau, year, subject, number, kind, item,
       claimed, effective_on, edition, evidence)
SELECT position, recorded_at, actor, bureau, year, subject, number, 'bonus', item, points,
       effective_on, 'nanyue@1', '[]' FROM journal.facts
 WHERE position > %(own)s AND position %% %(each)s >= 650
""",
    "UPDATE read.cursor SET position = %(facts)s",
)


def fill_ledger(
    home: Installation, ledger: Ledger, askers: Sequence[str], officers: int, facts: int
) -> Record:
    """The record of a bureau of so many officers (BUREAU), beside OFFICE to record in, and others
    that make it so many facts in all; `askers` have the appraisal office's role in both.

    BUREAU and the others are written into the tables straight.
    """
    open_bureau(ledger, OFFICE)
    for document in editions():
        ledger.handle(PublishRulebook(bureau=BUREAU, document=document), CLERK)
    for bureau in (BUREAU, OFFICE):
        for asker in askers:
            ledger.handle(GrantRole(bureau=bureau, grantee=asker, role="appraiser"), CLERK)
    award(ledger, OFFICERS[0], OFFICE)  # What is written straight is copied from it.
    made = Bureau(officers)
    made.position = ledger.head
    record = made.record()
    # What was struck has a ground and a narrative, which no row is made of.
    kept = tuple(entry for entry in record.entries if entry.reversed_at is None)
    record = replace(record, publications=(), entries=kept)
    home.catch_up()
    with psycopg.connect(home.owner_dsn, autocommit=True) as conn:
        fill(conn, record)
        _fill_others(conn, made.position, max(facts, made.position))
    return record


def _fill_others(conn: psycopg.Connection[Any], own: int, facts: int) -> None:
    given = {"own": own, "facts": facts, "each": OTHERS_EACH, "bureau": BUREAU, "year": YEAR}
    with conn.transaction():
        for statement in (_FACTS, *_ROWS):
            conn.execute(statement, given)
    conn.execute("ANALYZE")
