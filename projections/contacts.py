"""Who was spoken with about what, as far as whoever asks may know of it?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Final

import psycopg

from domain.contacts.facts import ContactRecorded
from domain.contacts.vocabulary import About, Channel, Visibility
from projections.cases import CaseRow, Wanted, facts_told, page_of
from projections.listings import Asked, Page
from projections.scores import Unseal

_KINDS: Final = [ContactRecorded]


class ContactRow(CaseRow):
    """A contact; `subjects` were spoken with."""

    bureau: str
    number: int
    year: int
    subjects: tuple[str, ...]
    channel: Channel
    held_on: date
    about: About
    note: str
    visibility: Visibility
    actor: str


def list_contacts(
    conn: psycopg.Connection[Any],
    asked: Asked,
    unseal: Unseal,
    visible: Callable[[ContactRow], bool],
) -> Page[ContactRow]:
    """Those that are visible to whoever asks; of nothing else is he told, nor its number."""
    wanted = Wanted(_KINDS, asked.position, asked.filters["bureau"])
    year, subject = asked.filters.get("year"), asked.filters.get("subject")
    rows = []
    for told in facts_told(conn, wanted, unseal):
        fact = told.fact
        assert isinstance(fact, ContactRecorded)
        row = ContactRow(
            **fact.model_dump(exclude={"subject", "about"}),
            about=fact.about,
            position=told.position,
            actor=told.actor,
        )
        if year in (None, row.year) and (subject is None or subject in row.subjects):
            rows.append(row)
    return page_of(ContactRow, filter(visible, rows), asked)
