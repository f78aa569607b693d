"""May a contact be recorded?"""

from __future__ import annotations

from datetime import date

from domain import refusals as no
from domain.contacts.commands import RecordContact
from domain.contacts.facts import ContactRecorded
from domain.contacts.vocabulary import About


def record_contact(
    command: RecordContact, bureau: str, number: int, today: date
) -> ContactRecorded:
    if command.held_on > today:
        raise no.DateInFuture(day=command.held_on, today=today)
    if command.about == About():
        raise no.ContactAboutNothing()
    said = command.model_dump() | {"bureau": bureau, "number": number}
    return ContactRecorded(**said, subject=command.subjects[0])
