"""What has the demo bureau lived through up to the day on which it is loaded?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Final

from api.admission.tokens import KIND
from domain.access.commands import GrantRole
from domain.journal.envelope import By
from domain.ledger import Ledger
from scripts.demo.people import PEOPLE
from scripts.demo.story import awards, indicators, leading, quarters, results
from scripts.demo.story.telling import BUREAU, Scene, StoryClock, Telling

BEGINS: Final = 100
"""How many weekdays before today the story begins."""
EARLIEST: Final = date(2026, 1, 1)
"""Before that the workbooks' last year would be the year before, and is nobody's to change."""


def tell_story(open_ledger: Callable[[StoryClock], Ledger], today: date, owner: By) -> None:
    """Everything that happened, day by day, through the same door as everything else.

    The story's clock says on which day each act is decided; the journal's own clock, which
    nobody sets, says when it was recorded.
    """
    if today < EARLIEST:
        return
    clock = StoryClock(today)
    with open_ledger(clock) as ledger:
        told = Telling(ledger, clock, today)
        clock.day = told.day(BEGINS)
        _grant(told, owner)
        for back, scene in _scenes():
            clock.day = told.day(back)
            scene(told)


def _grant(told: Telling, owner: By) -> None:
    for person in PEOPLE:
        for role, scope in person.grants:
            until = None if person.until is None else told.day(person.until)
            said = {"grantee": KIND + person.name, "role": role, "scope": scope, "until": until}
            told.by(owner, GrantRole.model_validate({"bureau": BUREAU, **said}))


def _scenes() -> Iterator[Scene]:
    """In the order of their days; of one day, in the order of the chapters."""
    chapters = (indicators, quarters, leading, results, awards)
    scenes = [scene for chapter in chapters for scene in chapter.SCENES]
    yield from sorted(scenes, key=lambda scene: -scene[0])
