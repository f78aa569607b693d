"""To which stream does a fact belong, and how does that stream fold?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, Final, get_args
from uuid import UUID, uuid5

from domain.access import facts as access
from domain.access import state as access_state
from domain.accounts import facts as accounts
from domain.accounts import state as account_state
from domain.acknowledgements import facts as acknowledgements
from domain.acknowledgements import state as acknowledgement_state
from domain.bureaus import facts as bureaus
from domain.bureaus import state as bureau_state
from domain.claims import facts as claims
from domain.claims import state as claim_state
from domain.contacts import facts as contacts
from domain.contacts import state as contact_state
from domain.disputes import facts as disputes
from domain.disputes import state as dispute_state
from domain.drafts import facts as drafts
from domain.drafts import state as draft_state
from domain.erasures import facts as erasures
from domain.erasures import state as erasure_state
from domain.evaluations import facts as evaluations
from domain.evaluations import state as evaluation_state
from domain.imports import facts as imports
from domain.imports import state as import_state
from domain.journal.names import NAME_OF, NAMES, Fact
from domain.logs import facts as logs
from domain.logs import state as log_state
from domain.packs import facts as packs
from domain.packs import state as pack_state
from domain.quarters import facts as quarters
from domain.quarters import state as quarter_state
from domain.registers import facts as registers
from domain.registers import state as register_state
from domain.remediations import facts as remediations
from domain.remediations import state as remediation_state
from domain.risks import facts as risks
from domain.risks import state as risk_state
from domain.stars import facts as stars
from domain.stars import state as star_state
from domain.vocabulary import account_key
from domain.work_ledgers import facts as work_ledgers
from domain.work_ledgers import state as work_ledger_state
from domain.years import facts as years
from domain.years import state as year_state

LEDGER: Final = UUID("3f0a7c52-6a3e-5f4e-9a55-0d7f1c9b2e11")


@lru_cache(10_000)
def id_of(name: str) -> UUID:
    """A stream's id by its name."""
    return uuid5(LEDGER, name)


@dataclass(frozen=True)
class Stream:
    """A stream by name, `account:nanyue/2024/officer:0012`; its id is the name's uuid5."""

    kind: str
    of: str

    @cached_property
    def name(self) -> str:
        return f"{self.kind}:{self.of}"

    @cached_property
    def id(self) -> UUID:
        return id_of(self.name)

    @property
    def subject(self) -> str:
        """Whose it is: `officer:0012`, of his own stream, his account, his marks …"""
        return self.name if self.kind in ("officer", "unit") else self.of.rpartition("/")[2]


_ACCOUNT: Final = ("bureau", "year", "subject")
_STREAM_OF: Final[dict[type[Fact], tuple[str, tuple[str, ...]]]] = {
    **dict.fromkeys(get_args(accounts.AccountFact), ("account", _ACCOUNT)),
    **dict.fromkeys(get_args(registers.UnitFact), ("unit", ("unit",))),
    **dict.fromkeys(get_args(registers.OfficerFact), ("officer", ("officer",))),
    registers.PlanAdopted: ("plans", ("bureau", "year")),
    **dict.fromkeys(get_args(registers.MarkFact), ("marks", _ACCOUNT)),
    **dict.fromkeys(get_args(registers.RestrictionFact), ("restrictions", ("bureau", "subject"))),
    **dict.fromkeys(get_args(registers.RulebookFact), ("rulebooks", ("bureau",))),
    **dict.fromkeys(get_args(imports.ImportFact), ("imports", ("bureau", "year"))),
    **dict.fromkeys(get_args(years.YearFact), ("year", ("bureau", "year"))),
    years.WorkingDaysAnnounced: ("calendar", ("bureau",)),
    erasures.SubjectErased: ("erasures", ("bureau", "subject")),
    logs.LogOpened: ("log", ("log",)),
    **dict.fromkeys(get_args(access.AccessFact), ("grants", ("bureau", "grantee"))),
    **dict.fromkeys(get_args(claims.ClaimFact), ("claim", ("bureau", "number"))),
    **dict.fromkeys(get_args(disputes.DisputeFact), ("dispute", ("bureau", "number"))),
    **dict.fromkeys(get_args(risks.RiskFact), ("risk", ("bureau", "year", "indicator"))),
    **dict.fromkeys(get_args(quarters.QuarterFact), ("quarter", ("bureau", "year", "quarter"))),
    **dict.fromkeys(get_args(remediations.RemediationFact), ("remediation", ("bureau", "number"))),
    contacts.ContactRecorded: ("contact", ("bureau", "number")),
    **dict.fromkeys(get_args(packs.PackFact), ("pack", ("bureau", "number"))),
    **dict.fromkeys(
        get_args(evaluations.EvaluationFact), ("evaluations", ("bureau", "year", "period"))
    ),
    **dict.fromkeys(get_args(stars.StarFact), ("stars", ("bureau",))),
    work_ledgers.LedgerRowRecorded: ("work-ledger", ("bureau", "ledger")),
    **dict.fromkeys(get_args(drafts.DraftFact), ("draft", ("bureau", "number"))),
    drafts.UpperIndicatorsRegistered: ("upper", ("bureau", "year")),
    drafts.IndicatorSetPublished: ("sets", ("bureau", "year")),
    **dict.fromkeys(
        get_args(acknowledgements.AcknowledgementFact), ("acknowledgements", ("bureau", "subject"))
    ),
    bureaus.BureauPlaced: ("bureau", ("bureau",)),
    **dict.fromkeys(get_args(bureaus.TransferFact), ("transfer", ("officer",))),
}
assert set(_STREAM_OF) == set(NAMES.values()), "every fact has its stream"

