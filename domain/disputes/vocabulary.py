"""What may be disputed, at which stage, within which window, and how may a dispute end?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints

from domain import refusals as no
from domain.rulebook import Edition
from domain.rulebook.edition import Stage
from domain.rulebook.procedure import EARLIER
from domain.titles import STAGES, listed, titled
from domain.vocabulary import EntryRef, Value

StageName = Literal["objection", "review", "appeal", "statutory_review", "statutory_appeal"]
Outcome = Literal["upheld_original", "varied", "annulled"]
DeclineGround = Literal["no_standing", "out_of_time", "nothing_to_decide"]
RunName = Annotated[
    str, StringConstraints(pattern=r"^(published|closed|restated-[1-9][0-9]{0,5})$")
]
"""A recorded run of the year, by the last part of its name."""
DisputeRef = Annotated[
    str, StringConstraints(pattern=r"^[0-9A-Za-z][0-9A-Za-z._-]{0,63}/[1-9][0-9]{0,8}$")
]
"""A dispute as people call it: `nanyue/3`."""
Number = Annotated[int, Field(strict=True, ge=1, le=2**31 - 1)]

LastOf = Callable[[date, int], date]
"""The last day of so many working days, the first one counted."""
_DAY: Final = timedelta(days=1)

STATUTORY: Final = ("statutory_review", "statutory_appeal")
"""The law knows them against one grade alone (公务员法 95)."""
BEFORE: Final = {"review": "objection", **EARLIER}
"""Against the decision of which stage a stage may be turned."""


class Disputed(Value):
    """What is disputed: entries of one's own account, one's own score, rank, band or grade in a
    recorded run, one's own marks of the year and restrictions, by their numbers.

    `cites` are entries of others that bear on it: they are pointed at, and not one's to dispute.
    """

    entries: tuple[EntryRef, ...] = Field(default=(), max_length=50)
    run: RunName | None = None
    marks: tuple[Number, ...] = Field(default=(), max_length=50)
    restrictions: tuple[Number, ...] = Field(default=(), max_length=50)
    cites: tuple[EntryRef, ...] = Field(default=(), max_length=50)


def stage_of(edition: Edition, stage: str) -> Stage:
    found = next((s for s in edition.windows.disputes if s.stage == stage), None)
    if found is None:
        named = listed(titled(STAGES, s.stage).typed() for s in edition.windows.disputes)
        wanted = titled(STAGES, stage)
        raise no.StageNotInEdition(stage=wanted, edition=edition.ref, stages=named)
    return found


def window_ends(stage: Stage, after: date, days: int, last_of: LastOf) -> date:
    """The last day of a window that begins on the day after."""
    if stage.days == "calendar":
        return after + timedelta(days=days)
    return last_of(after + _DAY, days)
