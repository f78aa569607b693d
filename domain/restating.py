"""What does a restated run give, where nobody moves up into a seat left empty? (SCORING §8)"""

from __future__ import annotations

from collections.abc import Container, Sequence
from copy import copy
from dataclasses import replace
from decimal import Decimal
from typing import Final

from domain.banding import EXCELLENT, Order, Place, band_all, decided_by
from domain.run import Run

WORST: Final = 10**6
HELD_BAND: Final = "band held: nobody moves up into a seat left empty"
HELD_GRADE: Final = "grade held: nobody moves up into a seat left empty"


def restate(closed: Run, now: Run) -> Run:
    """`now` beside the closed run of the same year.

    Whoever `now` would raise keeps the rise only if he would have won it in the closed run's own
    field, with his present result in place of his old one; otherwise the seat stays empty.
    `fill_vacated` in the edition in force lets everybody move up.
    """
    if now.standing.edition.fill_vacated:
        return now
    before = {p.officer: p for p in closed.places}
    known = [tie for tie in now.standing.record.ties if tie.position <= now.standing.position]
    places = []
    for p in now.places:
        old = before.get(p.officer)
        if p.ranked and _rises(p, old):
            p = _held(p, old, _on_the_day(closed, p, decided_by(known)))
        places.append(p)
    return replace(now, places=tuple(places))


def _band(p: Place | None) -> int:
    return WORST if p is None or p.band is None else p.band


def _rises(p: Place, old: Place | None) -> bool:
    excels = p.grade == EXCELLENT and (old is None or old.grade != EXCELLENT)
    return excels or _band(p) < _band(old)


def _on_the_day(closed: Run, p: Place, decided: Order) -> Place:
    """His place had his present result stood in the closed run.

    A tie decided since then counts: the committee may fill a seat, only nobody moves up by himself.
    """
    own = _unplaced(p)
    field = [own if q.officer == p.officer else _unplaced(q) for q in closed.places]
    if all(q is not own for q in field):
        field.append(own)
    band_all(field, closed.standing.edition, decided)
    return own


def _unplaced(p: Place) -> Place:
    """Before anybody was compared with anybody."""
    fresh = copy(p)
    fresh.group, fresh.reasons, fresh.ties = p.standing.group, [], {}
    fresh.rank = fresh.band = None
    return fresh


def _held(p: Place, old: Place | None, then: Place) -> Place:
    kept = copy(p)
    kept.reasons = list(p.reasons)
    best = min(_band(old), _band(then))
    if _band(p) < best < WORST:
        kept.band = best
        kept.reasons.append(HELD_BAND)
    keeps = (old, then)
    if p.grade == EXCELLENT and all(q is None or q.grade != EXCELLENT for q in keeps):
        kept.grade = then.grade
        kept.reasons.append(HELD_GRADE)
    return kept


GRADES: Final = ("incompetent", "ungraded", "basically_competent", "competent", "excellent")
"""From the worst to the best: who is ungraded is not rewarded, and not lowered either."""
Readings = dict[str, str | None]
"""How a subject reads in a run: score, rank, band, grade."""


def changes(before: Run, after: Run) -> Sequence[tuple[str, str, str | None, str | None]]:
    """(subject, what, before, after) of every unit and officer that reads otherwise."""
    apart = _apart(before, after)
    then, now = readings(before, apart), readings(after, apart)
    blank: Readings = {}
    return [
        (subject, what, then.get(subject, blank).get(what), now.get(subject, blank).get(what))
        for subject in sorted(apart)
        for what in ("score", "rank", "band", "grade")
        if then.get(subject, blank).get(what) != now.get(subject, blank).get(what)
    ]


def _apart(before: Run, after: Run) -> set[str]:
    """Who may read otherwise: all others are neither written out nor sorted."""
    then, now = _figures(before), _figures(after)
    return {subject for subject in then | now if then.get(subject) != now.get(subject)}


def _figures(run: Run) -> dict[str, tuple[object, ...]]:
    places = run.standing.edition.decimals
    units = {f"unit:{u.unit}": (places, u.score) for u in run.units}
    return units | {
        f"officer:{p.officer}": (places, p.standing.score, p.rank, p.band, p.grade)
        for p in run.places
    }


def worse(what: str, old: str | None, new: str | None) -> bool:
    """Does a score, rank, band or grade read worse than it did? Whoever had none loses none."""
    if old is None or old == new:
        return False
    if new is None:
        return True
    if what == "grade":
        return GRADES.index(new) < GRADES.index(old)
    return Decimal(new) < Decimal(old) if what == "score" else int(new) > int(old)


def readings(run: Run, only: Container[str] | None = None) -> dict[str, Readings]:
    """Every unit and officer of a run as it reads, or these alone."""
    places = run.standing.edition.decimals

    def shown(number: object) -> str | None:
        return None if number is None else str(number)

    found: dict[str, Readings] = {
        f"unit:{u.unit}": {"score": None if u.score is None else f"{u.score:.{places}f}"}
        for u in run.units
        if only is None or f"unit:{u.unit}" in only
    }
    for p in run.places:
        if only is not None and f"officer:{p.officer}" not in only:
            continue
        score = p.standing.score
        found[f"officer:{p.officer}"] = {
            "score": None if score is None else f"{score:.{places}f}",
            "rank": shown(p.rank),
            "band": shown(p.band),
            "grade": p.grade,
        }
    return found
