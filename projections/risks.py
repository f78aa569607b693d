"""How likely is a loss on each indicator, and which of them is to be looked at?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final, Literal, get_args

import psycopg

from domain.calendar import WorkingDays
from domain.risks.facts import RiskAssessed, RiskChecked, RiskFact
from domain.risks.vocabulary import Finding, RiskLevel
from domain.scoring import Entry
from projections.cases import (
    CaseRow,
    Told,
    Wanted,
    cases_told,
    page_of,
    window_ends,
    working_days,
)
from projections.listings import Asked, Page
from projections.losses import load_losses
from projections.records import the_bureau
from projections.scores import Unseal

_KINDS: Final = get_args(RiskFact)
Alert = Literal["high", "overdue", "loss"]
"""Why an indicator is on the watch list: its grade, no check in time, points lost since."""


class RiskRow(CaseRow):
    """An indicator's newest assessment; `subject` owned it. `losses` are those since it was last
    looked at; on the watch list is whatever has `alerts`."""

    bureau: str
    year: int
    indicator: str
    subject: str
    difficulty: int
    scoring_method: int
    controllability: int
    current_state: int
    total: int
    grade: RiskLevel
    edition: str
    assessed_on: date
    note: str | None
    check_every: int
    checked_on: date | None
    finding: Finding | None
    finding_note: str | None
    next_check: date | None
    """None: the working days up to it were not announced yet."""
    overdue: bool
    losses: tuple[str, ...]
    alerts: tuple[Alert, ...]


def list_risks(
    conn: psycopg.Connection[Any], asked: Asked, as_of: date, unseal: Unseal
) -> Page[RiskRow]:
    """Of a bureau-year, one row an indicator that was assessed; of one unit, or those watched."""
    bureau = the_bureau(conn, asked.position, asked.filters["bureau"])
    rows = risks_of(conn, (bureau, asked.filters["year"]), (as_of, asked.position), unseal)
    unit, watched = asked.filters.get("unit"), asked.filters.get("watched")
    found = [
        row
        for row in rows
        if unit in (None, row.subject.partition(":")[2]) and watched in (None, bool(row.alerts))
    ]
    return page_of(RiskRow, found, asked)


def risks_of(
    conn: psycopg.Connection[Any],
    of: tuple[str, int],
    at: tuple[date, int],
    unseal: Unseal,
) -> list[RiskRow]:
    """The rows of a bureau-year as of a date, as known at a position."""
    (bureau, year), (as_of, position) = of, at
    days = working_days(conn, bureau, position)
    known = load_losses(conn, bureau, (date(year, 1, 1), as_of), position)
    losses = [loss for loss in known if loss.in_force(as_of, position)]
    cases = cases_told(conn, Wanted(_KINDS, position, bureau), unseal)
    rows = (_row(told, as_of, days, losses) for told in cases if _year(told) == year)
    return [row for row in rows if row is not None]


def _year(told: Sequence[Told]) -> int:
    assert isinstance(told[0].fact, RiskAssessed | RiskChecked)
    return told[0].fact.year


Look = tuple[date, int]
"""The day on which the indicator was looked at, and the position of the fact that says so."""


def _row(
    told: Sequence[Told], as_of: date, days: WorkingDays, losses: Iterable[Entry]
) -> RiskRow | None:
    assessed: dict[Look, RiskAssessed] = {}
    checked: dict[Look, RiskChecked] = {}
    for one in told:
        match one.fact:
            case RiskAssessed(assessed_on=day) if day <= as_of:
                assessed[day, one.position] = one.fact
            case RiskChecked(checked_on=day) if day <= as_of:
                checked[day, one.position] = one.fact
    if not assessed:
        return None
    risk, check = assessed[max(assessed)], checked[max(checked)] if checked else None
    looked_on, looked_at = max([max(assessed), *checked])
    due = window_ends(days, looked_on, risk.check_every)
    if due is not None and due.year != risk.year:
        due = None  # With its year an indicator ends, and is checked no more.
    overdue = due is not None and as_of > due
    since = tuple(
        loss.ref
        for loss in losses
        if loss.indicator == risk.indicator
        and (loss.effective_on > looked_on or loss.position > looked_at)
    )
    alerts = {"high": risk.grade == "high", "overdue": overdue, "loss": bool(since)}
    said = {
        **risk.model_dump(exclude={"unit"}),
        "position": told[0].position,
        "subject": f"unit:{risk.unit}",
        "checked_on": check and check.checked_on,
        "finding": check and check.finding,
        "finding_note": check and check.note,
        "next_check": due,
        "overdue": overdue,
        "losses": since,
        "alerts": tuple(name for name, holds in alerts.items() if holds),
    }
    return RiskRow.model_validate(said)
