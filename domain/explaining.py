"""Why this group, this rank, this band and grade, and why not the next one?

Never another's score: whoever missed a seat is told the distance to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from domain.banding import EXCELLENT, LOWEST, GroupSeats, Place, keys_of, meets
from domain.restating import HELD_BAND, HELD_GRADE
from domain.rulebook import Band, Edition
from domain.run import Run
from domain.vocabulary import fixed, plain

_MISSED: Final = ("barred", "tie unresolved", "no seat", "behind", "tie placed", "filling stopped")
HOWS: Final[Mapping[str, tuple[str, ...]]] = {
    "group": ("matched", "merged"),
    "rank": ("alone", "level"),
    "band": ("below", "everyone left", "seat", "tie placed"),
    "next band": ("held", "short", *_MISSED),
    "grade": ("decided", "share"),
    "next grade": ("not in band", "requires", "held", *_MISSED),
}
"""Every reason that there is, so that whoever words them can word them all."""


@dataclass(frozen=True)
class Why:
    """One reason, in codes that never change: what it is `about`, `how` it came, its figures."""

    about: str
    how: str
    said: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        assert self.how in HOWS.get(self.about, ()), f"{self.about}, {self.how} is not declared"


class Reasons:
    """The reasons of a run, told of one officer after the other."""

    def __init__(self, run: Run) -> None:
        edition, ranked = run.standing.edition, run.ranked
        self._of = {g.group: _Telling(edition, g, ranked.get(g.group, ())) for g in run.groups}

    def of(self, p: Place) -> tuple[Why, ...]:
        """Nothing of whoever is in no comparison group."""
        return tuple(self._of[p.group].all(p)) if p.group in self._of else ()


@dataclass(frozen=True)
class _Missed:
    """How somebody missed a last seat."""

    how: str
    said: dict[str, str] = field(default_factory=dict)


def _line(band: Band) -> str:
    """What a tie across the band's last seat is known by."""
    return f"band {band.band}"


@dataclass
class _Telling:
    """One comparison group after its seats were filled."""

    edition: Edition
    seats: GroupSeats
    ranked: Sequence[Place]

    def __post_init__(self) -> None:
        self._keys = {p.officer: keys_of(p, self.edition) for p in self.ranked}
        self._level: dict[tuple[Decimal, ...], int] = {}
        for keys in self._keys.values():
            self._level[keys] = self._level.get(keys, 0) + 1
        self._last = {
            b.band: self._least(p for p in self.ranked if p.band == b.band)
            for b in self.edition.bands
        }
        self._open = [b for b in self.edition.bands if b.below is None]
        self._groups: dict[str | None, Why] = {}
        self._last_excellent = self._least(p for p in self.ranked if p.grade == EXCELLENT)

    def _least(self, places: Iterable[Place]) -> tuple[Decimal, ...] | None:
        return min((self._keys[p.officer] for p in places), default=None)

    def all(self, p: Place) -> Iterator[Why]:
        yield self._group(p)
        if p.ranked:
            yield self._rank(p)
            yield from self._band(p)
            yield from self._grade(p)

    def _group(self, p: Place) -> Why:
        """The same for all who came from one group."""
        whence = p.standing.group
        if whence not in self._groups:
            self._groups[whence] = self._whence(p)
        return self._groups[whence]

    def _whence(self, p: Place) -> Why:
        own = next(g for g in self.edition.groups if g.id == p.standing.group)
        if p.group != own.id:
            said = {"group": p.group or "", "own": own.id, "min_size": str(own.min_size)}
            return Why("group", "merged", said)
        keys = own.match.model_dump(exclude_none=True)
        return Why("group", "matched", {"group": own.id, "by": ", ".join(keys)})

    def _rank(self, p: Place) -> Why:
        level = self._level[self._keys[p.officer]] - 1
        said = {"rank": str(p.rank), "n": str(self.seats.n), "level": str(level)}
        return Why("rank", "level" if level else "alone", said)

    def _band(self, p: Place) -> Iterator[Why]:
        own = next(b for b in self.edition.bands if b.band == p.band)
        said = {"band": str(p.band)}
        if own.below is not None:
            yield Why("band", "below", said | {"below": plain(own.below)})
        elif own.through is None:
            yield Why("band", "everyone left", said)
        else:
            seats = {"seats": str(self.seats.seats.get(own.band, 0)), "through": str(own.through)}
            placed = p.ties.get(_line(own)) == "placed"
            yield Why("band", "tie placed" if placed else "seat", said | seats)
        better = [b for b in self._open if own.below is not None or b.band < own.band]
        if better:
            yield self._next_band(p, own, better[-1])

    def _next_band(self, p: Place, own: Band, band: Band) -> Why:
        said = {"band": str(band.band)}
        if own.below is not None and p.standing.score is not None:
            lacking = self._distance("score", own.below - p.standing.score)
            return Why(
                "next band", "short", said | {"below": plain(own.below), "distance": lacking}
            )
        if HELD_BAND in p.reasons:
            return Why("next band", "held", said)
        if (p.restraints.max_band or 0) > band.band:
            rules = (r.id for r in p.restraints.rules if (r.max_band or 0) > band.band)
            return Why("next band", "barred", said | {"restrictions": ", ".join(rules)})
        missed = self._missed(p, p.ties.get(_line(band)), self._last[band.band])
        return Why("next band", missed.how, said | missed.said)

    def _missed(self, p: Place, tie: str | None, last: tuple[Decimal, ...] | None) -> _Missed:
        """By how much, on the first key on which he is behind the last who entered."""
        if tie == "none entered":
            return _Missed("tie unresolved")
        if last is None:
            return _Missed("no seat")
        names = ("score", *self.edition.tie_break)
        for name, his, theirs in zip(names, self._keys[p.officer], last, strict=True):
            if his < theirs:
                distance = self._distance(name, theirs - his) if his > LOWEST else "missing"
                return _Missed("behind", {"key": name, "distance": distance})
            if his > theirs:
                break
        return _Missed("tie placed" if tie == "placed" else "filling stopped")

    def _distance(self, key: str, distance: Decimal) -> str:
        return fixed(distance, self.edition.decimals) if key == "score" else plain(distance)

    def _grade(self, p: Place) -> Iterator[Why]:
        excellent = self.edition.grades.excellent
        if any(r.endswith("by decision") and r.startswith("grade ") for r in p.reasons):
            yield Why("grade", "decided", {"grade": p.grade})
        elif p.grade == EXCELLENT:
            yield Why("grade", "share", {"grade": EXCELLENT, "share": str(self.seats.excellent)})
        elif excellent is not None:
            yield self._not_excellent(p)

    def _not_excellent(self, p: Place) -> Why:
        excellent = self.edition.grades.excellent
        assert excellent is not None, "asked only where there is such a grade"
        said = {"grade": EXCELLENT}
        if p.band != excellent.from_band:
            return Why("next grade", "not in band", said | {"band": str(excellent.from_band)})
        if EXCELLENT in p.restraints.bars:
            rules = (r.id for r in p.restraints.rules if EXCELLENT in r.bars)
            return Why("next grade", "barred", said | {"restrictions": ", ".join(rules)})
        for key, least in excellent.requires.items():
            if not meets(p, key, least):
                wanted = {"key": key, "least": plain(Decimal(least))}
                return Why("next grade", "requires", said | wanted)
        if HELD_GRADE in p.reasons:
            return Why("next grade", "held", said)
        missed = self._missed(p, p.ties.get(EXCELLENT), self._last_excellent)
        return Why("next grade", missed.how, said | missed.said)
