"""What does each entry of an account claim, and what do the caps leave of it? (SCORING §3-§5)"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Final

from projections.evidence.offline.figures import as_points, half_away
from projections.evidence.offline.history import Granted, PlanPart
from projections.evidence.offline.rules import ItemRule, Rules

PLACES_OF_POINTS: Final = 4
LACKING: Final = "not in edition"
COUNTS_DOWN: Final = ("deduction", "reprimand")


@dataclass
class Claim:
    """An entry on its way through the stages: signed points, and what every stage kept back."""

    entry: Granted
    rules: Rules
    claimed: Fraction
    item: ItemRule | None = None
    reason: str | None = None
    left: Fraction = Fraction(0)
    cuts: list[dict[str, str | None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.left = self.claimed

    @property
    def side(self) -> str:
        return "deduction" if self.entry.kind in COUNTS_DOWN else "bonus"

    def leave(self, size: Fraction, stage: str, of: str, cap: Fraction | None = None) -> None:
        """Only `size` passes the stage; what is kept back has the sign of the claim."""
        kept_back = self.left - (size if self.side == "bonus" else -size)
        if kept_back != 0:
            shown = None if cap is None else as_points(cap)
            cut = {"stage": stage, "points": as_points(kept_back), "of": of, "cap": shown}
            self.cuts.append(cut)
            self.left -= kept_back

    def line(self) -> dict[str, Any]:
        """The line as an answer prints it."""
        entry = self.entry
        return {
            "entry": entry.ref,
            "item": entry.item,
            "indicator": entry.indicator,
            "kind": entry.kind,
            "effective_on": entry.effective_on.isoformat(),
            "position": entry.position,
            "edition": self.rules.ref,
            "claimed": as_points(self.claimed),
            "counted": as_points(self.left),
            "cuts": self.cuts,
            "reason": self.reason,
        }


def claims_of(
    entries: Iterable[Granted], rules_for: Callable[[Granted], Rules], of_unit: bool
) -> list[Claim]:
    """An account's entries after every stage, in their order; losses are not among them."""
    in_order = sorted(entries, key=lambda entry: entry.in_turn)
    claims = [_claim(entry, rules_for(entry)) for entry in in_order]
    _only_the_highest(claims)
    _under_caps(claims, "item cap", _item_cap)
    _under_caps(claims, "category cap", _category_cap)

    def totals(claim: Claim) -> tuple[str, Fraction | None]:
        caps = claim.rules.unit_totals if of_unit else claim.rules.officer_totals
        return claim.side, caps[claim.side]

    _under_caps(claims, "total cap", totals)
    return claims


def _claim(entry: Granted, rules: Rules) -> Claim:
    item = rules.items.get(entry.item or "")
    worth = _worth(entry, item)
    if worth is None:
        return Claim(entry, rules, Fraction(0), item, LACKING)
    size = half_away(worth * entry.quantity * entry.share, PLACES_OF_POINTS)
    return Claim(entry, rules, -size if entry.kind in COUNTS_DOWN else size, item)


def _worth(entry: Granted, item: ItemRule | None) -> Fraction | None:
    """Of one, unsigned; None where the edition has no such item or level."""
    if item is None:
        return None
    if item.levels is not None:
        return item.levels.get(entry.level or "")
    return entry.points if item.points is None else item.points


def _only_the_highest(claims: list[Claim]) -> None:
    """Of a merit key and a side the largest stands; of equals the first in order."""
    rivals: dict[tuple[str, str], list[Claim]] = {}
    for claim in claims:
        if claim.entry.merit is not None:
            rivals.setdefault((claim.entry.merit, claim.side), []).append(claim)
    for group in rivals.values():
        best = max(abs(claim.claimed) for claim in group)
        winner = next(claim for claim in group if abs(claim.claimed) == best)
        for claim in group:
            if claim is not winner:
                claim.leave(Fraction(0), "merit", winner.entry.ref)


def _item_cap(claim: Claim) -> tuple[str, Fraction | None]:
    return claim.entry.item or "", None if claim.item is None else claim.item.cap


def _category_cap(claim: Claim) -> tuple[str, Fraction | None]:
    if claim.item is None:
        return "", None
    return claim.item.category, claim.rules.category_caps[claim.item.category]


def _under_caps(
    claims: list[Claim], stage: str, cap_of: Callable[[Claim], tuple[str, Fraction | None]]
) -> None:
    """One pass in order: what counted stays counted, and the sides run apart."""
    running: dict[tuple[str, str], Fraction] = {}
    for claim in claims:
        name, cap = cap_of(claim)
        counted = running.get((name, claim.side), Fraction(0))
        size = abs(claim.left)
        if cap is not None:
            size = min(size, max(cap - counted, Fraction(0)))
        claim.leave(size, stage, name, cap)
        running[name, claim.side] = counted + size


def loss_claims(
    unit: str,
    losses: Iterable[Granted],
    carriers: dict[str, list[PlanPart]],
    rules: Rules,
) -> list[Claim]:
    """The unit's shares of the losses, each indicator stopping at its base.

    A loss on what nobody carries any more stays in the account that it was recorded in, cut whole.
    """
    claims = []
    lost: dict[str, Fraction] = {}
    for loss in sorted(losses, key=lambda loss: loss.in_turn):
        indicator, whole = loss.indicator or "", loss.points or Fraction(0)
        carrying = carriers.get(indicator, [])
        part = next((line for line in carrying if line.unit == unit), None)
        if part is not None:
            share, base = _share_of_loss(whole, part, carrying, rules), part.base
        elif not carrying and loss.subject == f"unit:{unit}":
            share, base = whole, Fraction(0)
        else:
            continue
        claim = Claim(loss, rules, -share)
        counted = min(share, base - lost.get(indicator, Fraction(0)))
        claim.leave(counted, "item cap", indicator, base)
        lost[indicator] = lost.get(indicator, Fraction(0)) + counted
        claims.append(claim)
    return claims


def _share_of_loss(
    whole: Fraction, part: PlanPart, carrying: list[PlanPart], rules: Rules
) -> Fraction:
    """Supports take planned or else equal parts; the owner takes what rounding leaves."""
    planned = [line.share for line in carrying if line.share is not None]
    by_plan = len(planned) == len(carrying) and sum(planned) == 1
    supports = [line for line in carrying if not line.owner]
    parts = {}
    for line in supports:
        share = line.share if by_plan and line.share else (1 - rules.owner_share) / len(supports)
        parts[line.unit] = half_away(whole * share, PLACES_OF_POINTS)
    return whole - sum(parts.values()) if part.owner else parts[part.unit]


def counted_on(claims: Iterable[Claim], side: str) -> Fraction:
    return sum((claim.left for claim in claims if claim.side == side), Fraction(0))
