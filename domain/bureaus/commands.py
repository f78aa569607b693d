"""What may somebody ask of more bureaus than one?"""

from __future__ import annotations

from pydantic import Field

from domain.legible import LegibleLine
from domain.vocabulary import Day, Id, Value


class PlaceBureau(Value):
    """Place a bureau below another from a day on; `above` null: below none."""

    bureau: Id
    above: Id | None
    effective_on: Day = Field(alias="from")
    document_no: LegibleLine | None = None


class ReleaseOfficer(Value):
    """Let an officer go to another bureau, which he joins on the day `on` once it receives him."""

    bureau: Id
    officer: Id
    to: Id
    effective_on: Day = Field(alias="on")
    document_no: LegibleLine | None = None


class WithdrawRelease(Value):
    """Keep an officer who was released and not received yet."""

    bureau: Id
    officer: Id


class ReceiveOfficer(Value):
    """Take up an officer whom another bureau released, from the day that it named.

    His posting there ends and the one here begins, both at once. With `take_marks` his marks of
    that year are given here too, so that its mean is whole.
    """

    bureau: Id
    officer: Id
    unit: Id
    post_level: Id
    take_marks: bool = Field(default=False, strict=True)


BureauCommand = PlaceBureau | ReleaseOfficer | WithdrawRelease | ReceiveOfficer
