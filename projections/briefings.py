"""Of what is each owner reminded in a quarter, and in which order does its briefing go?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any, Literal

import psycopg

from domain import refusals as no
from domain.quarters.vocabulary import Cause, days_of, quarter_ref
from domain.risks.vocabulary import RiskLevel
from domain.vocabulary import grouped, plain
from projections.cases import shut, window_ends, working_days
from projections.losses import Planned, load_losses, load_planned, points_of
from projections.quarters import LossRow, QuarterNamed, get_review, quarter_known
from projections.records import load_editions, the_bureau
from projections.remediations import RemediationRow, remediations_of
from projections.risks import RiskRow, risks_of
from projections.scores import DIGEST, View, digest_of

Deadline = Literal["risk-check", "remediation"]


class IndicatorReminder(View):
    """An indicator of the plan: what it may lose, what it has lost, how likely more is."""

    indicator: str
    title: str | None
    base: str
    lost: str
    left: str
    grade: RiskLevel | None
    next_check: date | None
    overdue: bool


class DueRow(View):
    """What is due in the quarter, or was before and is not done: a check, a remediation."""

    due_on: date
    what: Deadline
    indicator: str
    remediation: str | None
    overdue: bool


class Reminder(View):
    """What the unit `subject` owns, and what is due."""

    subject: str
    indicators: tuple[IndicatorReminder, ...]
    due: tuple[DueRow, ...]


class Reminders(View):
    """A quarter's reminders, one an owner; `closes_on` is the working day that closes it."""

    bureau: str
    year: int
    quarter: int
    opened_on: date
    last: date
    closes_on: date | None
    as_of: date
    items: tuple[Reminder, ...]
    position: int
    count: int
    digest: str


def get_reminders(
    conn: psycopg.Connection[Any],
    of: QuarterNamed,
    at: tuple[date, int],
    unit: str | None = None,
) -> Reminders:
    """As of a date, as known at a position; raises QuarterNotOpened."""
    as_of, position = at
    the_bureau(conn, position, of.bureau)
    opened = quarter_known(conn, of, position, shut).state.opened
    if opened is None:
        raise no.QuarterNotOpened(quarter=quarter_ref(*of))
    _, last = days_of(of.year, of.quarter)
    windows = load_editions(conn, of.bureau, position).on(last).windows
    days = working_days(conn, of.bureau, position)
    items = tuple(_reminders(conn, of, at, last, unit))
    found = Reminders(
        **of._asdict(),
        opened_on=opened.effective_on,
        last=last,
        closes_on=window_ends(days, last, windows.closes),
        as_of=as_of,
        items=items,
        position=position,
        count=len(items),
        digest="",
    )
    return found.model_copy(update={DIGEST: digest_of(found.model_dump(mode="json"))})


def _reminders(
    conn: psycopg.Connection[Any],
    of: QuarterNamed,
    at: tuple[date, int],
    last: date,
    unit: str | None,
) -> Iterator[Reminder]:
    as_of, position = at
    period = date(of.year, 1, 1), as_of
    known = load_losses(conn, of.bureau, period, position)
    lost = {
        indicator: points_of(losses)
        for indicator, losses in grouped(
            (e for e in known if e.in_force(as_of, position)), lambda e: e.indicator
        ).items()
    }
    risks = {r.indicator: r for r in risks_of(conn, of[:2], at, shut)}
    works = grouped(remediations_of(conn, of.bureau, at, shut), lambda w: w.subject)
    owned = [p for p in load_planned(conn, of.bureau, of.year, position) if p.role == "owner"]
    for subject, lines in grouped(owned, lambda p: p.subject).items():
        if unit in (None, subject.partition(":")[2]):
            own = [risks[p.indicator] for p in lines if p.indicator in risks]
            yield Reminder(
                subject=subject,
                indicators=tuple(
                    _indicator(p, lost.get(p.indicator, Decimal(0)), risks.get(p.indicator))
                    for p in lines
                ),
                due=tuple(_due(own, works.get(subject, []), last)),
            )


