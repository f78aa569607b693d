"""May whoever acts do this, to this subject, by which of his roles?"""

from __future__ import annotations

from typing import Final, get_args

from domain import refusals as no
from domain.access.commands import GrantRole, RevokeRole
from domain.access.roles import OWNER, PERMISSIONS, Permission, allows, roles_with
from domain.accounts import commands as accounts
from domain.acknowledgements import commands as acknowledgements
from domain.bureaus import commands as bureaus
from domain.claims import commands as claims
from domain.contacts.commands import RecordContact
from domain.deciding.touching import touches
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
from domain.registers.facts import OfficerFact, PlanAdopted, UnitFact
from domain.remediations import commands as remediations
from domain.risks import commands as risks
from domain.second import role_over
from domain.stars.commands import StarCommand
from domain.titles import Title
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
    RecordContact: "talk",
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
_REGISTERED: Final = (*get_args(UnitFact), *get_args(OfficerFact), PlanAdopted)
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


def permit_registering(desk: Desk, command: ImportWorkbook, by: By, role: str) -> str:
    """The role that allows a workbook as it was written to the desk: new rows of the registers
    are for whoever keeps them, by whatever door they come in."""
    if allows(role, "register") or not any(isinstance(f, _REGISTERED) for f in desk.facts):
        return role
    return permitted(desk, command, by.actor, "register")


def permitted(desk: Desk, command: Value, actor: str, permission: Permission) -> str:
    """The role by which he has a permission over all that a command touches."""
    scope: str | Title = Title("installation", "the installation", "整个安装")
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
            lambda: touches(desk, bureau, command),
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
    return ", ".join(subject for subject, _ in touches(desk, bureau, command)) or bureau


def not_permitted(permission: Permission, scope: str | Title) -> no.NotPermitted:
    return no.NotPermitted(
        permission=PERMISSIONS[permission], scope=scope, roles=roles_with(permission)
    )


def bureau_of(desk: Desk, command: Value) -> str:
    if isinstance(command, _ABOUT_AN_ENTRY):
        return entry_key(command.entry)[0].bureau
    return desk.bureau(getattr(command, "bureau", None))
