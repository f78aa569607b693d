"""Which states does a contact rest on? What it is about must be there."""

from __future__ import annotations

from domain import refusals as no
from domain.contacts.commands import RecordContact
from domain.contacts.decisions import record_contact
from domain.deciding.losses import owner_of
from domain.deciding.subjects import known_subject
from domain.journal.desk import Desk
from domain.quarters.vocabulary import quarter_ref
from domain.vocabulary import case_ref, entry_key


def decide_contact(desk: Desk, command: RecordContact) -> None:
    bureau = desk.bureau(command.bureau)
    desk.founded(bureau)
    for subject in command.subjects:
        known_subject(desk, bureau, subject)
    _refuse_unknown(desk, command, bureau)
    number = desk.next_number("contact", bureau)
    desk.write(record_contact(command, bureau, number, desk.today))


def _refuse_unknown(desk: Desk, command: RecordContact, bureau: str) -> None:
    about, year = command.about, command.year
    for entry in about.entries:
        key, number = entry_key(entry)
        if key.bureau != bureau or number >= desk.account(*key).next_number:
            raise no.EntryNotFound(entry=entry)
    for indicator in about.indicators:
        owner_of(desk, bureau, year, indicator)
    for quarter in about.briefings:
        if desk.quarter(bureau, year, quarter).briefing is None:
            raise no.BriefingNotHeld(quarter=quarter_ref(bureau, year, quarter))
    for number in about.remediations:
        if desk.remediation(bureau, number).opened is None:
            raise no.RemediationNotFound(remediation=case_ref(bureau, number))
