"""Does a decision touch only what is disputed, and does the appellant not end worse off?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from domain import refusals as no
from domain.accounts.commands import ReverseEntry
from domain.accounts.facts import Granted
from domain.claims.vocabulary import document_key
from domain.deciding.entries import annul
from domain.deciding.registers import register_
from domain.deciding.years import decide_year
from domain.disputes.commands import Remedies
from domain.disputes.facts import DisputeFiled
from domain.disputes.state import DisputeState
from domain.journal.desk import Desk
from domain.restating import Readings, readings, restate, worse
from domain.run import Run, appraise
from domain.titles import GRADES, Title, titled
from domain.vocabulary import case_ref, entry_key

_WHAT: Final = {"score": "成绩", "band": "段", "grade": "等次"}
"""What may not be worse for him; others may rise past him, so his rank may."""


def remedied_by(remedies: Remedies) -> tuple[str, ...]:
    """What a decision puts right, as people call it."""
    return (
        *(command.entry for command in remedies.undone),
        *(f"{m.year}/{m.subject}/marks#{m.number}" for m in remedies.withdrawals),
        *(f"{r.subject}/restrictions#{r.number}" for r in remedies.ends),
        *(f"{g.year}/officer:{g.officer}/grade" for g in remedies.grades),
    )


def refuse_outside(desk: Desk, state: DisputeState, remedies: Remedies) -> None:
    """Only what is disputed, or hangs together with it by its merit, its document or a correction;
    from whom else something is taken, he must have been heard."""
    filed = state.filed
    assert filed is not None
    for thing in _outside(desk, filed, remedies):
        raise no.RemedyOutsideDispute(thing=thing, dispute=case_ref(filed.bureau, filed.number))
    for command in remedies.undone:
        entry = _entry(desk, command.entry)
        given_back = isinstance(command, ReverseEntry) and entry.claimed < 0
        if not given_back and entry.subject not in (filed.subject, *state.heard):
            raise no.OtherNotHeard(subject=entry.subject)


def _outside(desk: Desk, filed: DisputeFiled, remedies: Remedies) -> Iterator[str]:
    about, bureau, own = filed.about, filed.bureau, (filed.year, filed.subject)
    within: list[tuple[str, str | None, bool]] = [
        (c.entry, bureau, _hangs_together(desk, filed, c.entry)) for c in remedies.undone
    ]
    for m in remedies.withdrawals:
        named = f"{m.year}/{m.subject}/marks#{m.number}"
        within.append((named, m.bureau, (m.year, m.subject) == own and m.number in about.marks))
    for r in remedies.ends:
        named = f"{r.subject}/restrictions#{r.number}"
        his = r.subject == filed.subject and r.number in about.restrictions
        within.append((named, r.bureau, his))
    for g in remedies.grades:
        his = (g.year, f"officer:{g.officer}") == own and about.run is not None
        within.append((f"{g.year}/officer:{g.officer}/grade", g.bureau, his))
    return (what for what, of, ok in within if not ok or of not in (None, bureau))


def _hangs_together(desk: Desk, filed: DisputeFiled, ref: str) -> bool:
    """What is cited is within reach of a decision about the result that it bears on."""
    about = filed.about
    within = (*about.entries, *(about.cites if about.run else ()))
    if ref in within:
        return True
    key, _ = entry_key(ref)
    if key.bureau != filed.bureau:
        return False
    entry = _entry(desk, ref)
    if any(old in within for old in _corrected(desk, entry)):
        return True
    return any(_of_one(entry, _entry(desk, other)) for other in about.entries)


def _entry(desk: Desk, ref: str) -> Granted:
    """Whether or not it still stands."""
    key, number = entry_key(ref)
    entries = desk.account(*key).entries
    if number > len(entries):
        raise no.EntryNotFound(entry=ref)
    return entries[number - 1]


def _corrected(desk: Desk, entry: Granted) -> Iterator[str]:
    """The entries whose place it took, the last one first."""
    while entry.corrects is not None:
        yield entry.corrects
        entry = _entry(desk, entry.corrects)


def _of_one(one: Granted, other: Granted) -> bool:
    merit = getattr(one, "merit", None)
    if merit is not None and merit == getattr(other, "merit", None):
        return True
    if one.document_no is None or other.document_no is None:
        return False
    return document_key(one.document_no) == document_key(other.document_no)


def execute(desk: Desk, bureau: str, remedies: Remedies) -> None:
    """Each as by its own command, which may still refuse."""
    for entry in remedies.undone:
        annul(desk, entry)
    for mark in remedies.withdrawals:
        register_(desk, mark.model_copy(update={"bureau": bureau}))
    for end in remedies.ends:
        register_(desk, end.model_copy(update={"bureau": bureau}))
    for grade in remedies.grades:
        decide_year(desk, grade.model_copy(update={"bureau": bureau}))


def as_it_stands(desk: Desk, filed: DisputeFiled, remedies: Remedies) -> dict[int, Readings]:
    """How the appellant reads in each year that is touched, with all that is written."""
    years = {filed.year, *(entry_key(command.entry)[0].year for command in remedies.undone)}
    return {
        year: readings(_run(desk, filed.bureau, year)).get(filed.subject, {})
        for year in sorted(years)
    }


def _run(desk: Desk, bureau: str, year: int) -> Run:
    """Of a closed year as its restatement would have it, for its closed run stands."""
    record = desk.record(bureau, year)
    position = desk.head + len(desk.pending)
    closed = desk.year(bureau, year).closed
    if closed is None:
        return appraise(record, min(date(year, 12, 31), desk.today), position)
    last = date(year, 12, 31)
    return restate(appraise(record, last, closed.position), appraise(record, last, position))


def refuse_worse(
    filed: DisputeFiled, before: dict[int, Readings], after: dict[int, Readings]
) -> None:
    """Execution is not suspended meanwhile, so nothing else has changed between the two."""
    for year, then in before.items():
        for what, what_zh in _WHAT.items():
            old, new = then.get(what), after[year].get(what)
            if worse(what, old, new):
                readings = {"before": titled(GRADES, str(old)), "after": titled(GRADES, new or "-")}
                raise no.WorseForAppellant(
                    what=Title(what, what, what_zh), subject=filed.subject, year=year, **readings
                )
