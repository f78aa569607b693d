"""Which acts took each bureau-year from open to closed, and which working days were announced?"""

from typing import Final, LiteralString

CREATE: Final[LiteralString] = """
CREATE TABLE {schema}.year_acts (
    position bigint PRIMARY KEY, recorded_at timestamptz NOT NULL, actor text NOT NULL,
    bureau text NOT NULL, year integer NOT NULL, act text NOT NULL, said jsonb NOT NULL);
CREATE INDEX year_acts_of_year ON {schema}.year_acts (bureau, year, position);
CREATE TABLE {schema}.calendars (
    position bigint PRIMARY KEY, recorded_at timestamptz NOT NULL, actor text NOT NULL,
    bureau text NOT NULL, calendar_year integer NOT NULL, holidays jsonb NOT NULL,
    workdays jsonb NOT NULL, document_no text NOT NULL);
"""
_ACTS: Final[LiteralString] = """
INSERT INTO {schema}.year_acts
SELECT f.position, f.recorded_at, f.actor, f.bureau, f.year, f.topic, s.j
  FROM {facts} AS f, LATERAL (SELECT convert_from(f.state, 'UTF8')::jsonb AS j OFFSET 0) AS s
 WHERE f.position > %(after)s AND f.position <= %(upto)s
   AND f.topic IN ('year-opened', 'year-frozen', 'year-published', 'year-closed',
                   'year-restated', 'tie-resolved', 'grade-decided')
"""
_CALENDARS: Final[LiteralString] = """
INSERT INTO {schema}.calendars
SELECT f.position, f.recorded_at, f.actor, f.bureau, (s.j ->> 'calendar_year')::integer,
       s.j -> 'holidays', s.j -> 'workdays', s.j ->> 'document_no'
  FROM {facts} AS f, LATERAL (SELECT convert_from(f.state, 'UTF8')::jsonb AS j OFFSET 0) AS s
 WHERE f.position > %(after)s AND f.position <= %(upto)s AND f.topic = 'working-days-announced'
"""

FOLDS: Final = (_ACTS, _CALENDARS)
