"""Which fact says who spoke with whom?"""

from __future__ import annotations

from pydantic import Field

from domain.contacts.vocabulary import About, Channel, Visibility
from domain.vocabulary import Day, Id, Narrative, Subject, Value, Year


class ContactRecorded(Value):
    """The subjects were spoken with; the note is sealed under the key of the first, `subject`."""

    bureau: Id
    number: int = Field(ge=1)
    year: Year
    subject: Subject
    subjects: tuple[Subject, ...] = Field(min_length=1)
    channel: Channel
    held_on: Day
    about: About
    note: Narrative
    visibility: Visibility


ContactFact = ContactRecorded
