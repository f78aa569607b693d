"""Which tasks wait for one person, in the order in which they are due?"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any, Final, Protocol

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
_AHEAD: Final = 200


class Judging(Protocol):
    """Whoever says what would be decided."""

    def would(self, name: str, said: Mapping[str, Any], by: By, /) -> bool:
        """Whether a command of that name, saying that, would be taken from somebody now."""

    def ahead(self, streams: Iterable[tuple[str, str]], /) -> None:
        """Of these it is asked next."""


TOLD: Final = 500
"""So many, unless more are asked for."""


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
    """What waits for somebody on a day: first what is due first, last what is due at no time.

    `more`: further tasks are due after these.
    """

    items: tuple[Todo, ...]
    whose: str
    as_of: date
    position: int
    count: int
    more: bool
    digest: str


@dataclass(frozen=True)
class Looked:
    """Whose tasks are asked for, on which day, as known at which position, and how many at most."""

    whose: str
    as_of: date
    position: int
    limit: int = TOLD


@dataclass(frozen=True)
class _Looming:
    """A task that is somebody's if he may do it."""

    todo: Todo
    one: Candidate
    by: By


def list_todos(
    conn: psycopg.Connection[Any], asked: Looked, people: Iterable[Person], judging: Judging
) -> Todos:
    """Of one who is known by several names, each task once.

    Whether a task is his takes a decision: no more are weighed than are told.
    """
    scenes = (
        Scene(conn, bureau, asked.position, asked.as_of, person)
        for person in people
        for bureau in sorted(person.bureaus)
    )
    looming = sorted((one for scene in scenes for one in _of(scene)), key=_order)
    items = tuple(islice(_his(looming, judging), asked.limit + 1))
    said = Todos(
        items=items[: asked.limit],
        whose=asked.whose,
        as_of=asked.as_of,
        position=asked.position,
        count=min(len(items), asked.limit),
        more=len(items) > asked.limit,
        digest="",
    )
    return said.model_copy(update={DIGEST: digest_of(said.model_dump(mode="json"))})


def _order(looming: _Looming) -> tuple[date, str, str, str]:
    todo = looming.todo
    return todo.due or date.max, todo.kind, todo.ref, todo.uid


def _his(looming: Sequence[_Looming], judging: Judging) -> Iterator[Todo]:
    found: set[str] = set()
    for n, one in enumerate(looming):
        if n % _AHEAD == 0:
            judging.ahead(c for each in looming[n : n + _AHEAD] if (c := each.one.case))
        if one.todo.uid not in found and judging.would(one.one.command, one.one.said, one.by):
            found.add(one.todo.uid)
            yield one.todo


def _of(scene: Scene) -> Iterator[_Looming]:
    for source in SOURCES:
        for one in source(scene):
            yield _Looming(_told(scene, one), one, scene.person.by)


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
