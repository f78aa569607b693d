"""Which rank, band and grade does each officer of a bureau-year get, and why? (SCORING §7)"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from operator import itemgetter
from typing import Final

from domain.record import TieDecision
from domain.restraints import Restraints
from domain.rulebook import Edition, Ratio
from domain.standing import OfficerStanding

EXCELLENT: Final = "excellent"
COMPETENT: Final = "competent"
UNGRADED: Final = "ungraded"
LOWEST: Final = Decimal(-(10**9))


@dataclass
class Place:
    """An officer's place in the making; `reasons` say why, in the order the rules came to it."""

    standing: OfficerStanding
    restraints: Restraints
    good_quarters: int
    group: str | None
    unranked: bool
    rank: int | None = None
    band: int | None = None
    grade: str = UNGRADED
    reasons: list[str] = field(default_factory=list)
    ties: dict[str, str] = field(default_factory=dict)
    """How a tie across the last seat of `band 1` or of a grade went for him: `placed`, `all
    entered`, `none entered`."""

    @property
    def officer(self) -> str:
        return self.standing.officer

    @property
    def deferred(self) -> bool:
        return not self.unranked and self.restraints.deferred

    @property
    def ranked(self) -> bool:
        return not self.unranked and not self.deferred


@dataclass(frozen=True)
class GroupSeats:
    """A comparison group as it was ranked: n, the seats of each band, the share of excellent."""

    group: str
    n: int
    seats: Mapping[int, int]
    excellent: int


Keys = tuple[Decimal, ...]
Order = Callable[[Sequence[Place]], Sequence[Place] | None]
"""A recorded tie decision: the tied in the order decided, or None where none was recorded."""


@dataclass(frozen=True)
class _Line:
    """The last seat of a band or of a grade, and by what it is drawn."""

    of: str
    edition: Edition
    decided: Order


def decided_by(ties: Sequence[TieDecision]) -> Order:
    """The last decision recorded that names everyone who is tied."""

    def decided(tied: Sequence[Place]) -> Sequence[Place] | None:
        names = {p.officer for p in tied}
        for tie in reversed(ties):
            if names <= set(tie.order):
                return sorted(tied, key=lambda p: tie.order.index(p.officer))
        return None

    return decided


def band_all(places: Sequence[Place], edition: Edition, decided: Order) -> tuple[GroupSeats, ...]:
    """Rank, band and grade everyone in place; answers what each group had to give."""
    _merge(places, edition)
    sizes = {g.id: _n(places, g.id) for g in edition.groups}
    shares = excellent_shares(edition, sizes)
    found = []
    for group in edition.groups:
        members = [p for p in places if p.group == group.id and not p.unranked]
        ranked = _rank([p for p in members if p.ranked], edition)
        kept = len(members) - len(ranked)
        seats = _bands(ranked, edition, sizes[group.id], kept, decided)
        share = shares.get(group.id, 0)
        _grades(ranked, edition, share, decided)
        found.append(GroupSeats(group.id, sizes[group.id], seats, share))
    return tuple(found)


def _n(places: Iterable[Place], group: str) -> int:
    return sum(1 for p in places if p.group == group and not p.unranked)


def _merge(places: Sequence[Place], edition: Edition) -> None:
    """Groups once each, in rulebook order: too small a group moves into its `merge_into`."""
    for group in edition.groups:
        n = _n(places, group.id)
        if group.min_size is None or n >= group.min_size:
            continue
        for p in places:
            if p.group == group.id and not p.unranked:
                p.group = group.merge_into
                small = f"group {group.id} has {n} of {group.min_size}"
                p.reasons.append(f"{small}: ranked in {p.group}")


def keys_of(p: Place, edition: Edition) -> Keys:
    """The score, then the tie keys; more is better in each, what is missing is lowest."""
    account = p.standing.account
    own = {
        "bonus": account.bonus,
        "deduction": account.deduction,
        "good_quarters": Decimal(p.good_quarters),
    }
    rest = (own.get(k, p.standing.components.get(k, LOWEST)) for k in edition.tie_break)
    return (_score_of(p), *rest)


def _score_of(p: Place) -> Decimal:
    assert p.standing.score is not None, "who is ranked has a score"
    return p.standing.score


