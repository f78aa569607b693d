"""Which tasks wait for one person, in the order in which they are due?"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import psycopg

from domain.journal.envelope import By
from projections.scores import DIGEST, View, digest_of
from projections.todos.accounts import of_accounts
from projections.todos.claims import of_claims
from projections.todos.cycle import (
    of_deferrals,
    of_quarters,
    of_remediations,
    of_risks,
    of_transfers,
    of_years,
)
from projections.todos.disputes import of_disputes
from projections.todos.drafts import of_drafts
from projections.todos.leaders import of_evaluations, of_packs
from projections.todos.scene import TITLES, Candidate, Kind, Person, Scene

SOURCES: Final[tuple[Callable[[Scene], Iterator[Candidate]], ...]] = (
    of_drafts,
    of_claims,
    of_accounts,
    of_risks,
    of_quarters,
    of_remediations,
    of_disputes,
    of_years,
    of_deferrals,
    of_transfers,
    of_packs,
    of_evaluations,
)
"""One a noun; another noun that has people wait adds its own here."""
Would = Callable[[str, Mapping[str, Any], By], bool]
"""Whether a command of that name, saying that, would be taken from somebody now."""


class Todo(View):
    """A task: what is to be done in which case, until when, and where it is done.

    `subject` is whom the case is about. `uid` stays the same as long as it is the same task.
    """

    uid: str
    kind: Kind
    ref: str
    title: dict[str, str]
    bureau: str
    subject: str | None
    due: date | None
    overdue: bool
    where: str


class Todos(View):
    """What waits for somebody on a day: first what is due first, last what is due at no time."""

    items: tuple[Todo, ...]
    whose: str
    as_of: date
    position: int
    count: int
    digest: str


@dataclass(frozen=True)
class Looked:
    """Whose tasks are asked for, on which day, as known at which position."""

    whose: str
    as_of: date
    position: int


def list_todos(
    conn: psycopg.Connection[Any], asked: Looked, people: Iterable[Person], would: Would
) -> Todos:
    """Of one who is known by several names, each task once."""
    found: dict[str, Todo] = {}
    for person in people:
        for bureau in sorted(person.bureaus):
            scene = Scene(conn, bureau, asked.position, asked.as_of, person)
            for todo in _of(scene, would):
                found.setdefault(todo.uid, todo)
    items = tuple(sorted(found.values(), key=_order))
    said = Todos(
        items=items,
        whose=asked.whose,
        as_of=asked.as_of,
        position=asked.position,
        count=len(items),
        digest="",
    )
    return said.model_copy(update={DIGEST: digest_of(said.model_dump(mode="json"))})


def _order(todo: Todo) -> tuple[date, str, str, str]:
    return todo.due or date.max, todo.kind, todo.ref, todo.uid


def _of(scene: Scene, would: Would) -> Iterator[Todo]:
    for source in SOURCES:
        for one in source(scene):
            if would(one.command, one.said, scene.person.by):
                yield _told(scene, one)


def _told(scene: Scene, one: Candidate) -> Todo:
    named = (scene.bureau, one.kind, one.ref, one.subject or "", one.turn)
    zh, en = TITLES[one.kind]
    return Todo(
        uid=hashlib.sha256("\n".join(named).encode()).hexdigest()[:32],
        kind=one.kind,
        ref=one.ref,
        title={"zh": f"{zh} {one.ref}", "en": f"{en} {one.ref}"},
        bureau=scene.bureau,
        subject=one.subject,
        due=one.due,
        overdue=one.due is not None and scene.today > one.due,
        where=one.where,
    )
