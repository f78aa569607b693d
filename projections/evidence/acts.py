"""Which facts of a kind are there, by which commands, and what stood before each?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any, Final, LiteralString

import psycopg
from psycopg.rows import class_row

from domain.journal.desk import Desk
from domain.journal.looking import desk_over
from domain.journal.names import NAME_OF, UPCASTS
from projections.evidence.approvals import ROWS, Difference, Row, day_of
from projections.evidence.findings import Audited, Finding

A_MOMENT: Final = timedelta(minutes=10)
"""What was decided just before midnight may be recorded just after it."""
_OF_KINDS: Final[LiteralString] = (
    f"{ROWS} WHERE f.topic = ANY(%s) AND f.position <= %s ORDER BY f.position"
)


_LEFT_OUT: Final[LiteralString] = (
    "SELECT min(position) FROM journal.facts WHERE bureau = %s"
    " AND position > %s AND position < %s AND recorded_at < %s"
)


def acts(audited: Audited, kinds: Iterable[type[Any]]) -> list[Row]:
    """From the first on, also where less is audited: what came later rests on them."""
    names = {NAME_OF[kind] for kind in kinds}
    older = [name for name, (current, _) in UPCASTS.items() if current in names]
    with audited.conn.cursor(row_factory=class_row(Row)) as cursor:
        return cursor.execute(_OF_KINDS, ([*names, *older], audited.size)).fetchall()


def desks_before(conn: psycopg.Connection[Any], row: Row) -> list[Desk]:
    """The ledger as it stood before the command, on the day or days on which it was decided."""
    days = dict.fromkeys((day_of(row.recorded_at), day_of(row.recorded_at - A_MOMENT)))
    return [desk_over(conn, day, row.of) for day in days]


def left_out(
    conn: psycopg.Connection[Any], row: Row, bureau: str, known: int
) -> Iterator[Difference]:
    """A result is of all that was known when it was asked for: others are faster by a moment."""
    asked = (bureau, known, row.of, row.recorded_at - A_MOMENT)
    ((position,),) = conn.execute(_LEFT_OUT, asked).fetchall()
    if position is not None:
        yield "known", f"with position {position}, recorded long before", f"up to {known}"


def found_of(check: str, of: Row | int, differences: Iterable[Difference]) -> Iterator[Finding]:
    """`of`: the fact, or its position."""
    position = of if isinstance(of, int) else of.position
    for what, expected, is_ in differences:
        yield Finding(check, position, what, str(expected)[:300], str(is_)[:300])
