"""Who recorded what judges himself?

Only principals who are officers by some grant are looked at, and of their commands those that name
one of these: then by the grants as they stood before the command.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final, LiteralString

import psycopg
from psycopg.rows import class_row

from domain.access.facts import RoleGranted
from domain.access.roles import OWNER
from domain.journal.names import NAME_OF
from domain.oneself import JUDGED, about_himself
from projections.evidence.approvals import ROWS, Before, Difference, Row, day_of
from projections.evidence.findings import Audited, listed

_GRANTS: Final[LiteralString] = (
    "SELECT state FROM journal.facts WHERE topic = %s AND position <= %s"
)
_BY_THEM: Final[LiteralString] = (
    f"{ROWS} WHERE f.position > %s AND f.position <= %s AND f.topic = ANY(%s)"
    " AND f.actor = ANY(%s) AND f.role <> %s ORDER BY f.position"
)
_OF_COMMAND: Final[LiteralString] = f"{ROWS} WHERE f.position BETWEEN %s AND %s ORDER BY f.position"


def of_themselves(audited: Audited) -> Iterator[tuple[Row, Difference]]:
    """Each command once, at the first of its facts."""
    officers = _officers(audited)
    names = [NAME_OF[kind] for kind in JUDGED]
    asked = (audited.since, audited.size, names, [*officers], OWNER)
    seen: set[int] = set()
    for row in _rows(audited.conn, _BY_THEM, asked):
        subject = getattr(row.fact, "subject", None)
        if subject not in officers[row.actor] or row.of in seen:
            continue
        seen.add(row.of)
        span = (row.of, row.last_position or row.position)
        rows = _rows(audited.conn, _OF_COMMAND, span)
        own = Before(audited.conn, row.of, day_of(row.recorded_at), rows).persons(row.actor)
        if found := about_himself([one.fact for one in rows], own):
            yield row, ("himself", "recorded by another", f"{listed(found)} by {row.actor}")


def _officers(audited: Audited) -> dict[str, set[str]]:
    """Each principal who is an officer by any grant, whenever it held."""
    found: dict[str, set[str]] = {}
    granted = audited.conn.execute(_GRANTS, (NAME_OF[RoleGranted], audited.size))
    for (state,) in granted.fetchall():
        said = json.loads(state)
        if said["scope"].startswith("officer:"):
            found.setdefault(said["grantee"], set()).add(said["scope"])
    return found


def _rows(conn: psycopg.Connection[Any], query: LiteralString, asked: tuple[Any, ...]) -> list[Row]:
    with conn.cursor(row_factory=class_row(Row)) as cursor:
        return cursor.execute(query, asked).fetchall()
