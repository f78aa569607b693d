"""Which facts say how a bureau-year came by its indicators?"""

from __future__ import annotations

from pydantic import Field

from domain.drafts.vocabulary import Answer, CarrierRole, Kind, Level, Line, Period
from domain.vocabulary import (
    Day,
    Digest,
    Id,
    Name,
    Narrative,
    Points,
    Share,
    ShortText,
    Subject,
    Text,
    Value,
    Year,
)


class UpperIndicator(Value):
    """One indicator that somebody above sets the bureau, worth `base` there."""

    id: Id
    title: ShortText
    base: Points


class UpperIndicatorsRegistered(Value):
    """What a document from above sets the bureau for the year; of one id the latest dated holds."""

    bureau: Id
    year: Year
    line: Line
    document_no: ShortText
    document_date: Day
    indicators: tuple[UpperIndicator, ...]


class Carrier(Value):
    """A unit's part in an indicator; `base` where it is worth another number in its hundred."""

    unit: Id
    role: CarrierRole
    share: Share | None = None
    base: Points | None = None


class TakenOn(Value):
    """How much of an upper indicator is taken on."""

    upper: Id
    share: Share


class Indicator(Value):
    """An indicator in draft: what is wanted, how it is scored, from where it comes, who answers.

    `document` names one of the bureau's own, where no upper indicator is the source.
    """

    id: Id
    title: ShortText
    standard: Text
    base: Points
    step: Points
    period: Period
    sources: tuple[TakenOn, ...] = ()
    document: ShortText | None = None
    leader: Id
    tags: tuple[Id, ...] = Field(default=(), max_length=20)
    carriers: tuple[Carrier, ...] = Field(min_length=1)


class IndicatorsDrafted(Value):
    """An indicator set in draft; it never changes, and `digest` is of all that it says.

    `persons` are the drafter's principal and whom his own grants say he is.
    """

    bureau: Id
    number: int = Field(ge=1)
    year: Year
    drafter: str
    persons: tuple[str, ...]
    replaces: int | None = None
    indicators: tuple[Indicator, ...]
    digest: Digest


class PersonalIndicatorDrafted(Value):
    """A task of one officer in a draft, traced to an indicator that his unit carries, if one.

    `signed_at` is the level that approves it: nobody signs his own.
    """

    bureau: Id
    number: int = Field(ge=1)
    subject: Subject
    id: Id
    title: Name
    standard: Narrative
    kind: Kind
    unit: Id
    indicator: Id | None = None
    assigned_by: Id | None = None
    signed_at: Level


class DraftReplaced(Value):
    """Another draft took this one's place."""

    bureau: Id
    number: int = Field(ge=1)
    replaced_by: int = Field(ge=1)


class CommentRoundOpened(Value):
    """Whoever heads a unit may comment, up to and including the last day (征求意见)."""

    bureau: Id
    number: int = Field(ge=1)
    round: int = Field(ge=1)
    until: Day


class DraftCommented(Value):
    """A unit's head said something about an indicator, or about all."""

    bureau: Id
    number: int = Field(ge=1)
    comment: int = Field(ge=1)
    round: int = Field(ge=1)
    unit: Id
    commenter: str
    indicator: Id | None = None
    text: Narrative


class CommentAnswered(Value):
    """What became of a comment, and why."""

    bureau: Id
    number: int = Field(ge=1)
    comment: int = Field(ge=1)
    unit: Id
    answer: Answer
    text: Narrative


class DraftSigned(Value):
    """A signature bound to the digest; `over`: the bureau, the leader's own number, or the unit."""

    bureau: Id
    number: int = Field(ge=1)
    level: Level
    over: Id
    signer: str
    persons: tuple[str, ...]
    digest: Digest


class DraftReturned(Value):
    """One who was to sign did not, for a reason; that ends the draft (退回)."""

    bureau: Id
    number: int = Field(ge=1)
    level: Level
    over: Id
    signer: str
    digest: Digest
    reason: Narrative


class IndicatorSetPublished(Value):
    """A draft that all have signed is the bureau-year's set from now on, as its next version."""

    bureau: Id
    year: Year
    version: int = Field(ge=1)
    draft: int = Field(ge=1)
    digest: Digest
    effective_on: Day


DraftFact = (
    IndicatorsDrafted
    | PersonalIndicatorDrafted
    | DraftReplaced
    | CommentRoundOpened
    | DraftCommented
    | CommentAnswered
    | DraftSigned
    | DraftReturned
)
CompilingFact = UpperIndicatorsRegistered | DraftFact | IndicatorSetPublished
