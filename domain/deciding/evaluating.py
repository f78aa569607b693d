"""Which states does a command about a pack or a leader's evaluation read?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import assert_never

from domain import refusals as no
from domain.access.roles import OWNER
from domain.deciding.quarters import refuse_open
from domain.deciding.speaking import is_officer
from domain.deciding.subjects import known_subject
from domain.evaluations import decisions as evaluation
from domain.evaluations.commands import (
    ConfirmEvaluations,
    EvaluationCommand,
    OpenEvaluations,
    SealEvaluation,
)
from domain.evaluations.facts import EvaluationDisclosed
from domain.evaluations.state import EvaluationsState, unread
from domain.evaluations.vocabulary import (
    SERIES,
    last_quarter,
    mark_period,
    mean_of,
    period_named,
)
from domain.journal.desk import Desk
from domain.journal.envelope import By
from domain.packs import decisions as pack
from domain.packs.commands import AcknowledgePack, IssuePack, PackCommand
from domain.packs.facts import PackIssued
from domain.packs.vocabulary import pack_sheet
from domain.quarters.vocabulary import days_of
from domain.registers import decisions as register
from domain.registers.commands import GiveMark
from domain.second import evaluates
from domain.vocabulary import case_ref


def _refuse_another(desk: Desk, by: By, leader: str) -> None:
    """What a leader says he says himself; who holds the home stands for anybody."""
    if by.role != OWNER and not is_officer(desk, by, leader):
        raise no.LeaderOnly(leader=leader)


def decide_pack(desk: Desk, command: PackCommand, by: By) -> None:
    desk.founded(command.bureau)
    match command:
        case IssuePack():
            _issue(desk, command, by)
        case AcknowledgePack():
            state = desk.pack(command.bureau, command.number)
            issued = pack.issued_of(command.bureau, command.number, state)
            _refuse_another(desk, by, issued.leader)
            desk.write(pack.acknowledge_pack(command, issued, state, desk.today))
        case _:
            assert_never(command)


def _issue(desk: Desk, command: IssuePack, by: By) -> None:
    bureau, leader = command.bureau, command.leader
    known_subject(desk, bureau, f"unit:{command.unit}")
    known_subject(desk, bureau, f"officer:{leader}")
    if by.role != OWNER and not evaluates(desk, bureau, leader, desk.grantees(bureau)):
        raise no.PackForLeadersOnly(officer=leader)
    last = pack.refuse_before_end(command, desk.today)
    refuse_open(desk, bureau, (command.year, command.quarter))
    _refuse_pack(desk, command, last)
    desk.editions(bureau)  # none: nothing can be appraised
    record = desk.record(bureau, command.year)
    sheet = pack_sheet(record, (command.unit, command.quarter), last, desk.head)
    desk.write(pack.issue_pack(command, desk.next_number("pack", bureau), sheet))


def _refuse_pack(desk: Desk, command: IssuePack, last: date) -> None:
    """Once at a time, of a year in which there was something to read."""
    bureau, leader = command.bureau, command.leader
    if not desk.plans(bureau, command.year).by_unit:
        raise no.PackWithoutPlans(bureau=bureau, year=command.year)
    asked = (command.quarter, command.unit, leader)
    for issued, acknowledged in _packs(desk, bureau, command.year):
        if not acknowledged and (issued.quarter, issued.unit, issued.leader) == asked:
            raise no.PackStillUnread(pack=case_ref(bureau, issued.number), leader=leader)


def decide_evaluation(desk: Desk, command: EvaluationCommand, by: By) -> None:
    desk.founded(command.bureau)
    state = desk.evaluations(command.bureau, command.year, command.period)
    match command:
        case SealEvaluation():
            evaluation.refuse_opened(command, state)
            _seal(desk, command, by)
        case OpenEvaluations():
            _open(desk, command)
        case ConfirmEvaluations():
            confirmed = evaluation.confirm_evaluations(command, state, desk.today)
            evaluation.refuse_contested(command, _undecided(desk, command, state))
            desk.write(confirmed)
        case _:
            assert_never(command)


def refuse_by_hand(desk: Desk, bureau: str, command: GiveMark) -> None:
    """From the first pack of a quarter on its marks come from sealed evaluations; unless what
    those gave him stands withdrawn, and another person lets through what takes its place."""
    if command.series != SERIES or not _has_packs(desk, bureau, command):
        return
    period = period_named(command.year, command.period)
    if period is not None:
        given = desk.evaluations(bureau, command.year, period).marks
        own = {number for subject, number in given if subject == command.subject}
        if own and own <= desk.marks(bureau, command.year, command.subject).withdrawn:
            return
    raise no.MarkByEvaluationOnly(period=command.period, bureau=bureau, series=SERIES)


def _has_packs(desk: Desk, bureau: str, command: GiveMark) -> bool:
    """Of the period's last quarter; of a period that no leader evaluates, of any of the year."""
    period = period_named(command.year, command.period)
    quarter = last_quarter(period) if period else None
    return any(quarter in (None, p.quarter) for p, _ in _packs(desk, bureau, command.year))


