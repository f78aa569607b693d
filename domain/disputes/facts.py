"""Which facts tell of a dispute?"""

from __future__ import annotations

from pydantic import Field

from domain.disputes.vocabulary import DeclineGround, Disputed, Outcome, StageName
from domain.vocabulary import (
    Day,
    Digest,
    EditionRef,
    Grade,
    Id,
    Narrative,
    ShortText,
    Subject,
    Value,
    Year,
)
from domain.years.facts import RunTaken


class Terms(Value):
    """The disputed result as it stood when the dispute came in; a unit has a score alone."""

    run: RunTaken
    score: str | None = None
    rank: int | None = None
    band: int | None = None
    grade: Grade | None = None


class _OfDispute(Value):
    """`subject` is whose dispute it is."""

    bureau: Id
    number: int = Field(ge=1)
    subject: Subject


class DisputeFiled(_OfDispute):
    """Somebody contested a result of his own, or of the unit that he heads.

    `known_on` is the day of knowledge by the ledger; `asserted_on` a later one that he states, from
    which the window is then counted. `last_day` was the last to come in, `decide_by` the last to
    decide, both by the stage as `edition` has it.
    """

    year: Year
    stage: StageName
    about: Disputed
    against: int | None = Field(default=None, ge=1)
    filed_by: str
    filed_on: Day
    known_on: Day
    asserted_on: Day | None = None
    known_reason: Narrative | None = None
    known_evidence: tuple[Digest, ...] = ()
    last_day: Day
    statement: Narrative
    relief: Narrative
    evidence: tuple[Digest, ...] = ()
    edition: EditionRef
    decide_by: Day
    terms: Terms


class DisputeAccepted(_OfDispute):
    """It was taken up for decision."""


class DisputeDeclined(_OfDispute):
    """It was not taken up."""

    ground: DeclineGround
    reason: Narrative


class DisputeHearingHeld(_OfDispute):
    """Somebody was heard; here `subject` is who was, for the words are his."""

    held_on: Day
    record: Narrative
    document_no: ShortText | None = None
    evidence: tuple[Digest, ...] = ()


class DisputeExtended(_OfDispute):
    """The day of decision was put off."""

    decide_by: Day
    reason: Narrative


class DisputeWithdrawn(_OfDispute):
    """Whoever raised it wants no decision any more."""


class DisputeDecided(_OfDispute):
    """It was decided; `remedied` names what the facts recorded with it put right."""

    outcome: Outcome
    ground: ShortText
    document_no: ShortText
    reason: Narrative
    decided_by: str
    decided_on: Day
    remedied: tuple[str, ...] = ()


DisputeEnd = DisputeDeclined | DisputeWithdrawn | DisputeDecided
DisputeFact = DisputeFiled | DisputeAccepted | DisputeHearingHeld | DisputeExtended | DisputeEnd
