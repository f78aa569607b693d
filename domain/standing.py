"""What is the score of each unit and officer, and of which components? (SCORING §5-§6)"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Final

from domain.record import Mark, Posting, Record, UnitVersion
from domain.rulebook import Component, Edition, Editions, Group
from domain.scoring import (
    ZERO,
    AccountScore,
    Entry,
    PlanLine,
    score_account,
    share_losses,
)
from domain.vocabulary import grouped, half_up, sum_of_products

COMPONENT_PLACES: Final = 6
NO_POSTING: Final = "no posting on as_of"
NO_GROUP: Final = "no comparison group fits"
NO_COMPONENT: Final = "no component"
_NOTHING: Final = AccountScore((), ZERO, ZERO)
"""The account of whoever has no entries: most of those who ever were in the bureau."""


@dataclass(frozen=True)
class UnitStanding:
    """A unit's row; `losses` are its shares, `account` its own bonuses and deductions."""

    unit: str
    components: Mapping[str, Decimal]
    base: Decimal | None
    account: AccountScore
    losses: AccountScore
    score: Decimal | None


@dataclass(frozen=True)
class OfficerStanding:
    """An officer's row. `days` says how many days of the year he spent in each unit."""

    officer: str
    unit: str | None
    group: str | None
    components: Mapping[str, Decimal]
    weights: Mapping[str, Decimal]
    base: Decimal | None
    account: AccountScore
    score: Decimal | None
    days: Mapping[str, int]
    reasons: tuple[str, ...]


