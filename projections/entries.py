"""Which entries are there, granted for what, between which positions do they live?"""

from typing import Final, LiteralString

CREATE: Final[LiteralString] = """
CREATE TABLE {schema}.entries (
    position     bigint      PRIMARY KEY,
    recorded_at  timestamptz NOT NULL,
    actor        text        NOT NULL,
    bureau       text        NOT NULL,
    year         integer     NOT NULL,
    subject      text        NOT NULL,
    number       integer     NOT NULL,
    kind         text        NOT NULL,
    item         text,
    indicator    text,
    level        text,
    quantity     integer,
    points       numeric,
    share        text,
    merit        text,
    claimed      numeric     NOT NULL,
    effective_on date        NOT NULL,
    edition      text        NOT NULL,
    document_no  text,
    reason       text,
    evidence     jsonb       NOT NULL,
    recorded_by  text,
    approved_by  text,
    carried_from integer,
    corrects     text,
    source       jsonb,
    reversed_at  bigint,
    reversal     jsonb,
    UNIQUE (bureau, year, subject, number)
);
CREATE INDEX entries_of_subject ON {schema}.entries (subject, year, position);
CREATE INDEX entries_of_year ON {schema}.entries (bureau, year, position);
"""

GRANTED: Final[LiteralString] = """
INSERT INTO {schema}.entries
SELECT f.position, f.recorded_at, f.actor, f.bureau, f.year, f.subject, f.number,
       CASE f.topic WHEN 'bonus-awarded' THEN 'bonus'
                    WHEN 'commendation-conferred' THEN 'commendation'
                    WHEN 'reprimand-issued' THEN 'reprimand'
                    ELSE 'deduction' END,
       f.item, f.indicator, s.j ->> 'level', (s.j ->> 'quantity')::integer,
       (s.j ->> 'points')::numeric, s.j ->> 'share', s.j ->> 'merit', f.points, f.effective_on,
       s.j ->> 'edition', s.j ->> 'document_no', s.j ->> 'reason', s.j -> 'evidence',
       s.j ->> 'recorded_by', s.j ->> 'approved_by', (s.j ->> 'carried_from')::integer,
       s.j ->> 'corrects', s.j -> 'source', NULL, NULL
  FROM {facts} AS f, LATERAL (SELECT convert_from(f.state, 'UTF8')::jsonb AS j OFFSET 0) AS s
 WHERE f.position > %(after)s AND f.position <= %(upto)s
   AND f.topic IN ('bonus-awarded', 'deduction-imposed', 'commendation-conferred',
                   'reprimand-issued', 'loss-imposed')
"""

REVERSED: Final[LiteralString] = """
UPDATE {schema}.entries AS e
   SET reversed_at = f.position,
       reversal = jsonb_build_object(
           'position', f.position, 'recorded_at', f.recorded_at, 'actor', f.actor,
           'reason', s.j -> 'reason', 'ground', s.j -> 'ground',
           'corrected_by', s.j -> 'corrected_by', 'source', s.j -> 'source')
  FROM {facts} AS f, LATERAL (SELECT convert_from(f.state, 'UTF8')::jsonb AS j OFFSET 0) AS s
 WHERE f.position > %(after)s AND f.position <= %(upto)s AND f.topic = 'entry-reversed'
   AND e.bureau = f.bureau AND e.year = f.year AND e.subject = f.subject AND e.number = f.number
"""

FOLDS: Final = (GRANTED, REVERSED)
"""Reversals second: an entry and its reversal may come in one range."""
