"""Under which name is each fact stored, and how is an older shape read?

A name is chosen once and never a Python path. A new shape gets a new name (`entry-reversed.2`);
the old name stays here with its upcast, and its golden file in tests/wire for ever.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final, get_args

from pydantic import BaseModel
from pydantic_core import from_json

from domain import refusals as no
from domain.access import facts as access
from domain.accounts import facts as accounts
from domain.acknowledgements import facts as acknowledgements
from domain.bureaus import facts as bureaus
from domain.claims import facts as claims
from domain.contacts import facts as contacts
from domain.disputes import facts as disputes
from domain.drafts import facts as drafts
from domain.erasures import facts as erasures
from domain.evaluations import facts as evaluations
from domain.imports import facts as imports
from domain.logs import facts as logs
from domain.packs import facts as packs
from domain.quarters import facts as quarters
from domain.recall import UNREADABLE, Stored
from domain.registers import facts as registers
from domain.remediations import facts as remediations
from domain.risks import facts as risks
from domain.stars import facts as stars
from domain.vocabulary import Sealed
from domain.work_ledgers import facts as work_ledgers
from domain.years import facts as years

Fact = (
    accounts.AccountFact
    | registers.RegisterFact
    | imports.ImportFact
    | years.YearFact
    | years.CalendarFact
    | erasures.ErasureFact
    | logs.LogFact
    | access.AccessFact
    | claims.ClaimFact
    | disputes.DisputeFact
    | risks.RiskFact
    | quarters.QuarterFact
    | remediations.RemediationFact
    | contacts.ContactFact
    | packs.PackFact
    | evaluations.EvaluationFact
    | stars.StarFact
    | work_ledgers.WorkLedgerFact
    | drafts.CompilingFact
    | acknowledgements.AcknowledgementFact
    | bureaus.BureauFact
)

NAMES: Final[dict[str, type[Fact]]] = {
    "bonus-awarded": accounts.BonusAwarded,
    "deduction-imposed": accounts.DeductionImposed,
    "commendation-conferred": accounts.CommendationConferred,
    "reprimand-issued": accounts.ReprimandIssued,
    "loss-imposed": accounts.LossImposed,
    "late-entry-recorded": accounts.LateEntryRecorded,
    "entry-reversed": accounts.EntryReversed,
    "unit-established": registers.UnitEstablished,
    "unit-reorganised": registers.UnitReorganised,
    "unit-closed": registers.UnitClosed,
    "officer-registered": registers.OfficerRegistered,
    "officer-particulars-amended": registers.OfficerParticularsAmended,
    "posting-recorded": registers.PostingRecorded,
    "plan-adopted.2": registers.PlanAdopted,
    "mark-given": registers.MarkGiven,
    "mark-withdrawn": registers.MarkWithdrawn,
    "mark-documented": registers.MarkDocumented,
    "restriction-imposed": registers.RestrictionImposed,
    "restriction-lifted": registers.RestrictionLifted,
    "restriction-rescinded": registers.RestrictionRescinded,
    "rulebook-published": registers.RulebookPublished,
    "rulebook-withdrawn": registers.RulebookWithdrawn,
    "workbook-imported": imports.WorkbookImported,
    "import-reversed": imports.ImportReversed,
    "year-opened": years.YearOpened,
    "year-frozen": years.YearFrozen,
    "year-published": years.YearPublished,
    "year-closed": years.YearClosed,
    "year-restated": years.YearRestated,
    "tie-resolved": years.TieResolved,
    "grade-decided": years.GradeDecided,
    "working-days-announced": years.WorkingDaysAnnounced,
    "subject-erased": erasures.SubjectErased,
    "log-opened": logs.LogOpened,
    "role-granted": access.RoleGranted,
    "role-revoked": access.RoleRevoked,
    "claim-submitted": claims.ClaimSubmitted,
    "claim-approved": claims.ClaimApproved,
    "claim-rejected": claims.ClaimRejected,
    "claim-withdrawn": claims.ClaimWithdrawn,
    "dispute-filed": disputes.DisputeFiled,
    "dispute-accepted": disputes.DisputeAccepted,
    "dispute-declined": disputes.DisputeDeclined,
    "dispute-hearing-held": disputes.DisputeHearingHeld,
    "dispute-extended": disputes.DisputeExtended,
    "dispute-withdrawn": disputes.DisputeWithdrawn,
    "dispute-decided": disputes.DisputeDecided,
    "risk-assessed": risks.RiskAssessed,
    "risk-checked": risks.RiskChecked,
    "quarter-opened": quarters.QuarterOpened,
    "quarter-frozen": quarters.QuarterFrozen,
    "loss-explained": quarters.LossExplained,
    "briefing-held": quarters.BriefingHeld,
    "briefing-decided": quarters.BriefingDecided,
    "remediation-opened.2": remediations.RemediationOpened,
    "remediation-reported": remediations.RemediationReported,
    "remediation-verified": remediations.RemediationVerified,
    "remediation-returned": remediations.RemediationReturned,
    "remediation-extended": remediations.RemediationExtended,
    "contact-recorded": contacts.ContactRecorded,
    "pack-issued": packs.PackIssued,
    "pack-acknowledged": packs.PackAcknowledged,
    "evaluation-sealed": evaluations.EvaluationSealed,
    "evaluation-justified": evaluations.EvaluationJustified,
    "evaluations-opened": evaluations.EvaluationsOpened,
    "evaluation-waived": evaluations.EvaluationWaived,
    "evaluation-disclosed": evaluations.EvaluationDisclosed,
    "evaluations-confirmed": evaluations.EvaluationsConfirmed,
    "post-starred": stars.PostStarred,
    "post-unstarred": stars.PostUnstarred,
    "ledger-row-recorded": work_ledgers.LedgerRowRecorded,
    "upper-indicators-registered": drafts.UpperIndicatorsRegistered,
    "indicators-drafted": drafts.IndicatorsDrafted,
    "personal-indicator-drafted": drafts.PersonalIndicatorDrafted,
    "draft-replaced": drafts.DraftReplaced,
    "comment-round-opened": drafts.CommentRoundOpened,
    "draft-commented": drafts.DraftCommented,
    "comment-answered": drafts.CommentAnswered,
    "draft-signed": drafts.DraftSigned,
    "draft-returned": drafts.DraftReturned,
    "indicator-set-published": drafts.IndicatorSetPublished,
    "award-claimed": claims.AwardClaimed,
    "claim-checked": claims.ClaimChecked,
    "claim-verified": claims.ClaimVerified,
    "distinct-award-held": claims.DistinctAwardHeld,
    "evidence-added": claims.EvidenceAdded,
    "evidence-extended.2": claims.EvidenceExtended,
    "claim-linked": claims.ClaimLinked,
    "award-granted": claims.AwardGranted,
    "hearing-opened": claims.HearingOpened,
    "hearing-answered": claims.HearingAnswered,
    "hearing-waived": claims.HearingWaived,
    "entry-acknowledged": acknowledgements.EntryAcknowledged,
    "result-acknowledged": acknowledgements.ResultAcknowledged,
    "bureau-placed": bureaus.BureauPlaced,
    "officer-released": bureaus.OfficerReleased,
    "release-withdrawn": bureaus.ReleaseWithdrawn,
    "officer-received": bureaus.OfficerReceived,
    "deferral-settled": registers.DeferralSettled,
}
NAME_OF: Final = {fact: name for name, fact in NAMES.items()}

Upcast = Callable[[dict[str, Any]], dict[str, Any]]


def _unit_merged(state: dict[str, Any]) -> dict[str, Any]:
    """Merging was a fact of its own, with `merged_into`; it is now a closing that names `into`."""
    into = state.pop("merged_into")
    return {**state, "into": into}


UPCASTS: Final[dict[str, tuple[str, Upcast]]] = {
    "unit-merged": ("unit-closed", _unit_merged),
    # Its lines had no `share`: a program that knows the old name alone must not pass one by.
    "plan-adopted": ("plan-adopted.2", lambda state: state),
    # It was not said whether evidence is required.
    "remediation-opened": ("remediation-opened.2", lambda state: state),
    # No reason was asked for.
    "evidence-extended": ("evidence-extended.2", lambda state: state),
}


def understood(fact: object, name: str) -> None:
    """Refuse a fact of a name that is not known here: whatever rests on it may be otherwise."""
    if name not in NAMES and name not in UPCASTS:
        raise no.FactNotUnderstood(fact=fact, name=name)


def current(name: str, state: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The state under its current name, whatever shape it was stored in."""
    while name in UPCASTS:
        name, upcast = UPCASTS[name]
        state = upcast(state)
    return name, state


def stored(position: int, name: str, state: bytes) -> Stored:
    """The fact in its present shape, as a record is recalled from it."""
    understood(position, name)
    try:
        return Stored(position, *current(name, from_json(state)))
    except UNREADABLE as wrong:
        raise no.FactTorn(fact=position, name=name, what=type(wrong).__name__) from wrong


@lru_cache
def sealed_fields(model: type[BaseModel]) -> tuple[str, ...]:
    """The fields of a fact that are names or narrative."""
    return tuple(
        name
        for name, field in model.model_fields.items()
        if any(isinstance(m, Sealed) for m in field.metadata) or _has_seal(field.annotation)
    )


def _has_seal(annotation: object) -> bool:
    return any(
        any(isinstance(m, Sealed) for m in getattr(part, "__metadata__", ()))
        for part in get_args(annotation)
    )
