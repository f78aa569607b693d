"""May a quarter be opened, frozen, gone through?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from domain import refusals as no
from domain.quarters.commands import ExplainLoss, FreezeQuarter, HoldBriefing, OpenQuarter
from domain.quarters.facts import BriefingHeld, LossExplained, QuarterFrozen, QuarterOpened
from domain.quarters.state import QuarterState
from domain.quarters.vocabulary import days_of, losses_digest, quarter_ref
from domain.scoring import Entry
from domain.years.facts import RunTaken


def _named(command: OpenQuarter | FreezeQuarter | HoldBriefing) -> str:
    return quarter_ref(command.bureau, command.year, command.quarter)


def open_quarter(command: OpenQuarter, state: QuarterState, today: date) -> QuarterOpened:
    first, _ = days_of(command.year, command.quarter)
    if state.opened is not None:
        raise no.QuarterAlreadyOpened(quarter=_named(command), day=state.opened.effective_on)
    if today < first:
        raise no.QuarterNotBegun(quarter=_named(command), first=first)
    return QuarterOpened(**command.model_dump(), effective_on=today)


def refuse_freezing(command: FreezeQuarter, state: QuarterState, today: date) -> None:
    """Asked before anything is reckoned."""
    if state.frozen is not None:
        position = state.frozen.run.position
        raise no.QuarterAlreadyFrozen(quarter=_named(command), position=position)
    _, last = days_of(command.year, command.quarter)
    if today <= last:
        raise no.QuarterNotOver(quarter=_named(command), last=last)


def freeze_quarter(
    command: FreezeQuarter, closes_on: date, run: RunTaken, losses: Iterable[Entry]
) -> QuarterFrozen:
    found = tuple(losses)
    return QuarterFrozen(
        **command.model_dump(),
        closes_on=closes_on,
        run=run,
        losses=tuple(e.ref for e in found),
        losses_digest=losses_digest(found),
    )


def explain_loss(command: ExplainLoss, subject: str, effective_on: date) -> LossExplained:
    refuse_outside(command, command.entry, effective_on)
    return LossExplained(**command.model_dump(), subject=subject)


def refuse_outside(command: ExplainLoss | HoldBriefing, entry: str, effective_on: date) -> None:
    """A loss belongs to the quarter in which its day lies."""
    first, last = days_of(command.year, command.quarter)
    if not first <= effective_on <= last:
        quarter = quarter_ref(command.bureau, command.year, command.quarter)
        raise no.LossOutsideQuarter(entry=entry, day=effective_on, quarter=quarter)


def frozen_losses(command: HoldBriefing, state: QuarterState) -> tuple[str, ...]:
    """What the briefing goes through; refused before the freeze, or a second time."""
    if state.frozen is None:
        raise no.QuarterNotFrozen(quarter=_named(command))
    if state.briefing is not None:
        raise no.BriefingAlreadyHeld(quarter=_named(command), day=state.briefing.held_on)
    return state.frozen.losses


def hold_briefing(
    command: HoldBriefing, closes_on: date, unexplained: Iterable[str], today: date
) -> BriefingHeld:
    day = command.held_on
    if day > today:
        raise no.DateInFuture(day=day, today=today)
    if day < closes_on:
        raise no.BriefingBeforeClosing(quarter=_named(command), closes_on=closes_on, day=day)
    if entries := ", ".join(unexplained):
        raise no.LossUnexplained(quarter=_named(command), entries=entries)
    said = command.model_dump(exclude={"attendees", "decisions"})
    return BriefingHeld(**said, officers=command.attendees)
