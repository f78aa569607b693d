"""Which states does each command read, and which decision judges it?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import assert_never

from domain import refusals as no
from domain.accounts import commands as accounts
from domain.accounts import decisions as account
from domain.accounts.decisions import Setting
from domain.accounts.facts import Granted, Source
from domain.accounts.state import AccountState
from domain.errors import Refusal
from domain.imports import commands as imports
from domain.journal.desk import Desk
from domain.registers import commands as registers
from domain.registers import decisions as register
from domain.vocabulary import entry_key

Command = accounts.AccountCommand | registers.RegisterCommand | imports.ReverseImport


def decide(desk: Desk, command: accounts.AccountCommand | registers.RegisterCommand) -> None:
    """Write to the desk what the command grants, or raise the refusal."""
    match command:
        case (
            accounts.AwardBonus()
            | accounts.ImposeDeduction()
            | accounts.ConferCommendation()
            | accounts.IssueReprimand()
            | accounts.ImposeLoss()
        ):
            desk.write(graded(desk, command, setting(desk, desk.bureau(command.bureau))))
        case accounts.ReverseEntry():
            reverse(desk, command)
        case accounts.CorrectEntry():
            _correct(desk, command)
        case (
            registers.RegisterUnit()
            | registers.CloseUnit()
            | registers.RegisterOfficer()
            | registers.RecordPosting()
            | registers.AdoptPlans()
            | registers.GiveMark()
            | registers.WithdrawMark()
            | registers.ImposeRestriction()
            | registers.EndRestriction()
            | registers.PublishRulebook()
            | registers.WithdrawRulebook()
        ):
            register_(desk, command)
        case _:
            assert_never(command)


def register_(desk: Desk, command: registers.RegisterCommand, source: Source | None = None) -> None:
    """The registers' commands; a workbook's row gives its `source`."""
    match command:
        case registers.RegisterUnit() | registers.CloseUnit():
            _register_unit(desk, command, source)
        case registers.RegisterOfficer() | registers.RecordPosting():
            _register_officer(desk, command, source)
        case registers.AdoptPlans():
            bureau = desk.bureau(command.bureau)
            units = {p.unit: desk.unit(p.unit) for p in command.plans}
            plans = desk.plans(bureau, command.year)
            desk.write(*register.adopt_plans(command, bureau, units, plans, source))
        case registers.GiveMark() | registers.WithdrawMark():
            _mark(desk, command, source)
        case registers.ImposeRestriction() | registers.EndRestriction():
            _restrict(desk, command, source)
        case registers.PublishRulebook() | registers.WithdrawRulebook():
            _rulebook(desk, command)
        case _:
            assert_never(command)


def _register_unit(
    desk: Desk, command: registers.RegisterUnit | registers.CloseUnit, source: Source | None
) -> None:
    unit = desk.unit(command.unit)
    if isinstance(command, registers.CloseUnit):
        into = desk.unit(command.into) if command.into else None
        bureau = desk.bureau(command.bureau)
        desk.write(*register.close_unit(command, bureau, unit, into))
        return
    above = desk.units_above(command.parent)
    desk.write(*register.register_unit(command, unit, above, desk.today, source))


def _register_officer(
    desk: Desk,
    command: registers.RegisterOfficer | registers.RecordPosting,
    source: Source | None,
) -> None:
    officer = desk.officer(command.officer)
    if isinstance(command, registers.RegisterOfficer):
        desk.write(*register.register_officer(command, officer, source))
        return
    bureau, unit = desk.bureau(command.bureau), desk.unit(command.unit)
    desk.write(*register.record_posting(command, bureau, officer, unit, source))


def _mark(
    desk: Desk, command: registers.GiveMark | registers.WithdrawMark, source: Source | None
) -> None:
    bureau = desk.bureau(command.bureau)
    marks = desk.marks(bureau, command.year, command.subject)
    if isinstance(command, registers.WithdrawMark):
        desk.write(*register.withdraw_mark(command, bureau, marks))
        return
    for refusal in refusals_of_subject(desk, bureau, command.year, command.subject, None):
        raise refusal
    desk.write(*register.give_mark(command, bureau, marks, desk.today, source))


def _restrict(
    desk: Desk,
    command: registers.ImposeRestriction | registers.EndRestriction,
    source: Source | None,
) -> None:
    bureau = desk.bureau(command.bureau)
    known = desk.restrictions(bureau, command.subject)
    if isinstance(command, registers.EndRestriction):
        desk.write(*register.end_restriction(command, bureau, known, desk.today, source))
        return
    _known_subject(desk, bureau, command.subject)
    edition = desk.editions(bureau).on(command.effective_on)
    asked = command.model_copy(update={"bureau": bureau})
    desk.write(*register.impose_restriction(asked, known, edition, desk.today, source))


def _rulebook(desk: Desk, command: registers.PublishRulebook | registers.WithdrawRulebook) -> None:
    bureau = desk.bureau(command.bureau)
    rulebooks = desk.rulebooks(bureau)
    if isinstance(command, registers.PublishRulebook):
        desk.write(*register.publish_rulebook(command, rulebooks))
    else:
        desk.write(*register.withdraw_rulebook(command, bureau, rulebooks, desk.today))


def _known_subject(desk: Desk, bureau: str, subject: str) -> None:
    kind, _, named = subject.partition(":")
    if kind == "unit":
        register.existing_unit(desk.unit(named), bureau)
    elif not desk.officer(named).registered:
        raise no.UnknownOfficer(officer=named)


def refusals_of_subject(
    desk: Desk, bureau: str, year: int, subject: str, day: date | None
) -> Iterator[Refusal]:
    """May the subject have anything in this bureau-year? A unit must be open on `day`."""
    kind, _, named = subject.partition(":")
    try:
        if kind == "officer":
            register.posted_officer(desk.officer(named), bureau, year)
        else:
            unit = desk.unit(named)
            register.existing_unit(unit, bureau)
            if day is not None:
                register.open_unit(unit, day)
    except Refusal as refusal:
        yield refusal


def setting(
    desk: Desk, bureau: str, source: Source | None = None, digest: str | None = None
) -> Setting:
    """What a grant is judged by; a workbook's row gives its source and the file's digest."""
    return Setting(desk.editions(bureau), desk.today, source, digest)


def refusals_of_graded(
    desk: Desk, command: accounts.GrantEntry | accounts.ImposeLoss, judged: Setting
) -> Iterator[Refusal]:
    """Everything that forbids the entry: about its subject first, then about itself."""
    bureau, day = desk.bureau(command.bureau), command.effective_on
    if isinstance(command, accounts.ImposeLoss):
        try:
            owner = _owner_account(desk, bureau, command)
        except no.IndicatorNotInPlan as refusal:
            yield refusal
            return
        yield from account.refusals_of_loss(command, owner, desk.plans(bureau, day.year), judged)
        return
    yield from refusals_of_subject(desk, bureau, day.year, command.subject, day)
    yield from account.refusals_of_grant(command, judged)


def graded(
    desk: Desk, command: accounts.GrantEntry | accounts.ImposeLoss, judged: Setting
) -> Granted:
    """The entry or loss as granted."""
    for refusal in refusals_of_graded(desk, command, judged):
        raise refusal
    bureau, year = desk.bureau(command.bureau), command.effective_on.year
    if isinstance(command, accounts.ImposeLoss):
        owner = _owner_account(desk, bureau, command)
        return account.impose_loss(command, owner, desk.plans(bureau, year), judged)
    return account.grant_entry(command, desk.account(bureau, year, command.subject), judged)


def _owner_account(desk: Desk, bureau: str, command: accounts.ImposeLoss) -> AccountState:
    """The account of the unit that owns the indicator in the loss's year."""
    year = command.effective_on.year
    owner = desk.plans(bureau, year).owner_of(command.indicator)
    if owner is None:
        raise no.IndicatorNotInPlan(indicator=command.indicator, bureau=bureau, year=year)
    return desk.account(bureau, year, f"unit:{owner}")


def reverse(desk: Desk, command: accounts.ReverseEntry, source: Source | None = None) -> None:
    key, _ = entry_key(command.entry)
    desk.write(account.reverse_entry(command, desk.account(*key), source))


def _correct(desk: Desk, command: accounts.CorrectEntry) -> None:
    key, _ = entry_key(command.entry)
    old_account = desk.account(*key)
    asked = account.replacement_of(command, account.entry_of(command.entry, old_account))
    judged = setting(desk, key.bureau)
    if isinstance(asked, accounts.ImposeLoss):
        subject = key.subject
    else:
        subject, day = asked.subject, asked.effective_on
        for refusal in refusals_of_subject(desk, key.bureau, key.year, subject, day):
            raise refusal
    target = desk.account(key.bureau, key.year, subject)
    plans = desk.plans(key.bureau, key.year)
    desk.write(*account.correct_entry(command, old_account, target, judged, plans))
