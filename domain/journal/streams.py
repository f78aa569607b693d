"""To which stream does a fact belong, and how does that stream fold?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, assert_never
from uuid import UUID, uuid5

from domain.accounts import facts as accounts
from domain.accounts import state as account_state
from domain.imports import facts as imports
from domain.imports import state as import_state
from domain.journal.names import Fact
from domain.registers import facts as registers
from domain.registers import state as register_state
from domain.vocabulary import account_key

LEDGER: Final = UUID("3f0a7c52-6a3e-5f4e-9a55-0d7f1c9b2e11")


@dataclass(frozen=True)
class Stream:
    """A stream by name, `account:nanyue/2024/officer:0012`; its id is the name's uuid5."""

    kind: str
    of: str

    @property
    def name(self) -> str:
        return f"{self.kind}:{self.of}"

    @property
    def id(self) -> UUID:
        return uuid5(LEDGER, self.name)


def stream_of(fact: Fact) -> Stream:
    match fact:
        case (
            accounts.BonusAwarded()
            | accounts.DeductionImposed()
            | accounts.CommendationConferred()
            | accounts.ReprimandIssued()
            | accounts.LossImposed()
            | accounts.EntryReversed()
        ):
            return Stream("account", f"{fact.bureau}/{fact.year}/{fact.subject}")
        case registers.UnitEstablished() | registers.UnitReorganised() | registers.UnitClosed():
            return Stream("unit", fact.unit)
        case (
            registers.OfficerRegistered()
            | registers.OfficerParticularsAmended()
            | registers.PostingRecorded()
        ):
            return Stream("officer", fact.officer)
        case registers.PlanAdopted():
            return Stream("plans", f"{fact.bureau}/{fact.year}")
        case registers.MarkGiven() | registers.MarkWithdrawn():
            return Stream("marks", f"{fact.bureau}/{fact.year}/{fact.subject}")
        case (
            registers.RestrictionImposed()
            | registers.RestrictionLifted()
            | registers.RestrictionRescinded()
        ):
            return Stream("restrictions", f"{fact.bureau}/{fact.subject}")
        case registers.RulebookPublished() | registers.RulebookWithdrawn():
            return Stream("rulebooks", fact.bureau)
        case imports.WorkbookImported() | imports.ImportReversed():
            return Stream("imports", f"{fact.bureau}/{fact.year}")
        case _:
            assert_never(fact)


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
}
