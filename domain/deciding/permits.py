"""May whoever acts do this, to this subject, by which of his roles?"""

from __future__ import annotations

from typing import Final, get_args

from domain import refusals as no
from domain.access.commands import GrantRole, RevokeRole
from domain.access.roles import OWNER, Permission, allows, roles_with
from domain.accounts import commands as accounts
from domain.accounts.facts import LossImposed
from domain.acknowledgements import commands as acknowledgements
from domain.bureaus import commands as bureaus
from domain.claims import commands as claims
from domain.contacts.commands import RecordContact
from domain.disputes import commands as disputes
from domain.drafts import commands as drafts
from domain.erasures.commands import EraseSubject
from domain.evaluations.commands import ConfirmEvaluations, OpenEvaluations, SealEvaluation
from domain.imports.commands import ImportWorkbook, ReverseImport
from domain.journal.desk import Desk
from domain.journal.envelope import By
from domain.logs.commands import OpenLog
from domain.packs.commands import AcknowledgePack, IssuePack
from domain.quarters import commands as quarters
from domain.registers import commands as registers
from domain.remediations import commands as remediations
from domain.risks import commands as risks
from domain.second import Touched, role_over
from domain.stars.commands import StarCommand
from domain.vocabulary import Value, case_ref, entry_key
from domain.work_ledgers.commands import RecordLedgerRow
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
    years.SettleDeferral: "restate",
    years.ResolveTie: "decide",
    years.DecideGrade: "decide",
    ImportWorkbook: "import",
    ReverseImport: "import",
    EraseSubject: "erase",
    GrantRole: "grant",
    RevokeRole: "grant",
    OpenLog: "log",
    disputes.FileDispute: "own",
    disputes.WithdrawDispute: "own",
    disputes.AcceptDispute: "manage",
    disputes.DeclineDispute: "manage",
    disputes.HearDispute: "manage",
    disputes.ExtendDispute: "manage",
    disputes.DecideDispute: "decide",
    **dict.fromkeys(get_args(risks.RiskCommand), "manage"),
    **dict.fromkeys(get_args(quarters.QuarterCommand), "manage"),
    quarters.ExplainLoss: "own",
    **dict.fromkeys(get_args(remediations.RemediationCommand), "manage"),
    remediations.ReportRemediation: "own",
    RecordContact: "manage",
    IssuePack: "manage",
    AcknowledgePack: "evaluate",
    SealEvaluation: "evaluate",
    OpenEvaluations: "manage",
    ConfirmEvaluations: "manage",
    **dict.fromkeys(get_args(StarCommand), "manage"),
    RecordLedgerRow: "record",
    drafts.RegisterUpperIndicators: "register",
    drafts.DraftIndicators: "register",
    drafts.OpenCommentRound: "register",
    drafts.AnswerComment: "register",
    drafts.PublishIndicators: "register",
    drafts.CommentOnDraft: "own",
    drafts.SignDraft: "sign",
    drafts.ReturnDraft: "sign",
    claims.ClaimAward: "own",
    claims.CheckClaim: "check",
    claims.VerifyClaim: "verify",
    claims.AddEvidence: "own",
    claims.ExtendEvidence: "verify",
    claims.LinkClaims: "verify",
    claims.AnswerClaim: "own",
    claims.WaiveHearing: "own",
    acknowledgements.AcknowledgeEntry: "own",
    acknowledgements.AcknowledgeResult: "own",
    **dict.fromkeys(get_args(bureaus.BureauCommand), "register"),
}
"""What each command asks of whoever gives it."""
_ABOUT_AN_ENTRY: Final = (
    accounts.ReverseEntry,
    accounts.CorrectEntry,
    acknowledgements.AcknowledgeEntry,
)


def permit(desk: Desk, command: Value, by: By) -> str:
    """The role that allows the command, over all that it touches; raises NotPermitted.

    The grants are read at the desk, so a revocation under way makes the decision stale.
    """
    if by.role == OWNER:
        return OWNER
    if isinstance(command, GrantRole) and command.grantee == by.actor:
        raise no.RoleForOneself(grantee=by.actor)
    return permitted(desk, command, by.actor, PERMISSION[type(command)])


