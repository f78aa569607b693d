"""Which facts say how likely a loss on an indicator is?"""

from __future__ import annotations

from pydantic import Field

from domain.risks.vocabulary import Finding, Rating, RiskLevel
from domain.vocabulary import Day, EditionRef, Id, Narrative, Value, Year


class RiskAssessed(Value):
    """The four ratings of an indicator, graded by the matrix of the edition in force that day.

    `unit` owned the indicator; `check_every` are working days from check to check.
    """

    bureau: Id
    year: Year
    indicator: Id
    unit: Id
    difficulty: Rating
    scoring_method: Rating
    controllability: Rating
    current_state: Rating
    total: int = Field(ge=4, le=20)
    grade: RiskLevel
    check_every: int = Field(ge=1)
    edition: EditionRef
    assessed_on: Day
    note: Narrative | None = None


class RiskChecked(Value):
    """An indicator whose risk was assessed was looked at on a day."""

    bureau: Id
    year: Year
    indicator: Id
    unit: Id
    checked_on: Day
    finding: Finding
    note: Narrative | None = None


RiskFact = RiskAssessed | RiskChecked
