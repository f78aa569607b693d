"""Which facts may a period's leader evaluations hold?"""

from __future__ import annotations

from pydantic import Field

from domain.evaluations.vocabulary import Period, SealedScore
from domain.vocabulary import Day, Id, MarkScore, Narrative, Subject, Value, Year


class _OfPeriod(Value):
    bureau: Id
    year: Year
    period: Period


class EvaluationSealed(_OfPeriod):
    """A leader evaluated an officer; the later of two holds.

    It names no subject, so that the bureau's key seals the score: no officer's own key, which may
    be given out with his papers, opens it.
    """

    leader: Id
    evaluated: Id
    pack: int = Field(ge=1)
    score: SealedScore


class EvaluationJustified(_OfPeriod):
    """Why the leader's score is what it is, sealed under the key of whom it is about."""

    leader: Id
    subject: Subject
    justification: Narrative


class EvaluationsOpened(_OfPeriod):
    """What was sealed was opened, and is published from `opens_on` to `closes_on` inclusive."""

    opens_on: Day
    closes_on: Day
    working_days: int = Field(ge=1)


class EvaluationWaived(_OfPeriod):
    """A leader to whom a pack was issued had not read it when the period was opened; why nobody
    waited for him. It names no subject: the bureau's key seals it."""

    leader: Id
    reason: Narrative


class EvaluationDisclosed(_OfPeriod):
    """A leader's score of an officer, as it was sealed; it went into his mark of that number."""

    subject: Subject
    leader: Id
    score: MarkScore
    mark: int = Field(ge=1)


class EvaluationsConfirmed(_OfPeriod):
    """The publication was over, and the evaluations were confirmed."""

    effective_on: Day


EvaluationFact = (
    EvaluationSealed
    | EvaluationJustified
    | EvaluationsOpened
    | EvaluationWaived
    | EvaluationDisclosed
    | EvaluationsConfirmed
)
