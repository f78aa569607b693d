"""Which states does a command about several bureaus read?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import assert_never

from domain import refusals as no
from domain.bureaus import commands as bureaus
from domain.bureaus import decisions as bureau_
from domain.bureaus.facts import OfficerReceived, OfficerReleased
from domain.journal.desk import Desk
from domain.registers import decisions as register
from domain.registers.commands import GiveMark, RecordPosting
from domain.registers.facts import MarkGiven, OfficerParticularsAmended, PostingRecorded
from domain.registers.state import MarksState
from domain.rulebook import Above, Edition
from domain.rulebook.inheritance_faults import UpperEditionNotInForce


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
            desk.transfer(command.officer)
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


def bureaus_above(desk: Desk, bureau: str, day: date) -> Iterator[str]:
    """The bureau above on the day, the one above that, and so on."""
    seen = {bureau}
    above = desk.placed(bureau).on(day)
    while above is not None and above not in seen:
        seen.add(above)
        yield above
        above = desk.placed(above).on(day)


def edition_above(desk: Desk, bureau: str) -> Above:
    """Finds the edition that one of the bureau's is made under: of a bureau above, and in force
    on the day on which the lower one starts."""

    def above(edition: Edition) -> Edition:
        day, known = edition.effective_from, []
        for upper in bureaus_above(desk, bureau, day):
            editions = desk.rulebooks(upper).editions
            if len(editions):
                known.append(editions.on(day))
        for one in known:
            if one.ref == edition.under:
                return one
        listed = ", ".join(one.ref for one in known) or "-"
        raise UpperEditionNotInForce(bureau=bureau, given=edition.under, day=day, known=listed)

    return above


def _receive(desk: Desk, command: bureaus.ReceiveOfficer) -> None:
    officer = desk.officer(command.officer)
    released, left = bureau_.released_to(command, desk.transfer(command.officer), officer)
    day = released.effective_on
    _post(desk, released.bureau, left, left.start, until=day)
    desk.write(
        OfficerParticularsAmended(
            bureau=command.bureau, officer=command.officer, name=officer.name, rank=officer.rank
        )
    )
    new = {**command.model_dump(), "start": day}
    _post(desk, command.bureau, PostingRecorded.model_validate(_of_posting(new)), day)
    taken = list(_taken(desk, command, released)) if command.take_marks else []
    desk.write(
        OfficerReceived(
            bureau=command.bureau,
            officer=command.officer,
            released_by=released.bureau,
            unit=command.unit,
            effective_on=day,
            taken=tuple(ref for ref, _ in taken),
            numbers=tuple(number for _, number in taken),
        )
    )


def _of_posting(said: dict[str, object]) -> dict[str, object]:
    return {name: said[name] for name in ("bureau", "officer", "unit", "post_level", "start")}


def _post(
    desk: Desk, bureau: str, posting: PostingRecorded, start: date, until: date | None = None
) -> None:
    asked = RecordPosting.model_validate(
        {
            "officer": posting.officer,
            "unit": posting.unit,
            "post_level": posting.post_level,
            "from": start,
            "until": until,
        }
    )
    officer, unit = desk.officer(posting.officer), desk.unit(posting.unit)
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
