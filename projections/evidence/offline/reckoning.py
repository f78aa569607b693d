"""What follows for a unit or an officer from the history as of a date? (SCORING §5-§6)"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import Final

from projections.evidence.offline.accounts import Claim, claims_of, counted_on, loss_claims
from projections.evidence.offline.figures import half_away
from projections.evidence.offline.history import GivenMark, Granted, History, PlanPart, Posted
from projections.evidence.offline.rules import INDICATOR_SCORE, GroupRule, Rules, rules_on

PLACES_OF_COMPONENTS: Final = 6
FULL_SCORE: Final = 100
NOT_POSTED: Final = "no posting on as_of"
NO_GROUP_FITS: Final = "no comparison group fits"
NOTHING_TO_WEIGH: Final = "no component"


@dataclass
class Reckoned:
    """A subject's result; of losses a unit has shares, beside its own entries."""

    claims: list[Claim]
    losses: list[Claim] = field(default_factory=list)
    unit: str | None = None
    group: str | None = None
    components: dict[str, Fraction] = field(default_factory=dict)
    weights: dict[str, Fraction] = field(default_factory=dict)
    base: Fraction | None = None
    score: Fraction | None = None
    reason: str | None = None

    @property
    def bonus(self) -> Fraction:
        return counted_on(self.claims, "bonus")

    @property
    def deduction(self) -> Fraction:
        return counted_on(self.claims, "deduction")

    def weigh(self, rules: Rules) -> None:
        """The base of what is there, and with the entries the score."""
        there = [name for name in self.weights if name in self.components]
        weight = sum((self.weights[name] for name in there), Fraction(0))
        if weight == 0:
            self.reason = NOTHING_TO_WEIGH
            return
        total = sum((self.weights[name] * self.components[name] for name in there), Fraction(0))
        exact = total if rules.missing_is_zero else total / weight
        self.base = half_away(exact, PLACES_OF_COMPONENTS)
        self.score = half_away(self.base + self.bonus + self.deduction, rules.decimals)


