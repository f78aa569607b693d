"""Which facts may a bureau's starred posts hold?"""

from __future__ import annotations

from pydantic import Field

from domain.vocabulary import Day, Id, Value


class PostStarred(Value):
    """A post in a unit was starred from a day on: those of a level, or one officer's."""

    bureau: Id
    number: int = Field(ge=1)
    unit: Id
    post_level: Id | None = None
    officer: Id | None = None
    effective_on: Day


class PostUnstarred(Value):
    """The star ends on that day, not included in it."""

    bureau: Id
    number: int = Field(ge=1)
    effective_on: Day


StarFact = PostStarred | PostUnstarred
