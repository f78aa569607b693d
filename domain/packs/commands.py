"""What may somebody ask of a feedback pack?"""

from __future__ import annotations

from pydantic import Field

from domain.quarters.vocabulary import QuarterNumber
from domain.vocabulary import Id, Value, Year


class IssuePack(Value):
    """Give a leader the pack of a department's quarter (季度反馈): scores, losses, officers."""

    bureau: Id
    year: Year
    quarter: QuarterNumber
    unit: Id
    leader: Id


class AcknowledgePack(Value):
    """Say that one has read the pack (评鉴领导签收); the leader himself does."""

    bureau: Id
    number: int = Field(strict=True, ge=1)


PackCommand = IssuePack | AcknowledgePack