def _indicator(line: Planned, lost: Decimal, risk: RiskRow | None) -> IndicatorReminder:
    """Losses stop at the base (扣完为止)."""
    return IndicatorReminder(
        indicator=line.indicator,
        title=line.title,
        base=plain(line.base),
        lost=plain(lost),
        left=plain(max(line.base - lost, Decimal(0))),
        grade=risk and risk.grade,
        next_check=risk and risk.next_check,
        overdue=bool(risk and risk.overdue),
    )


def _due(risks: Iterable[RiskRow], works: Iterable[RemediationRow], last: date) -> list[DueRow]:
    checks = (
        DueRow(
            due_on=r.next_check,
            what="risk-check",
            indicator=r.indicator,
            remediation=None,
            overdue=r.overdue,
        )
        for r in risks
        if r.next_check is not None
    )
    waiting = (
        DueRow(
            due_on=w.due_on,
            what="remediation",
            indicator=w.indicator,
            remediation=f"{w.bureau}/{w.number}",
            overdue=w.state == "overdue",
        )
        for w in works
        if w.state in ("open", "returned", "overdue")
    )
    due = (row for row in (*checks, *waiting) if row.due_on <= last)
    return sorted(due, key=lambda row: (row.due_on, row.indicator, row.what))


class AgendaItem(View):
    """What the briefing goes through: a loss, or a remediation that is overdue."""

    number: int
    what: Literal["unexplained", "loss", "late", "remediation"]
    subject: str
    indicator: str
    entry: str | None
    points: str | None
    cause: Cause | None
    remediation: str | None
    due_on: date | None


class Agenda(View):
    """The losses without a cause first, then the others, the largest first; losses that came late;
    remediations that are overdue."""

    bureau: str
    year: int
    quarter: int
    as_of: date
    items: tuple[AgendaItem, ...]
    position: int
    count: int
    digest: str


def get_agenda(conn: psycopg.Connection[Any], of: QuarterNamed, at: tuple[date, int]) -> Agenda:
    """Built from the loss review; raises QuarterNotFrozen."""
    as_of, position = at
    review = get_review(conn, of, position, shut)
    if review.frozen is None:
        raise no.QuarterNotFrozen(quarter=quarter_ref(*of))
    works = remediations_of(conn, of.bureau, at, shut)
    items = [
        *(_of_loss(row) for row in sorted(_standing(review.items), key=_gravity)),
        *(_of_loss(row, late=True) for row in sorted(_standing(review.late), key=_gravity)),
        *(_of_work(w) for w in works if w.state == "overdue"),
    ]
    found = Agenda(
        **of._asdict(),
        as_of=as_of,
        items=tuple(AgendaItem(number=n, **said) for n, said in enumerate(items, start=1)),
        position=position,
        count=len(items),
        digest="",
    )
    return found.model_copy(update={DIGEST: digest_of(found.model_dump(mode="json"))})


def _standing(rows: Iterable[LossRow]) -> list[LossRow]:
    return [row for row in rows if not row.annulled]


def _gravity(row: LossRow) -> tuple[bool, Decimal, int]:
    return row.cause is not None, -Decimal(row.points), row.position


def _of_loss(row: LossRow, *, late: bool = False) -> dict[str, Any]:
    what = "late" if late else "loss" if row.cause else "unexplained"
    named = {name: getattr(row, name) for name in ("subject", "indicator", "entry", "points")}
    return {"what": what, **named, "cause": row.cause, "remediation": None, "due_on": None}


def _of_work(work: RemediationRow) -> dict[str, Any]:
    named = {name: getattr(work, name) for name in ("subject", "indicator", "entry", "due_on")}
    ref = f"{work.bureau}/{work.number}"
    return {"what": "remediation", **named, "points": None, "cause": None, "remediation": ref}
