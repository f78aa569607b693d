"""What may somebody ask of the registers?"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, field_validator

from domain.legible import LegibleLine, LegibleName, LegibleNarrative, legible_line
from domain.registers.facts import PlanIndicator
from domain.vocabulary import (
    Day,
    Id,
    MarkScore,
    Subject,
    Value,
    Year,
)


class RegisterUnit(Value):
    """Register a unit, or say how it reads from `effective_on` (renamed, moved, another kind)."""

    bureau: Id
    unit: Id
    name: LegibleName
    kind: Id
    parent: Id | None = None
    effective_on: Day | None = None


class CloseUnit(Value):
    """Close a unit; with `into` it is merged into another."""

    bureau: Id | None = None
    unit: Id
    into: Id | None = None
    effective_on: Day


class RegisterOfficer(Value):
    """Register an officer, or amend the name or rank."""

    bureau: Id
    officer: Id
    name: LegibleName
    rank: LegibleLine | None = None


class RecordPosting(Value):
    """Record a posting, or its end: the posting is known by (officer, unit, from)."""

    bureau: Id | None = None
    officer: Id
    unit: Id
    post_level: Id
    start: Day = Field(alias="from")
    until: Day | None = None


def _titled_legibly(line: PlanIndicator) -> PlanIndicator:
    legible_line(line.title)
    return line


class UnitPlan(Value):
    """One unit's indicators; the base points sum to 100."""

    unit: Id
    indicators: tuple[Annotated[PlanIndicator, AfterValidator(_titled_legibly)], ...] = Field(
        min_length=1
    )


class AdoptPlans(Value):
    """Adopt the plans of one or more units at once; afterwards each indicator has one owner."""

    bureau: Id | None = None
    year: Year
    plans: tuple[UnitPlan, ...] = Field(min_length=1)

    @field_validator("plans")
    @classmethod
    def _of_different_units(cls, plans: tuple[UnitPlan, ...]) -> tuple[UnitPlan, ...]:
        if len({plan.unit for plan in plans}) < len(plans):
            raise ValueError("give each unit one plan")
        return plans


class GiveMark(Value):
    """Give a review mark, 0-100, for a period of the year."""

    bureau: Id | None = None
    year: Year
    subject: Subject
    series: Id
    period: Id
    score: MarkScore
    effective_on: Day
    document_no: LegibleLine | None = None


class WithdrawMark(Value):
    """Withdraw a mark given in error, `nanyue/2024/officer:0012/marks#3`."""

    bureau: Id | None = None
    year: Year
    subject: Subject
    number: int = Field(strict=True, ge=1)
    reason: LegibleNarrative


class ImposeRestriction(Value):
    """Impose a restriction by a rule of the edition in force on `effective_on`."""

    bureau: Id | None = None
    subject: Subject
    rule: Id
    effective_on: Day
    until: Day | None = None
    reason: LegibleNarrative | None = None


class EndRestriction(Value):
    """End a restriction: `lifted` from a date on, or `rescinded` from the start."""

    bureau: Id | None = None
    subject: Subject
    number: int = Field(strict=True, ge=1)
    how: Literal["lifted", "rescinded"]
    effective_on: Day
    reason: LegibleNarrative | None = None


class PublishRulebook(Value):
    """Publish an edition: the YAML document as text."""

    bureau: Id
    document: str = Field(max_length=262_144)


class WithdrawRulebook(Value):
    """Withdraw an edition before it starts."""

    bureau: Id | None = None
    version: int = Field(strict=True, ge=1)
    reason: LegibleNarrative


RegisterCommand = (
    RegisterUnit
    | CloseUnit
    | RegisterOfficer
    | RecordPosting
    | AdoptPlans
    | GiveMark
    | WithdrawMark
    | ImposeRestriction
    | EndRestriction
    | PublishRulebook
    | WithdrawRulebook
)
