"""What do the registers say, in every version with the position it was recorded at?"""

from typing import Final, LiteralString

CREATE: Final[LiteralString] = """
CREATE TABLE {schema}.units (
    position bigint PRIMARY KEY, bureau text NOT NULL, unit text NOT NULL, name text NOT NULL,
    kind text NOT NULL, parent text, effective_on date);
CREATE INDEX units_of_bureau ON {schema}.units (bureau, position);
CREATE TABLE {schema}.unit_closings (
    position bigint PRIMARY KEY, bureau text NOT NULL, unit text NOT NULL, into_unit text,
    effective_on date NOT NULL);
CREATE TABLE {schema}.officers (
    position bigint PRIMARY KEY, bureau text NOT NULL, officer text NOT NULL, name text NOT NULL,
    rank text);
CREATE INDEX officers_by_id ON {schema}.officers (officer, position);
CREATE INDEX officers_of_bureau ON {schema}.officers (bureau, position);
CREATE TABLE {schema}.postings (
    position bigint PRIMARY KEY, bureau text NOT NULL, officer text NOT NULL, unit text NOT NULL,
    post_level text NOT NULL, start_on date NOT NULL, until_on date);
CREATE INDEX postings_of_officer ON {schema}.postings (officer, bureau, position);
CREATE INDEX postings_of_bureau ON {schema}.postings (bureau, position);
CREATE TABLE {schema}.plan_lines (
    position bigint, line integer, bureau text NOT NULL, year integer NOT NULL, unit text NOT NULL,
    indicator text NOT NULL, title text, base numeric NOT NULL, step numeric NOT NULL,
    role text NOT NULL, share text, PRIMARY KEY (position, line));
CREATE INDEX plan_lines_of_year ON {schema}.plan_lines (bureau, year);
CREATE TABLE {schema}.marks (
    position bigint PRIMARY KEY, bureau text NOT NULL, year integer NOT NULL, subject text NOT NULL,
    number integer NOT NULL, series text NOT NULL, period text NOT NULL, score numeric NOT NULL,
    effective_on date NOT NULL, source jsonb, document_no text, withdrawn_at bigint,
    UNIQUE (bureau, year, subject, number));
CREATE TABLE {schema}.restrictions (
    position bigint PRIMARY KEY, bureau text NOT NULL, subject text NOT NULL,
    number integer NOT NULL, rule text NOT NULL, effective_on date NOT NULL, until_on date,
    reason text, source jsonb, UNIQUE (bureau, subject, number));
CREATE TABLE {schema}.restriction_ends (
    position bigint PRIMARY KEY, bureau text NOT NULL, subject text NOT NULL,
    number integer NOT NULL, how text NOT NULL, effective_on date NOT NULL, reason text,
    source jsonb);
CREATE INDEX restriction_ends_of_bureau ON {schema}.restriction_ends (bureau, position);
CREATE TABLE {schema}.editions (
    position bigint PRIMARY KEY, bureau text NOT NULL, rulebook text NOT NULL,
    version integer NOT NULL, effective_from date NOT NULL, document text NOT NULL,
    digest text NOT NULL, withdrawn_at bigint, UNIQUE (bureau, version));
CREATE TABLE {schema}.imports (
    position bigint PRIMARY KEY, bureau text NOT NULL, year integer NOT NULL,
    batch integer NOT NULL, name text NOT NULL, digest text NOT NULL, approved_by text,
    actor text NOT NULL, recorded_at timestamptz NOT NULL, row_count integer NOT NULL,
    reversed_at bigint, UNIQUE (bureau, year, batch));
"""

_FROM: Final[LiteralString] = """
  FROM {facts} AS f, LATERAL (SELECT convert_from(f.state, 'UTF8')::jsonb AS j OFFSET 0) AS s
 WHERE f.position > %(after)s AND f.position <= %(upto)s AND f.topic
"""