def permitted(desk: Desk, command: Value, actor: str, permission: Permission) -> str:
    """The role by which he has a permission over all that a command touches."""
    scope = "the installation"
    if isinstance(command, bureaus.PlaceBureau) and command.above is not None:
        # What a bureau is told of another is for both to say.
        permitted(
            desk,
            command.model_copy(update={"bureau": command.above, "above": None}),
            actor,
            permission,
        )
    if permission != "log":
        bureau = bureau_of(desk, command)
        role = role_over(
            desk,
            bureau,
            actor,
            lambda role: allows(role, permission) and role in _roles_for(command, role),
            lambda: _touched_by(desk, bureau, command),
        )
        if role is not None:
            return role
        scope = _named_by(command) or _reach(desk, bureau, command)
    raise not_permitted(permission, scope)


def _roles_for(command: Value, role: str) -> tuple[str, ...]:
    """A signature is given in the role that its level is called after."""
    return (command.level if isinstance(command, drafts.SignDraft | drafts.ReturnDraft) else role,)


def _named_by(command: Value) -> str | None:
    """The officer or case that the command itself names: whether his entry or mark is there, or
    whose case it is, a refusal does not tell."""
    if isinstance(command, claims.StepCommand):
        return case_ref(command.bureau, command.number)
    if isinstance(command, disputes.ActOnDispute):
        return case_ref(command.bureau, command.number)
    subject = ""
    if isinstance(command, accounts.ReverseEntry | accounts.CorrectEntry):
        subject = entry_key(command.entry)[0].subject
    elif isinstance(command, registers.WithdrawMark | disputes.FileDispute):
        subject = command.subject
    return subject if subject.startswith("officer:") else None


def _reach(desk: Desk, bureau: str, command: Value) -> str:
    return ", ".join(subject for subject, _ in _touched_by(desk, bureau, command)) or bureau


def not_permitted(permission: Permission, scope: str) -> no.NotPermitted:
    roles = ", ".join(roles_with(permission)) or OWNER
    return no.NotPermitted(permission=permission, scope=scope, roles=roles)


def bureau_of(desk: Desk, command: Value) -> str:
    if isinstance(command, _ABOUT_AN_ENTRY):
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
            | claims.ClaimAward()
        ):
            return ((command.subject, command.effective_on),)
    return _touched_in_the_cycle(desk, bureau, command)


def _touched_in_the_cycle(desk: Desk, bureau: str, command: Value) -> tuple[Touched, ...]:
    match command:
        case quarters.ExplainLoss():
            return ((entry_key(command.entry)[0].subject, desk.today),)
        case remediations.ReportRemediation():
            opened = desk.remediation(bureau, command.number).opened
            # On that day he was posted in the unit: its head and he himself both reach him.
            return ((f"officer:{opened.officer}", opened.effective_on),) if opened else ()
        case disputes.FileDispute():
            return ((command.subject, desk.today),)
        case disputes.WithdrawDispute():
            filed = desk.dispute(command.bureau, command.number).filed
            return ((filed.subject, desk.today),) if filed else ()
        case drafts.CommentOnDraft() | drafts.SignDraft() | drafts.ReturnDraft():
            return ((f"unit:{command.unit}", desk.today),) if command.unit else ()
    return _touched_today(desk, command)


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


def _touched_today(desk: Desk, command: Value) -> tuple[Touched, ...]:
    """Who speaks of an entry, a result or a claim does so as whoever he is today."""
    subject = None
    if isinstance(command, claims.StepCommand):
        claim = desk.claim(command.bureau, command.number).submitted
        subject = claim.subject if claim else None
    elif isinstance(command, acknowledgements.AcknowledgeResult):
        subject = command.subject
    elif isinstance(command, acknowledgements.AcknowledgeEntry):
        subject = entry_key(command.entry)[0].subject
    return ((subject, desk.today),) if subject else ()
