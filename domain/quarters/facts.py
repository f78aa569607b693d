"""Which facts may a quarter hold?"""

from __future__ import annotations

from pydantic import Field

from domain.quarters.vocabulary import Cause, QuarterNumber
from domain.vocabulary import Day, Digest, EntryRef, Id, Narrative, ShortText, Subject, Value, Year
from domain.years.facts import RunTaken


class QuarterOpened(Value):
    """A quarter was opened on a day: what is due in it was called to mind."""

    bureau: Id
    year: Year
    quarter: QuarterNumber
    effective_on: Day


class QuarterFrozen(Value):
    """The quarter's losses and the scores on its last day, as they were known.

    `closes_on` is the working day on which the rules close it; `losses_digest` is that of what
    each loss says (`losses_digest` of the quarter's vocabulary).
    """

    bureau: Id
    year: Year
    quarter: QuarterNumber
    closes_on: Day
    run: RunTaken
    losses: tuple[EntryRef, ...] = ()
    losses_digest: Digest


class LossExplained(Value):
    """The head of the unit that lost the points said why; said again, the last one holds."""

    bureau: Id
    year: Year
    quarter: QuarterNumber
    subject: Subject
    entry: EntryRef
    cause: Cause
    explanation: Narrative


class BriefingHeld(Value):
    """The briefing on the quarter was held; each of its decisions is a fact of its own."""

    bureau: Id
    year: Year
    quarter: QuarterNumber
    held_on: Day
    document_no: ShortText
    officers: tuple[Id, ...] = Field(min_length=1)


class BriefingDecided(Value):
    """What the briefing decided about an indicator, or a loss on it; `subject` owns it."""

    bureau: Id
    year: Year
    quarter: QuarterNumber
    number: int = Field(ge=1)
    subject: Subject
    indicator: Id
    entry: EntryRef | None = None
    decision: Narrative


QuarterFact = QuarterOpened | QuarterFrozen | LossExplained | BriefingHeld | BriefingDecided