_UNITS: Final[LiteralString] = (
    """
INSERT INTO {schema}.units
SELECT f.position, f.bureau, s.j ->> 'unit', s.j ->> 'name', s.j ->> 'kind', s.j ->> 'parent',
       f.effective_on"""
    + _FROM
    + "IN ('unit-established', 'unit-reorganised')"
)
_UNIT_CLOSINGS: Final[LiteralString] = (
    """
INSERT INTO {schema}.unit_closings
SELECT f.position, f.bureau, s.j ->> 'unit', s.j ->> 'into', f.effective_on"""
    + _FROM
    + "= 'unit-closed'"
)
_OFFICERS: Final[LiteralString] = (
    """
INSERT INTO {schema}.officers
SELECT f.position, f.bureau, s.j ->> 'officer', s.j ->> 'name', s.j ->> 'rank'"""
    + _FROM
    + "IN ('officer-registered', 'officer-particulars-amended')"
)
_POSTINGS: Final[LiteralString] = (
    """
INSERT INTO {schema}.postings
SELECT f.position, f.bureau, s.j ->> 'officer', s.j ->> 'unit', s.j ->> 'post_level',
       (s.j ->> 'start')::date, (s.j ->> 'until')::date"""
    + _FROM
    + "= 'posting-recorded'"
)
_PLAN_LINES: Final[LiteralString] = """
INSERT INTO {schema}.plan_lines
SELECT f.position, i.line, f.bureau, f.year, s.j ->> 'unit', i.l ->> 'indicator', i.l ->> 'title',
       (i.l ->> 'base')::numeric, (i.l ->> 'step')::numeric, i.l ->> 'role',
       i.l ->> 'share'
  FROM {facts} AS f, LATERAL (SELECT convert_from(f.state, 'UTF8')::jsonb AS j OFFSET 0) AS s,
       jsonb_array_elements(s.j -> 'indicators') WITH ORDINALITY AS i(l, line)
 WHERE f.position > %(after)s AND f.position <= %(upto)s AND f.topic = 'plan-adopted.2'
"""
_MARKS: Final[LiteralString] = (
    """
INSERT INTO {schema}.marks
SELECT f.position, f.bureau, f.year, f.subject, f.number, s.j ->> 'series', s.j ->> 'period',
       (s.j ->> 'score')::numeric, f.effective_on, s.j -> 'source', NULL, NULL"""
    + _FROM
    + "= 'mark-given'"
)
_MARKS_DOCUMENTED: Final[LiteralString] = """
UPDATE {schema}.marks AS m SET document_no = s.j ->> 'document_no'
  FROM {facts} AS f, LATERAL (SELECT convert_from(f.state, 'UTF8')::jsonb AS j OFFSET 0) AS s
 WHERE f.position > %(after)s AND f.position <= %(upto)s AND f.topic = 'mark-documented'
   AND m.bureau = f.bureau AND m.year = f.year AND m.subject = f.subject AND m.number = f.number
"""
_MARKS_WITHDRAWN: Final[LiteralString] = """
UPDATE {schema}.marks AS m SET withdrawn_at = f.position
  FROM {facts} AS f
 WHERE f.position > %(after)s AND f.position <= %(upto)s AND f.topic = 'mark-withdrawn'
   AND m.bureau = f.bureau AND m.year = f.year AND m.subject = f.subject AND m.number = f.number
"""
_RESTRICTIONS: Final[LiteralString] = (
    """
INSERT INTO {schema}.restrictions
SELECT f.position, f.bureau, f.subject, f.number, s.j ->> 'rule', f.effective_on,
       (s.j ->> 'until')::date, s.j ->> 'reason', s.j -> 'source'"""
    + _FROM
    + "= 'restriction-imposed'"
)
_RESTRICTION_ENDS: Final[LiteralString] = (
    """
INSERT INTO {schema}.restriction_ends
SELECT f.position, f.bureau, f.subject, f.number,
       CASE f.topic WHEN 'restriction-lifted' THEN 'lifted' ELSE 'rescinded' END, f.effective_on,
       s.j ->> 'reason', s.j -> 'source'"""
    + _FROM
    + "IN ('restriction-lifted', 'restriction-rescinded')"
)
_EDITIONS: Final[LiteralString] = (
    """
INSERT INTO {schema}.editions
SELECT f.position, f.bureau, s.j ->> 'rulebook', (s.j ->> 'version')::integer,
       (s.j ->> 'effective_from')::date, s.j ->> 'document', s.j ->> 'digest', NULL"""
    + _FROM
    + "= 'rulebook-published'"
)
_EDITIONS_WITHDRAWN: Final[LiteralString] = """
UPDATE {schema}.editions AS e SET withdrawn_at = f.position
  FROM {facts} AS f, LATERAL (SELECT convert_from(f.state, 'UTF8')::jsonb AS j OFFSET 0) AS s
 WHERE f.position > %(after)s AND f.position <= %(upto)s AND f.topic = 'rulebook-withdrawn'
   AND e.bureau = f.bureau AND e.version = (s.j ->> 'version')::integer
"""
_IMPORTS: Final[LiteralString] = (
    """
INSERT INTO {schema}.imports
SELECT f.position, f.bureau, f.year, (s.j ->> 'batch')::integer, s.j ->> 'name',
       s.j ->> 'digest', s.j ->> 'approved_by', f.actor, f.recorded_at,
       jsonb_array_length(s.j -> 'rows'), NULL"""
    + _FROM
    + "= 'workbook-imported'"
)
_IMPORTS_REVERSED: Final[LiteralString] = """
UPDATE {schema}.imports AS i SET reversed_at = f.position
  FROM {facts} AS f, LATERAL (SELECT convert_from(f.state, 'UTF8')::jsonb AS j OFFSET 0) AS s
 WHERE f.position > %(after)s AND f.position <= %(upto)s AND f.topic = 'import-reversed'
   AND i.bureau = f.bureau AND i.year = f.year AND i.batch = (s.j ->> 'batch')::integer
"""

FOLDS: Final = (
    _UNITS,
    _UNIT_CLOSINGS,
    _OFFICERS,
    _POSTINGS,
    _PLAN_LINES,
    _MARKS,
    _MARKS_DOCUMENTED,
    _MARKS_WITHDRAWN,
    _RESTRICTIONS,
    _RESTRICTION_ENDS,
    _EDITIONS,
    _EDITIONS_WITHDRAWN,
    _IMPORTS,
    _IMPORTS_REVERSED,
)
