"""Do the losses of each frozen quarter come out again of a whole log's facts?"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from projections.evidence.offline.certificates import Doubt
from projections.evidence.offline.figures import Said, as_points
from projections.evidence.offline.scoring import FactTriple

_ENDS_OF_QUARTERS: Final = ("03-31", "06-30", "09-30", "12-31")
_OF_LOSSES: Final = ("loss-imposed", "entry-reversed", "quarter-frozen")


@dataclass
class _Losses:
    """What each loss of a bureau says and since when it is known, and when which was annulled."""

    known: dict[str, tuple[date, int, dict[str, str]]] = field(default_factory=dict)
    annulled: dict[str, int] = field(default_factory=dict)

    def take(self, position: int, name: str, fact: Said) -> None:
        account = f"{fact.text('bureau')}/{fact.whole('year')}/{fact.text('subject')}"
        entry = f"{account}#{fact.whole('number')}"
        if name == "entry-reversed":
            self.annulled.setdefault(entry, position)
            return
        day = fact.day("effective_on")
        told = {name: fact.text(name) for name in ("indicator", "subject", "effective_on")}
        told |= {"entry": entry, "points": as_points(fact.number("points"))}
        self.known[entry] = (day, position, told)

    def within(self, first: date, last: date, position: int) -> list[dict[str, str]]:
        """Those in force, by their day and then as they were recorded."""
        found = [
            (day, at, told)
            for entry, (day, at, told) in self.known.items()
            if first <= day <= last
            and at <= position
            and self.annulled.get(entry, position + 1) > position
        ]
        return [told for *_, told in sorted(found, key=lambda one: one[:2])]


def freezes_hold(facts: list[FactTriple]) -> list[str]:
    """Each freeze named the losses of its days, as they were known at its position; raises Doubt.

    Of the scores it has only the digest, which the service's own audit makes again.
    """
    bureaux: dict[str, _Losses] = {}
    count = 0
    for position, name, state in facts:
        if name not in _OF_LOSSES:
            continue
        fact = Said(state, f"position {position} ({name})")
        losses = bureaux.setdefault(fact.text("bureau"), _Losses())
        if name != "quarter-frozen":
            losses.take(position, name, fact)
            continue
        count += 1
        told = losses.within(*_days_of_quarter(fact), _known_at(fact, position))
        if [one["entry"] for one in told] != fact.texts("losses"):
            raise Doubt("the quarter's losses are others than were frozen", position)
        if _digest_of_losses(told) != fact.text("losses_digest"):
            raise Doubt("what was frozen of the quarter's losses is not what they say", position)
    return [f"recomputed: the losses of {count} frozen quarters"] if count else []


def _days_of_quarter(fact: Said) -> tuple[date, date]:
    year, quarter = fact.whole("year"), fact.whole("quarter", 1, 4)
    last = date.fromisoformat(f"{year}-{_ENDS_OF_QUARTERS[quarter - 1]}")
    return date(year, last.month - 2, 1), last


def _known_at(fact: Said, position: int) -> int:
    known = fact.object("run").whole("position", 0, 2**63)
    if known >= position:
        raise Doubt("a quarter was frozen by what was not known yet", position)
    return known


def _digest_of_losses(told: list[dict[str, str]]) -> str:
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()