class Reckoning:
    """A bureau-year as of a date; nothing that it has found out is asked twice."""

    def __init__(self, history: History, as_of: date) -> None:
        self.history, self.as_of = history, as_of
        self.editions = list(history.editions.values())
        if not self.editions:
            raise ValueError(f"{history.bureau}: no rulebook has been published")
        self.rules = rules_on(self.editions, as_of)
        self.entries = [e for e in history.entries.values() if e.effective_on <= as_of]
        self.kinds = self._kinds()
        self.carriers: dict[str, list[PlanPart]] = {}
        for line in (line for plan in history.plans.values() for line in plan):
            self.carriers.setdefault(line.indicator, []).append(line)
        self.marks = self._marks()
        self._units: dict[str, Reckoned] = {}

    def _kinds(self) -> dict[str, str]:
        """Each unit's kind on the day; that of its first version where none had begun."""
        kinds: dict[str, str] = {}
        for start, _, unit, kind in sorted(self.history.units):
            if unit not in kinds or start <= self.as_of:
                kinds[unit] = kind
        return kinds

    def _marks(self) -> dict[tuple[str, str], list[GivenMark]]:
        """By subject and series; of a period the one recorded last."""
        latest: dict[tuple[str, str, str], GivenMark] = {}
        for mark in sorted(self.history.marks.values(), key=lambda mark: mark.position):
            if mark.effective_on <= self.as_of:
                latest[mark.subject, mark.series, mark.period] = mark
        found: dict[tuple[str, str], list[GivenMark]] = {}
        for mark in latest.values():
            found.setdefault((mark.subject, mark.series), []).append(mark)
        return found

    def _account(self, subject: str) -> list[Claim]:
        own = [e for e in self.entries if e.subject == subject and e.indicator is None]

        def rules_for(entry: Granted) -> Rules:
            return rules_on(self.editions, entry.effective_on)

        return claims_of(own, rules_for, subject.startswith("unit:"))

    def _reviews(self, subject: str) -> dict[str, Fraction]:
        found = {}
        for name, rule in self.rules.components.items():
            marks = self.marks.get((subject, name), [])
            if rule.source == "review" and marks:
                found[name] = half_away(_aggregate(marks, rule.how), PLACES_OF_COMPONENTS)
        return found

    def unit(self, unit: str) -> Reckoned:
        if unit not in self._units:
            self._units[unit] = self._unit(unit)
        return self._units[unit]

    def _unit(self, unit: str) -> Reckoned:
        subject = f"unit:{unit}"
        losses = [entry for entry in self.entries if entry.indicator is not None]
        found = Reckoned(
            claims=self._account(subject),
            losses=loss_claims(unit, losses, self.carriers, self.rules),
            unit=unit,
            components=self._reviews(subject),
            weights=self.rules.unit_weights,
        )
        if self.history.plans.get(unit):
            lost = counted_on(found.losses, "deduction")
            found.components[INDICATOR_SCORE] = half_away(FULL_SCORE + lost, PLACES_OF_COMPONENTS)
        found.weigh(self.rules)
        return found

    def officer(self, officer: str) -> Reckoned:
        subject = f"officer:{officer}"
        postings = [p for p in self.history.postings.values() if p.officer == officer]
        found = Reckoned(claims=self._account(subject))
        posting = next((p for p in postings if p.on(self.as_of)), None)
        if posting is None:
            found.reason = NOT_POSTED
            return found
        found.unit = posting.unit
        group = self._group(posting)
        if group is None:
            found.reason = NO_GROUP_FITS
            return found
        found.group, found.weights = group.name, group.weights
        found.components = self._reviews(subject)
        self._link(found.components, self._mean_by_days(postings))
        found.weigh(self.rules)
        return found

    def _group(self, posting: Posted) -> GroupRule | None:
        posted = {
            "post_level": posting.post_level,
            "unit_kind": self.kinds.get(posting.unit),
            "unit": posting.unit,
        }
        return next((group for group in self.rules.groups if group.fits(posted)), None)

    def _mean_by_days(self, postings: Iterable[Posted]) -> Fraction | None:
        """L, not yet rounded: both ends of [1 January, as_of] count."""
        total, days = Fraction(0), 0
        for posting in postings:
            first = max(posting.start, date(self.history.year, 1, 1))
            last = self.as_of
            if posting.until is not None:
                last = min(last, posting.until - timedelta(days=1))
            spent = (last - first).days + 1
            score = self.unit(posting.unit).score if posting.unit in self.kinds else None
            if spent > 0 and score is not None:
                total += spent * score
                days += spent
        return total / days if days else None

    def _link(self, components: dict[str, Fraction], mean: Fraction | None) -> None:
        """The org link by its method; without L everything stays as it is."""
        links = [(n, rule) for n, rule in self.rules.components.items() if rule.source == "unit"]
        for name, rule in links if mean is not None else []:
            assert mean is not None, "asked of no link otherwise"
            link = half_away(mean, PLACES_OF_COMPONENTS)
            if rule.how == "weighted":
                components[name] = link
            elif rule.how == "difference":
                exact = rule.start + rule.factor * (mean - self._mean_of_units())
                components[name] = half_away(exact, PLACES_OF_COMPONENTS)
            elif rule.of in components:
                product = components[rule.of] * link / FULL_SCORE
                components[rule.of] = half_away(product, PLACES_OF_COMPONENTS)

    def _mean_of_units(self) -> Fraction:
        """Asked only where some unit has given L, and so has a score."""
        scores = [self.unit(unit).score for unit in self.kinds]
        scored = [score for score in scores if score is not None]
        return sum(scored, Fraction(0)) / len(scored)


def _aggregate(marks: list[GivenMark], how: str) -> Fraction:
    if how == "last":
        return max(marks, key=lambda mark: (mark.effective_on, mark.position)).score
    return sum((mark.score for mark in marks), Fraction(0)) / len(marks)
