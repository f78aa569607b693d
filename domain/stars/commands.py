"""What may somebody ask of starred posts?"""

from __future__ import annotations

from pydantic import Field, model_validator

from domain.vocabulary import Day, Id, Value


class StarPost(Value):
    """Star a post for its risk (风险岗位标星): those of a level in the unit, or an officer's.

    From that day on every entry of its holder needs a second person, whatever its points.
    """

    bureau: Id
    unit: Id
    post_level: Id | None = None
    officer: Id | None = None
    effective_on: Day

    @model_validator(mode="after")
    def _of_one_kind(self) -> StarPost:
        if (self.post_level is None) == (self.officer is None):
            raise ValueError("name either the post level or the officer")
        return self


class UnstarPost(Value):
    """Take a star away from a day on; it needs a second person."""

    bureau: Id
    number: int = Field(strict=True, ge=1)
    effective_on: Day


StarCommand = StarPost | UnstarPost
