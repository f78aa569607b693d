"""What may somebody ask of the compilation of indicators?"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from domain.drafts.facts import Indicator, UpperIndicator
from domain.drafts.vocabulary import Answer, Kind, Level, Line
from domain.legible import (
    LegibleLine,
    LegibleName,
    LegibleNarrative,
    legible_line,
    legible_narrative,
)
from domain.vocabulary import Day, Digest, Id, Value, Year


def _legible_upper(one: UpperIndicator) -> UpperIndicator:
    legible_line(one.title)
    return one


def _legible(one: Indicator) -> Indicator:
    legible_line(one.title)
    legible_line(one.document)
    legible_narrative(one.standard)
    return one


class RegisterUpperIndicators(Value):
    """Register what a document from above sets the bureau (省、市局或区委区政府下达的指标)."""

    bureau: Id | None = None
    year: Year
    line: Line
    document_no: LegibleLine
    document_date: Day
    indicators: tuple[Annotated[UpperIndicator, AfterValidator(_legible_upper)], ...] = Field(
        min_length=1
    )


class PersonalIndicator(Value):
    """A task of one officer (个人绩效指标): of his post, a special one, or given by a leader.

    `signed_at: leader` has the leaders sign it where nobody else could for the unit.
    """

    officer: Id
    id: Id
    title: LegibleName
    standard: LegibleNarrative
    kind: Kind
    indicator: Id | None = None
    assigned_by: Id | None = None
    signed_at: Literal["leader"] | None = None


class DraftIndicators(Value):
    """Draft a bureau-year's indicators (指标编制); a draft never changes, another replaces it."""

    bureau: Id | None = None
    year: Year
    replaces: int | None = Field(default=None, strict=True, ge=1, lt=2**31)
    indicators: tuple[Annotated[Indicator, AfterValidator(_legible)], ...] = Field(min_length=1)
    personal: tuple[PersonalIndicator, ...] = ()


class _OfDraft(Value):
    bureau: Id
    number: int = Field(strict=True, ge=1, lt=2**31)


class OpenCommentRound(_OfDraft):
    """Ask the units for their opinion on a draft, up to and including a day (征求意见)."""

    until: Day


class CommentOnDraft(_OfDraft):
    """Say as the head of a unit what is to be said of an indicator, or of all (反馈意见)."""

    unit: Id
    indicator: Id | None = None
    text: LegibleNarrative


class AnswerComment(_OfDraft):
    """Answer a comment: accepted or declined, and why (意见采纳情况)."""

    comment: int = Field(strict=True, ge=1, lt=2**31)
    answer: Answer
    text: LegibleNarrative


class SignDraft(_OfDraft):
    """Sign a draft at one's level (三级审核); a unit's head names the unit."""

    digest: Digest
    level: Level
    unit: Id | None = None


class ReturnDraft(_OfDraft):
    """Return a draft instead of signing it, for a reason (退回)."""

    digest: Digest
    level: Level
    unit: Id | None = None
    reason: LegibleNarrative


class PublishIndicators(_OfDraft):
    """Publish a draft that all have signed, as the bureau-year's plans (审定发布)."""

    digest: Digest
    effective_on: Day


DraftCommand = (
    RegisterUpperIndicators
    | DraftIndicators
    | OpenCommentRound
    | CommentOnDraft
    | AnswerComment
    | SignDraft
    | ReturnDraft
    | PublishIndicators
)
