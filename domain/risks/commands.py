"""What may somebody ask about the risks of the indicators?"""

from __future__ import annotations

from domain.legible import LegibleNarrative
from domain.risks.vocabulary import Finding, Rating
from domain.vocabulary import Day, Id, Value, Year


class AssessRisk(Value):
    """Rate the risk of a loss on an indicator (风险分级): how hard it is, how points are counted,
    how far it is in one's own hands (5: not at all), and how things stand."""

    bureau: Id | None = None
    year: Year
    indicator: Id
    difficulty: Rating
    scoring_method: Rating
    controllability: Rating
    current_state: Rating
    assessed_on: Day
    note: LegibleNarrative | None = None


class CheckRisk(Value):
    """Record that an indicator was looked at (风险排查), and what was found."""

    bureau: Id | None = None
    year: Year
    indicator: Id
    checked_on: Day
    finding: Finding
    note: LegibleNarrative | None = None


RiskCommand = AssessRisk | CheckRisk