def _rank(members: list[Place], edition: Edition) -> list[Place]:
    """Best first; rank = 1 + the number strictly ahead on all keys."""
    keyed = [(keys_of(p, edition), p) for p in members]
    keyed.sort(key=itemgetter(0), reverse=True)
    ahead = 0
    for _, tied in groupby(keyed, key=itemgetter(0)):
        together = [p for _, p in tied]
        for p in together:
            p.rank = ahead + 1
        ahead += len(together)
    return [p for _, p in keyed]


def seats_of(n: int, quota: Ratio) -> int:
    """In integers: a float would lose a seat (SCORING §1)."""
    return n * quota.num // quota.den


def _bands(
    ranked: list[Place], edition: Edition, n: int, kept: int, decided: Order
) -> dict[int, int]:
    seats: dict[int, int] = {}
    for band in (b for b in edition.bands if b.below is None):
        left = [p for p in ranked if p.band is None]
        if band.through is None:
            seats[band.band] = len(left)
            entered = left
        else:
            seated = len(ranked) - len(left)
            seats[band.band] = max(0, seats_of(n, band.through) - seated - kept)
            allowed = [p for p in left if not _barred(p, band.band)]
            for p in left:
                if _barred(p, band.band):
                    p.reasons.append(f"band {band.band} barred: passed over")
            line = _Line(f"band {band.band}", edition, decided)
            entered = list(_fill(allowed, seats[band.band], line))
        for p in entered:
            p.band = band.band
    _conditional(ranked, edition)
    return seats


def _barred(p: Place, band: int) -> bool:
    best = p.restraints.max_band
    return best is not None and best > band


def _conditional(ranked: Iterable[Place], edition: Edition) -> None:
    """Everyone under the condition, last; the seats they leave are not filled again."""
    for band in edition.bands:
        for p in ranked:
            if band.below is not None and _score_of(p) < band.below:
                p.band = band.band
                p.reasons.append(f"score below {band.below}: band {band.band}")


def _fill(allowed: Sequence[Place], seats: int, line: _Line) -> Iterator[Place]:
    """From the top; those still tied across the last seat by decision, all, or none."""
    free = seats
    for _, tied in groupby(allowed, key=lambda p: keys_of(p, line.edition)):
        together = list(tied)
        if len(together) <= free:
            yield from together
            free -= len(together)
            continue
        if free > 0:
            yield from _across(together, free, line)
        return


def _across(together: Sequence[Place], free: int, line: _Line) -> Sequence[Place]:
    order = line.decided(together)
    if order is not None:
        for p in order:
            p.ties[line.of] = "placed"
            p.reasons.append("tie placed by decision")
        return order[:free]
    enter = line.edition.unresolved_tie == "all_enter"
    for p in together:
        p.ties[line.of] = "all entered" if enter else "none entered"
        p.reasons.append(f"tied with {len(together) - 1} across the last seat")
    return together if enter else ()


def excellent_shares(edition: Edition, sizes: Mapping[str, int]) -> dict[str, int]:
    """The pooled quota by largest remainder; ties to the larger group, then rulebook order."""
    excellent = edition.grades.excellent
    if excellent is None:
        return {}
    quota = excellent.quota
    whole = {group: seats_of(n, quota) for group, n in sizes.items()}
    left = seats_of(sum(sizes.values()), quota) - sum(whole.values())
    by_remainder = sorted(
        sizes,
        key=lambda g: (Fraction(sizes[g] * quota.num, quota.den) - whole[g], sizes[g]),
        reverse=True,
    )
    for group in by_remainder[:left]:
        whole[group] += 1
    return whole


def _grades(ranked: Sequence[Place], edition: Edition, share: int, decided: Order) -> None:
    for p in ranked:
        p.grade = COMPETENT
    excellent = edition.grades.excellent
    if excellent is None:
        return
    candidates = [
        p
        for p in ranked
        if p.band == excellent.from_band
        and EXCELLENT not in p.restraints.bars
        and all(meets(p, key, least) for key, least in excellent.requires.items())
    ]
    for p in _fill(candidates, share, _Line(EXCELLENT, edition, decided)):
        p.grade = EXCELLENT


def meets(p: Place, key: str, least: Decimal | int) -> bool:
    if key == "good_quarters":
        return p.good_quarters >= least
    value = p.standing.components.get(key)
    return value is not None and value >= least
