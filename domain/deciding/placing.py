"""Which states does a command about several bureaus read?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, assert_never

from domain import refusals as no
from domain.bureaus import commands as bureaus
from domain.bureaus import decisions as bureau_
from domain.bureaus.facts import OfficerReceived, OfficerReleased
from domain.bureaus.state import above_of
from domain.journal.desk import Desk
from domain.registers import decisions as register
from domain.registers.commands import GiveMark, RecordPosting
from domain.registers.facts import MarkGiven, OfficerParticularsAmended
from domain.registers.state import MarksState
from domain.rulebook import Above


def decide_bureau(desk: Desk, command: bureaus.BureauCommand) -> None:
    match command:
        case bureaus.PlaceBureau():
            desk.founded(command.bureau)
            if command.above is not None:
                desk.founded(command.above)
            ever = _ever_above(desk, command.above)
            desk.write(*bureau_.place_bureau(command, desk.placed(command.bureau), ever))
        case bureaus.ReleaseOfficer():
            desk.founded(command.to)
            desk.write(*bureau_.release_officer(command, desk.officer(command.officer)))
        case bureaus.WithdrawRelease():
            desk.write(*bureau_.withdraw_release(command, desk.transfer(command.officer)))
        case bureaus.ReceiveOfficer():
            _receive(desk, command)
        case _:
            assert_never(command)


def _ever_above(desk: Desk, bureau: str | None) -> set[str]:
    """The bureau, those above it on whatever day, and so on up."""
    found: set[str] = set()
    waiting = [bureau]
    while waiting:
        named = waiting.pop()
        if named is not None and named not in found:
            found.add(named)
            waiting.extend(desk.placed(named).above.values())
    return found


def edition_above(desk: Desk, bureau: str) -> Above:
    """Finds the edition that one of the bureau's is made under."""
    return above_of(bureau, desk.placed, lambda upper: desk.rulebooks(upper).editions)


def _receive(desk: Desk, command: bureaus.ReceiveOfficer) -> None:
    officer = desk.officer(command.officer)
    released, left = bureau_.released_to(command, desk.transfer(command.officer), officer)
    there, day = released.bureau, released.effective_on
    ended = left.model_dump(include={"officer", "unit", "post_level"})
    _post(desk, {**ended, "bureau": there, "from": left.start, "until": day})
    own = command.model_dump(exclude={"take_marks"})
    # From now on the bureau knows him by name.
    known = {"officer": officer.officer, "name": officer.name, "rank": officer.rank}
    desk.write(OfficerParticularsAmended(bureau=command.bureau, **known))
    _post(desk, {**own, "from": day})
    taken = tuple(_taken(desk, command, released)) if command.take_marks else ()
    desk.write(
        OfficerReceived(
            bureau=command.bureau,
            officer=command.officer,
            released_by=there,
            unit=command.unit,
            effective_on=day,
            taken=tuple(ref for ref, _ in taken),
            numbers=tuple(number for _, number in taken),
        )
    )


def _post(desk: Desk, said: dict[str, Any]) -> None:
    asked = RecordPosting.model_validate(said)
    bureau = desk.bureau(asked.bureau)
    officer, unit = desk.officer(asked.officer), desk.unit(asked.unit)
    desk.write(*register.record_posting(asked, bureau, officer, unit))


def _taken(
    desk: Desk, command: bureaus.ReceiveOfficer, released: OfficerReleased
) -> Iterator[tuple[str, int]]:
    """Each mark given here anew: its ref there, its number here.

    Left out is what this bureau has a mark of already, and what its rules know no series for.
    """
    year, subject = released.effective_on.year, f"officer:{command.officer}"
    editions = desk.rulebooks(command.bureau).editions
    there = desk.marks(released.bureau, year, subject)
    for mark in _in_force(there):
        here = desk.marks(command.bureau, year, subject)
        if any((m.series, m.period) == (mark.series, mark.period) for m in _in_force(here)):
            continue
        try:
            register.refuse_unknown_series(mark.series, command.bureau, editions)
        except no.SeriesNotInEdition:
            continue
        said = mark.model_dump(include=set(GiveMark.model_fields) - {"bureau"})
        asked = GiveMark.model_validate(said)
        (given,) = register.give_mark(asked, command.bureau, here, desk.today)
        desk.write(given)
        yield f"{released.bureau}/{year}/{subject}/marks#{mark.number}", given.number


def _in_force(marks: MarksState) -> list[MarkGiven]:
    """Of each series and period the mark recorded last, in the order of recording."""
    last = {(m.series, m.period): m for m in marks.given if m.number not in marks.withdrawn}
    return sorted(last.values(), key=lambda m: m.number)
