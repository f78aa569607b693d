"""Which states does a contact rest on? What it is about must be there."""

from __future__ import annotations

from datetime import date

from domain import refusals as no
from domain.access.roles import allows
from domain.contacts.commands import RecordContact
from domain.contacts.decisions import record_contact
from domain.deciding.losses import owner_of
from domain.deciding.subjects import known_subject
from domain.journal.desk import Desk
from domain.journal.envelope import By
from domain.quarters.vocabulary import quarter_ref
from domain.second import persons
from domain.vocabulary import case_ref, entry_key


def decide_contact(desk: Desk, command: RecordContact, by: By) -> None:
    """The office keeps what others held; anybody else what he himself did."""
    bureau = desk.bureau(command.bureau)
    desk.founded(bureau)
    for subject in command.subjects:
        known_subject(desk, bureau, subject)
    own = persons(desk, by.actor) & frozenset(command.subjects)
    if own and not allows(by.role, "manage"):
        raise no.ContactWithOneself(subject=", ".join(sorted(own)))
    _refuse_unknown(desk, command, bureau)
    number = desk.next_number("contact", bureau)
    desk.write(record_contact(command, bureau, number, desk.today))


def _refuse_unknown(desk: Desk, command: RecordContact, bureau: str) -> None:
    about, year = command.about, command.year
    _refuse_entries(desk, command, bureau)
    for indicator in about.indicators:
        owner_of(desk, bureau, year, indicator)
    for quarter in about.briefings:
        if desk.quarter(bureau, year, quarter).briefing is None:
            raise no.BriefingNotHeld(quarter=quarter_ref(bureau, year, quarter))
    for number in about.remediations:
        if desk.remediation(bureau, number).opened is None:
            raise no.RemediationNotFound(remediation=case_ref(bureau, number))


def _refuse_entries(desk: Desk, command: RecordContact, bureau: str) -> None:
    """An entry is of somebody: of nobody else's is he told."""
    theirs = _theirs(desk, command, bureau)
    for entry in command.about.entries:
        key, number = entry_key(entry)
        if key.bureau != bureau or number >= desk.account(*key).next_number:
            raise no.EntryNotFound(entry=entry)
        if key.subject not in theirs:
            raise no.ContactAboutAnother(entry=entry)


def _theirs(desk: Desk, command: RecordContact, bureau: str) -> frozenset[str]:
    """Whoever was spoken with, and the units where the officers among them were posted then."""
    units = {
        f"unit:{p.unit}"
        for kind, _, named in (subject.partition(":") for subject in command.subjects)
        if kind == "officer"
        for p in desk.officer(named).postings.values()
        if p.bureau == bureau and p.start <= command.held_on < (p.until or date.max)
    }
    return frozenset({*command.subjects, *units})
