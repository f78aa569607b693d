"""Which states does a command about an account read?"""

from __future__ import annotations

from collections.abc import Iterator

from domain import refusals as no
from domain.accounts import commands as accounts
from domain.accounts import corrections
from domain.accounts import decisions as account
from domain.accounts.decisions import Setting
from domain.accounts.facts import Granted, Source
from domain.accounts.state import AccountState
from domain.deciding.subjects import refusals_of_subject
from domain.deciding.years import account_year
from domain.errors import Refusal
from domain.journal.desk import Desk
from domain.vocabulary import entry_key


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
    try:
        year = account_year(desk, bureau, day)
        if isinstance(command, accounts.ImposeLoss):
            owner = _owner_account(desk, bureau, command, year)
            yield from account.refusals_of_loss(command, owner, desk.plans(bureau, year), judged)
            return
    except (no.IndicatorNotInPlan, no.NoOpenYear) as refusal:
        yield refusal
        return
    yield from refusals_of_subject(desk, bureau, day.year, command.subject, day)
    yield from account.refusals_of_grant(command, judged)


def graded(
    desk: Desk, command: accounts.GrantEntry | accounts.ImposeLoss, judged: Setting
) -> Granted:
    """The entry or loss as granted."""
    for refusal in refusals_of_graded(desk, command, judged):
        raise refusal
    return unforbidden(desk, command, judged)


def unforbidden(
    desk: Desk, command: accounts.GrantEntry | accounts.ImposeLoss, judged: Setting
) -> Granted:
    """The entry or loss of a command whose refusals were looked for, and none was found."""
    bureau = desk.bureau(command.bureau)
    year = account_year(desk, bureau, command.effective_on)
    if isinstance(command, accounts.ImposeLoss):
        return account.imposed(command, _owner_account(desk, bureau, command, year), judged)
    return account.granted(command, desk.account(bureau, year, command.subject), judged)


def _owner_account(
    desk: Desk, bureau: str, command: accounts.ImposeLoss, year: int
) -> AccountState:
    """The account of the unit that owns the indicator in the year that takes the loss."""
    owner = desk.plans(bureau, year).owner_of(command.indicator)
    if owner is None:
        raise no.IndicatorNotInPlan(indicator=command.indicator, bureau=bureau, year=year)
    return desk.account(bureau, year, f"unit:{owner}")


def reverse(desk: Desk, command: accounts.ReverseEntry, source: Source | None = None) -> None:
    key, _ = entry_key(command.entry)
    desk.write(account.reverse_entry(command, desk.account(*key), source))


def annul(desk: Desk, command: accounts.ReverseEntry | accounts.CorrectEntry) -> None:
    if isinstance(command, accounts.ReverseEntry):
        reverse(desk, command)
    else:
        _correct(desk, command)


def _correct(desk: Desk, command: accounts.CorrectEntry) -> None:
    key, _ = entry_key(command.entry)
    old_account = desk.account(*key)
    asked = corrections.replacement_of(command, account.entry_of(command.entry, old_account))
    judged = setting(desk, key.bureau)
    if isinstance(asked, accounts.ImposeLoss):
        subject = key.subject
    else:
        subject, day = asked.subject, asked.effective_on
        for refusal in refusals_of_subject(desk, key.bureau, day.year, subject, day):
            raise refusal
    target = desk.account(key.bureau, key.year, subject)
    plans = desk.plans(key.bureau, key.year)
    desk.write(*corrections.correct_entry(command, old_account, target, judged, plans))
