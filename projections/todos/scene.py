"""What is a task, for whom is it looked for, and by what does one look?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Final, Literal, TypeVar, get_args

import psycopg

from domain.accounts.facts import EntryReversed
from domain.calendar import WorkingDays
from domain.claims.facts import ClaimEnd, ClaimFact
from domain.claims.state import ClaimState
from domain.claims.state import evolve as evolve_claim
from domain.journal.envelope import By
from domain.journal.names import Fact
from domain.rulebook import Editions
from domain.rulebook.edition import Procedure
from domain.years.facts import YearFact
from domain.years.state import YearState, evolve
from projections.cases import Told, Wanted, cases_told, facts_told, shut, working_days
from projections.disputes import DisputeRow, rows_of, rows_that_go_on
from projections.records import load_editions

Kind = Literal[
    "sign_draft",
    "comment_on_draft",
    "answer_comment",
    "publish_draft",
    "check_claim",
    "verify_claim",
    "approve_claim",
    "add_evidence",
    "be_heard",
    "acknowledge_entry",
    "acknowledge_result",
    "check_risk",
    "open_quarter",
    "freeze_quarter",
    "explain_loss",
    "hold_briefing",
    "report_remediation",
    "verify_remediation",
    "accept_dispute",
    "hear_dispute",
    "decide_dispute",
    "object_to_result",
    "object_to_evaluation",
    "contest_decision",
    "publish_year",
    "close_year",
    "settle_deferral",
    "receive_officer",
    "acknowledge_pack",
    "evaluate_officer",
    "confirm_evaluations",
]
TITLES: Final[Mapping[Kind, tuple[str, str]]] = {
    "sign_draft": ("审核签署指标草案", "Sign the draft of indicators"),
    "comment_on_draft": ("对指标草案反馈意见", "Comment on the draft of indicators"),
    "answer_comment": ("答复对指标草案的意见", "Answer a comment on the draft of indicators"),
    "publish_draft": ("发布已签署的指标", "Publish the indicators that all have signed"),
    "check_claim": ("初审申报", "Check the claim"),
    "verify_claim": ("审核申报", "Verify the claim"),
    "approve_claim": ("核准事项", "Approve or reject the claim"),
    "add_evidence": ("补交佐证材料", "Hand in evidence of the claim"),
    "be_heard": ("陈述意见", "Be heard on the deduction"),
    "acknowledge_entry": ("确认分录", "Acknowledge the entry"),
    "acknowledge_result": ("确认年度结果", "Acknowledge the year's result"),
    "check_risk": ("排查指标风险", "Check the indicator's risk"),
    "open_quarter": ("发布季初提醒", "Open the quarter, and remind the owners"),
    "freeze_quarter": ("季度封账", "Freeze the quarter"),
    "explain_loss": ("说明失分原因", "Say why points were lost"),
    "hold_briefing": ("召开讲评会", "Hold the briefing on the quarter"),
    "report_remediation": ("报告整改情况", "Report what was put right"),
    "verify_remediation": ("核验整改", "Verify what was put right"),
    "accept_dispute": ("受理争议", "Take up the dispute, or decline it"),
    "hear_dispute": ("听取提出人陈述", "Hear the appellant"),
    "decide_dispute": ("作出争议决定", "Decide the dispute"),
    "object_to_result": ("可对公示结果提出异议", "May object to the published result"),
    "object_to_evaluation": ("可对公示评鉴提出异议", "May object to the published evaluation"),
    "contest_decision": ("可对争议决定提出下一环节", "May contest the decision at the next stage"),
    "publish_year": ("公示年度结果", "Publish the frozen year"),
    "settle_deferral": ("补定暂缓的等次", "Settle the case for which a grade was withheld"),
    "receive_officer": ("接收调入干部", "Receive the officer who was released"),
    "acknowledge_pack": ("签收季度反馈", "Say that you read the quarter's pack"),
    "evaluate_officer": ("评鉴干部", "Evaluate the officer"),
    "confirm_evaluations": ("确认领导评鉴", "Confirm the leaders' evaluations"),
    "close_year": ("年度封账", "Close the published year"),
}
assert set(TITLES) == set(get_args(Kind)), "each kind has its words"
One = TypeVar("One", bound=Fact)
WORDS: Final = "-"
"""In place of what he would write: whether he may, does not depend on it."""


@dataclass(frozen=True)
class Person:
    """Who acts; `own`: the officers and units over which he holds a role that speaks for them."""

    by: By
    own: frozenset[str] = frozenset()
    bureaus: frozenset[str] = frozenset()
    everywhere: bool = False
    """The home's owner: he speaks for every unit, and for no officer."""

    def speaks_for(self, subject: str) -> bool:
        return subject in self.own or (self.everywhere and subject.startswith("unit:"))


