"""Which cases does a bureau have, and which facts tell of each, up to a position?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final, LiteralString, TypeVar

import psycopg
from psycopg.rows import dict_row

from domain import refusals as no
from domain.calendar import WorkingDays
from domain.journal.mapper import decode
from domain.journal.names import NAME_OF, Fact
from domain.journal.streams import id_of
from domain.vocabulary import grouped
from domain.years.facts import WorkingDaysAnnounced
from domain.years.state import CalendarState, evolve_calendar
from projections.conditions import asked_for
from projections.listings import Asked, Page, page_after, page_token
from projections.scores import DIGEST, Unseal, View, digest_of

_FACTS: Final[LiteralString] = """
SELECT position, recorded_at, stream_name, topic, actor, role, causation, state
  FROM journal.facts WHERE topic = ANY(%(topics)s) AND position <= %(position)s"""
_OF: Final[dict[str, LiteralString]] = {
    "bureau": " AND bureau = %(bureau)s",
    "year": " AND year = %(year)s",
    "stream": " AND stream = %(stream)s",
    "subject": " AND subject = %(subject)s",
}
_OPEN: Final[LiteralString] = """
   AND (stream NOT IN (SELECT stream FROM journal.facts WHERE topic = ANY(%(ends)s)
                          AND position <= %(position)s
                          AND (%(bureau)s::text IS NULL OR bureau = %(bureau)s))
        OR stream IN (SELECT stream FROM journal.facts WHERE topic = ANY(%(topics)s)
                         AND position <= %(position)s AND subject = ANY(%(even_of)s)))"""


@dataclass(frozen=True)
class Told:
    """A fact of a case with what its envelope says, names and narrative opened."""

    position: int
    recorded_at: datetime
    stream: str
    actor: str
    role: str
    causation: str | None
    fact: Fact


@dataclass(frozen=True)
class Wanted:
    """Facts of these kinds up to the position; of one bureau, year, stream, subject or of all.

    Where `ends` are named, not those of a stream that has one, but if it is of somebody `even_of`.
    """

    kinds: Sequence[type[Fact]]
    position: int
    bureau: str | None = None
    stream: str | None = None
    subject: str | None = None
    ends: Sequence[type[Fact]] = ()
    even_of: frozenset[str] = frozenset()
    year: int | None = None


def facts_told(conn: psycopg.Connection[Any], wanted: Wanted, unseal: Unseal) -> list[Told]:
    """The facts wanted, in the order of recording."""
    given = {
        "topics": [NAME_OF[kind] for kind in wanted.kinds],
        "position": wanted.position,
        "bureau": wanted.bureau,
        "year": wanted.year,
        "stream": wanted.stream and id_of(wanted.stream),
        "subject": wanted.subject,
        "ends": [NAME_OF[kind] for kind in wanted.ends],
        "even_of": sorted(wanted.even_of),
    }
    query = _FACTS + asked_for(_OF, given) + (_OPEN if wanted.ends else "") + " ORDER BY position"
    with conn.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(query, given).fetchall()
    return [_told(row, unseal) for row in rows]


def cases_told(
    conn: psycopg.Connection[Any], wanted: Wanted, unseal: Unseal
) -> list[Sequence[Told]]:
    """The cases, each as its own facts in order, the case opened first before the others."""
    return list(grouped(facts_told(conn, wanted, unseal), lambda told: told.stream).values())


def working_days(conn: psycopg.Connection[Any], bureau: str, position: int) -> WorkingDays:
    """The days that the bureau works, as they were announced up to the position."""
    state = CalendarState()
    for told in facts_told(conn, Wanted([WorkingDaysAnnounced], position, bureau), shut):
        assert isinstance(told.fact, WorkingDaysAnnounced)
        state = evolve_calendar(state, told.fact)
    return state.working_days


def window_ends(days: WorkingDays, after: date, count: int) -> date | None:
    """The last of so many working days after a day; None: its year was not announced yet."""
    try:
        return days.last_of(after + timedelta(1), count)
    except no.CalendarEnds:
        return None


def shut(_subject: str, _sealed: str) -> str:
    """In place of what somebody wrote, for whoever may not read it."""
    return "[sealed 已封存]"


def _told(row: dict[str, Any], unseal: Unseal) -> Told:
    return Told(
        position=row["position"],
        recorded_at=row["recorded_at"],
        stream=row["stream_name"],
        actor=row["actor"],
        role=row["role"],
        causation=row["causation"],
        fact=decode(row["topic"], bytes(row["state"]), unseal),
    )


class CaseRow(View):
    """A row that stands for a case: `position` is that of the fact that opened it."""

    position: int


Row = TypeVar("Row", bound=CaseRow)


def page_of(kind: type[Row], rows: Iterable[Row], asked: Asked) -> Page[Row]:
    """One page of rows that know the position which opened them: later ones never shift it."""
    position, (after, _) = page_after(asked.cursor, asked.position)
    left = [row for row in rows if after < row.position <= position]
    items = tuple(left[: asked.limit])
    more = len(left) > asked.limit
    page = Page[kind](  # type: ignore[valid-type]
        items=items,
        query={name: str(said) for name, said in asked.filters.items() if said is not None},
        next=page_token(position, items[-1].position) if more else None,
        position=position,
        count=len(items),
        totals={},
        digest="",
    )
    return page.model_copy(update={DIGEST: digest_of(page.model_dump(mode="json"))})