def _packs(desk: Desk, bureau: str, year: int) -> Iterator[tuple[PackIssued, bool]]:
    """The year's packs, the newest first, and whether each was acknowledged."""
    for number in range(desk.next_number("pack", bureau) - 1, 0, -1):
        state = desk.pack(bureau, number)
        if state.issued is not None and state.issued.year == year:
            yield state.issued, state.acknowledged is not None


def _undecided(desk: Desk, command: ConfirmEvaluations, state: EvaluationsState) -> Iterator[str]:
    """The objections to what the period gave that wait for their decision. The number after the
    last is read too: one that comes in at once makes this decision stale."""
    for number in range(1, desk.next_number("dispute", command.bureau)):
        dispute = desk.dispute(command.bureau, number)
        filed = dispute.filed
        if filed is None or dispute.ended is not None or filed.stage != "objection":
            continue
        given = {(filed.subject, mark) for mark in filed.about.marks}
        if filed.year == command.year and given & state.marks:
            yield case_ref(command.bureau, number)


def _seal(desk: Desk, command: SealEvaluation, by: By) -> None:
    bureau = command.bureau
    _refuse_another(desk, by, command.leader)
    known_subject(desk, bureau, f"officer:{command.officer}")
    if command.officer == command.leader:
        raise no.EvaluationOfOneself(officer=command.officer)
    _, last = days_of(command.year, last_quarter(command.period))
    unit = _unit_on(desk, bureau, command.officer, last)
    read = evaluation.pack_read(command, unit, desk.pack(bureau, command.pack))
    outlier = desk.editions(bureau).on(last).windows.outlier
    desk.write(*evaluation.seal_evaluation(command, read, outlier))


def _unit_on(desk: Desk, bureau: str, officer: str, day: date) -> str:
    for p in desk.officer(officer).postings.values():
        if p.bureau == bureau and p.start <= day < (p.until or date.max):
            return p.unit
    raise no.NotPostedThen(officer=officer, day=day)


def _open(desk: Desk, command: OpenEvaluations) -> None:
    bureau, year = command.bureau, command.year
    state = desk.evaluations(bureau, year, command.period)
    scores = evaluation.opened_scores(command, state)
    quarter = last_quarter(command.period)
    packs = [p for p in _packs(desk, bureau, year) if p[0].quarter == quarter]
    missing = unread(state, packs)
    evaluation.refuse_unread(command, missing)
    _, last = days_of(year, quarter)
    days = desk.editions(bureau).on(last).windows.publication
    closes_on = desk.working_days(bureau).last_of(desk.today + timedelta(1), days)
    published = (desk.today, closes_on, days)
    desk.write(*evaluation.open_evaluations(command, published, missing))
    for officer, given in scores.items():
        subject = f"officer:{officer}"
        marks = desk.marks(bureau, year, subject)
        mark = GiveMark(
            year=year,
            subject=subject,
            series=SERIES,
            period=mark_period(year, command.period),
            score=mean_of(given.values()),
            effective_on=last,
        )
        said = command.model_dump(exclude={"waived"}) | {
            "subject": subject,
            "mark": len(marks.given) + 1,
        }
        for leader, score in given.items():
            desk.write(EvaluationDisclosed(**said, leader=leader, score=score))
        desk.write(*register.give_mark(mark, bureau, marks, desk.today))
