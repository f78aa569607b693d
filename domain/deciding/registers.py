"""Which states does a command about the registers read?"""

from __future__ import annotations

from typing import assert_never

from domain import refusals as no
from domain.accounts.facts import Source
from domain.deciding.evaluating import refuse_by_hand
from domain.deciding.placing import edition_above
from domain.deciding.subjects import known_subject, refusals_of_subject
from domain.drafts.decisions import refuse_unpublished_plans
from domain.journal.desk import Desk
from domain.registers import commands as registers
from domain.registers import decisions as register
from domain.registers.facts import RulebookPublished


def register_(desk: Desk, command: registers.RegisterCommand, source: Source | None = None) -> None:
    """The registers' commands; a workbook's row gives its `source`."""
    match command:
        case registers.RegisterUnit() | registers.CloseUnit():
            _register_unit(desk, command, source)
        case registers.RegisterOfficer() | registers.RecordPosting():
            _register_officer(desk, command, source)
        case registers.AdoptPlans():
            bureau = desk.bureau(command.bureau)
            units = {p.unit: desk.unit(p.unit) for p in command.plans}
            plans = desk.plans(bureau, command.year)
            adopted = register.adopt_plans(command, bureau, units, plans, source)
            if adopted:
                refuse_unpublished_plans(desk.sets(bureau, command.year), bureau, command.year)
            desk.write(*adopted)
        case registers.GiveMark() | registers.WithdrawMark():
            _mark(desk, command, source)
        case registers.ImposeRestriction() | registers.EndRestriction():
            _restrict(desk, command, source)
        case registers.PublishRulebook() | registers.WithdrawRulebook():
            _rulebook(desk, command)
        case _:
            assert_never(command)


def _register_unit(
    desk: Desk, command: registers.RegisterUnit | registers.CloseUnit, source: Source | None
) -> None:
    unit = desk.unit(command.unit)
    if isinstance(command, registers.CloseUnit):
        into = desk.unit(command.into) if command.into else None
        bureau = desk.bureau(command.bureau)
        desk.write(*register.close_unit(command, bureau, unit, into))
        return
    if source is None:
        desk.founded(command.bureau)
    above = desk.units_above(command.parent)
    desk.write(*register.register_unit(command, unit, above, desk.today, source))


def _register_officer(
    desk: Desk,
    command: registers.RegisterOfficer | registers.RecordPosting,
    source: Source | None,
) -> None:
    officer = desk.officer(command.officer)
    if isinstance(command, registers.RegisterOfficer):
        if source is None:
            desk.founded(command.bureau)
        desk.write(*register.register_officer(command, officer, source))
        return
    bureau, unit = desk.bureau(command.bureau), desk.unit(command.unit)
    desk.write(*register.record_posting(command, bureau, officer, unit, source))


def _mark(
    desk: Desk, command: registers.GiveMark | registers.WithdrawMark, source: Source | None
) -> None:
    bureau = desk.bureau(command.bureau)
    marks = desk.marks(bureau, command.year, command.subject)
    if isinstance(command, registers.WithdrawMark):
        desk.write(*register.withdraw_mark(command, bureau, marks))
        return
    for refusal in refusals_of_subject(desk, bureau, command.year, command.subject, None):
        raise refusal
    editions = desk.rulebooks(bureau).editions
    register.refuse_unknown_series(command.series, bureau, editions)
    if source is None:
        register.refuse_undocumented(command, editions)
    refuse_by_hand(desk, bureau, command)
    desk.write(*register.give_mark(command, bureau, marks, desk.today, source))


def _restrict(
    desk: Desk,
    command: registers.ImposeRestriction | registers.EndRestriction,
    source: Source | None,
) -> None:
    bureau = desk.bureau(command.bureau)
    known = desk.restrictions(bureau, command.subject)
    if isinstance(command, registers.EndRestriction):
        desk.write(*register.end_restriction(command, bureau, known, desk.today, source))
        return
    known_subject(desk, bureau, command.subject)
    edition = desk.editions(bureau).on(command.effective_on)
    asked = command.model_copy(update={"bureau": bureau})
    desk.write(*register.impose_restriction(asked, known, edition, desk.today, source))


def _rulebook(desk: Desk, command: registers.PublishRulebook | registers.WithdrawRulebook) -> None:
    bureau = desk.bureau(command.bureau)
    rulebooks = desk.rulebooks(bureau)
    if isinstance(command, registers.WithdrawRulebook):
        desk.write(*register.withdraw_rulebook(command, bureau, rulebooks, desk.today))
        return
    above = edition_above(desk, bureau)
    for edition in register.publish_rulebook(command, rulebooks, above):
        _refuse_closed_years(desk, edition)
        desk.write(edition)


def _refuse_closed_years(desk: Desk, edition: RulebookPublished) -> None:
    """No edition starts in a closed year, nor reaches over one from before it (SCORING §9)."""
    start = edition.effective_from
    for year in range(start.year, desk.today.year + 1):
        if desk.year(edition.bureau, year).closed is not None:
            named = f"{edition.rulebook}@{edition.version}"
            raise no.EditionStartsInClosedYear(edition=named, start=start, year=year)
