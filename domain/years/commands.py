"""What may somebody ask of a bureau-year?"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from domain.disputes.vocabulary import DisputeRef
from domain.legible import LegibleLine, LegibleNarrative
from domain.rulebook.edition import PUBLISHED_FOR
from domain.vocabulary import Day, DecidedGrade, Id, Value, Year

"""The least that a publication must stand (公示期)."""


class OpenYear(Value):
    """Open a bureau-year (开启年度); its plans begin as the last year's unless it has its own."""

    bureau: Id | None = None
    year: Year
    carry_plans: bool = True


class FreezeYear(Value):
    """Take the year's provisional results (年度冻结)."""

    bureau: Id | None = None
    year: Year


class PublishYear(Value):
    """Publish a run for objections (公示); left out, the frozen one, from today on, for as many
    working days as the rulebook of the year's last day asks at least, and never fewer than five."""

    bureau: Id | None = None
    year: Year
    position: int | None = Field(default=None, strict=True, ge=0, le=2**62)
    opens_on: Day | None = None
    working_days: int | None = Field(default=None, strict=True, ge=PUBLISHED_FOR, le=60)


class CloseYear(Value):
    """Fix the year's results (年度封账), at a position not before the freeze; default: the head."""

    bureau: Id | None = None
    year: Year
    position: int | None = Field(default=None, strict=True, ge=0, le=2**62)
    waived: LegibleNarrative | None = None
    """Why it is closed although the publication's window has not ended."""


class RestateYear(Value):
    """Run a closed year again, beside its closed run (重述)."""

    bureau: Id | None = None
    year: Year
    position: int | None = Field(default=None, strict=True, ge=0, le=2**62)
    authorised_by: Id
    ground: LegibleLine
    reason: LegibleNarrative
    dispute: DisputeRef | None = None
    """The dispute whose decision it carries out."""


class ResolveTie(Value):
    """Record the committee's order of officers who are tied on every key (并列裁定)."""

    bureau: Id | None = None
    year: Year
    order: tuple[Id, ...] = Field(min_length=2, max_length=1000)
    minutes: LegibleLine
    decided_on: Day


class DecideGrade(Value):
    """Record the committee's decision on an officer's grade (等次裁定)."""

    bureau: Id | None = None
    year: Year
    officer: Id
    grade: DecidedGrade
    minutes: LegibleLine
    decided_on: Day
    reason: LegibleNarrative


class SettleDeferral(Value):
    """End the case for which an officer's grade of a closed year was withheld (补定等次).

    `cleared`: he had nothing to answer for, and the year is restated as if there had been no case.
    `sanctioned`: `sanction` is the rule that weighs on him in its place, from the day on which the
    case began up to, not including, `until`.
    """

    bureau: Id | None = None
    year: Year
    officer: Id
    outcome: Literal["cleared", "sanctioned"]
    sanction: Id | None = None
    until: Day | None = None
    decided_on: Day
    document_no: LegibleLine
    reason: LegibleNarrative


class AnnounceWorkingDays(Value):
    """Record a calendar year's holidays and make-up days (放假调休安排)."""

    bureau: Id | None = None
    calendar_year: Year
    holidays: tuple[Day, ...] = Field(max_length=100)
    workdays: tuple[Day, ...] = Field(default=(), max_length=100)
    document_no: LegibleLine


YearCommand = (
    OpenYear
    | FreezeYear
    | PublishYear
    | CloseYear
    | RestateYear
    | ResolveTie
    | DecideGrade
    | SettleDeferral
    | AnnounceWorkingDays
)
