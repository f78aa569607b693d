"""May this be entered in a register, and as which facts?

Each function returns the facts, none where the register says so already, or raises a refusal.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Final

import rfc8785

from domain import refusals as no
from domain.accounts.facts import Source
from domain.errors import Refusal
from domain.registers.commands import (
    AdoptPlans,
    CloseUnit,
    EndRestriction,
    GiveMark,
    ImposeRestriction,
    PublishRulebook,
    RecordPosting,
    RegisterOfficer,
    RegisterUnit,
    UnitPlan,
    WithdrawMark,
    WithdrawRulebook,
)
from domain.registers.facts import (
    MarkGiven,
    MarkWithdrawn,
    OfficerFact,
    OfficerParticularsAmended,
    OfficerRegistered,
    PlanAdopted,
    PlanIndicator,
    PostingRecorded,
    RestrictionImposed,
    RestrictionLifted,
    RestrictionRescinded,
    RulebookFact,
    RulebookPublished,
    RulebookWithdrawn,
    UnitClosed,
    UnitEstablished,
    UnitFact,
    UnitReorganised,
)
from domain.registers.state import (
    MarksState,
    OfficerState,
    Plans,
    RestrictionsState,
    RulebookState,
    UnitState,
)
from domain.rulebook import Edition, read_edition, to_document
from domain.vocabulary import plain

FULL_MARKS: Final = 100


def register_unit(
    command: RegisterUnit,
    unit: UnitState,
    above: Iterable[UnitState],
    today: date,
    source: Source | None = None,
) -> tuple[UnitFact, ...]:
    """`above` are the parent named, its parent, and so on to the root."""
    if unit.bureau not in (None, command.bureau):
        raise no.UnitOfAnotherBureau(unit=unit.unit, bureau=unit.bureau)
    for ancestor in above:
        if ancestor.bureau != command.bureau:
            raise no.UnknownUnit(unit=ancestor.unit, bureau=command.bureau)
        if ancestor.unit == command.unit:
            raise no.UnitTreeCycle(unit=command.unit, parent=command.parent)
    said = command.model_dump()
    if unit.bureau is None:
        return (UnitEstablished(**said, source=source),)
    if (unit.name, unit.kind, unit.parent) == (command.name, command.kind, command.parent):
        return ()
    day = command.effective_on or today
    return (UnitReorganised(**said | {"effective_on": day}, source=source),)


def close_unit(
    command: CloseUnit, bureau: str, unit: UnitState, into: UnitState | None
) -> tuple[UnitClosed, ...]:
    day = command.effective_on
    existing_unit(unit, bureau)
    if unit.closed_on is not None:
        raise no.UnitClosed(unit=unit.unit, closed_on=unit.closed_on, day=day)
    if into is not None:
        existing_unit(into, bureau)
        open_unit(into, day)
    if command.into == unit.unit:
        raise no.UnitClosed(unit=unit.unit, closed_on=day, day=day)
    return (UnitClosed(bureau=bureau, unit=unit.unit, into=command.into, effective_on=day),)


def existing_unit(unit: UnitState, bureau: str) -> str:
    """The bureau of a unit that is registered there; refused otherwise."""
    if unit.bureau is None or unit.bureau != bureau:
        raise no.UnknownUnit(unit=unit.unit, bureau=bureau)
    return unit.bureau


def open_unit(unit: UnitState, day: date) -> None:
    if unit.closed_on is not None and day >= unit.closed_on:
        raise no.UnitClosed(unit=unit.unit, closed_on=unit.closed_on, day=day)


def posted_officer(officer: OfficerState, bureau: str, year: int) -> None:
    if not officer.registered:
        raise no.UnknownOfficer(officer=officer.officer)
    if not officer.posted_in(bureau, year):
        raise no.NoPosting(officer=officer.officer, bureau=bureau, year=year)


def register_officer(
    command: RegisterOfficer, officer: OfficerState, source: Source | None = None
) -> tuple[OfficerFact, ...]:
    if not officer.registered:
        return (OfficerRegistered(**command.model_dump(), source=source),)
    if (officer.name, officer.rank) == (command.name, command.rank):
        return ()
    return (OfficerParticularsAmended(**command.model_dump(), source=source),)


def record_posting(
    command: RecordPosting,
    bureau: str,
    officer: OfficerState,
    unit: UnitState,
    source: Source | None = None,
) -> tuple[PostingRecorded, ...]:
    """Postings of an officer in a bureau never overlap; recorded late is allowed."""
    if not officer.registered:
        raise no.UnknownOfficer(officer=command.officer)
    existing_unit(unit, bureau)
    open_unit(unit, command.start)
    if command.until is not None and command.until < command.start:
        raise no.PostingEndsBeforeItStarts(start=command.start, until=command.until)
    fact = PostingRecorded(**command.model_dump() | {"bureau": bureau}, source=source)
    key = (bureau, command.unit, command.start)
    before = officer.postings.get(key)
    if before is not None and (before.post_level, before.until) == (fact.post_level, fact.until):
        return ()
    for other_key, other in officer.postings.items():
        if other_key != key and other.bureau == bureau and _overlap(fact, other):
            raise no.PostingsOverlap(unit=other.unit, start=other.start)
    return (fact,)


def _overlap(a: PostingRecorded, b: PostingRecorded) -> bool:
    start = max(a.start, b.start)
    return start < min(a.until or date.max, b.until or date.max)


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


def _refusals_of_plan(plan: UnitPlan) -> Iterator[tuple[Place, Refusal]]:
    seen: set[str] = set()
    for line in plan.indicators:
        place = (plan.unit, line.indicator)
        if line.indicator in seen:
            yield place, no.IndicatorTwice(unit=plan.unit, indicator=line.indicator)
        seen.add(line.indicator)
        for field, number in (("base", line.base), ("step", line.step)):
            if number <= 0:
                yield place, no.StepNotPositive(field=field, indicator=line.indicator)
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


def give_mark(
    command: GiveMark, bureau: str, marks: MarksState, today: date, source: Source | None = None
) -> tuple[MarkGiven, ...]:
    if not 0 <= command.score <= FULL_MARKS:
        raise no.MarkOutsideScale(score=plain(command.score))
    refuse_future(command.effective_on, today)
    said = command.model_dump() | {"bureau": bureau}
    return (MarkGiven(**said, number=marks.given + 1, source=source),)


def withdraw_mark(
    command: WithdrawMark, bureau: str, marks: MarksState
) -> tuple[MarkWithdrawn, ...]:
    mark = f"{bureau}/{command.year}/{command.subject}/marks#{command.number}"
    if command.number > marks.given:
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


def publish_rulebook(
    command: PublishRulebook, rulebooks: RulebookState
) -> tuple[RulebookFact, ...]:
    """The edition, immutable from now on; the same document again is no second fact."""
    edition = read_edition(command.document)
    document = rfc8785.dumps(to_document(edition))
    digest = "sha256:" + hashlib.sha256(document).hexdigest()
    for known in rulebooks.published:
        if known.rulebook != edition.rulebook:
            raise no.AnotherRulebook(
                bureau=command.bureau, known=known.rulebook, rulebook=edition.rulebook
            )
        if known.version == edition.version:
            if known.digest == digest and known.version not in rulebooks.withdrawn:
                return ()
            raise no.EditionImmutable(edition=edition.ref)
    _check_order(edition.version, edition.effective_from, edition.ref, rulebooks)
    return (
        RulebookPublished(
            bureau=command.bureau,
            rulebook=edition.rulebook,
            version=edition.version,
            effective_from=edition.effective_from,
            document=document.decode(),
            digest=digest,
            file_digest="sha256:" + hashlib.sha256(command.document.encode()).hexdigest(),
        ),
    )


def _check_order(version: int, start: date, ref: str, rulebooks: RulebookState) -> None:
    if not rulebooks.published:
        return
    last = max(rulebooks.published, key=lambda p: p.version)
    if version < last.version:
        raise no.EditionVersionNotNext(version=version, last=last.version)
    standing = [p for p in rulebooks.published if p.version not in rulebooks.withdrawn]
    latest = max((p.effective_from for p in standing), default=start)
    if start < latest:
        raise no.EditionStartsEarlier(edition=ref, start=start, last=latest)


def withdraw_rulebook(
    command: WithdrawRulebook, bureau: str, rulebooks: RulebookState, today: date
) -> tuple[RulebookFact, ...]:
    for known in rulebooks.published:
        if known.version == command.version and known.version not in rulebooks.withdrawn:
            ref = f"{known.rulebook}@{known.version}"
            if known.effective_from <= today:
                raise no.EditionInForce(edition=ref, start=known.effective_from)
            said = command.model_dump() | {"bureau": bureau, "rulebook": known.rulebook}
            return (RulebookWithdrawn(**said),)
    raise no.EditionNotFound(edition=str(command.version), bureau=bureau)
