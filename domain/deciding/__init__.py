"""Which states does each command read, and which decision judges it?"""

from __future__ import annotations

from typing import assert_never

from domain.access import commands as access
from domain.accounts import commands as accounts
from domain.acknowledgements import commands as acknowledgements
from domain.bureaus import commands as bureaus
from domain.claims import commands as claims
from domain.contacts import commands as contacts
from domain.deciding import evaluating
from domain.deciding.acknowledging import acknowledge
from domain.deciding.awards import claim_award
from domain.deciding.contacting import decide_contact
from domain.deciding.disputes import dispute, refuse_partial
from domain.deciding.drafts import decide_draft
from domain.deciding.entries import (
    annul,
    graded,
    refusals_of_graded,
    reverse,
    setting,
    unforbidden,
)
from domain.deciding.granting import grant
from domain.deciding.lateness import said_late
from domain.deciding.permits import permit, permit_registering
from domain.deciding.placing import decide_bureau
from domain.deciding.quarters import decide_quarter
from domain.deciding.registers import register_
from domain.deciding.remediations import decide_remediation
from domain.deciding.risks import decide_risk
from domain.deciding.starring import decide_star
from domain.deciding.steps import link_claims, take_step
from domain.deciding.subjects import known_subject
from domain.deciding.years import account_year, decide_year
from domain.disputes import commands as disputes
from domain.drafts import commands as drafts
from domain.erasures import commands as erasures
from domain.erasures.decisions import erase_subject
from domain.evaluations import commands as evaluations
from domain.imports import commands as imports
from domain.journal.desk import Desk
from domain.journal.envelope import By
from domain.logs import commands as logs
from domain.logs.facts import LogOpened
from domain.packs import commands as packs
from domain.quarters import commands as quarters
from domain.registers import commands as registers
from domain.remediations import commands as remediations
from domain.risks import commands as risks
from domain.stars import commands as stars
from domain.work_ledgers.commands import RecordLedgerRow
from domain.work_ledgers.decisions import record_row
from domain.years import commands as years

__all__ = [
    "Command",
    "account_year",
    "decide",
    "graded",
    "permit",
    "permit_registering",
    "refusals_of_graded",
    "refuse_partial",
    "register_",
    "reverse",
    "setting",
    "unforbidden",
]

_Led = packs.PackCommand | evaluations.EvaluationCommand | stars.StarCommand | RecordLedgerRow
"""What leaders evaluate by, and what entries are watched and proven by."""
_Managed = (
    risks.RiskCommand
    | quarters.QuarterCommand
    | remediations.RemediationCommand
    | contacts.ContactCommand
    | drafts.DraftCommand
    | _Led
    | disputes.DisputeCommand
    | bureaus.BureauCommand
)
"""The quarter and what goes with it, how indicators came about; what is contested; transfers."""
_OfClaims = (
    claims.ClaimAward
    | claims.StepCommand
    | claims.LinkClaims
    | acknowledgements.AcknowledgementCommand
)
_OfRecord = (
    accounts.AccountCommand
    | registers.RegisterCommand
    | years.YearCommand
    | erasures.ErasureCommand
    | logs.LogCommand
    | access.AccessCommand
)
Decided = _OfRecord | _OfClaims | _Managed
Command = Decided | imports.ReverseImport


def decide(desk: Desk, command: Decided, by: By) -> None:
    """Write to the desk what the command grants to whoever gives it, or raise the refusal."""
    if isinstance(command, _OfClaims):
        _decide_of_claims(desk, command, by)
    elif isinstance(command, _Managed):
        _manage(desk, command, by)
    else:
        _decide_of_record(desk, command)


def _decide_of_record(desk: Desk, command: _OfRecord) -> None:
    match command:
        case (
            accounts.AwardBonus()
            | accounts.ImposeDeduction()
            | accounts.ConferCommendation()
            | accounts.IssueReprimand()
            | accounts.ImposeLoss()
        ):
            _grant(desk, command)
        case accounts.ReverseEntry() | accounts.CorrectEntry():
            annul(desk, command)
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
        case (
            years.OpenYear()
            | years.FreezeYear()
            | years.PublishYear()
            | years.CloseYear()
            | years.RestateYear()
            | years.ResolveTie()
            | years.DecideGrade()
            | years.AnnounceWorkingDays()
            | years.SettleDeferral()
        ):
            decide_year(desk, command)
        case erasures.EraseSubject():
            bureau = desk.bureau(command.bureau)
            known_subject(desk, bureau, command.subject)
            desk.erasures(bureau, command.subject)
            desk.write(erase_subject(command, bureau))
        case access.GrantRole() | access.RevokeRole():
            grant(desk, command)
        case logs.OpenLog():
            desk.write(LogOpened(**command.model_dump()))
        case _:
            assert_never(command)


def _grant(desk: Desk, command: accounts.GrantEntry | accounts.ImposeLoss) -> None:
    entry = graded(desk, command, setting(desk, desk.bureau(command.bureau)))
    desk.write(entry)
    if not isinstance(command, accounts.ImposeLoss):
        late = said_late(desk, command, entry)
        desk.write(*([late] if late else []))


def _manage(desk: Desk, command: _Managed, by: By) -> None:
    match command:
        case risks.AssessRisk() | risks.CheckRisk():
            decide_risk(desk, command)
        case (
            quarters.OpenQuarter()
            | quarters.FreezeQuarter()
            | quarters.ExplainLoss()
            | quarters.HoldBriefing()
        ):
            decide_quarter(desk, command, by)
        case (
            remediations.OpenRemediation()
            | remediations.ReportRemediation()
            | remediations.VerifyRemediation()
            | remediations.ExtendRemediation()
        ):
            decide_remediation(desk, command, by)
        case contacts.RecordContact():
            decide_contact(desk, command, by)
        case (
            disputes.FileDispute()
            | disputes.AcceptDispute()
            | disputes.DeclineDispute()
            | disputes.HearDispute()
            | disputes.ExtendDispute()
            | disputes.WithdrawDispute()
            | disputes.DecideDispute()
        ):
            dispute(desk, command, by)
        case (
            bureaus.PlaceBureau()
            | bureaus.ReleaseOfficer()
            | bureaus.WithdrawRelease()
            | bureaus.ReceiveOfficer()
        ):
            decide_bureau(desk, command)
        case _:
            _lead(desk, command, by)


def _lead(desk: Desk, command: drafts.DraftCommand | _Led, by: By) -> None:
    match command:
        case packs.IssuePack() | packs.AcknowledgePack():
            evaluating.decide_pack(desk, command, by)
        case (
            evaluations.SealEvaluation()
            | evaluations.OpenEvaluations()
            | evaluations.ConfirmEvaluations()
        ):
            evaluating.decide_evaluation(desk, command, by)
        case stars.StarPost() | stars.UnstarPost():
            decide_star(desk, command)
        case RecordLedgerRow():
            desk.founded(command.bureau)
            rows = desk.work_ledger(command.bureau, command.ledger)
            desk.write(record_row(command, rows, desk.today))
        case _:
            decide_draft(desk, command, by)


def _decide_of_claims(desk: Desk, command: _OfClaims, by: By) -> None:
    match command:
        case claims.ClaimAward():
            desk.write(claim_award(desk, command, by))
        case claims.LinkClaims():
            link_claims(desk, command)
        case acknowledgements.AcknowledgeEntry() | acknowledgements.AcknowledgeResult():
            acknowledge(desk, command, by)
        case _:
            take_step(desk, command, by)
