"""Which states does a command about a bureau-year read, and which year takes an entry?"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import assert_never

from domain import refusals as no
from domain.accounts import commands as accounts
from domain.accounts.decisions import reverse_entry
from domain.accounts.facts import Granted, LossImposed
from domain.disputes.facts import DisputeDecided
from domain.drafts.decisions import refuse_unpublished_plans
from domain.journal.desk import Desk
from domain.record import Record
from domain.registers import decisions as register
from domain.run import Run, appraise
from domain.vocabulary import entry_key
from domain.years import commands as years
from domain.years import decisions as year_

CARRIED = "封账时未计入,结转至下一未封账年度 / not in the closed run: carried over"
GROUND = "年度封账结转 / carried over at the close"


def account_year(desk: Desk, bureau: str, day: date) -> int:
    """The year of the day or, where that is closed, the next that is not (SCORING §3)."""
    last = max(desk.today.year, day.year)
    for year in range(day.year, last + 1):
        if desk.year(bureau, year).closed is None:
            return year
    raise no.NoOpenYear(year=day.year, last=last)


def decide_year(desk: Desk, command: years.YearCommand) -> None:
    bureau = desk.bureau(command.bureau)
    desk.founded(bureau)
    match command:
        case years.AnnounceWorkingDays():
            desk.write(year_.announce_working_days(command, bureau))
        case years.OpenYear():
            _open(desk, bureau, command)
        case years.SettleDeferral():
            _settle(desk, bureau, command)
        case years.ResolveTie() | years.DecideGrade():
            _committee(desk, bureau, command)
        case years.FreezeYear() | years.PublishYear() | years.CloseYear() | years.RestateYear():
            _results(desk, bureau, command)
        case _:
            assert_never(command)


def _open(desk: Desk, bureau: str, command: years.OpenYear) -> None:
    own, last = desk.plans(bureau, command.year), desk.plans(bureau, command.year - 1)
    units = {unit: desk.unit(unit) for unit in last.by_unit}
    state, sets = desk.year(bureau, command.year), desk.sets(bureau, command.year)
    facts = year_.open_year(command, state, (own, last), units, desk.today)
    if command.carry_plans and year_.carried(last, units, command.year) not in ({}, own.by_unit):
        refuse_unpublished_plans(sets, bureau, command.year)
    desk.write(*facts)


def _settle(desk: Desk, bureau: str, command: years.SettleDeferral) -> None:
    if desk.year(bureau, command.year).closed is None:
        raise no.YearNotClosed(bureau=bureau, year=command.year)
    register.refuse_future(command.decided_on, desk.today)
    edition = desk.editions(bureau).on(date(command.year, 12, 31))
    known = desk.restrictions(bureau, f"officer:{command.officer}")
    desk.write(*register.settle_deferral(command, bureau, known, edition))


def _committee(desk: Desk, bureau: str, command: years.ResolveTie | years.DecideGrade) -> None:
    state = desk.year(bureau, command.year)
    named = command.order if isinstance(command, years.ResolveTie) else (command.officer,)
    for officer in named:
        register.posted_officer(desk.officer(officer), bureau, command.year)
    if isinstance(command, years.ResolveTie):
        desk.write(year_.resolve_tie(command, state, desk.today))
    else:
        desk.write(year_.decide_grade(command, state, desk.today))


def _results(
    desk: Desk,
    bureau: str,
    command: years.FreezeYear | years.PublishYear | years.CloseYear | years.RestateYear,
) -> None:
    state, head = desk.year(bureau, command.year), desk.head
    editions = desk.editions(bureau)  # none: nothing can be appraised
    record = desk.record(bureau, command.year)

    @lru_cache
    def take(position: int) -> Run:
        return appraise(record, date(command.year, 12, 31), position)

    results = year_.Results(head, desk.today, take)
    match command:
        case years.FreezeYear():
            desk.write(year_.freeze_year(state, results))
        case years.PublishYear():
            edition = editions.on(date(command.year, 12, 31))
            desk.write(year_.publish_year(command, state, desk.calendar(bureau), edition, results))
        case years.CloseYear():
            year_.refuse_closing(command, state, desk.today)
            position = year_.closing_position(command, state, head)
            left_out = _left_out(desk, record, position)
            desk.write(year_.close_year(command, state, results, tuple(left_out)))
            for ref in left_out:
                _carry_over(desk, ref)
            # An entry that came in meanwhile would be neither in the run nor carried over.
            desk.be_quiet(bureau, command.year)
        case years.RestateYear():
            _refuse_undecided(desk, bureau, command)
            desk.write(year_.restate_year(command, state, results))
        case _:
            assert_never(command)


def refuse_act(desk: Desk, bureau: str, year: int, act: str) -> None:
    """Raises what freezing, publishing, closing or restating the year would be refused for today,
    before its run is taken."""
    desk.founded(bureau)
    desk.editions(bureau)
    state = desk.year(bureau, year)
    match act:
        case "freeze":
            year_.refuse_freezing(state, desk.today)
        case "publish":
            year_.refuse_publishing(state)
        case "close":
            year_.refuse_closing(years.CloseYear(bureau=bureau, year=year), state, desk.today)
        case _:
            year_.refuse_restating(state)


def _refuse_undecided(desk: Desk, bureau: str, command: years.RestateYear) -> None:
    """A dispute is carried out once it is decided otherwise than the original was."""
    if command.dispute is None:
        return
    named, _, number = command.dispute.partition("/")
    state = desk.dispute(named, int(number))
    if state.filed is None or (named, state.filed.year) != (bureau, command.year):
        raise no.DisputeNotFound(dispute=command.dispute)
    if not isinstance(state.ended, DisputeDecided) or state.ended.outcome == "upheld_original":
        raise no.DisputeNotDecided(dispute=command.dispute)


def _left_out(desk: Desk, record: Record, position: int) -> list[str]:
    """The entries that the run at the position excludes, but for corrections of what it counts.

    Those stay in the year of the entry they correct, as after the closing (SCORING §3): the run
    counts what they correct, and so the same act would count in two years.
    """
    entries = {e.ref: e for e in (*record.entries, *record.losses)}

    def mends_the_run(ref: str) -> bool:
        key, number = entry_key(ref)
        old = desk.account(*key).entries[number - 1].corrects
        if old not in entries:
            return False
        return entries[old].position <= position or mends_the_run(old)

    return [
        ref
        for ref, e in entries.items()
        if e.position > position and e.reversed_at is None and not mends_the_run(ref)
    ]


def _carry_over(desk: Desk, ref: str) -> None:
    """Annulled where the closed run left it out, entered anew in the year that takes it."""
    key, number = entry_key(ref)
    account = desk.account(*key)
    entry = account.entries[number - 1]
    year = account_year(desk, key.bureau, date(key.year, 12, 31))
    subject = _bearer(desk, entry, year)
    target = desk.account(key.bureau, year, subject)
    new = entry.model_copy(
        update={
            "year": year,
            "subject": subject,
            "number": target.next_number,
            "carried_from": entry.effective_on.year,
            "corrects": ref,
        }
    )
    undo = accounts.ReverseEntry(entry=ref, reason=CARRIED, ground=GROUND)
    corrected_by = target.ref(target.next_number)
    reversal = reverse_entry(undo, account).model_copy(update={"corrected_by": corrected_by})
    desk.write(reversal, new)


def _bearer(desk: Desk, entry: Granted, year: int) -> str:
    """A loss goes to the unit that owns the indicator in the year it goes to, if one does."""
    if isinstance(entry, LossImposed):
        owner = desk.plans(entry.bureau, year).owner_of(entry.indicator)
        return entry.subject if owner is None else f"unit:{owner}"
    return entry.subject
