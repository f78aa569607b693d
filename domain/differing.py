"""How do two runs of a bureau-year differ, and what moved each officer?"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from domain.attributing import Cause, Part, Then, attribute
from domain.banding import Keys, Place, keys_of
from domain.record import Record
from domain.restating import Readings, changes, readings
from domain.run import Run

LEFT_OUT = "left out"


@dataclass(frozen=True)
class Difference:
    """One subject's change from one run to another.

    The parts add up to the change of the score. Of the change of rank, `rank_own` is what his own
    result did in the old field; the rest is others'.
    """

    subject: str
    before: Readings
    after: Readings
    parts: tuple[Part, ...]
    rank_own: int | None

    @property
    def points(self) -> Decimal:
        return sum((part.points for part in self.parts), Decimal(0))


def difference(
    runs: tuple[Run, Run],
    record: Record,
    without: str | None = None,
    only: str | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Iterator[Difference]:
    """Every unit and officer that reads otherwise, under the same rules at both moments.

    `record` reaches to the later position. `without`: the entry that the later run leaves out;
    `only`: of this subject alone.
    """
    before, after = runs
    then, now = readings(before), readings(after)
    moved = sorted({change[0] for change in changes(before, after)})
    moved = [subject for subject in moved if only in (None, subject)]
    old, new = _then(before), _then(after)
    ranks = _Ranks(before)
    for n, subject in enumerate(moved):
        parts = attribute(record, subject, old, new)
        if without is not None:
            parts = (*parts, *_left_out(subject, without, parts, before, after))
        place = next((p for p in after.places if f"officer:{p.officer}" == subject), None)
        yield Difference(
            subject, then.get(subject, {}), now.get(subject, {}), parts, ranks.own(place)
        )
        if progress is not None:
            progress(n + 1, len(moved))


def _then(run: Run) -> Then:
    return Then(run.standing.as_of, run.standing.position, run.candidate)


def _left_out(
    subject: str, without: str, parts: tuple[Part, ...], before: Run, after: Run
) -> tuple[Part, ...]:
    """What is left to the entry that the later run leaves out, as its one cause."""
    end = score_in(after, subject)
    start = parts[-1].after if parts else score_in(before, subject)
    return () if start == end else (Part(Cause(LEFT_OUT, without), start, end),)


def score_in(run: Run, subject: str) -> Decimal | None:
    """A subject's score in a run."""
    kind, _, named = subject.partition(":")
    if kind == "unit":
        return next((u.score for u in run.units if u.unit == named), None)
    return next((p.standing.score for p in run.places if p.officer == named), None)


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
