"""Which states does a command about a quarter read?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import assert_never

from domain import refusals as no
from domain.deciding.losses import lost, the_loss
from domain.deciding.speaking import speaks_for
from domain.journal.desk import Desk
from domain.journal.envelope import By
from domain.quarters import decisions as quarter_
from domain.quarters.commands import (
    ExplainLoss,
    FreezeQuarter,
    HoldBriefing,
    OpenQuarter,
    QuarterCommand,
)
from domain.quarters.facts import BriefingDecided
from domain.quarters.vocabulary import closing_day, days_of, losses_in, quarter_ref
from domain.run import appraise
from domain.scoring import Entry
from domain.vocabulary import entry_key
from domain.years.decisions import taken


def decide_quarter(desk: Desk, command: QuarterCommand, by: By) -> None:
    desk.founded(command.bureau)
    match command:
        case OpenQuarter():
            state = desk.quarter(command.bureau, command.year, command.quarter)
            desk.write(quarter_.open_quarter(command, state, desk.today))
        case FreezeQuarter():
            _freeze(desk, command)
        case ExplainLoss():
            loss = the_loss(desk, command.bureau, command.entry)
            if not speaks_for(desk, command.bureau, by, loss.subject):
                raise no.UnitHeadOnly(unit=loss.subject)
            desk.write(quarter_.explain_loss(command, loss.subject, loss.effective_on))
        case HoldBriefing():
            _brief(desk, command)
        case _:
            assert_never(command)


def _freeze(desk: Desk, command: FreezeQuarter) -> None:
    bureau, head = command.bureau, desk.head
    state = desk.quarter(bureau, command.year, command.quarter)
    quarter_.refuse_freezing(command, state, desk.today)
    refuse_open(desk, bureau, (command.year, command.quarter))
    first, last = days_of(command.year, command.quarter)
    windows = desk.editions(bureau).on(last).windows
    closes_on = closing_day(last, windows.closes, desk.working_days(bureau).last_of)
    run = taken(appraise(desk.record(bureau, command.year), last, head))
    losses = losses_in(_losses(desk, command), first, last, head)
    desk.write(quarter_.freeze_quarter(command, closes_on, run, losses))


def refuse_open(desk: Desk, bureau: str, of: tuple[int, int]) -> None:
    """Before the day on which the quarter closes."""
    closes_on = _closing(desk, bureau, of)
    if desk.today < closes_on:
        raise no.QuarterStillOpen(quarter=quarter_ref(bureau, *of), closes_on=closes_on)


def _closing(desk: Desk, bureau: str, of: tuple[int, int]) -> date:
    _, last = days_of(*of)
    within = desk.editions(bureau).on(last).windows.quarter_closes
    return closing_day(last, within, desk.working_days(bureau).last_of)


def _losses(desk: Desk, command: FreezeQuarter) -> Iterator[Entry]:
    """Of a closed year they stand in the accounts of later ones."""
    for year in range(command.year, desk.today.year + 1):
        yield from desk.record(command.bureau, year).losses


def _brief(desk: Desk, command: HoldBriefing) -> None:
    bureau = command.bureau
    state = desk.quarter(bureau, command.year, command.quarter)
    losses = quarter_.frozen_losses(command, state)
    unexplained = [e for e in losses if e not in state.explained and not _annulled(desk, e)]
    for officer in command.attendees:
        if not desk.officer(officer).registered:
            raise no.UnknownOfficer(officer=officer)
    closes_on = _closing(desk, bureau, (command.year, command.quarter))
    held = quarter_.hold_briefing(command, closes_on, unexplained, desk.today)
    desk.write(held, *_decided(desk, command))


def _annulled(desk: Desk, entry: str) -> bool:
    """What was reversed since the freeze needs no explanation any more."""
    key, number = entry_key(entry)
    return number in desk.account(*key).reversed


def _decided(desk: Desk, command: HoldBriefing) -> Iterator[BriefingDecided]:
    for number, said in enumerate(command.decisions, start=1):
        about = lost(desk, (command.bureau, command.year), said.entry, said.indicator)
        if said.entry is not None and about.loss is not None:
            quarter_.refuse_outside(command, said.entry, about.loss.effective_on)
        yield BriefingDecided(
            bureau=command.bureau,
            year=command.year,
            quarter=command.quarter,
            number=number,
            subject=about.subject,
            indicator=about.indicator,
            entry=said.entry,
            decision=said.decision,
        )
