"""May this mark be given, or this restriction be imposed or ended?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from domain import refusals as no
from domain.accounts.facts import Source
from domain.registers.commands import (
    EndRestriction,
    GiveMark,
    ImposeRestriction,
    WithdrawMark,
)
from domain.registers.facts import (
    MarkDocumented,
    MarkGiven,
    MarkWithdrawn,
    RestrictionImposed,
    RestrictionLifted,
    RestrictionRescinded,
)
from domain.registers.state import (
    MarksState,
    RestrictionsState,
)
from domain.rulebook import Edition, Editions
from domain.rulebook.words import word_title
from domain.titles import listed
from domain.vocabulary import plain

FULL_MARKS: Final = 100
_QUARTERS: Final = ("Q1", "Q2", "Q3", "Q4")
SERIES: Final = {"regular_review", "leader_evaluation", "peer_evaluation", "local_evaluation"}
"""The series that the rules name (SCORING §6): on record even where no edition weighs them."""


def give_mark(
    command: GiveMark, bureau: str, marks: MarksState, today: date, source: Source | None = None
) -> tuple[MarkGiven | MarkDocumented, ...]:
    if not 0 <= command.score <= FULL_MARKS:
        raise no.MarkOutsideScale(score=plain(command.score))
    refuse_future(command.effective_on, today)
    if command.effective_on.year != command.year:
        raise no.MarkOutsideYear(day=command.effective_on, year=command.year)
    refuse_strange_period(command.period, command.year)
    said = command.model_dump(exclude={"document_no"}) | {"bureau": bureau}
    given = MarkGiven(**said, number=len(marks.given) + 1, source=source)
    if command.document_no is None:
        return (given,)
    whose = given.model_dump(include={"bureau", "year", "subject", "number"})
    return (given, MarkDocumented(**whose, document_no=command.document_no))


def refuse_strange_period(period: str, year: int) -> None:
    """The rules leave open how a bureau divides its year, and not which year it is."""
    rest = period.removeprefix(str(year))
    of_the_year = rest != period
    quarter = rest[:1] in ("Q", "q")
    if not of_the_year or rest[:1].isdigit() or (quarter and rest not in _QUARTERS):
        raise no.PeriodOfNoYear(period=period, year=year)


def refuse_unknown_series(series: str, bureau: str, editions: Iterable[Edition]) -> None:
    """A mark of a misspelt series counts nowhere, unseen. See DECISIONS 35."""
    components = [named for edition in editions for named in edition.components.items()]
    known = {name for name, component in components if component.source == "review"}
    if known and series not in known | SERIES:
        named = listed(word_title(name).typed() for name in sorted(known | SERIES))
        raise no.SeriesNotInEdition(series=series, bureau=bureau, known=named)


def refuse_undocumented(command: GiveMark, editions: Editions) -> None:
    """A workbook's row has the file itself for evidence."""
    if command.document_no is not None or not len(editions):
        return
    edition = editions.on(command.effective_on)
    component = edition.components.get(command.series)
    if component is not None and component.document == "required":
        raise no.MarkUndocumented(series=command.series, edition=edition.ref)


def withdraw_mark(
    command: WithdrawMark, bureau: str, marks: MarksState
) -> tuple[MarkWithdrawn, ...]:
    mark = f"{bureau}/{command.year}/{command.subject}/marks#{command.number}"
    if command.number > len(marks.given):
        raise no.MarkNotFound(mark=mark)
    if command.number in marks.withdrawn:
        raise no.MarkAlreadyWithdrawn(mark=mark)
    return (MarkWithdrawn(**command.model_dump() | {"bureau": bureau}),)


def refuse_future(day: date, today: date) -> None:
    if day > today:
        raise no.DateInFuture(day=day, today=today)


def impose_restriction(
    command: ImposeRestriction,
    restrictions: RestrictionsState,
    edition: Edition,
    today: date,
    source: Source | None = None,
) -> tuple[RestrictionImposed, ...]:
    refuse_future(command.effective_on, today)
    if command.rule not in edition.restrictions:
        raise no.RestrictionRuleNotInEdition(
            rule=command.rule, edition=edition.ref, day=command.effective_on
        )
    if command.until is not None and command.until < command.effective_on:
        raise no.RestrictionEndsBeforeItStarts(start=command.effective_on, until=command.until)
    number = len(restrictions.imposed) + 1
    return (RestrictionImposed(**command.model_dump(), number=number, source=source),)


def end_restriction(
    command: EndRestriction,
    bureau: str,
    restrictions: RestrictionsState,
    today: date,
    source: Source | None = None,
) -> tuple[RestrictionLifted | RestrictionRescinded, ...]:
    """Several ends may stand: any rescission voids it, else the earliest lifting ends it."""
    ref = f"{bureau}/{command.subject}/restrictions#{command.number}"
    refuse_future(command.effective_on, today)
    if command.number > len(restrictions.imposed):
        raise no.RestrictionNotFound(restriction=ref)
    fact = RestrictionLifted if command.how == "lifted" else RestrictionRescinded
    said = command.model_dump(exclude={"how"}) | {"bureau": bureau}
    return (fact(**said, source=source),)
