"""Unit scores and officer scores by the letter of the rules (§5 and §6)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any

from tests.laws.oracle_accounts import ZERO, Accounts
from tests.laws.oracle_facts import (
    Loss,
    Mark,
    Officer,
    PlanRow,
    Posting,
    Unit,
    exact,
    half_up,
)

FULL = Fraction(100)
Values = dict[str, Fraction]


class Scores(Accounts):
    """§5 and §6: the plan, the losses, the components and the weighted sum."""

    # --- registers: the latest known version of each row

    @cached_property
    def units(self) -> dict[str, Unit]:
        return {unit.unit: unit for unit in self.history.known(Unit, self.position)}

    @cached_property
    def officers(self) -> list[str]:
        return sorted({known.officer for known in self.history.known(Officer, self.position)})

    @cached_property
    def postings(self) -> dict[str, list[Posting]]:
        latest = {
            (posting.officer, posting.unit, posting.start): posting
            for posting in self.history.known(Posting, self.position)
        }
        by_officer: dict[str, list[Posting]] = {}
        for posting in latest.values():
            by_officer.setdefault(posting.officer, []).append(posting)
        return by_officer

    @cached_property
    def plan(self) -> list[PlanRow]:
        latest = {
            (row.unit, row.indicator): row
            for row in self.history.known(PlanRow, self.position)
            if row.year == self.year
        }
        return list(latest.values())

    # --- §5 losses

    @cached_property
    def losses(self) -> list[Loss]:
        losses = self.history.known(Loss, self.position)
        return [loss for loss in losses if self.is_in_force(loss)]

    def owner_share(self, loss: Loss) -> Fraction:
        """Of the as_of edition, whatever the day of the loss."""
        # the 60 % is the rules' own default, for a rulebook that names no share
        return exact((self.rules.get("unit") or {}).get("owner_share", "60/100"))

    def round_share(self, share: Fraction) -> Fraction:
        return half_up(share, 4)

    def split_loss(self, loss: Loss, carriers: list[PlanRow]) -> Values:
        """The supports' parts are rounded; the owner takes what rounding leaves."""
        # a plan asked about between two of its rows may lack an owner: his part falls on nobody
        supports = [row.unit for row in carriers if row.role == "support"]
        owners = [row.unit for row in carriers if row.role == "owner"]
        parts = self.planned_parts(carriers)
        if parts is None:
            rest = 1 - self.owner_share(loss)
            parts = {unit: rest / len(supports) for unit in supports}
        shares: Values = {unit: self.round_share(loss.points * parts[unit]) for unit in supports}
        if owners:
            shares[owners[0]] = loss.points - sum(shares.values(), ZERO)
        return shares

    def planned_parts(self, carriers: list[PlanRow]) -> Values | None:
        """Those of the plan, where it gives one to each and they make a whole."""
        given = {row.unit: row.share for row in carriers if row.share is not None}
        complete = len(given) == len(carriers) and sum(given.values(), ZERO) == 1
        return given if complete else None

    def lost(self, row: PlanRow, carriers: list[PlanRow]) -> Fraction:
        """What counts of the losses on one indicator of one unit: they stop at its base."""
        running = ZERO
        mine = [loss for loss in self.losses if loss.indicator == row.indicator]
        for loss in sorted(mine, key=lambda loss: (loss.effective_on, loss.position)):
            share = self.split_loss(loss, carriers).get(row.unit, ZERO)
            running += self.room(self.loss_limit(row), running, share)
        return running

    def loss_limit(self, row: PlanRow) -> Fraction | None:
        return row.base

    def indicators(self, unit: str) -> Fraction | None:
        rows = [row for row in self.plan if row.unit == unit]
        if not rows:
            return None
        counted = ZERO
        for row in rows:
            carriers = [other for other in self.plan if other.indicator == row.indicator]
            counted += self.lost(row, carriers)
        return FULL - counted

    # --- the weighted sum of §5 and §6

    def weighted_base(self, values: Values, weights: Mapping[str, Any]) -> Fraction | None:
        """None without any weighted component (nor does `missing: zero` make one)."""
        exact_weights = {name: exact(weight) for name, weight in weights.items()}
        present = {name: weight for name, weight in exact_weights.items() if name in values}
        whole = self.divisor(exact_weights, present)
        if not present or whole == 0:
            return None
        weighted = sum((w * values[name] for name, w in present.items()), ZERO)
        return self.round_base(weighted / whole)

    def divisor(self, weights: Values, present: Values) -> Fraction:
        counts = weights if self.rules.get("missing") == "zero" else present
        return sum(counts.values(), ZERO)

    def round_base(self, base: Fraction) -> Fraction:
        return half_up(base, 6)

    def round_score(self, score: Fraction) -> Fraction:
        return half_up(score, int(self.rules.get("decimals", 3)))

    # --- reviews

    @cached_property
    def marks(self) -> dict[tuple[str, str], list[Mark]]:
        """By subject and series; of several marks for one period the last recorded counts."""
        latest: dict[tuple[str, str, str], Mark] = {}
        for mark in self.history.known(Mark, self.position):
            if mark.year == self.year and mark.effective_on <= self.as_of:
                latest[mark.subject, mark.series, mark.period] = mark
        by_series: dict[tuple[str, str], list[Mark]] = {}
        for mark in latest.values():
            by_series.setdefault((mark.subject, mark.series), []).append(mark)
        return by_series

    def mean(self, marks: list[Mark]) -> Fraction:
        return sum((mark.score for mark in marks), ZERO) / len(marks)

    def last(self, marks: list[Mark]) -> Fraction:
        return max(marks, key=lambda mark: (mark.effective_on, mark.position)).score

    def aggregate(self, marks: list[Mark], how: str) -> Fraction:
        return half_up({"mean": self.mean, "last": self.last}[how](marks), 6)

    def reviews(self, subject: str) -> Values:
        found: Values = {}
        for name, component in self.rules["components"].items():
            marks = self.marks.get((subject, name), [])
            if component["source"] == "review" and marks:
                found[name] = self.aggregate(marks, component["aggregate"])
        return found

    def good_quarters(self, officer: str) -> int:
        marks = self.marks.get((f"officer:{officer}", "regular_review"), [])
        threshold = self.rules.get("good_quarter")
        # without a threshold there are no good quarters to speak of
        return sum(threshold is not None and mark.score >= exact(threshold) for mark in marks)

    # --- §5 the unit

    def unit_components(self, unit: str) -> Values:
        values = self.reviews(f"unit:{unit}")
        indicators = self.indicators(unit)
        return values if indicators is None else values | {"indicators": indicators}

    def unit_total(self, unit: str) -> Fraction | None:
        weights = (self.rules.get("unit") or {}).get("weights") or {"indicators": 1}
        base = self.weighted_base(self.unit_components(unit), weights)
        return None if base is None else base + sum(self.sums(self.lines_of(f"unit:{unit}")))

    def unit_score(self, unit: str) -> Fraction | None:
        total = self.unit_total(unit)
        return None if total is None else self.round_score(total)

    @cached_property
    def unit_scores(self) -> Values:
        scores = {unit: self.unit_score(unit) for unit in self.units}
        return {unit: score for unit, score in scores.items() if score is not None}

    # --- §6 the org link

    def days(self, posting: Posting) -> int:
        """Days in [1 January, as_of], both ends counted; the posting's `until` is not in it."""
        after = date.fromordinal(self.as_of.toordinal() + 1)
        start = max(posting.start, self.first_day)
        end = after if posting.until is None else min(posting.until, after)
        return max(0, (end - start).days)

    def link(self, officer: str) -> Fraction | None:
        weight, total = ZERO, ZERO
        for posting in self.postings.get(officer, []):
            score = self.unit_scores.get(posting.unit)
            if score is not None:
                total += self.days(posting) * score
                weight += self.days(posting)
        return total / weight if weight else None

    def mean_unit(self) -> Fraction:
        return sum(self.unit_scores.values(), ZERO) / len(self.unit_scores)

    def link_weighted(self, link: Fraction) -> Fraction:
        return half_up(link, 6)

    def link_difference(self, link: Fraction, component: Mapping[str, Any]) -> Fraction:
        """From the unrounded L and mean; only the result is rounded."""
        lead = exact(component["k"]) * (link - self.mean_unit())
        return half_up(exact(component["base"]) + lead, 6)

    def link_coefficient(self, value: Fraction, link: Fraction) -> Fraction:
        return half_up(value * half_up(link, 6) / 100, 6)

    def officer_components(self, officer: str) -> Values:
        """Products come last: what a coefficient multiplies may be a link itself."""
        values = self.reviews(f"officer:{officer}")
        link = self.link(officer)
        links = {n: c for n, c in self.rules["components"].items() if c["source"] == "unit"}
        for name, component in links.items():
            if link is not None and component["method"] == "weighted":
                values[name] = self.link_weighted(link)
            if link is not None and component["method"] == "difference":
                values[name] = self.link_difference(link, component)
        for component in links.values():
            if component["method"] == "coefficient" and component["of"] in values:
                values = values | self.product(component["of"], values, link)
        return values

    def product(self, name: str, values: Values, link: Fraction | None) -> Values:
        return {} if link is None else {name: self.link_coefficient(values[name], link)}
