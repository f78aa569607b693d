"""Whose account does a command change, and by which day's posting is that judged?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, get_args

from domain.accounts import commands as accounts
from domain.accounts.facts import LossImposed
from domain.acknowledgements import commands as acknowledgements
from domain.claims import commands as claims
from domain.contacts.commands import RecordContact
from domain.disputes import commands as disputes
from domain.drafts import commands as drafts
from domain.journal.desk import Desk
from domain.quarters import commands as quarters
from domain.registers import commands as registers
from domain.remediations import commands as remediations
from domain.second import Touched
from domain.vocabulary import Value, entry_key

_Touching = Callable[[Desk, str, Any], tuple[Touched, ...]]


def touches(desk: Desk, bureau: str, command: Value) -> tuple[Touched, ...]:
    """Each subject with that day; nothing: the bureau as a whole.

    A loss touches every unit that carries its indicator, so no part of a bureau suffices for it.
    """
    touching = _TOUCHING.get(type(command))
    return () if touching is None else touching(desk, bureau, command)


def _on_its_day(_desk: Desk, _bureau: str, command: Any) -> tuple[Touched, ...]:
    return ((command.subject, command.effective_on),)


def _today(desk: Desk, _bureau: str, command: Any) -> tuple[Touched, ...]:
    """Who speaks for a subject does so as whoever he is today."""
    return ((command.subject, desk.today),)


def _the_entry(desk: Desk, _bureau: str, command: Any) -> tuple[Touched, ...]:
    return ((entry_key(command.entry)[0].subject, desk.today),)


def _spoken_with(_desk: Desk, _bureau: str, command: Any) -> tuple[Touched, ...]:
    return tuple((subject, command.held_on) for subject in command.subjects)


def _the_unit(desk: Desk, _bureau: str, command: Any) -> tuple[Touched, ...]:
    return ((f"unit:{command.unit}", desk.today),) if command.unit else ()


def _undone(desk: Desk, _bureau: str, command: Any) -> tuple[Touched, ...]:
    """The entry as it was, and as it would be."""
    key, number = entry_key(command.entry)
    entries = desk.account(*key).entries
    if number > len(entries) or isinstance(entries[number - 1], LossImposed):
        return ()
    old = entries[number - 1]
    touched: list[Touched] = [(old.subject, old.effective_on)]
    if isinstance(command, accounts.CorrectEntry):
        new = command.replacement
        touched.append((new.subject or old.subject, new.effective_on or old.effective_on))
    return tuple(touched)


def _the_mark(desk: Desk, bureau: str, command: Any) -> tuple[Touched, ...]:
    marks = desk.marks(bureau, command.year, command.subject).given
    return tuple((m.subject, m.effective_on) for m in marks if m.number == command.number)


def _the_remediation(desk: Desk, bureau: str, command: Any) -> tuple[Touched, ...]:
    """On that day he was posted in the unit: its head and he himself both reach him."""
    opened = desk.remediation(bureau, command.number).opened
    return ((f"officer:{opened.officer}", opened.effective_on),) if opened else ()


def _the_dispute(desk: Desk, _bureau: str, command: Any) -> tuple[Touched, ...]:
    filed = desk.dispute(command.bureau, command.number).filed
    return ((filed.subject, desk.today),) if filed else ()


def _the_claim(desk: Desk, _bureau: str, command: Any) -> tuple[Touched, ...]:
    claim = desk.claim(command.bureau, command.number).submitted
    return ((claim.subject, desk.today),) if claim and claim.subject else ()


_TOUCHING: Final[dict[type[Value], _Touching]] = {
    **dict.fromkeys(get_args(accounts.GrantEntry), _on_its_day),
    accounts.ReverseEntry: _undone,
    accounts.CorrectEntry: _undone,
    registers.GiveMark: _on_its_day,
    registers.WithdrawMark: _the_mark,
    registers.ImposeRestriction: _on_its_day,
    registers.EndRestriction: _on_its_day,
    claims.ClaimAward: _on_its_day,
    **dict.fromkeys(get_args(claims.StepCommand), _the_claim),
    acknowledgements.AcknowledgeEntry: _the_entry,
    acknowledgements.AcknowledgeResult: _today,
    RecordContact: _spoken_with,
    quarters.ExplainLoss: _the_entry,
    remediations.ReportRemediation: _the_remediation,
    disputes.FileDispute: _today,
    disputes.WithdrawDispute: _the_dispute,
    **dict.fromkeys((drafts.CommentOnDraft, drafts.SignDraft, drafts.ReturnDraft), _the_unit),
}
"""The commands that are about subjects; every other is about the bureau as a whole."""
