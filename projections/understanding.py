"""Does this program know every fact that the read models would be folded from?"""

from __future__ import annotations

from typing import Any, Final, LiteralString

import psycopg

from domain.journal.names import NAMES, UPCASTS, understood

_UNKNOWN: Final[LiteralString] = """
SELECT position, topic FROM journal.facts
 WHERE position > %s AND position <= %s AND topic <> ALL(%s) ORDER BY position LIMIT 1
"""


def understood_up_to(conn: psycopg.Connection[Any], after: int, upto: int) -> int:
    """The end of the range, or the fact before the first that a newer program recorded.

    Where that is the very next one it is refused: nothing is skipped.
    """
    row = conn.execute(_UNKNOWN, (after, upto, [*NAMES, *UPCASTS])).fetchone()
    if row is None:
        return upto
    if row[0] == after + 1:
        understood(*row)
    return int(row[0]) - 1
