"""May whoever acts do this, to this subject, by which of his roles?"""

from __future__ import annotations

from datetime import date
from typing import Final, get_args

from domain import refusals as no
from domain.access.commands import GrantRole, RevokeRole
from domain.access.roles import OWNER, Permission, allows, roles_with
from domain.accounts import commands as accounts
from domain.accounts.facts import LossImposed
from domain.erasures.commands import EraseSubject
from domain.imports.commands import ImportWorkbook, ReverseImport
from domain.journal.desk import Desk
from domain.journal.envelope import By
from domain.logs.commands import OpenLog
from domain.registers import commands as registers
from domain.vocabulary import Value, entry_key
from domain.years import commands as years

PERMISSION: Final[dict[type[Value], Permission]] = {
    **dict.fromkeys(get_args(accounts.GrantEntry), "record"),
    accounts.ImposeLoss: "record",
    accounts.ReverseEntry: "reverse",
    accounts.CorrectEntry: "reverse",
    registers.GiveMark: "record",
    registers.WithdrawMark: "reverse",
    registers.ImposeRestriction: "record",
    registers.EndRestriction: "reverse",
    registers.RegisterUnit: "register",
    registers.CloseUnit: "register",
    registers.RegisterOfficer: "register",
    registers.RecordPosting: "register",
    registers.AdoptPlans: "register",
    registers.PublishRulebook: "rulebook",
    registers.WithdrawRulebook: "rulebook",
    years.OpenYear: "year",
    years.FreezeYear: "year",
    years.PublishYear: "year",
    years.CloseYear: "year",
    years.AnnounceWorkingDays: "year",
    years.RestateYear: "restate",
    years.ResolveTie: "decide",
    years.DecideGrade: "decide",
    ImportWorkbook: "import",
    ReverseImport: "import",
    EraseSubject: "erase",
    GrantRole: "grant",
    RevokeRole: "grant",
    OpenLog: "log",
}
"""What each command asks of whoever gives it."""

Touched = tuple[str, date]
"""A subject, and the day by which its posting decides whose it is."""


def permit(desk: Desk, command: Value, by: By) -> str:
    """The role that allows the command, over all that it touches; raises NotPermitted.

    The grants are read at the desk, so a revocation under way makes the decision stale.
    """
    if by.role == OWNER:
        return OWNER
    if isinstance(command, GrantRole) and command.grantee == by.actor:
        raise no.RoleForOneself(grantee=by.actor)
    permission = PERMISSION[type(command)]
    scope = "the installation"
    if permission != "log":
        bureau = _bureau_of(desk, command)
        grants = desk.grants(bureau, by.actor).in_force(desk.today)
        able = [g for g in grants if allows(g.role, permission)]
        whole = next((g.role for g in able if g.scope == "bureau"), None)
        if whole is not None:
            return whole
        touched = _touched_by(desk, bureau, command) if able else ()
        for grant in able:
            if touched and all(covers(desk, bureau, grant.scope, *one) for one in touched):
                return grant.role
        scope = ", ".join(subject for subject, _ in touched) or bureau
    raise no.NotPermitted(permission=permission, scope=scope, roles=_roles(permission))


def _roles(permission: Permission) -> str:
    return ", ".join(roles_with(permission)) or OWNER


def _bureau_of(desk: Desk, command: Value) -> str:
    if isinstance(command, accounts.ReverseEntry | accounts.CorrectEntry):
        return entry_key(command.entry)[0].bureau
    return desk.bureau(getattr(command, "bureau", None))


def _touched_by(desk: Desk, bureau: str, command: Value) -> tuple[Touched, ...]:
    """Whose account the command changes, and on which day; nothing: the bureau as a whole.

    A loss touches every unit that carries its indicator, so no part of a bureau suffices for it.
    """
    match command:
        case accounts.ReverseEntry() | accounts.CorrectEntry():
            return _touched_entry(desk, command)
        case registers.WithdrawMark():
            marks = desk.marks(bureau, command.year, command.subject).given
            return tuple((m.subject, m.effective_on) for m in marks if m.number == command.number)
        case (
            accounts.AwardBonus()
            | accounts.ImposeDeduction()
            | accounts.ConferCommendation()
            | accounts.IssueReprimand()
            | registers.GiveMark()
            | registers.ImposeRestriction()
            | registers.EndRestriction()
        ):
            return ((command.subject, command.effective_on),)
    return ()


def _touched_entry(
    desk: Desk, command: accounts.ReverseEntry | accounts.CorrectEntry
) -> tuple[Touched, ...]:
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


def covers(desk: Desk, bureau: str, scope: str, subject: str, day: date) -> bool:
    """Does the scope reach the subject on that day? A unit's reaches all units below it."""
    if scope in ("bureau", subject):
        return True
    kind, _, wanted = scope.partition(":")
    if kind != "unit":
        return False
    seen: set[str] = set()
    unit = _unit_of(desk, bureau, subject, day)
    while unit is not None and unit not in seen:
        if unit == wanted:
            return True
        seen.add(unit)
        state = desk.unit(unit)
        unit = state.on(day).parent if state.bureau == bureau else None
    return False


def _unit_of(desk: Desk, bureau: str, subject: str, day: date) -> str | None:
    """The unit itself, or where the officer is posted on the day."""
    kind, _, named = subject.partition(":")
    if kind == "unit":
        return named
    postings = desk.officer(named).postings.values()
    held = (p for p in postings if p.bureau == bureau and p.start <= day < (p.until or date.max))
    return next((p.unit for p in held), None)
