"""What must be remembered of bureaus to place them, and to pass officers between them?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import assert_never

from domain.bureaus.facts import (
    BureauPlaced,
    OfficerReceived,
    OfficerReleased,
    ReleaseWithdrawn,
    TransferFact,
)
from domain.rulebook import Above, Edition, Editions
from domain.rulebook.inheritance_faults import UpperEditionNotInForce, UpperEditionNotNamed


@dataclass(frozen=True)
class PlacedState:
    """Below which bureau one stands, from each day on; placed again from a day, the last holds."""

    bureau: str
    above: Mapping[date, str | None] = field(default_factory=dict)

    def on(self, day: date) -> str | None:
        """The bureau above on a day."""
        begun = [start for start in self.above if start <= day]
        return self.above[max(begun)] if begun else None


def evolve_placed(state: PlacedState, fact: BureauPlaced) -> PlacedState:
    return replace(state, above={**state.above, fact.effective_on: fact.above})


def bureaus_above(bureau: str, placed: Callable[[str], PlacedState], day: date) -> Iterator[str]:
    """The bureau above on the day, the one above that, and so on."""
    seen = {bureau}
    above = placed(bureau).on(day)
    while above is not None and above not in seen:
        seen.add(above)
        yield above
        above = placed(above).on(day)


def above_of(
    bureau: str, placed: Callable[[str], PlacedState], editions: Callable[[str], Editions]
) -> Above:
    """Finds the edition that one of the bureau's is made under: of a bureau above it, and in force
    on the day on which the lower one starts. Where there is any, one has to be named."""

    def above(edition: Edition) -> Edition | None:
        day, known = edition.effective_from, []
        for upper in bureaus_above(bureau, placed, day):
            if len(editions(upper)):
                known.append(editions(upper).on(day))
        for one in known:
            if one.ref == edition.under:
                return one
        if edition.under is None and not known:
            return None
        listed = ", ".join(one.ref for one in known) or "-"
        if edition.under is None:
            raise UpperEditionNotNamed(bureau=bureau, day=day, known=listed)
        raise UpperEditionNotInForce(bureau=bureau, given=edition.under, day=day, known=listed)

    return above


@dataclass(frozen=True)
class TransferState:
    """Whether an officer is released and not received yet."""

    released: OfficerReleased | None = None


def evolve_transfer(state: TransferState, fact: TransferFact) -> TransferState:
    match fact:
        case OfficerReleased():
            return replace(state, released=fact)
        case ReleaseWithdrawn() | OfficerReceived():
            return replace(state, released=None)
        case _:
            assert_never(fact)