OPENINGS: Final[dict[str, tuple[str, ...]]] = {
    "claim": ("claim-submitted",),
    "dispute": ("dispute-filed",),
    "remediation": ("remediation-opened", "remediation-opened.2"),
    "contact": ("contact-recorded",),
    "pack": ("pack-issued",),
    "draft": ("indicators-drafted",),
}
"""Cases are numbered within their bureau, by kind: the facts that open one of each."""


def stream_of(fact: Fact) -> Stream:
    """The stream whose state decides about the fact; its fields name it."""
    kind, fields = _STREAM_OF[type(fact)]
    return Stream(kind, "/".join(str(getattr(fact, field)) for field in fields))


def opened_by(facts: Iterable[Fact]) -> dict[str, str]:
    """The case that facts of one command open, as people call it, by its kind."""
    streams = ((stream_of(fact), NAME_OF[type(fact)]) for fact in facts)
    return {s.kind: s.of for s, name in streams if name in OPENINGS.get(s.kind, ())}


def seal_subject(state: Mapping[str, Any]) -> str:
    """Whose key seals the names and narrative of a fact's state?"""
    if "subject" in state:
        return str(state["subject"])
    for kind in ("officer", "unit", "bureau"):
        if kind in state:
            return f"{kind}:{state[kind]}"
    raise KeyError("a fact names a subject, an officer, a unit or a bureau")


def _account(of: str) -> account_state.AccountState:
    return account_state.AccountState(*account_key(of))


def _year(of: str) -> year_state.YearState:
    bureau, year = of.split("/")
    return year_state.YearState(bureau, int(year))


Fold = tuple[Callable[[str], Any], Callable[[Any, Any], Any]]
FOLDS: Final[dict[str, Fold]] = {
    "account": (_account, account_state.evolve),
    "unit": (register_state.UnitState, register_state.evolve_unit),
    "officer": (register_state.OfficerState, register_state.evolve_officer),
    "plans": (lambda _: register_state.Plans(), register_state.evolve_plans),
    "marks": (lambda _: register_state.MarksState(), register_state.evolve_marks),
    "restrictions": (
        lambda _: register_state.RestrictionsState(),
        register_state.evolve_restrictions,
    ),
    "rulebooks": (lambda _: register_state.RulebookState(), register_state.evolve_rulebooks),
    "imports": (lambda _: import_state.ImportsState(), import_state.evolve),
    "year": (_year, year_state.evolve),
    "erasures": (lambda _: erasure_state.ErasureState(), erasure_state.evolve),
    "grants": (lambda _: access_state.GrantsState(), access_state.evolve),
    "claim": (lambda _: claim_state.ClaimState(), claim_state.evolve),
    "dispute": (lambda _: dispute_state.DisputeState(), dispute_state.evolve),
    "draft": (lambda _: draft_state.DraftState(), draft_state.evolve),
    "upper": (lambda _: draft_state.UpperState(), draft_state.evolve_upper),
    "sets": (lambda _: draft_state.SetsState(), draft_state.evolve_sets),
    "acknowledgements": (
        lambda _: acknowledgement_state.AcknowledgementsState(),
        acknowledgement_state.evolve,
    ),
    "log": (lambda _: log_state.LogState(), log_state.evolve),
    "risk": (lambda _: risk_state.RiskState(), risk_state.evolve),
    "quarter": (lambda _: quarter_state.QuarterState(), quarter_state.evolve),
    "remediation": (lambda _: remediation_state.RemediationState(), remediation_state.evolve),
    "contact": (lambda _: contact_state.ContactState(), contact_state.evolve),
    "bureau": (bureau_state.PlacedState, bureau_state.evolve_placed),
    "transfer": (lambda _: bureau_state.TransferState(), bureau_state.evolve_transfer),
    "pack": (lambda _: pack_state.PackState(), pack_state.evolve),
    "evaluations": (lambda _: evaluation_state.EvaluationsState(), evaluation_state.evolve),
    "stars": (lambda _: star_state.StarsState(), star_state.evolve),
    "work-ledger": (lambda _: work_ledger_state.WorkLedgerState(), work_ledger_state.evolve),
    "calendar": (lambda _: year_state.CalendarState(), year_state.evolve_calendar),
}
