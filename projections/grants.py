"""Who holds which role in a bureau: on a day, as recorded up to a position?

Read from the facts themselves: whoever lost a role loses it with the fact.
"""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any, Final, LiteralString

import psycopg

from domain import refusals as no
from domain.access.facts import RoleGranted, RoleRevoked
from domain.access.roles import ROLES
from domain.access.state import GrantsState, evolve
from domain.journal.names import NAMES, UPCASTS
from projections.moments import BUREAU_ZONE
from projections.projector import head
from projections.scores import DIGEST, View, digest_of

_FACTS: Final[LiteralString] = """
SELECT position, topic, state, actor FROM journal.facts
 WHERE topic IN ('role-granted', 'role-revoked') AND position <= %(position)s
   AND (%(bureau)s::text IS NULL OR bureau = %(bureau)s) ORDER BY position
"""


_SINCE: Final[LiteralString] = """
SELECT position, recorded_at, topic FROM journal.facts
 WHERE position >= %s ORDER BY position DESC LIMIT %s
"""
_ROLES: Final = ("role-granted", "role-revoked")
_OTHERS: Final = frozenset(
    {name for name in NAMES if name not in _ROLES}
    | {old for old, (new, _) in UPCASTS.items() if new not in _ROLES}
)
"""What says nothing of roles; of what is not understood nobody knows."""
MOVES_MAX: Final = 1000
Last = tuple[int, datetime]
"""A fact by its place and its time: put back, a journal has another at that place."""


def roles_since(conn: psycopg.Connection[Any], known: Last | None) -> tuple[Last | None, bool]:
    """The journal's last fact, and whether nobody's role was moved by those since a known one."""
    rows = conn.execute(_SINCE, (known[0], MOVES_MAX) if known else (0, 1)).fetchall()
    last = rows[0][:2] if rows else None
    if known is None or not rows or rows[-1][:2] != known:
        return last, False
    return last, all(topic in _OTHERS for *_, topic in rows[:-1])


class GrantRow(View):
    """A grant; `granted_by` is whoever recorded it, `revoked_on` the day it was ended before its
    time. `held`: on the day asked for. `permissions` are what the role allows today."""

    position: int
    bureau: str
    grantee: str
    number: int
    role: str
    title: dict[str, str]
    permissions: tuple[str, ...]
    scope: str
    start: date
    until: date | None
    revoked_on: date | None
    granted_by: str
    held: bool


class Grants(View):
    """Every grant of the bureau, in the order of recording."""

    items: tuple[GrantRow, ...]
    as_of: date
    position: int
    count: int
    digest: str


def _title(role: str) -> dict[str, str]:
    known = ROLES.get(role)
    return {"zh": known.zh, "en": known.en} if known else {"zh": role, "en": role}


def _permissions(role: str) -> tuple[str, ...]:
    """None of a role that this program does not know."""
    return tuple(sorted(ROLES[role].permissions)) if role in ROLES else ()


def list_grants(
    conn: psycopg.Connection[Any],
    bureau: str | None = None,
    as_of: date | None = None,
    position: int | None = None,
) -> Grants:
    last = head(conn)
    if position is not None and position > last:
        raise no.QuestionInTheFuture(name="position", asked=position, now=last)
    known = last if position is None else position
    day = as_of or datetime.now(BUREAU_ZONE).date()
    states: dict[tuple[str, str], GrantsState] = {}
    recorded: list[tuple[int, str, RoleGranted]] = []
    given = {"bureau": bureau, "position": known}
    for at, topic, stored, actor in conn.execute(_FACTS, given).fetchall():
        fact = NAMES[topic].model_validate(json.loads(bytes(stored)))
        assert isinstance(fact, RoleGranted | RoleRevoked)
        whose = fact.bureau, fact.grantee
        states[whose] = evolve(states.get(whose, GrantsState()), fact)
        if isinstance(fact, RoleGranted):
            recorded.append((at, actor, fact))
    items = tuple(
        GrantRow(
            **fact.model_dump(),
            position=at,
            title=_title(fact.role),
            permissions=_permissions(fact.role),
            granted_by=actor,
            revoked_on=(state := states[fact.bureau, fact.grantee]).revoked.get(fact.number),
            held=fact in state.in_force(day),
        )
        for at, actor, fact in recorded
    )
    found = Grants(items=items, as_of=day, position=known, count=len(items), digest="")
    return found.model_copy(update={DIGEST: digest_of(found.model_dump(mode="json"))})
