"""What may somebody ask of a quarter?"""

from __future__ import annotations

from pydantic import Field

from domain.legible import LegibleLine, LegibleNarrative
from domain.quarters.vocabulary import Cause, QuarterNumber
from domain.vocabulary import Day, EntryRef, Id, Value, Year


class _OfQuarter(Value):
    bureau: Id
    year: Year
    quarter: QuarterNumber


class OpenQuarter(_OfQuarter):
    """Open a quarter (季初提醒): each owner is reminded of his indicators and what is due."""


class FreezeQuarter(_OfQuarter):
    """Take the quarter's losses and scores as they are known now (季度封账), once."""


class ExplainLoss(_OfQuarter):
    """Say why points were lost (失分原因); the head of the unit that lost them does."""

    entry: EntryRef
    cause: Cause
    explanation: LegibleNarrative


class BriefingDecision(Value):
    """What was decided about a loss, or about an indicator: one of the two is named."""

    entry: EntryRef | None = None
    indicator: Id | None = None
    decision: LegibleNarrative


class HoldBriefing(_OfQuarter):
    """Record the briefing on the quarter (讲评会): its minutes, who was there, what was decided."""

    held_on: Day
    document_no: LegibleLine
    attendees: tuple[Id, ...] = Field(min_length=1, max_length=500)
    decisions: tuple[BriefingDecision, ...] = Field(default=(), max_length=200)


QuarterCommand = OpenQuarter | FreezeQuarter | ExplainLoss | HoldBriefing
