"""Of which grade is a risk, and may a check of it be recorded?"""

from __future__ import annotations

from datetime import date

from domain import refusals as no
from domain.risks.commands import AssessRisk, CheckRisk
from domain.risks.facts import RiskAssessed, RiskChecked
from domain.risks.state import RiskState
from domain.rulebook import Edition


def assess_risk(
    command: AssessRisk, bureau: str, unit: str, edition: Edition, today: date
) -> RiskAssessed:
    """The highest grade whose threshold the sum reaches; the last one takes every sum."""
    if command.assessed_on > today:
        raise no.DateInFuture(day=command.assessed_on, today=today)
    if command.assessed_on.year != command.year:
        raise no.RiskOutsideYear(day=command.assessed_on, year=command.year)
    total = (
        command.difficulty
        + command.scoring_method
        + command.controllability
        + command.current_state
    )
    grade = next(grade for grade in edition.windows.risk if total >= grade.least)
    said = command.model_dump() | {"bureau": bureau, "unit": unit}
    return RiskAssessed(
        **said, total=total, grade=grade.grade, check_every=grade.check_every, edition=edition.ref
    )


def check_risk(
    command: CheckRisk, bureau: str, unit: str, state: RiskState, today: date
) -> RiskChecked:
    day = command.checked_on
    if day > today:
        raise no.DateInFuture(day=day, today=today)
    if not any(a.assessed_on <= day for a in state.assessed):
        raise no.RiskNotAssessed(indicator=command.indicator, day=day)
    if day.year != command.year:
        raise no.CheckOutsideYear(day=day, year=command.year)
    return RiskChecked(**command.model_dump() | {"bureau": bureau, "unit": unit})
