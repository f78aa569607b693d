"""Could every fact of this log have been granted where it stands, and is none lost or doubled?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, get_args

from domain.accounts.facts import EntryReversed, Granted, LossImposed
from domain.accounts.state import AccountState
from domain.journal.envelope import Recorded, entry_ref
from domain.journal.names import Fact
from domain.journal.streams import FOLDS, Stream, stream_of
from domain.ledger import Ledger
from domain.registers.state import OfficerState, RulebookState, UnitState


@dataclass
class Told:
    """What the log holds: the refs of its entries in order, and everything wrong with it."""

    entries: list[str] = field(default_factory=list)
    reversed: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def facts_of(ledger: Ledger) -> Iterator[tuple[int, Recorded]]:
    """Every fact with its position, through the library's own reading."""
    start = 1
    while page := ledger.recorder.select_notifications(start=start, limit=1000):
        for notification in page:
            recorded = ledger.mapper.to_domain_event(notification)
            assert isinstance(recorded, Recorded)
            yield notification.id, recorded
        start = page[-1].id + 1


def read_log(facts: Iterable[tuple[int, Recorded]]) -> Told:
    """Fold the log fact by fact, asking at each whether it was right at that very position."""
    told, states, versions, last = Told(), _States(), dict[str, int](), 0
    for position, recorded in facts:
        stream = stream_of(recorded.fact)
        if position != last + 1:
            told.faults.append(f"{position} follows {last}")
        if recorded.originator_version != versions.get(stream.name, 0) + 1:
            told.faults.append(f"{position}: version {recorded.originator_version}")
        told.faults += [f"{position}: {fault}" for fault in states.faults(recorded.fact)]
        last, versions[stream.name] = position, recorded.originator_version
        if ref := entry_ref(recorded.fact):
            told.entries.append(ref)
        if isinstance(recorded.fact, EntryReversed):
            told.reversed.append(_ref(recorded.fact))
        states.fold(stream, recorded.fact)
    return told


def _ref(fact: EntryReversed) -> str:
    return f"{fact.bureau}/{fact.year}/{fact.subject}#{fact.number}"


class _States:
    """Every stream's state as folded so far."""

    def __init__(self) -> None:
        self._states: dict[str, Any] = {}

    def _of(self, kind: str, of: str) -> Any:
        name = f"{kind}:{of}"
        if name not in self._states:
            self._states[name] = FOLDS[kind][0](of)
        return self._states[name]

    def fold(self, stream: Stream, fact: Fact) -> None:
        before = self._of(stream.kind, stream.of)
        self._states[stream.name] = FOLDS[stream.kind][1](before, fact)

    def faults(self, fact: Fact) -> Iterator[str]:
        if isinstance(fact, get_args(Granted)):
            yield from self._faults_of_entry(fact)
        elif isinstance(fact, EntryReversed):
            account = self._account(fact.bureau, fact.year, fact.subject)
            if fact.number >= account.next_number:
                yield f"reverses {_ref(fact)}, which is not there"
            if fact.number in account.reversed:
                yield f"reverses {_ref(fact)} again"

    def _faults_of_entry(self, fact: Granted) -> Iterator[str]:
        if fact.number != self._account(fact.bureau, fact.year, fact.subject).next_number:
            yield f"{entry_ref(fact)} is not the next number"
        rulebooks: RulebookState = self._of("rulebooks", fact.bureau)
        edition = rulebooks.editions.on(fact.effective_on)
        if edition.ref != fact.edition:
            yield f"{entry_ref(fact)} cites {fact.edition}, in force is {edition.ref}"
        if not isinstance(fact, LossImposed) and fact.item not in edition.items:
            yield f"{entry_ref(fact)} grants {fact.item}, which {edition.ref} does not have"
        yield from self._faults_of_subject(fact, fact.effective_on)

    def _faults_of_subject(self, fact: Granted, day: date) -> Iterator[str]:
        kind, _, named = fact.subject.partition(":")
        if kind == "unit":
            unit: UnitState = self._of("unit", named)
            if unit.closed_on is not None and day >= unit.closed_on:
                yield f"{entry_ref(fact)}: the unit was closed"
            return
        officer: OfficerState = self._of("officer", named)
        if not officer.posted_in(fact.bureau, fact.year):
            yield f"{entry_ref(fact)}: the officer had no posting"

    def _account(self, bureau: str, year: int, subject: str) -> AccountState:
        account: AccountState = self._of("account", f"{bureau}/{year}/{subject}")
        return account
