"""How does a rule of the ledger read as a test? Given these facts, when asked this, then that."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from domain import importing
from domain.access.facts import RoleGranted
from domain.deciding import Command, decide
from domain.errors import Refusal
from domain.imports.commands import ImportWorkbook, ReverseImport
from domain.journal.citing import TOPICS, citations, citing
from domain.journal.desk import Desk
from domain.journal.envelope import By, Kept, Recorded
from domain.journal.log import Keeping, Log
from domain.journal.names import NAME_OF, Fact
from domain.journal.streams import OPENINGS, stream_of
from domain.logs.facts import LogOpened
from domain.recall import Stored
from domain.refusals import WorkbookFaulty
from domain.remediations.facts import RemediationOpened
from tests.wording import assert_reads_well

TODAY = date(2025, 6, 30)
RECORDED = Kept(frozenset({"token:recorder"}), TODAY)
"""Who recorded everything in a scenario, and on which day, where nothing else is said."""


def given(
    *facts: Fact,
    today: date = TODAY,
    files: Collection[str] = (),
    kept: Kept | Keeping = RECORDED,
) -> History:
    """`files`: the digests that are kept, of whatever subject; `kept`: who recorded every fact,
    and when, or what the envelopes say of each."""
    streams: dict[UUID, list[Recorded]] = {}
    log = stored(*facts)
    for fact in facts:
        stream = streams.setdefault(stream_of(fact).id, [])
        stream.append(Recorded(stream_of(fact).id, len(stream) + 1, fact))
    bureaus = tuple(sorted({fact.bureau for fact in facts if not isinstance(fact, LogOpened)}))
    known = Log(
        len(log),
        lambda *_: log,
        lambda kind, _: last_number(facts, kind),
        lambda _, digest: digest in files,
        lambda cited: citing(
            citations((s.name, json.dumps(s.state).encode()) for s in log if s.name in TOPICS),
            cited,
        ),
        lambda _: tuple(sorted({f.grantee for f in facts if isinstance(f, RoleGranted)})),
        lambda _, unit, indicator: tuple(
            f.number
            for f in facts
            if isinstance(f, RemediationOpened) and (f.subject, f.indicator) == (unit, indicator)
        ),
    )

    def select(stream: UUID) -> list[Recorded]:
        return streams.get(stream, [])

    return History(Desk(select, lambda: bureaus, today, known, _keeping(kept)))


def _keeping(kept: Kept | Keeping) -> Keeping:
    return (lambda _, versions: [kept] * len(versions)) if isinstance(kept, Kept) else kept


def last_number(facts: tuple[Fact, ...], kind: str) -> int:
    """The number of the last case of a kind; a scenario has one bureau."""
    opened = [f for f in facts if NAME_OF[type(f)] in OPENINGS[kind]]
    return max((int(getattr(fact, "number", 0)) for fact in opened), default=0)


def stored(*facts: Fact) -> list[Stored]:
    """The facts as the journal keeps them, each at its position."""
    return [
        Stored(position, NAME_OF[type(fact)], fact.model_dump(mode="json", exclude_none=True))
        for position, fact in enumerate(facts, start=1)
    ]


@dataclass(frozen=True)
class History:
    """What had been recorded, behind the real folds and decisions; only the store is a dict."""

    desk: Desk

    def when(self, command: Command | ImportWorkbook, by: str | By = "token:desk") -> Outcome:
        try:
            if isinstance(command, ImportWorkbook):
                importing.import_workbook(self.desk, command)
            elif isinstance(command, ReverseImport):
                importing.reverse_import(self.desk, command)
            else:
                decide(self.desk, command, by if isinstance(by, By) else By(by, ""))
        except Refusal as refusal:
            return Outcome((), refusal)
        return Outcome(tuple(recorded.fact for recorded in self.desk.pending))


@dataclass(frozen=True)
class Outcome:
    facts: tuple[Fact, ...]
    refusal: Refusal | None = None

    def then(self, *facts: Fact) -> None:
        assert (self.facts, self.refusal) == (facts, None)

    def then_nothing(self) -> None:
        self.then()

    def then_refused(self, kind: type[Refusal], /, **details: str) -> None:
        assert type(self.refusal) is kind, self.refusal or self.facts
        messages = {"en": self.refusal.message("en"), "zh": self.refusal.message("zh")}
        assert_reads_well(messages, self.refusal.details.values())
        assert details.items() <= self.refusal.details.items()

    def then_faulty(self, *faults: tuple[str, type[Refusal]]) -> None:
        assert isinstance(self.refusal, WorkbookFaulty), self.refusal or self.facts
        found = [(fault.place, fault.code) for fault in self.refusal.faults]
        assert found == [(place, kind.code) for place, kind in faults]
