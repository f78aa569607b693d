"""What may somebody ask of a period's leader evaluations?"""

from __future__ import annotations

from pydantic import Field

from domain.evaluations.vocabulary import Period
from domain.legible import LegibleNarrative
from domain.vocabulary import Id, MarkScore, Value, Year


class _OfPeriod(Value):
    bureau: Id
    year: Year
    period: Period


class SealEvaluation(_OfPeriod):
    """Evaluate an officer, 0-100 (领导评鉴); `pack` is the number of the pack that was read before.

    Nobody reads the score until the period is opened; given again before, the last one holds.
    """

    leader: Id
    officer: Id
    pack: int = Field(strict=True, ge=1)
    score: MarkScore
    justification: LegibleNarrative | None = None


class OpenEvaluations(_OfPeriod):
    """Open what was sealed: each officer gets the mean as his mark, published for objections.

    `waived` says why nobody waits for the leaders who have not read their packs.
    """

    waived: LegibleNarrative | None = None


class ConfirmEvaluations(_OfPeriod):
    """Confirm the evaluations after their publication."""


EvaluationCommand = SealEvaluation | OpenEvaluations | ConfirmEvaluations
