"""What may somebody ask to be kept of a contact?"""

from __future__ import annotations

from pydantic import Field

from domain.contacts.vocabulary import About, Channel, Visibility
from domain.legible import LegibleNarrative
from domain.vocabulary import Day, Id, Subject, Value, Year


class RecordContact(Value):
    """Record that somebody was spoken with (沟通反馈), when, how, and about what."""

    bureau: Id | None = None
    year: Year
    channel: Channel
    held_on: Day
    subjects: tuple[Subject, ...] = Field(alias="with", min_length=1, max_length=50)
    about: About
    note: LegibleNarrative
    visibility: Visibility


ContactCommand = RecordContact
