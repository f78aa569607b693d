"""What waits for one person, whatever door it is asked at?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

import psycopg
from pydantic import StringConstraints

from domain.access.roles import OWNER, allows
from domain.journal.envelope import By
from domain.ledger import Ledger
from domain.trying import Trying
from projections.grants import list_grants
from projections.todos.listing import TOLD, Looked, Todos, list_todos
from projections.todos.scene import Person

Whose = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[\x21-\x7e]+$")]
"""A principal, or an officer as `officer:0012`."""


@dataclass(frozen=True)
class AskedTodos:
    """Of one bureau or of all, on which day, as known at which position, and how many at most."""

    bureau: str | None
    as_of: date
    position: int
    limit: int = TOLD


def todos_of(
    ledger: Ledger, conn: psycopg.Connection[Any], by: By, whose: str, asked: AskedTodos
) -> Todos:
    """What waits for the caller, if he is `whose`, or for somebody else."""
    trying = Trying(ledger, conn, asked.position, asked.as_of)
    names = [by] if whose == by.actor else _known_as(conn, whose, asked)
    people = [_person(trying, one, asked.bureau) for one in names]
    looked = Looked(whose, asked.as_of, asked.position, asked.limit)
    return list_todos(conn, looked, people, trying)


def is_himself(ledger: Ledger, conn: psycopg.Connection[Any], by: By, whose: str) -> bool:
    """Whether somebody asks for himself, by his principal or as the officer who he is today."""
    return whose in Trying(ledger, conn, ledger.head, ledger.today).persons(by.actor)


def _known_as(conn: psycopg.Connection[Any], whose: str, asked: AskedTodos) -> Iterator[By]:
    """The principals of an officer on the day, or the one that is named."""
    if not whose.startswith("officer:"):
        yield By(whose, "")
        return
    grants = list_grants(conn, None, asked.as_of, asked.position)
    for grantee in sorted({g.grantee for g in grants.items if g.held and g.scope == whose}):
        yield By(grantee, "")


def _person(trying: Trying, by: By, bureau: str | None) -> Person:
    if by.role == OWNER:
        return Person(by, bureaus=_within(trying.bureaus, bureau), everywhere=True)
    held = trying.held(by.actor)
    own = {one.scope for one in held if allows(one.role, "own")}
    return Person(by, frozenset(own), _within({one.bureau for one in held}, bureau))


def _within(bureaus: Iterable[str], bureau: str | None) -> frozenset[str]:
    return frozenset(one for one in bureaus if bureau in (None, one))