@dataclass(frozen=True)
class Candidate:
    """Something that is to be done by whoever may: `command` and `said` are how he would do it.

    `turn` tells tasks apart that come back in the same case, such as each check of a risk. `case`
    is the kind of a numbered case and its ref.
    """

    kind: Kind
    ref: str
    where: str
    command: str
    said: Mapping[str, Any] = field(default_factory=dict)
    due: date | None = None
    subject: str | None = None
    turn: str = ""
    case: tuple[str, str] | None = None


@dataclass(frozen=True)
class Scene:
    """A bureau on a day, as known at a position, before the eyes of one person."""

    conn: psycopg.Connection[Any]
    bureau: str
    position: int
    today: date
    person: Person

    def windows(self, day: date) -> Procedure | None:
        """As the edition of the day sets them; none where there is no rulebook yet."""
        return self.editions.on(day).windows if tuple(self.editions) else None

    def cases(
        self, kinds: Sequence[type[Fact]], ends: Sequence[type[Fact]] = ()
    ) -> Sequence[Sequence[Told]]:
        """Of those that one of `ends` has not ended: nothing waits in the others."""
        return cases_told(self.conn, Wanted(kinds, self.position, self.bureau, ends=ends), shut)

    def of_kind(self, kind: type[One]) -> list[One]:
        told = self.facts([kind])  # type: ignore[list-item]
        return [one.fact for one in told if isinstance(one.fact, kind)]

    def facts(self, kinds: Sequence[type[Fact]]) -> Sequence[Told]:
        return facts_told(self.conn, Wanted(kinds, self.position, self.bureau), shut)

    @cached_property
    def claims(self) -> Sequence[ClaimState]:
        """Those that have not ended."""
        found = []
        for facts in self.cases(get_args(ClaimFact), get_args(ClaimEnd)):
            state = ClaimState()
            for told in facts:
                state = evolve_claim(state, told.fact)  # type: ignore[arg-type]
            found.append(state)
        return found

    @cached_property
    def disputes(self) -> Sequence[DisputeRow]:
        """Those that have not ended, and all that are about whom he speaks for."""
        at = self.today, self.position
        if self.person.everywhere:
            return rows_of(self.conn, self.bureau, at, shut)
        return rows_that_go_on(self.conn, self.bureau, at, self.person.own)

    @cached_property
    def days(self) -> WorkingDays:
        return working_days(self.conn, self.bureau, self.position)

    @cached_property
    def editions(self) -> Editions:
        return load_editions(self.conn, self.bureau, self.position)

    @cached_property
    def reversed(self) -> frozenset[str]:
        """The entries that were annulled."""
        undone = self.of_kind(EntryReversed)
        return frozenset(f"{f.bureau}/{f.year}/{f.subject}#{f.number}" for f in undone)

    @cached_property
    def years(self) -> Mapping[int, YearState]:
        """Every year of which something was decided."""
        found: dict[int, YearState] = {}
        for told in self.facts(get_args(YearFact)):
            fact = told.fact
            assert isinstance(fact, get_args(YearFact))
            before = found.get(fact.year) or YearState(self.bureau, fact.year)
            found[fact.year] = evolve(before, fact)
        return found

    def closed(self, year: int) -> bool:
        return year in self.years and self.years[year].closed is not None


@dataclass(frozen=True)
class Case:
    """A numbered case of a noun, as the addresses name it: `claims`, `nanyue`, 7."""

    noun: str
    bureau: str
    number: int

    def to(self, kind: Kind, act: str, command: str, **said: Any) -> Candidate:
        """The task to do this act in it."""
        ref = f"{self.bureau}/{self.number}"
        given = {"bureau": self.bureau, "number": self.number, **said}
        where = f"/v1/{self.noun}/{ref}/{act}"
        case = self.noun.removesuffix("s"), ref
        return Candidate(kind, ref, where, command, given, case=case)
