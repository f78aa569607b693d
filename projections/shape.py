"""Did a program of this shape make the read models?"""

from __future__ import annotations

from typing import Any

import psycopg


def made_by(conn: psycopg.Connection[Any], shape: str) -> int | None:
    """How far the live read models are folded; None where a program of another shape made them."""
    # A cursor of long ago has no such column at all.
    query = "SELECT position FROM read.cursor AS c WHERE to_jsonb(c) ->> 'shape' = %s"
    row = conn.execute(query, (shape,)).fetchone()
    return int(row[0]) if row else None
