"""What does each entry of an account count for, and why? (SCORING §3-§5)"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final, Literal, NamedTuple

from domain.rulebook import Edition, Editions, Item
from domain.vocabulary import DOWN, POINTS_PLACES, WHOLE, Kind, grouped, half_up

Stage = Literal["merit", "item cap", "category cap", "total cap"]
NOT_IN_EDITION: Final = "not in edition"
ZERO: Final = Decimal(0)


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry (a loss too), with the positions it lives between."""

    ref: str
    position: int
    subject: str
    kind: Kind
    effective_on: date
    item: str | None = None
    indicator: str | None = None
    level: str | None = None
    quantity: int | None = None
    points: Decimal | None = None
    share: Fraction = WHOLE
    merit: str | None = None
    reversed_at: int | None = None
    source_ref: str | None = None
    """The workbook's own id of the row, where there is one: it moves no figure."""

    def in_force(self, as_of: date, position: int) -> bool:
        """A reversal annuls from the start, once it is known (SCORING §3)."""
        known = self.position <= position
        reversed_by_then = self.reversed_at is not None and self.reversed_at <= position
        return known and not reversed_by_then and self.effective_on <= as_of

    @property
    def order(self) -> tuple[date, int]:
        return (self.effective_on, self.position)


@dataclass(frozen=True, slots=True)
class Cut:
    """Points that a rule kept back; `of` is the entry, item, category or side that did it."""

    stage: Stage
    points: Decimal
    of: str
    cap: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One entry's yield. Conservation: claimed = counted + the cuts."""

    entry: Entry
    edition: str
    claimed: Decimal
    counted: Decimal
    cuts: tuple[Cut, ...] = ()
    reason: str | None = None
    """Why it claims 0 although it was granted more: `not in edition`."""


@dataclass(frozen=True, slots=True)
class AccountScore:
    """An account's lines in order of (effective_on, position), and what each side counts."""

    lines: tuple[Line, ...]
    bonus: Decimal
    deduction: Decimal


@dataclass(slots=True)
class _Passing:
    """An entry on its way through the stages: `left` is what passed so far."""

    entry: Entry
    edition: Edition
    item: Item | None
    claimed: Decimal
    left: Decimal
    reason: str | None
    up: bool
    cuts: tuple[Cut, ...] = ()

    def cut(self, stage: Stage, left: Decimal, of: str, cap: Decimal | None = None) -> None:
        if left != self.left:
            self.cuts += (Cut(stage, self.left - left, of, cap),)
            self.left = left


class Asked(NamedTuple):
    """What the claim of an entry depends on, before there is an entry."""

    kind: Kind
    level: str | None
    quantity: int | None
    points: Decimal | None
    share: Fraction


def claimed_points(item: Item | None, entry: Entry | Asked) -> Decimal | None:
    """What the entry claims under `item`, signed; None where the edition has no such worth."""
    if item is None:
        return None
    if item.levels is not None:
        worth = item.levels.get(entry.level or "")
    else:
        worth = item.points if item.points is not None else entry.points
    if worth is None:
        return None
    # Nearly every entry is of one and whole: its worth needs no fraction.
    exact: Decimal | Fraction = worth
    if entry.quantity is not None:
        exact = Fraction(worth) * entry.quantity
    if entry.share is not WHOLE and entry.share != WHOLE:
        exact = Fraction(exact) * entry.share
    size = half_up(exact, POINTS_PLACES)
    return -size if entry.kind in DOWN else size


def score_account(entries: Iterable[Entry], editions: Editions, *, unit: bool) -> AccountScore:
    """The lines of one account's entries in force (losses apart: see `share_losses`)."""
    passing = [_claim(entry, editions.on(entry.effective_on)) for entry in entries]
    passing.sort(key=lambda p: p.entry.order)
    _take_highest(passing)
    _cap(passing, "item cap", _item_cap)
    _cap(passing, "category cap", _category_cap)
    _cap(passing, "total cap", _unit_total_cap if unit else _total_cap)
    lines = tuple(_line(p) for p in passing)
    bonus = sum((p.left for p in passing if p.up), ZERO)
    deduction = sum((p.left for p in passing if not p.up), ZERO)
    return AccountScore(lines, bonus, deduction)


def _claim(entry: Entry, edition: Edition) -> _Passing:
    item = edition.items.get(entry.item or "")
    claimed = claimed_points(item, entry)
    reason = NOT_IN_EDITION if claimed is None else None
    worth = claimed or ZERO
    return _Passing(entry, edition, item, worth, worth, reason, entry.kind not in DOWN)


def _line(p: _Passing) -> Line:
    return Line(p.entry, p.edition.ref, p.claimed, p.left, p.cuts, p.reason)


