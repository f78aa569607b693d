"""How might what was recorded since a run reach too few?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Set
from copy import copy
from dataclasses import replace
from typing import Final

import pytest

from domain import reaching
from domain.record import Record
from domain.rulebook import Edition
from domain.run import Run

Plant = Callable[[pytest.MonkeyPatch], None]
Change = Callable[[Record], Record]


def _with(record: Record, name: str, rows: tuple[object, ...]) -> Record:
    changed = copy(record)
    vars(changed)[name] = rows
    return changed


def _lost(name: str) -> Change:
    return lambda record: _with(record, name, ())


def _endless(name: str, ended: str) -> Change:
    def change(record: Record) -> Record:
        rows = tuple(replace(row, **{ended: None}) for row in getattr(record, name))
        return _with(record, name, rows)

    return change


def _subjects(change: Change) -> Plant:
    """What is changed so reaches no subject."""
    reached = reaching._reached

    def fewer(record: Record, since: range) -> Iterator[str]:
        return reached(change(record), since)

    return lambda patch: patch.setattr(reaching, "_reached", fewer)


def _everybody(change: Change) -> Plant:
    """What is changed so does not reach everybody."""
    reached = reaching._is_everybody_reached

    def seldom(record: Record, since: range) -> bool:
        return reached(change(record), since)

    return lambda patch: patch.setattr(reaching, "_is_everybody_reached", seldom)


def _posted(change: Callable[[Run, Edition], tuple[Run, Edition]]) -> Plant:
    with_posted = reaching._with_posted

    def fewer(run: Run, reached: Set[str], edition: Edition) -> Set[str]:
        run, edition = change(run, edition)
        return with_posted(run, reached, edition)

    return lambda patch: patch.setattr(reaching, "_with_posted", fewer)


def _nobody_posted(run: Run, edition: Edition) -> tuple[Run, Edition]:
    return replace(run, places=()), edition


def _posted_on_the_day(run: Run, edition: Edition) -> tuple[Run, Edition]:
    places = tuple(replace(p, standing=replace(p.standing, days={})) for p in run.places)
    return replace(run, places=places), edition


def _no_difference(run: Run, edition: Edition) -> tuple[Run, Edition]:
    return run, edition.model_copy(update={"components": {}})


_NAMES: Final = ("publications", "units", "postings", "plans", "restrictions", "restriction_ends")
PLANTS: Final[dict[str, Plant]] = {
    **{f"of {name} nothing reaches everybody": _everybody(_lost(name)) for name in _NAMES},
    "an edition withdrawn reaches nobody": _everybody(_endless("publications", "withdrawn_at")),
    "entries reach nobody": _subjects(_lost("entries")),
    "losses reach nobody": _subjects(_lost("losses")),
    "marks reach nobody": _subjects(_lost("marks")),
    "a reversal reaches nobody": _subjects(_endless("entries", "reversed_at")),
    "the reversal of a loss reaches nobody": _subjects(_endless("losses", "reversed_at")),
    "a mark withdrawn reaches nobody": _subjects(_endless("marks", "withdrawn_at")),
    "a loss reaches the unit alone that it names": _subjects(_lost("plans")),
    "a unit reaches none of its officers": _posted(_nobody_posted),
    "a unit reaches those alone who end in it": _posted(_posted_on_the_day),
    "a unit moves no mean": _posted(_no_difference),
}
