"""What is the least that folding the log into the tables of the read schema could cost?"""

from __future__ import annotations

from typing import Final, LiteralString

from psycopg import sql

from projections import projector

_FOLDS: Final[tuple[LiteralString, ...]] = (
    """
INSERT INTO bench_read.entries
SELECT f.position, f.recorded_at, f.actor, f.bureau, f.year, f.subject, f.number, 'bonus', f.item,
       f.indicator, j ->> 'level', (j ->> 'quantity')::integer, (j ->> 'points')::numeric,
       j ->> 'share', j ->> 'merit', f.points, f.effective_on, j ->> 'edition',
       j ->> 'document_no', j ->> 'reason', j -> 'evidence', j ->> 'recorded_by',
       j ->> 'approved_by', (j ->> 'carried_from')::integer, j ->> 'corrects', j -> 'source'
  FROM (SELECT *, convert_from(state, 'UTF8')::jsonb AS j FROM journal.facts
         WHERE topic = 'bonus-awarded' OFFSET 0) AS f""",
    """
INSERT INTO bench_read.officers
SELECT position, bureau, j ->> 'officer', j ->> 'name', j ->> 'rank'
  FROM (SELECT *, convert_from(state, 'UTF8')::jsonb AS j FROM journal.facts
         WHERE topic = 'officer-registered' OFFSET 0) AS f""",
    """
INSERT INTO bench_read.postings
SELECT position, bureau, j ->> 'officer', j ->> 'unit', j ->> 'post_level',
       (j ->> 'start')::date, (j ->> 'until')::date
  FROM (SELECT *, convert_from(state, 'UTF8')::jsonb AS j FROM journal.facts
         WHERE topic = 'posting-recorded' OFFSET 0) AS f""",
    """
INSERT INTO bench_read.imports
SELECT position, bureau, year, (j ->> 'batch')::integer, j ->> 'name', j ->> 'digest',
       j ->> 'approved_by', actor, recorded_at, jsonb_array_length(j -> 'rows')
  FROM (SELECT *, convert_from(state, 'UTF8')::jsonb AS j FROM journal.facts
         WHERE topic = 'workbook-imported' OFFSET 0) AS f""",
)
"""For the facts that there are alone: one pass a table, no range, no cursor, no comparison."""


def fold_by_hand(dsn: str) -> None:
    """The same tables with the same indexes, in a schema of their own."""
    with projector.connect(dsn) as conn, conn.transaction():
        conn.execute("DROP SCHEMA IF EXISTS bench_read CASCADE; CREATE SCHEMA bench_read")
        for model in projector.READ_MODELS:
            conn.execute(sql.SQL(model.CREATE).format(schema=sql.Identifier("bench_read")))
        for fold in _FOLDS:
            conn.execute(fold)
