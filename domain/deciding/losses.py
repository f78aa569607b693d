"""Which loss or indicator does a command mean, and whose is it?"""

from __future__ import annotations

from typing import NamedTuple

from domain import refusals as no
from domain.accounts.decisions import entry_of
from domain.accounts.facts import LossImposed
from domain.journal.desk import Desk
from domain.vocabulary import entry_key


class Lost(NamedTuple):
    """An indicator, the unit that owns it as a subject, and the loss on it, if one is meant."""

    indicator: str
    subject: str
    loss: LossImposed | None = None


def the_loss(desk: Desk, bureau: str, entry: str) -> LossImposed:
    """A loss of the bureau that was not annulled."""
    key, _ = entry_key(entry)
    if key.bureau != bureau:
        raise no.EntryNotFound(entry=entry)
    found = entry_of(entry, desk.account(*key))
    if not isinstance(found, LossImposed):
        raise no.EntryNoLoss(entry=entry)
    return found


def owner_of(desk: Desk, bureau: str, year: int, indicator: str) -> str:
    """The unit that owns the indicator in the year's plans."""
    owner = desk.plans(bureau, year).owner_of(indicator)
    if owner is None:
        raise no.IndicatorNotInPlan(indicator=indicator, bureau=bureau, year=year)
    return owner


def lost(desk: Desk, of: tuple[str, int], entry: str | None, indicator: str | None) -> Lost:
    """What is meant in a bureau-year: one of the two is named."""
    bureau, year = of
    if entry is not None and indicator is None:
        loss = the_loss(desk, bureau, entry)
        return Lost(loss.indicator, loss.subject, loss)
    if indicator is not None and entry is None:
        return Lost(indicator, f"unit:{owner_of(desk, bureau, year, indicator)}")
    raise no.AboutOneThing()
