"""Which facts may a bureau-year hold, and which its calendar?"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from domain.vocabulary import (
    Day,
    Digest,
    EditionRef,
    EntryRef,
    Grade,
    Id,
    Narrative,
    ShortText,
    Subject,
    Value,
    Year,
)


class RunTaken(Value):
    """A run by all that it is a function of, with the digest of its canonical JSON."""

    position: int = Field(ge=0)
    as_of: Day
    edition: EditionRef
    digest: Digest


class Change(Value):
    """What a run says of a subject otherwise than an earlier one; absent: nothing was said."""

    subject: Subject
    what: Literal["score", "rank", "band", "grade"]
    before: str | None = None
    after: str | None = None


class YearOpened(Value):
    """A bureau-year was opened; its plans begin as those of `plans_from`."""

    bureau: Id
    year: Year
    plans_from: Year | None = None


class YearFrozen(Value):
    """The year's provisional results were taken; entries go on in the live view alone."""

    bureau: Id
    year: Year
    run: RunTaken


class YearPublished(Value):
    """A run was published for objections, from `opens_on` to `closes_on` inclusive."""

    bureau: Id
    year: Year
    run: RunTaken
    opens_on: Day
    closes_on: Day
    working_days: int = Field(ge=1)


class YearClosed(Value):
    """The year's results were fixed.

    `carried` are the entries that the run excludes: each is reversed with the closing and stands
    in the account of the next year that is not closed.
    `waived` says why the year was closed before the publication's window had ended.
    """

    bureau: Id
    year: Year
    run: RunTaken
    since_frozen: tuple[Change, ...]
    since_published: tuple[Change, ...]
    carried: tuple[EntryRef, ...] = ()
    waived: Narrative | None = None


class YearRestated(Value):
    """A closed year was run again beside the closed run: who authorised it, on what ground."""

    bureau: Id
    year: Year
    number: int = Field(ge=1)
    run: RunTaken
    authorised_by: Id
    ground: ShortText
    reason: Narrative
    since_closed: tuple[Change, ...]


class TieResolved(Value):
    """The committee put officers who are tied on every key in order; the minutes say why."""

    bureau: Id
    year: Year
    number: int = Field(ge=1)
    order: tuple[Id, ...] = Field(min_length=2)
    minutes: ShortText
    decided_on: Day


class GradeDecided(Value):
    """The committee decided an officer's grade; it holds for whoever is ranked."""

    bureau: Id
    year: Year
    officer: Id
    grade: Grade
    minutes: ShortText
    decided_on: Day
    reason: Narrative


class WorkingDaysAnnounced(Value):
    """A calendar year's holidays and make-up days, as the State Council announced them."""

    bureau: Id
    calendar_year: Year
    holidays: tuple[Day, ...]
    workdays: tuple[Day, ...]
    document_no: ShortText


YearFact = (
    YearOpened | YearFrozen | YearPublished | YearClosed | YearRestated | TieResolved | GradeDecided
)
CalendarFact = WorkingDaysAnnounced
