"""What takes the place of a corrected entry?"""

from __future__ import annotations

from datetime import date
from typing import Final

from domain import refusals as no
from domain.accounts.commands import CorrectEntry, GrantEntry, ImposeLoss, Replacement, ReverseEntry
from domain.accounts.decisions import (
    COMMAND_OF_KIND,
    KIND_OF_FACT,
    Setting,
    entry_of,
    grant_entry,
    impose_loss,
    reverse_entry,
)
from domain.accounts.facts import EntryReversed, Granted, LossImposed
from domain.accounts.state import AccountState
from domain.registers.state import Plans

_SAID_BY_THE_RECORDER: Final = {"bureau", "recorded_by", "approved_by"}
_ALWAYS_SAID: Final = ("subject", "item", "effective_on", "evidence")


def replacement_of(command: CorrectEntry, entry: Granted) -> GrantEntry | ImposeLoss:
    """The command that re-enters what was corrected; its year may not move.

    To say again what stands is a decision, such as a share that a new split leaves as it was; to
    say nothing is none.
    """
    given = command.replacement
    asked = _asked(given, entry)
    silent = all(said is None for said in given.model_dump().values())
    if silent and asked == _asked(Replacement(), entry):
        raise no.CorrectionChangesNothing(entry=command.entry)
    return asked


def _asked(given: Replacement, entry: Granted) -> GrantEntry | ImposeLoss:
    day = given.effective_on or entry.effective_on
    if day.year != entry.effective_on.year:
        raise no.CorrectionLeavesYear(year=entry.effective_on.year, day=day)
    if isinstance(entry, LossImposed):
        return _replaced_loss(given, entry, day)
    kind = given.kind or KIND_OF_FACT[type(entry)]
    asked = COMMAND_OF_KIND[kind]
    before = entry.model_dump(include=set(asked.model_fields) - _SAID_BY_THE_RECORDER)
    if given.item is not None and given.item != entry.item:
        before |= {"level": None, "quantity": None, "points": None}
    said = given.model_dump(exclude_unset=True, exclude={"kind"})
    kept = {field for field in _ALWAYS_SAID if said.get(field) is None}
    return asked.model_validate(before | {f: v for f, v in said.items() if f not in kept})


def _replaced_loss(given: Replacement, entry: LossImposed, day: date) -> ImposeLoss:
    if given.model_fields_set - {"points", "effective_on", "reason", "document_no", "evidence"}:
        raise no.CorrectionOfLoss()
    return ImposeLoss(
        indicator=entry.indicator,
        points=entry.points if given.points is None else given.points,
        effective_on=day,
        document_no=given.document_no or entry.document_no,
        reason=given.reason or entry.reason,
        evidence=entry.evidence if given.evidence is None else given.evidence,
    )


def correct_entry(
    command: CorrectEntry,
    account: AccountState,
    target: AccountState,
    setting: Setting,
    plans: Plans,
) -> tuple[EntryReversed, Granted]:
    """A reversal and a new entry, both saying what corrects what."""
    old = entry_of(command.entry, account)
    asked = replacement_of(command, old)
    if isinstance(asked, ImposeLoss):
        new: Granted = impose_loss(asked, target, plans, setting)
    else:
        new = grant_entry(asked, target, setting)
    new = new.model_copy(update={"corrects": command.entry, "carried_from": old.carried_from})
    undo = ReverseEntry(entry=command.entry, reason=command.reason, ground=command.ground)
    reversal = reverse_entry(undo, account)
    corrected_by = f"{new.bureau}/{new.year}/{new.subject}#{new.number}"
    return reversal.model_copy(update={"corrected_by": corrected_by}), new
