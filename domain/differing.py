"""How do two runs of a bureau-year differ, and what moved each officer?"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from domain.attributing import Cause, Part, Then, attribute
from domain.banding import Keys, Place, keys_of
from domain.record import Record
from domain.restating import Readings, changes, readings
from domain.run import Run
from domain.scoring import ZERO

LEFT_OUT = "left out"


@dataclass(frozen=True)
class Difference:
    """One subject's change from one run to another.

    `points` is the change of the score, and what the parts add up to; None where causes were not
    asked for. Of the change of rank, `rank_own` is what his own result did in the old field; the
    rest is others'.
    """

    subject: str
    before: Readings
    after: Readings
    points: Decimal
    parts: tuple[Part, ...] | None
    rank_own: int | None


@dataclass(frozen=True)
class Wanted:
    """Of everybody, or of this subject alone; `causes`: by what as well, which takes a while."""

    only: str | None = None
    causes: bool = True


EVERYTHING: Final = Wanted()


def difference(
    runs: tuple[Run, Run],
    record: Record,
    without: str | None = None,
    wanted: Wanted = EVERYTHING,
    progress: Callable[[int, int], None] | None = None,
) -> Iterator[Difference]:
    """Every unit and officer that reads otherwise, under the same rules at both moments.

    `record` reaches to the later position. `without`: the entry that the later run leaves out.
    """
    before, after = runs
    changed = dict.fromkeys(change[0] for change in changes(before, after))
    moved = [subject for subject in changed if wanted.only in (None, subject)]
    then, now = readings(before, changed), readings(after, changed)
    scores = _scores(before), _scores(after)
    ranks, places = _Ranks(before), {f"officer:{p.officer}": p for p in after.places}
    for n, subject in enumerate(moved):
        ends = scores[0].get(subject), scores[1].get(subject)
        yield Difference(
            subject,
            then.get(subject, {}),
            now.get(subject, {}),
            (ends[1] or ZERO) - (ends[0] or ZERO),
            _parts(record, subject, runs, ends, without) if wanted.causes else None,
            ranks.own(places.get(subject)),
        )
        if progress is not None:
            progress(n + 1, len(moved))


Ends = tuple[Decimal | None, Decimal | None]


def _parts(
    record: Record, subject: str, runs: tuple[Run, Run], ends: Ends, without: str | None
) -> tuple[Part, ...]:
    """What is left to the entry that the later run leaves out is its one cause."""
    parts = attribute(record, subject, _then(runs[0]), _then(runs[1]))
    start = parts[-1].after if parts else ends[0]
    if without is None or start == ends[1]:
        return parts
    return (*parts, Part(Cause(LEFT_OUT, without), start, ends[1]))


def _then(run: Run) -> Then:
    return Then(run.standing.as_of, run.standing.position, run.candidate)


def _scores(run: Run) -> dict[str, Decimal | None]:
    units = {f"unit:{u.unit}": u.score for u in run.units}
    return units | {f"officer:{p.officer}": p.standing.score for p in run.places}


class _Ranks:
    """Which rank would another result have had in the field of a run?"""

    def __init__(self, run: Run) -> None:
        self._edition = run.standing.edition
        self._places = {p.officer: p for p in run.places}
        self._fields: dict[str | None, list[Keys]] = {}
        for p in run.places:
            if p.ranked:
                self._fields.setdefault(p.group, []).append(keys_of(p, self._edition))
        for field in self._fields.values():
            field.sort()

    def own(self, now: Place | None) -> int | None:
        """The change of rank by his own result alone; None unless ranked there before and now."""
        old = self._places.get(now.officer) if now is not None else None
        if now is None or old is None or not (now.ranked and old.ranked) or now.group != old.group:
            return None
        field, keys = self._fields[old.group], keys_of(now, self._edition)
        ahead = len(field) - bisect_right(field, keys)
        ahead -= keys_of(old, self._edition) > keys
        return 1 + ahead - (old.rank or 0)