def _take_highest(passing: Sequence[_Passing]) -> None:
    """Of one merit key and sign the largest stands; the first in order wins a tie."""
    winners: dict[tuple[str, bool], _Passing] = {}
    for p in passing:
        if p.entry.merit is not None:
            best = winners.setdefault((p.entry.merit, p.up), p)
            if abs(p.left) > abs(best.left):
                winners[p.entry.merit, p.up] = p
    for p in passing:
        if p.entry.merit is not None:
            winner = winners[p.entry.merit, p.up]
            if winner is not p:
                p.cut("merit", ZERO, winner.entry.ref)


_CapOf = Callable[[_Passing], tuple[Hashable, str, Decimal | None]]


def _item_cap(p: _Passing) -> tuple[Hashable, str, Decimal | None]:
    if p.item is None:
        return None, "", None
    return p.item.id, p.item.id, p.item.cap


def _category_cap(p: _Passing) -> tuple[Hashable, str, Decimal | None]:
    if p.item is None:
        return None, "", None
    return p.item.category, p.item.category, p.edition.categories[p.item.category].cap


def _total_cap(p: _Passing) -> tuple[Hashable, str, Decimal | None]:
    totals = p.edition.totals
    return "total", _side(p), totals.bonus if p.up else totals.deduction


def _unit_total_cap(p: _Passing) -> tuple[Hashable, str, Decimal | None]:
    totals = p.edition.unit.totals
    return "total", _side(p), totals.bonus if p.up else totals.deduction


def _side(p: _Passing) -> str:
    return "bonus" if p.up else "deduction"


def _cap(passing: Sequence[_Passing], stage: Stage, cap_of: _CapOf) -> None:
    """One pass: what counted under a cap stays counted; each side runs apart (SCORING §4)."""
    running: dict[tuple[Hashable, bool], Decimal] = {}
    for p in passing:
        key, of, cap = cap_of(p)
        side = (key, p.up)
        used, passed = running.get(side, ZERO), abs(p.left)
        if cap is not None:
            passed = min(passed, max(cap - used, ZERO))
            p.cut(stage, passed if p.up else -passed, of, cap)
        running[side] = used + passed


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One indicator of one unit's plan for the year."""

    unit: str
    indicator: str
    base: Decimal
    owner: bool
    share: Fraction | None = None


def share_losses(
    unit: str, losses: Iterable[Entry], plan: Sequence[PlanLine], editions: Editions, as_of: date
) -> AccountScore:
    """What the bureau's losses cost this unit: its shares, each indicator stopping at its base.

    A loss whose indicator no plan carries any more stays where it was recorded, cut whole.
    """
    edition = editions.on(as_of)
    carriers_of = grouped(plan, lambda line: line.indicator)
    running: dict[str, Decimal] = {}
    lines = []
    for loss in sorted(losses, key=lambda e: e.order):
        indicator = loss.indicator or ""
        carriers = carriers_of.get(indicator, [])
        mine = next((line for line in carriers if line.unit == unit), None)
        if mine is None and (carriers or loss.subject != f"unit:{unit}"):
            continue
        points = loss.points or ZERO
        claimed = _loss_share(points, mine, carriers, edition) if mine else points
        base = mine.base if mine else ZERO
        used = running.get(indicator, ZERO)
        counted = min(max(base - used, ZERO), claimed)
        running[indicator] = used + counted
        cuts = (Cut("item cap", counted - claimed, indicator, base),) if counted < claimed else ()
        lines.append(Line(loss, edition.ref, -claimed, -counted, cuts))
    return AccountScore(tuple(lines), ZERO, sum((line.counted for line in lines), ZERO))


def _loss_share(
    points: Decimal, mine: PlanLine, carriers: Sequence[PlanLine], edition: Edition
) -> Decimal:
    """Supports take rounded parts, by the shares of the plan or else equal ones; the owner takes
    what rounding leaves (SCORING §5)."""
    supports = [line for line in carriers if not line.owner]
    if not supports:
        return points
    equal = (1 - edition.unit.owner_share) / len(supports)
    planned = _shared_out(carriers)

    def part(line: PlanLine) -> Decimal:
        share = line.share if planned and line.share else equal
        return half_up(Fraction(points) * share, POINTS_PLACES)

    return points - sum(map(part, supports)) if mine.owner else part(mine)


def _shared_out(carriers: Sequence[PlanLine]) -> bool:
    """Every carrier has a share, and they make one: between two plans of one adoption they may
    not."""
    shares = [line.share for line in carriers if line.share is not None]
    return len(shares) == len(carriers) and sum(shares) == 1
