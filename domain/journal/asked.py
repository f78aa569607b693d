"""What is asked of all facts at once, or of their envelopes, besides whole streams?"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Final, LiteralString

from domain.calendar import civil_day
from domain.journal.envelope import Kept

OF_YEAR: LiteralString = """
SELECT position, topic, state FROM journal.facts
 WHERE bureau = %s AND (year = %s OR year IS NULL) AND position <= %s
   AND topic <> 'workbook-imported' ORDER BY position
"""
AT_ONCE: Final = 1000
"""Facts of a year are read while the server goes on: no more than these are at hand at once."""
KEPT: LiteralString = """
SELECT recorded_at, actor, approvals FROM journal.facts
 WHERE stream = %s AND version = ANY(%s) ORDER BY version
"""
BUREAUS: LiteralString = """
WITH RECURSIVE found AS (
    SELECT min(bureau) AS bureau FROM journal.facts
    UNION ALL
    SELECT (SELECT min(bureau) FROM journal.facts f WHERE f.bureau > found.bureau)
      FROM found WHERE found.bureau IS NOT NULL)
SELECT bureau FROM found WHERE bureau IS NOT NULL
"""
GRANTEES: LiteralString = """
SELECT DISTINCT convert_from(state, 'UTF8')::jsonb ->> 'grantee' AS grantee FROM journal.facts
 WHERE topic = 'role-granted' AND bureau = %s AND position <= %s ORDER BY grantee
"""
REMEDIED: LiteralString = """
SELECT (convert_from(state, 'UTF8')::jsonb ->> 'number')::integer AS number FROM journal.facts
 WHERE topic = ANY(%s) AND bureau = %s AND subject = %s AND position <= %s
   AND convert_from(state, 'UTF8')::jsonb ->> 'indicator' = %s ORDER BY position
"""


def kept(recorded_at: datetime, actor: str, approvals: str) -> Kept:
    """What the envelope says, by the civil day of the bureau."""
    approvers = (approval["actor"] for approval in json.loads(approvals))
    return Kept(frozenset({actor, *approvers}), civil_day(recorded_at))
