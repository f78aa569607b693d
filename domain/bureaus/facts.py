"""Which facts tell of more bureaus than one?"""

from __future__ import annotations

from pydantic import Field

from domain.vocabulary import Day, Id, ShortText, Value


class BureauPlaced(Value):
    """From `effective_on` the bureau stands below another; `above` None: below none."""

    bureau: Id
    above: Id | None = None
    effective_on: Day
    document_no: ShortText | None = None


class OfficerReleased(Value):
    """The bureau lets an officer go to another: `effective_on` is his first day there.

    His posting goes on until the other bureau receives him.
    """

    bureau: Id
    officer: Id
    to: Id
    effective_on: Day
    document_no: ShortText | None = None


class ReleaseWithdrawn(Value):
    """The officer stays after all."""

    bureau: Id
    officer: Id
    to: Id


class OfficerReceived(Value):
    """The bureau took up an officer whom another had released.

    `taken` are the marks of that bureau, `nanyue/2024/officer:0012/marks#3`, each of which was
    given here anew, in this order, as the marks `numbers` of the year.
    """

    bureau: Id
    officer: Id
    released_by: Id
    unit: Id
    effective_on: Day
    taken: tuple[ShortText, ...] = ()
    numbers: tuple[int, ...] = Field(default=())


TransferFact = OfficerReleased | ReleaseWithdrawn | OfficerReceived
BureauFact = BureauPlaced | TransferFact
