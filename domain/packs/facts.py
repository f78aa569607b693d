"""Which facts may a feedback pack hold?"""

from __future__ import annotations

from pydantic import Field

from domain.quarters.vocabulary import QuarterNumber
from domain.vocabulary import Day, Digest, EditionRef, Id, MarkScore, Value, Year


class PackIssued(Value):
    """A leader was given a unit's quarter: as of its last day, as known up to a position.

    `digest` is that of the pack's canonical JSON, which the position and the date bring back;
    `unit_score` is what evaluations are held against.
    """

    bureau: Id
    number: int = Field(ge=1)
    year: Year
    quarter: QuarterNumber
    unit: Id
    leader: Id
    as_of: Day
    known: int = Field(ge=0)
    edition: EditionRef
    digest: Digest
    unit_score: MarkScore | None = None


class PackAcknowledged(Value):
    """The leader said that he has read it."""

    bureau: Id
    number: int = Field(ge=1)
    leader: Id
    effective_on: Day


PackFact = PackIssued | PackAcknowledged
