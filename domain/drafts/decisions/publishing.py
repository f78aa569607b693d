"""May a draft become the bureau-year's set, and which plans does it leave behind?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from domain import refusals as no
from domain.access.roles import ROLES
from domain.drafts.commands import PublishIndicators
from domain.drafts.decisions.standing import current, refuse_another
from domain.drafts.facts import Indicator, IndicatorSetPublished
from domain.drafts.state import DraftState, SetsState
from domain.drafts.vocabulary import LEVELS
from domain.registers.commands import AdoptPlans, UnitPlan
from domain.registers.decisions import adopt_plans
from domain.registers.facts import PlanAdopted, PlanIndicator
from domain.registers.state import Plans, UnitState
from domain.titles import listed
from domain.vocabulary import case_ref


@dataclass(frozen=True)
class Standing:
    """What stands of the bureau-year: its published sets, its plans, and the units named."""

    sets: SetsState
    plans: Plans
    units: Mapping[str, UnitState]


def plans_of(bureau: str, year: int, indicators: Iterable[Indicator]) -> AdoptPlans:
    """The plans that the indicators make, a unit each; who leads bears as a support does."""
    lines: dict[str, list[PlanIndicator]] = {}
    for one in indicators:
        for carrier in one.carriers:
            line = PlanIndicator(
                indicator=one.id,
                title=one.title,
                base=one.base if carrier.base is None else carrier.base,
                step=one.step,
                role="owner" if carrier.role == "owner" else "support",
                share=carrier.share,
            )
            lines.setdefault(carrier.unit, []).append(line)
    plans = tuple(UnitPlan(unit=unit, indicators=tuple(own)) for unit, own in lines.items())
    return AdoptPlans(bureau=bureau, year=year, plans=plans)


def publish_indicators(
    command: PublishIndicators, state: DraftState, standing: Standing
) -> tuple[IndicatorSetPublished | PlanAdopted, ...]:
    """The next version, and the plans that read otherwise than before."""
    ref = case_ref(command.bureau, command.number)
    drafted = current(ref, state, standing.sets)
    refuse_another(command.digest, drafted)
    missing = [ROLES[level].title.of(one) for level in LEVELS for one in state.missing(level)]
    if missing:
        raise no.DraftNotFullySigned(draft=ref, missing=listed(missing))
    if command.effective_on.year != drafted.year:
        raise no.SetOutsideYear(year=drafted.year, day=command.effective_on)
    published = standing.sets.published
    if published and command.effective_on < published[-1].effective_on:
        raise no.SetStartsEarlier(last=published[-1].effective_on, day=command.effective_on)
    new = IndicatorSetPublished(
        bureau=drafted.bureau,
        year=drafted.year,
        version=len(published) + 1,
        draft=drafted.number,
        digest=drafted.digest,
        effective_on=command.effective_on,
    )
    asked = plans_of(drafted.bureau, drafted.year, drafted.indicators)
    return (new, *adopt_plans(asked, drafted.bureau, standing.units, standing.plans))


def refuse_unpublished_plans(sets: SetsState, bureau: str, year: int) -> None:
    """After a set is published, plans change by the next version alone."""
    if sets.published:
        version = sets.published[-1].version
        raise no.PlansPublishedOnly(bureau=bureau, year=year, version=version)
