"""Does this program know what it finds: the facts, and by whom the read models were made?"""

from __future__ import annotations

from typing import Any, Final, LiteralString

import psycopg

from domain import refusals as no
from domain.journal.names import NAMES, UPCASTS

_UNKNOWN: Final[LiteralString] = """
SELECT topic FROM journal.facts
 WHERE position > %s AND position <= %s AND topic <> ALL(%s) ORDER BY position LIMIT 1
"""


def refuse_unknown(conn: psycopg.Connection[Any], after: int, upto: int) -> None:
    """No statement folds a fact of a newer program: without this it would be passed over."""
    row = conn.execute(_UNKNOWN, (after, upto, [*NAMES, *UPCASTS])).fetchone()
    if row is not None:
        raise no.ProgramOutdated(found=row[0])


def made_by(conn: psycopg.Connection[Any], shape: str) -> int | None:
    """How far the live read models are folded; None where a program of another shape made them."""
    # A cursor of long ago has no such column at all.
    query = "SELECT position FROM read.cursor AS c WHERE to_jsonb(c) ->> 'shape' = %s"
    row = conn.execute(query, (shape,)).fetchone()
    return int(row[0]) if row else None
