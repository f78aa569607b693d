"""Which states does a command about a remediation read?"""

from __future__ import annotations

from datetime import date
from typing import assert_never

from domain import refusals as no
from domain.deciding.losses import Lost, lost
from domain.deciding.proving import refuse_unstored
from domain.deciding.speaking import is_officer, speaks_for
from domain.journal.desk import Desk
from domain.journal.envelope import By
from domain.remediations import decisions as remediation
from domain.remediations.commands import (
    ExtendRemediation,
    OpenRemediation,
    RemediationCommand,
    ReportRemediation,
    VerifyRemediation,
)
from domain.remediations.facts import RemediationOpened
from domain.second import persons
from domain.vocabulary import case_ref


def decide_remediation(desk: Desk, command: RemediationCommand, by: By) -> None:
    if isinstance(command, OpenRemediation):
        _open(desk, command)
        return
    state = desk.remediation(command.bureau, command.number)
    opened = remediation.opened_of(command, state)
    match command:
        case ReportRemediation():
            whose = (opened.subject, f"officer:{opened.officer}")
            if not any(speaks_for(desk, opened.bureau, by, one) for one in whose):
                raise no.NotResponsible(officer=opened.officer, unit=opened.subject)
            fact = remediation.report_remediation(command, state, by.actor, desk.today)
            refuse_unstored(desk, whose, command.evidence)
            desk.write(fact)
        case VerifyRemediation():
            verified = remediation.verify_remediation(command, state, desk.today)
            reporter = state.reported.reporter if state.reported else ""
            same = persons(desk, by.actor) & persons(desk, reporter)
            if same or is_officer(desk, by, opened.officer):
                raise no.VerifierIsReporter()
            desk.write(verified)
        case ExtendRemediation():
            desk.write(remediation.extend_remediation(command, state, desk.today))
        case _:
            assert_never(command)


def _open(desk: Desk, command: OpenRemediation) -> None:
    bureau = desk.bureau(command.bureau)
    about = lost(desk, (bureau, command.year), command.entry, command.indicator)
    _refuse_elsewhere(desk, command.responsible, (bureau, about.subject), desk.today)
    remediation.refuse_due(command.due_on, desk.today)
    _refuse_open(desk, command, bureau, about)
    said = command.model_dump(exclude={"responsible", "bureau", "indicator"})
    desk.write(
        RemediationOpened(
            **said,
            bureau=bureau,
            number=desk.next_number("remediation", bureau),
            subject=about.subject,
            effective_on=desk.today,
            indicator=about.indicator,
            officer=command.responsible,
        )
    )


def _refuse_open(desk: Desk, command: OpenRemediation, bureau: str, about: Lost) -> None:
    """One thing is put right once at a time: the same loss, or the indicator of a year as such.

    The next number is read too: of two that come in at once, the later is decided anew.
    """
    for number in desk.remedied(bureau, about.subject, about.indicator):
        state = desk.remediation(bureau, number)
        opened = state.opened
        same = opened is not None and (opened.year, opened.entry) == (command.year, command.entry)
        if same and state.standing != "verified":
            raise no.SameRemediationOpen(remediation=case_ref(bureau, number))


def _refuse_elsewhere(desk: Desk, officer: str, of: tuple[str, str], day: date) -> None:
    """Whoever is responsible is posted in the unit on the day."""
    bureau, subject = of
    state = desk.officer(officer)
    if not state.registered:
        raise no.UnknownOfficer(officer=officer)
    posted = any(
        (p.bureau, f"unit:{p.unit}") == (bureau, subject) and p.start <= day < (p.until or date.max)
        for p in state.postings.values()
    )
    if not posted:
        raise no.NotInUnit(officer=officer, unit=subject, day=day)
