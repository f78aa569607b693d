"""May this be drafted? Everything wrong with it is said at once, by its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from domain import refusals as no
from domain.claims.vocabulary import digest_text, said_of
from domain.drafts.commands import DraftIndicators, PersonalIndicator, RegisterUpperIndicators
from domain.drafts.decisions.publishing import plans_of
from domain.drafts.facts import (
    DraftReplaced,
    Indicator,
    IndicatorsDrafted,
    PersonalIndicatorDrafted,
    UpperIndicatorsRegistered,
)
from domain.drafts.state import UpperState
from domain.drafts.vocabulary import Level
from domain.errors import Fault, Refusal
from domain.registers.decisions import open_unit, refusals_of_plans
from domain.registers.facts import PostingRecorded
from domain.registers.state import OfficerState, Plans, UnitState
from domain.run import HEAD
from domain.vocabulary import grouped, share_of

Placed = tuple[str, Refusal]
_ALL: Final = "/indicators"


@dataclass(frozen=True)
class Scene:
    """What a draft is judged by, on `day`; its drafter, and whom his grants say he is."""

    bureau: str
    number: int
    drafter: str
    persons: tuple[str, ...]
    day: date
    upper: UpperState
    plans: Plans
    units: Mapping[str, UnitState]
    officers: Mapping[str, OfficerState]


def register_upper_indicators(
    command: RegisterUpperIndicators, bureau: str, state: UpperState, today: date
) -> tuple[UpperIndicatorsRegistered, ...]:
    """Quiet where the very document is registered already."""
    if command.document_date > today:
        raise no.DateInFuture(day=command.document_date, today=today)
    for upper, named in grouped(command.indicators, lambda one: one.id).items():
        if len(named) > 1:
            raise no.IndicatorDraftedTwice(indicator=upper)
    said = UpperIndicatorsRegistered(**dict(command) | {"bureau": bureau})
    return () if said in state.registered else (said,)


def draft_indicators(
    command: DraftIndicators, scene: Scene
) -> tuple[IndicatorsDrafted | PersonalIndicatorDrafted | DraftReplaced, ...]:
    """The draft, and the end of the one whose place it takes."""
    faults = tuple(
        dict.fromkeys(Fault.of(place, refusal) for place, refusal in _all(command, scene))
    )
    if faults:
        raise no.DraftFaulty(faults)
    drafted = IndicatorsDrafted(
        bureau=scene.bureau,
        number=scene.number,
        year=command.year,
        drafter=scene.drafter,
        persons=scene.persons,
        replaces=command.replaces,
        indicators=command.indicators,
        digest=digest_text(said_of(command.model_copy(update={"bureau": scene.bureau}))),
    )
    personal = [_posted(one, scene) for one in command.personal]
    if command.replaces is None:
        return (drafted, *personal)
    replaced = DraftReplaced(bureau=scene.bureau, number=command.replaces, replaced_by=scene.number)
    return (drafted, *personal, replaced)


def _all(command: DraftIndicators, scene: Scene) -> Iterator[Placed]:
    places: dict[str, int] = {}
    known = scene.upper.known
    for n, one in enumerate(command.indicators):
        if one.id in places:
            yield f"{_ALL}/{n}/id", no.IndicatorDraftedTwice(indicator=one.id)
        places.setdefault(one.id, n)
        yield from _of_indicator(f"{_ALL}/{n}", one, scene)
        yield from _of_sources(f"{_ALL}/{n}", one, command.year, known)
    yield from _of_upper(command.indicators)
    yield from _of_plans(command, scene, places)
    carried = {(one.id, c.unit) for one in command.indicators for c in one.carriers}
    seen: set[tuple[str, str]] = set()
    for n, task in enumerate(command.personal):
        place = f"/personal/{n}"
        if (task.officer, task.id) in seen:
            yield (
                f"{place}/id",
                no.PersonalIndicatorTwice(officer=task.officer, indicator=task.id),
            )
        seen.add((task.officer, task.id))
        yield from _of_personal(place, task, command.year, scene)
        yield from _of_trace(f"{place}/indicator", task, carried, scene)


def _of_indicator(place: str, one: Indicator, scene: Scene) -> Iterator[Placed]:
    if not scene.officers[one.leader].registered:
        yield f"{place}/leader", no.UnknownOfficer(officer=one.leader)
    for n, carrier in enumerate(one.carriers):
        try:
            open_unit(scene.units[carrier.unit], scene.day)
        except no.UnitClosed as refusal:
            yield f"{place}/carriers/{n}/unit", refusal


def _of_sources(place: str, one: Indicator, year: int, known: frozenset[str]) -> Iterator[Placed]:
    if not one.sources and one.document is None:
        yield f"{place}/sources", no.IndicatorFromNowhere(indicator=one.id)
    for n, source in enumerate(one.sources):
        if source.upper not in known:
            at = f"{place}/sources/{n}/upper"
            yield at, no.UnknownUpperIndicator(upper=source.upper, year=year)


def _of_upper(indicators: tuple[Indicator, ...]) -> Iterator[Placed]:
    """Of what comes from above no more than the whole is taken on."""
    taken = grouped(
        (source for one in indicators for source in one.sources), lambda source: source.upper
    )
    for upper, sources in taken.items():
        total = sum((share_of(source.share) for source in sources), Fraction(0))
        if total > 1:
            yield _ALL, no.UpperIndicatorOverTaken(upper=upper, total=total)


def _of_plans(
    command: DraftIndicators, scene: Scene, places: Mapping[str, int]
) -> Iterator[Placed]:
    """What the set would leave behind as plans must be plans, and the only ones."""
    asked = plans_of(scene.bureau, command.year, command.indicators)
    for (_, indicator), refusal in refusals_of_plans(asked, scene.bureau, scene.units, Plans()):
        yield _ALL if indicator is None else f"{_ALL}/{places[indicator]}/carriers", refusal
    carrying = {plan.unit for plan in asked.plans}
    for unit in scene.plans.by_unit:
        if unit not in carrying:
            yield _ALL, no.DraftLeavesUnitOut(unit=unit, year=command.year)


def _of_personal(place: str, task: PersonalIndicator, year: int, scene: Scene) -> Iterator[Placed]:
    officer = scene.officers[task.officer]
    if not officer.registered:
        yield f"{place}/officer", no.UnknownOfficer(officer=task.officer)
    elif posting_on(officer, scene.bureau, scene.day) is None:
        refusal = no.NoPosting(officer=task.officer, bureau=scene.bureau, year=year)
        yield f"{place}/officer", refusal
    if task.kind == "assigned" and task.assigned_by is None:
        yield f"{place}/assigned_by", no.AssignerMissing()
    if task.assigned_by is not None:
        if task.kind != "assigned":
            yield f"{place}/assigned_by", no.AssignerNotWanted()
        elif not scene.officers[task.assigned_by].registered:
            yield f"{place}/assigned_by", no.UnknownOfficer(officer=task.assigned_by)
        elif task.assigned_by == task.officer:
            yield f"{place}/assigned_by", no.AssignerMissing()


def _of_trace(
    place: str, task: PersonalIndicator, carried: set[tuple[str, str]], scene: Scene
) -> Iterator[Placed]:
    """What it is traced to, his own unit carries."""
    post = posting_on(scene.officers[task.officer], scene.bureau, scene.day)
    if post is None or task.indicator is None or (task.indicator, post.unit) in carried:
        return
    named = {"officer": task.officer, "unit": post.unit, "indicator": task.indicator}
    yield place, no.IndicatorNotOfUnit(**named)


def posting_on(officer: OfficerState, bureau: str, day: date) -> PostingRecorded | None:
    held = (p for p in officer.postings.values() if p.bureau == bureau)
    return next((p for p in held if p.start <= day < (p.until or date.max)), None)


def _posted(task: PersonalIndicator, scene: Scene) -> PersonalIndicatorDrafted:
    """Whoever heads a unit has his own signed by the leaders, all others by their unit's head."""
    post = posting_on(scene.officers[task.officer], scene.bureau, scene.day)
    assert post is not None, "a task of nobody posted is a fault"
    by_leaders = task.signed_at == "leader" or post.post_level == HEAD
    level: Level = "leader" if by_leaders else "unit-head"
    said = task.model_dump(exclude={"officer", "signed_at"})
    return PersonalIndicatorDrafted(
        bureau=scene.bureau,
        number=scene.number,
        subject=f"officer:{task.officer}",
        unit=post.unit,
        signed_at=level,
        **said,
    )
