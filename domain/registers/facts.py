"""Which dated facts do the registers hold?"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from domain.accounts.facts import Source
from domain.vocabulary import (
    Day,
    Digest,
    Id,
    MarkScore,
    Name,
    Narrative,
    Points,
    Share,
    ShortText,
    Subject,
    Value,
    Year,
)


class UnitEstablished(Value):
    """A unit began; `effective_on` None: it was there from the beginning."""

    bureau: Id
    unit: Id
    name: Name
    kind: Id
    parent: Id | None = None
    effective_on: Day | None = None
    source: Source | None = None


class UnitReorganised(Value):
    """A unit was renamed, moved in the tree or given another kind, from `effective_on`."""

    bureau: Id
    unit: Id
    name: Name
    kind: Id
    parent: Id | None = None
    effective_on: Day
    source: Source | None = None


class UnitClosed(Value):
    """A unit ended on `effective_on`; merged: `into` names the unit that goes on."""

    bureau: Id
    unit: Id
    into: Id | None = None
    effective_on: Day


class OfficerRegistered(Value):
    """An officer is known to the installation."""

    bureau: Id
    officer: Id
    name: Name
    rank: ShortText | None = None
    source: Source | None = None


class OfficerParticularsAmended(Value):
    """An officer's name or rank reads so from now on."""

    bureau: Id
    officer: Id
    name: Name
    rank: ShortText | None = None
    source: Source | None = None


class PostingRecorded(Value):
    """An officer is in `unit` from `start` up to, not including, `until`.

    The posting is known by (officer, unit, start); recorded again, the later version holds.
    """

    bureau: Id
    officer: Id
    unit: Id
    post_level: Id
    start: Day
    until: Day | None = None
    source: Source | None = None


class PlanIndicator(Value):
    """One line of a unit's plan; `share` is its part of a loss, where every carrier has one."""

    indicator: Id
    title: ShortText | None = None
    base: Points
    step: Points
    role: Literal["owner", "support"]
    share: Share | None = None


class PlanAdopted(Value):
    """A unit's indicators for the year; a later adoption takes the place of an earlier one."""

    bureau: Id
    year: Year
    unit: Id
    indicators: tuple[PlanIndicator, ...]
    source: Source | None = None


class MarkGiven(Value):
    """A review mark, 0-100, for a period; `number` counts the subject's marks of the year."""

    bureau: Id
    year: Year
    subject: Subject
    number: int = Field(ge=1)
    series: Id
    period: Id
    score: MarkScore
    effective_on: Day
    source: Source | None = None


class MarkDocumented(Value):
    """On which document the mark of that number rests: an evaluation that others made."""

    bureau: Id
    year: Year
    subject: Subject
    number: int = Field(ge=1)
    document_no: ShortText


class MarkWithdrawn(Value):
    """A mark was void from the start; an earlier mark of its period counts again."""

    bureau: Id
    year: Year
    subject: Subject
    number: int
    reason: Narrative


class RestrictionImposed(Value):
    """A restriction (veto, sanction) by a rule of the rulebook; `number` counts the subject's."""

    bureau: Id
    subject: Subject
    number: int = Field(ge=1)
    rule: Id
    effective_on: Day
    until: Day | None = None
    reason: Narrative | None = None
    source: Source | None = None


class RestrictionLifted(Value):
    """A restriction ends on `effective_on`."""

    bureau: Id
    subject: Subject
    number: int
    effective_on: Day
    reason: Narrative | None = None
    source: Source | None = None


class RestrictionRescinded(Value):
    """A restriction is void at every date."""

    bureau: Id
    subject: Subject
    number: int
    effective_on: Day
    reason: Narrative | None = None
    source: Source | None = None


class DeferralSettled(Value):
    """The case for which a grade was withheld ended; `ended` and `imposed` number restrictions.

    `cleared`: what deferred him is void. `sanctioned`: it is, and `imposed` stands in its place.
    """

    bureau: Id
    subject: Subject
    year: Year
    outcome: Literal["cleared", "sanctioned"]
    effective_on: Day
    document_no: ShortText
    ended: tuple[int, ...]
    imposed: int | None = None


class RulebookPublished(Value):
    """An immutable edition; `document` is RFC 8785 canonical JSON, `digest` its SHA-256."""

    bureau: Id
    rulebook: Id
    version: int
    effective_from: Day
    document: str
    digest: Digest
    file_digest: Digest


class RulebookWithdrawn(Value):
    """An edition was withdrawn before it started."""

    bureau: Id
    rulebook: Id
    version: int
    reason: Narrative


UnitFact = UnitEstablished | UnitReorganised | UnitClosed
OfficerFact = OfficerRegistered | OfficerParticularsAmended | PostingRecorded
MarkFact = MarkGiven | MarkDocumented | MarkWithdrawn
RestrictionFact = RestrictionImposed | RestrictionLifted | RestrictionRescinded | DeferralSettled
RulebookFact = RulebookPublished | RulebookWithdrawn
RegisterFact = UnitFact | OfficerFact | PlanAdopted | MarkFact | RestrictionFact | RulebookFact
