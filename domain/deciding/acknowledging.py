"""May this entry or result be acknowledged by whoever says so?"""

from __future__ import annotations

from domain import refusals as no
from domain.acknowledgements.commands import (
    AcknowledgeEntry,
    AcknowledgementCommand,
    AcknowledgeResult,
)
from domain.acknowledgements.facts import EntryAcknowledged, ResultAcknowledged
from domain.deciding.permits import bureau_of
from domain.deciding.speaking import refuse_for_another
from domain.deciding.subjects import refusals_of_subject
from domain.journal.desk import Desk
from domain.journal.envelope import By
from domain.titles import result_title
from domain.vocabulary import entry_key


def acknowledge(desk: Desk, command: AcknowledgementCommand, by: By) -> None:
    """Write the acknowledgement; one that says the same again changes nothing."""
    subject = command.subject if isinstance(command, AcknowledgeResult) else _whose(command)
    refuse_for_another(desk, bureau_of(desk, command), subject, by)
    if isinstance(command, AcknowledgeEntry):
        fact: EntryAcknowledged | ResultAcknowledged = _of_entry(desk, command)
    else:
        fact = _of_result(desk, command)
    said = desk.acknowledgements(fact.bureau, fact.subject)
    if isinstance(fact, EntryAcknowledged):
        before: object = said.entries.get((fact.year, fact.number))
    else:
        before = said.results.get((fact.year, fact.result))
    if before != fact:
        desk.write(fact)


def _whose(command: AcknowledgeEntry) -> str:
    return entry_key(command.entry)[0].subject


def _of_entry(desk: Desk, command: AcknowledgeEntry) -> EntryAcknowledged:
    key, number = entry_key(command.entry)
    if number > len(desk.account(*key).entries):
        raise no.EntryNotFound(entry=command.entry)
    said = command.model_dump(exclude={"entry"})
    return EntryAcknowledged(**key._asdict(), number=number, **said)


def _of_result(desk: Desk, command: AcknowledgeResult) -> ResultAcknowledged:
    bureau = desk.bureau(command.bureau)
    for refusal in refusals_of_subject(desk, bureau, command.year, command.subject, None):
        raise refusal
    digest = desk.year(bureau, command.year).results.get(command.result)
    if digest is None:
        named = result_title(command.result)
        raise no.ResultNotTaken(year=command.year, bureau=bureau, result=named)
    said = command.model_dump(exclude={"bureau"})
    return ResultAcknowledged(bureau=bureau, digest=digest, **said)
