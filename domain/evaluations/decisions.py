"""May an evaluation be sealed, and may a period's be opened or confirmed?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from domain import refusals as no
from domain.evaluations.commands import (
    ConfirmEvaluations,
    EvaluationCommand,
    OpenEvaluations,
    SealEvaluation,
)
from domain.evaluations.facts import (
    EvaluationJustified,
    EvaluationsConfirmed,
    EvaluationSealed,
    EvaluationsOpened,
    EvaluationWaived,
)
from domain.evaluations.state import EvaluationsState
from domain.evaluations.vocabulary import last_quarter, period_ref, score_in
from domain.packs.facts import PackIssued
from domain.packs.state import PackState
from domain.quarters.vocabulary import quarter_ref
from domain.vocabulary import plain

FULL_MARKS = 100


def _ref(command: EvaluationCommand) -> str:
    return period_ref(command.bureau, command.year, command.period)


def refuse_opened(command: EvaluationCommand, state: EvaluationsState) -> None:
    if state.opened is not None:
        raise no.EvaluationsAlreadyOpened(period=_ref(command), day=state.opened.opens_on)


def pack_read(command: SealEvaluation, unit: str, pack: PackState) -> PackIssued:
    """The pack that he says he has read: of that unit, of the period's last quarter, and his."""
    quarter = last_quarter(command.period)
    issued = pack.issued
    wanted = (command.year, quarter, unit, command.leader)
    if (
        issued is None
        or pack.acknowledged is None
        or (issued.year, issued.quarter, issued.unit, issued.leader) != wanted
    ):
        named = quarter_ref(command.bureau, command.year, quarter)
        raise no.PackNotAcknowledged(unit=unit, quarter=named, leader=command.leader)
    return issued


def seal_evaluation(
    command: SealEvaluation, pack: PackIssued, outlier: Decimal
) -> Iterator[EvaluationSealed | EvaluationJustified]:
    """A score far from what the indicators say needs a reason; one near may have one."""
    if not 0 <= command.score <= FULL_MARKS:
        raise no.MarkOutsideScale(score=plain(command.score))
    indicators = pack.unit_score
    if (
        command.justification is None
        and indicators is not None
        and abs(command.score - indicators) > outlier
    ):
        raise no.EvaluationUnjustified(
            officer=command.officer, indicators=plain(indicators), outlier=plain(outlier)
        )
    known = command.model_dump(include={"bureau", "year", "period", "leader"})
    yield EvaluationSealed(
        **known, evaluated=command.officer, pack=command.pack, score=plain(command.score)
    )
    if command.justification is not None:
        subject = f"officer:{command.officer}"
        yield EvaluationJustified(**known, subject=subject, justification=command.justification)


def opened_scores(
    command: OpenEvaluations, state: EvaluationsState
) -> dict[str, dict[str, Decimal]]:
    """Each officer's scores, by the leader who gave them."""
    refuse_opened(command, state)
    if not state.sealed:
        raise no.NothingEvaluated(period=_ref(command))
    found: dict[str, dict[str, Decimal]] = {}
    for (officer, leader), sealed in sorted(state.sealed.items()):
        score = score_in(sealed.score)
        if score is None:
            raise no.EvaluationIllegible(officer=officer, leader=leader)
        found.setdefault(officer, {})[leader] = score
    return found


def refuse_unread(command: OpenEvaluations, missing: tuple[str, ...]) -> None:
    """Once it is opened, whoever has not evaluated never will."""
    if missing and command.waived is None:
        raise no.PacksUnread(period=_ref(command), leaders=", ".join(missing))


def open_evaluations(
    command: OpenEvaluations, period: tuple[date, date, int], missing: tuple[str, ...]
) -> Iterator[EvaluationsOpened | EvaluationWaived]:
    """`period`: published from when, until when, for how many working days."""
    of = command.model_dump(exclude={"waived"})
    opens_on, closes_on, days = period
    yield EvaluationsOpened(**of, opens_on=opens_on, closes_on=closes_on, working_days=days)
    if command.waived is not None:
        for leader in missing:
            yield EvaluationWaived(**of, leader=leader, reason=command.waived)


def confirm_evaluations(
    command: ConfirmEvaluations, state: EvaluationsState, today: date
) -> EvaluationsConfirmed:
    if state.opened is None:
        raise no.EvaluationsNotOpened(period=_ref(command))
    if state.confirmed is not None:
        day = state.confirmed.effective_on
        raise no.EvaluationsAlreadyConfirmed(period=_ref(command), day=day)
    if today <= state.opened.closes_on:
        raise no.EvaluationsStillPublished(period=_ref(command), last=state.opened.closes_on)
    return EvaluationsConfirmed(**command.model_dump(), effective_on=today)


def refuse_contested(command: ConfirmEvaluations, disputes: Iterable[str]) -> None:
    """Publication is for objections: what they come to is known before anything is confirmed."""
    if undecided := ", ".join(disputes):
        raise no.EvaluationsContested(period=_ref(command), disputes=undecided)
