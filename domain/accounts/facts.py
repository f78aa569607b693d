"""Which facts may an account hold?

Every fact is complete in itself and frozen. Fields of the same name mean the same in all of them:
`bureau`, `year`, `subject` name the account, `number` the entry within it.
"""

from __future__ import annotations

from pydantic import Field

from domain.vocabulary import (
    Day,
    Digest,
    EditionRef,
    EntryRef,
    Id,
    Kind,
    Narrative,
    Points,
    Share,
    ShortText,
    Subject,
    Value,
    Year,
)


class Source(Value):
    """The workbook row that a fact came from; `ref` is the source's own id."""

    batch: int
    sheet: str
    row: int
    ref: str | None = None


class _Granted(Value):
    """What every granted entry says; `claimed` is signed, under the edition it cites."""

    bureau: Id
    year: Year
    subject: Subject
    number: int = Field(ge=1)
    edition: EditionRef
    claimed: Points
    effective_on: Day
    document_no: ShortText | None = None
    reason: Narrative | None = None
    evidence: tuple[Digest, ...] = ()
    recorded_by: Id | None = None
    approved_by: Id | None = None
    carried_from: Year | None = None
    corrects: EntryRef | None = None
    source: Source | None = None


class _ItemGranted(_Granted):
    item: Id
    level: Id | None = None
    quantity: int | None = Field(default=None, ge=1)
    points: Points | None = None
    share: Share | None = None
    merit: ShortText | None = None


class BonusAwarded(_ItemGranted):
    """A bonus (加分) was awarded."""


class DeductionImposed(_ItemGranted):
    """A deduction (减分) was imposed."""


class CommendationConferred(_ItemGranted):
    """A commendation (表彰) was conferred."""


class ReprimandIssued(_ItemGranted):
    """A reprimand (通报批评) was issued."""


class LossImposed(_Granted):
    """A loss (失分) on an indicator, in the account of the unit that owns the indicator.

    `points` is the whole loss; scoring splits it over the units that carry the indicator.
    """

    indicator: Id
    points: Points


class LateEntryRecorded(Value):
    """An entry was recorded after the last day on which its award could be claimed, and why."""

    bureau: Id
    year: Year
    subject: Subject
    number: int = Field(ge=1)
    last_day: Day | None = None
    reason: Narrative


class EntryReversed(Value):
    """An entry was annulled from the start; `claimed` are the signed points being undone."""

    bureau: Id
    year: Year
    subject: Subject
    number: int = Field(ge=1)
    kind: Kind
    claimed: Points
    effective_on: Day
    reason: Narrative
    ground: ShortText
    corrected_by: EntryRef | None = None
    source: Source | None = None


ItemGranted = BonusAwarded | DeductionImposed | CommendationConferred | ReprimandIssued
Granted = ItemGranted | LossImposed
AccountFact = Granted | LateEntryRecorded | EntryReversed
