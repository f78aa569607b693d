"""May these plans be adopted?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final

from domain import refusals as no
from domain.accounts.facts import Source
from domain.errors import Refusal
from domain.registers.commands import (
    AdoptPlans,
    UnitPlan,
)
from domain.registers.decisions.people import existing_unit
from domain.registers.facts import (
    PlanAdopted,
    PlanIndicator,
)
from domain.registers.state import (
    Plans,
    UnitState,
)
from domain.titles import FIELDS
from domain.vocabulary import grouped, plain, share_of

FULL_MARKS: Final = 100


def adopt_plans(
    command: AdoptPlans,
    bureau: str,
    units: Mapping[str, UnitState],
    plans: Plans,
    source: Source | None = None,
) -> tuple[PlanAdopted, ...]:
    """The plans that read otherwise than before; checked as the whole that they leave behind."""
    for _, refusal in refusals_of_plans(command, bureau, units, plans):
        raise refusal
    return tuple(
        PlanAdopted(
            bureau=bureau, year=command.year, unit=p.unit, indicators=p.indicators, source=source
        )
        for p in command.plans
        if plans.by_unit.get(p.unit) != p.indicators
    )


Place = tuple[str | None, str | None]
"""The unit and the indicator that a fault of a plan lies in."""


def refusals_of_plans(
    command: AdoptPlans, bureau: str, units: Mapping[str, UnitState], plans: Plans
) -> Iterator[tuple[Place, Refusal]]:
    for plan in command.plans:
        try:
            existing_unit(units[plan.unit], bureau)
        except no.UnknownUnit as refusal:
            yield (plan.unit, None), refusal
        yield from _refusals_of_plan(plan)
    whole = {**plans.by_unit, **{p.unit: p.indicators for p in command.plans}}
    yield from _refusals_of_owners(whole)
    yield from _refusals_of_shares(whole)


def _refusals_of_plan(plan: UnitPlan) -> Iterator[tuple[Place, Refusal]]:
    seen: set[str] = set()
    for line in plan.indicators:
        place = (plan.unit, line.indicator)
        if line.indicator in seen:
            yield place, no.IndicatorTwice(unit=plan.unit, indicator=line.indicator)
        seen.add(line.indicator)
        for field, number in (("base", line.base), ("step", line.step)):
            if number <= 0:
                yield place, no.StepNotPositive(field=FIELDS[field], indicator=line.indicator)
    total = sum((line.base for line in plan.indicators), Decimal(0))
    if total != FULL_MARKS:
        yield (plan.unit, None), no.PlanDoesNotSumTo100(unit=plan.unit, total=plain(total))


def _refusals_of_owners(
    whole: Mapping[str, tuple[PlanIndicator, ...]],
) -> Iterator[tuple[Place, Refusal]]:
    owners: dict[str, list[str]] = {}
    for unit, lines in whole.items():
        for line in lines:
            owners.setdefault(line.indicator, []).extend([unit] if line.role == "owner" else [])
    for indicator, units in owners.items():
        place = (None, indicator)
        if not units:
            yield place, no.IndicatorWithoutOwner(indicator=indicator)
        if len(units) > 1:
            named = ", ".join(sorted(units))
            yield place, no.IndicatorWithTwoOwners(indicator=indicator, units=named)


def _refusals_of_shares(
    whole: Mapping[str, tuple[PlanIndicator, ...]],
) -> Iterator[tuple[Place, Refusal]]:
    """All carriers of an indicator have a share, and they make one; or none has."""
    carriers = grouped((x for lines in whole.values() for x in lines), lambda x: x.indicator)
    for indicator, lines in carriers.items():
        shares = [share_of(x.share) for x in lines if x.share is not None]
        if shares and (len(shares) < len(lines) or sum(shares) != 1):
            total, given = sum(shares), f"{len(shares)}/{len(lines)}"
            yield (
                (None, indicator),
                no.SharesDoNotSumToOne(indicator=indicator, total=total, given=given),
            )