class Standing:
    """A bureau-year as of a date, as known at a position, under its editions or one candidate."""

    def __init__(
        self, record: Record, as_of: date, position: int, candidate: Edition | None = None
    ) -> None:
        self.record, self.as_of, self.position = record, as_of, position
        self.editions: Editions = (
            Editions.only(candidate) if candidate else record.editions(position)
        )
        self.edition = self.editions.on(as_of)
        self._unit_standings: dict[str, UnitStanding] = {}
        self._officer_standings: dict[str, OfficerStanding] = {}

    def take(self, units: Iterable[UnitStanding], officers: Iterable[OfficerStanding] = ()) -> None:
        """Whose standing is known is not worked out."""
        self._unit_standings |= {u.unit: u for u in units}
        self._officer_standings |= {o.officer: o for o in officers}

    def _in_force(self, entries: Iterable[Entry]) -> Iterator[Entry]:
        return (e for e in entries if e.in_force(self.as_of, self.position))

    @cached_property
    def _plan(self) -> dict[str, list[PlanLine]]:
        """The lines of each unit's plan."""
        return grouped(self.record.plan_known(self.position), lambda line: line.unit)

    @cached_property
    def _carriers(self) -> dict[str, list[PlanLine]]:
        """The lines of each indicator: who carries it."""
        lines = (line for own in self._plan.values() for line in own)
        return grouped(lines, lambda line: line.indicator)

    @cached_property
    def _units(self) -> dict[str, UnitVersion]:
        return self.record.units_known(self.as_of, self.position)

    @cached_property
    def _losses(self) -> dict[str, list[Entry]]:
        """The losses in force, by indicator; where no plan carries it, by the unit they name."""
        losses = self._in_force(self.record.losses)
        return grouped(
            losses, lambda e: e.indicator if e.indicator in self._carriers else e.subject
        )

    @cached_property
    def accounts(self) -> dict[str, list[Entry]]:
        """The entries in force, by subject."""
        return grouped(self._in_force(self.record.entries), lambda e: e.subject)

    @cached_property
    def _marks(self) -> dict[tuple[str, str], list[Mark]]:
        """By subject and series."""
        marks = self.record.marks_in_force(self.as_of, self.position)
        return grouped(marks, lambda m: (m.subject, m.series))

    @cached_property
    def _postings(self) -> dict[str, list[Posting]]:
        return grouped(self.record.postings_known(self.position), lambda p: p.officer)

    @cached_property
    def units(self) -> dict[str, UnitStanding]:
        """Every unit's standing, by id."""
        return {unit: self.unit(unit) for unit in self._units}

    @cached_property
    def _unit_mean(self) -> Fraction | None:
        """The mean of O over the bureau's units that have a score."""
        scores = [Fraction(u.score) for u in self.units.values() if u.score is not None]
        return sum(scores, Fraction(0)) / len(scores) if scores else None

    def _account(self, subject: str) -> AccountScore:
        entries = self.accounts.get(subject)
        if entries is None:
            return _NOTHING
        return score_account(entries, self.editions, unit=subject.startswith("unit:"))

    def unit(self, unit: str) -> UnitStanding:
        """One unit's standing, worked out once."""
        if unit not in self._unit_standings:
            self._unit_standings[unit] = self._unit(unit)
        return self._unit_standings[unit]

    def _unit(self, unit: str) -> UnitStanding:
        subject = f"unit:{unit}"
        account = self._account(subject)
        losses = self._shares(unit)
        components = self._reviews(subject)
        if unit in self._plan:
            components["indicators"] = half_up(100 + losses.deduction, COMPONENT_PLACES)
        base = weighted_base(components, self.edition.unit.weights, self.edition)
        return UnitStanding(unit, components, base, account, losses, self._score(base, account))

    def _shares(self, unit: str) -> AccountScore:
        """Its part of the losses, asked only of those that can concern it."""
        own = dict.fromkeys(line.indicator for line in self._plan.get(unit, ()))
        losses = [loss for key in (*own, f"unit:{unit}") for loss in self._losses.get(key, ())]
        plan = [line for indicator in own for line in self._carriers[indicator]]
        return share_losses(unit, losses, plan, self.editions, self.as_of)

    def _score(self, base: Decimal | None, account: AccountScore) -> Decimal | None:
        if base is None:
            return None
        return half_up(base + account.bonus + account.deduction, self.edition.decimals)

    def officer(self, officer: str) -> OfficerStanding:
        """One officer's standing, worked out once; without a posting or a group there is no
        score."""
        if officer not in self._officer_standings:
            self._officer_standings[officer] = self._officer(officer)
        return self._officer_standings[officer]

    def _officer(self, officer: str) -> OfficerStanding:
        subject = f"officer:{officer}"
        account = self._account(subject)
        posting = self.posting_on_as_of(officer)
        group = self.group_of(posting) if posting else None
        days = self.days_by_unit(officer)
        if posting is None or group is None:
            reason = NO_GROUP if posting else NO_POSTING
            unit = posting.unit if posting else None
            return OfficerStanding(
                officer, unit, None, {}, {}, None, account, None, days, (reason,)
            )
        components = self._linked(self._reviews(subject), days)
        base = weighted_base(components, group.weights, self.edition)
        reasons = () if base is not None else (NO_COMPONENT,)
        return OfficerStanding(
            officer=officer,
            unit=posting.unit,
            group=group.id,
            components=components,
            weights=group.weights,
            base=base,
            account=account,
            score=self._score(base, account),
            days=days,
            reasons=reasons,
        )

    def good_quarters(self, officer: str) -> int:
        """Marks of `regular_review` at or above the edition's `good_quarter`."""
        least = self.edition.good_quarter
        marks = self._marks.get((f"officer:{officer}", "regular_review"), [])
        return sum(1 for m in marks if least is not None and m.score >= least)

    def posting_on_as_of(self, officer: str) -> Posting | None:
        postings = self._postings.get(officer, [])
        return next((p for p in postings if p.covers(self.as_of)), None)

    def group_of(self, posting: Posting) -> Group | None:
        """The first comparison group whose every key fits the posting (SCORING §7)."""
        unit = self._units.get(posting.unit)
        for group in self.edition.groups:
            match = group.match
            if (
                (match.post_level is None or posting.post_level in match.post_level)
                and (match.unit_kind is None or (unit and unit.kind in match.unit_kind))
                and (match.unit is None or posting.unit in match.unit)
            ):
                return group
        return None

    def days_by_unit(self, officer: str) -> dict[str, int]:
        """Days of [1 January, as_of] in each unit, both ends counted."""
        first, after = date(self.record.year, 1, 1), self.as_of + timedelta(days=1)
        days: dict[str, int] = {}
        for p in self._postings.get(officer, []):
            span = (min(p.until or after, after) - max(p.start, first)).days
            if span > 0:
                days[p.unit] = days.get(p.unit, 0) + span
        return days

    def _reviews(self, subject: str) -> dict[str, Decimal]:
        """The review components that have a mark, in the rulebook's order."""
        found = {}
        for series, component in self.edition.components.items():
            own = self._marks.get((subject, series))
            if component.source == "review" and own:
                found[series] = _aggregate(own, component)
        return found

    def _linked(
        self, components: dict[str, Decimal], days: Mapping[str, int]
    ) -> dict[str, Decimal]:
        for name, component in self.edition.components.items():
            link = self.link(days) if component.source == "unit" else None
            if link is None:
                continue
            if component.method == "coefficient":
                factor = half_up(link, COMPONENT_PLACES)
                if component.of in components:
                    product = Fraction(components[component.of]) * Fraction(factor) / 100
                    components[component.of] = half_up(product, COMPONENT_PLACES)
            elif component.method == "difference":
                components[name] = self._difference(link, component)
            else:
                components[name] = half_up(link, COMPONENT_PLACES)
        return components

    def link(self, days: Mapping[str, int]) -> Fraction | None:
        """L, unrounded: the units' scores by days; a unit without a score drops out."""
        scores = {u: self.unit(u).score for u in days if u in self._units}
        scored = [(days[u], score) for u, score in scores.items() if score is not None]
        total = sum(d for d, _ in scored)
        if total == 0:
            return None
        return Fraction(sum_of_products(scored)) / total

    def _difference(self, link: Fraction, component: Component) -> Decimal:
        mean = self._unit_mean
        assert mean is not None, "a unit that gives L has a score"
        value = Fraction(component.base or ZERO) + Fraction(component.k or ZERO) * (link - mean)
        return half_up(value, COMPONENT_PLACES)


def _aggregate(marks: Sequence[Mark], component: Component) -> Decimal:
    if component.aggregate == "last":
        last = max(marks, key=lambda m: (m.effective_on, m.position))
        return half_up(last.score, COMPONENT_PLACES)
    total = sum_of_products((1, m.score) for m in marks)
    return half_up(Fraction(total) / len(marks), COMPONENT_PLACES)


def weighted_base(
    components: Mapping[str, Decimal], weights: Mapping[str, Decimal], edition: Edition
) -> Decimal | None:
    """Σ w·c / Σ w over the components present, to 6 decimals; None without any (SCORING §6)."""
    present = {name: w for name, w in weights.items() if name in components}
    total = sum_of_products((1, w) for w in present.values())
    if total == 0:
        return None
    weighted = sum_of_products((w, components[n]) for n, w in present.items())
    if edition.missing == "zero":
        return half_up(weighted, COMPONENT_PLACES)
    return half_up(Fraction(weighted) / Fraction(total), COMPONENT_PLACES)
