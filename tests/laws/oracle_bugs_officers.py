"""Planted bugs of officers' components, of the org link and of the weighted sum."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from tests.laws.oracle import Oracle
from tests.laws.oracle_accounts import ZERO
from tests.laws.oracle_bugs import down, plant
from tests.laws.oracle_facts import Mark, Posting, exact, fixed, half_up
from tests.laws.oracle_ranks import Row
from tests.laws.oracle_scores import Values


def half_even(value: Fraction, places: int) -> Fraction:
    return Fraction(round(value * 10**places), 10**places)


def toward_zero(value: Fraction, places: int) -> Fraction:
    return down(abs(value), places) * (1 if value >= 0 else -1)


def loose(self: Oracle, values: Values) -> dict[str, str]:
    """Prints what a bug left unrounded as if it were rounded: only the sums can show it."""
    return {name: fixed(half_up(values[name], 6), 6) for name in sorted(values)}


# --- marks


def marks_by(order: Any, late: bool = False) -> Any:
    """Marks of which the last in another order counts, or that are dated only afterwards."""

    def marks(self: Oracle) -> dict[tuple[str, str], list[Mark]]:
        known = [m for m in self.history.known(Mark, self.position) if m.year == self.year]
        if not late:
            known = [mark for mark in known if mark.effective_on <= self.as_of]
        latest = {(m.subject, m.series, m.period): m for m in sorted(known, key=order)}
        found: dict[tuple[str, str], list[Mark]] = {}
        for mark in latest.values():
            if mark.effective_on <= self.as_of:
                found.setdefault((mark.subject, mark.series), []).append(mark)
        return found

    return property(marks)


def every_mark(self: Oracle) -> dict[tuple[str, str], list[Mark]]:
    found: dict[tuple[str, str], list[Mark]] = {}
    for mark in self.history.known(Mark, self.position):
        if mark.year == self.year and mark.effective_on <= self.as_of:
            found.setdefault((mark.subject, mark.series), []).append(mark)
    return found


plant("the first mark of a period counts", marks=marks_by(lambda mark: -mark.position))
plant("the latest dated mark counts", marks=marks_by(lambda m: (m.effective_on, m.position)))
plant("a later mark hides an earlier", marks=marks_by(lambda mark: mark.position, late=True))
plant("every mark of a period counts", marks=property(every_mark))
plant("mean for last", last=Oracle.mean)
plant("last for mean", mean=Oracle.last)
plant("last by position alone", last=lambda self, ms: max(ms, key=lambda m: m.position).score)
plant(
    "last: the first of a day",
    last=lambda self, ms: max(ms, key=lambda m: (m.effective_on, -m.position)).score,
)
plant("a mean is rounded down", mean=lambda self, marks: down(Oracle.mean(self, marks), 6))
plant(
    "a mean is not rounded",
    aggregate=lambda self, ms, how: {"mean": self.mean, "last": self.last}[how](ms),
    components_shown=loose,
)
plant("a mean over four quarters", mean=lambda self, ms: sum((m.score for m in ms), ZERO) / 4)

# --- the org link


def days_between(first: int = 0, after: int = 0, until: int = 0) -> Any:
    """Days with the ends of the year, or of a posting, off by one."""

    def days(self: Oracle, posting: Posting) -> int:
        end = self.as_of.toordinal() + 1 + after
        start = max(posting.start.toordinal(), self.first_day.toordinal() + first)
        if posting.until is not None:
            end = min(posting.until.toordinal() + until, end)
        return max(0, end - start)

    return days


plant("as_of is no day of the link", days=days_between(after=-1))
plant("1 January is no day of the link", days=days_between(first=1))
plant("until is a day of the posting", days=days_between(until=1))
plant(
    "the whole year, whatever as_of",
    days=lambda self, p: (
        (min(p.until or self.year_end, self.year_end) - max(p.start, self.first_day)).days
        if p.start < self.year_end and (p.until or self.year_end) > self.first_day
        else 0
    ),
)


def diluted(self: Oracle, officer: str) -> Fraction | None:
    """Days in no posting, or in a unit without a score, pull the link down."""
    link = Oracle.link(self, officer)
    held = [p for p in self.postings.get(officer, []) if p.unit in self.unit_scores]
    span = (self.as_of - self.first_day).days + 1
    return None if link is None else link * sum(self.days(p) for p in held) / span


def unit_on_the_day(self: Oracle, officer: str) -> Fraction | None:
    posting = self.posting_on(officer, self.as_of)
    return None if posting is None else self.unit_scores.get(posting.unit)


def early_versions(self: Oracle) -> dict[str, list[Posting]]:
    found: dict[str, dict[tuple[str, date], Posting]] = {}
    for posting in self.history.known(Posting, self.position):
        mine = found.setdefault(posting.officer, {})
        mine.setdefault((posting.unit, posting.start), posting)
    return {officer: list(mine.values()) for officer, mine in found.items()}


def rounded_difference(self: Oracle, link: Fraction, component: Mapping[str, Any]) -> Fraction:
    lead = half_up(link, 6) - half_up(self.mean_unit(), 6)
    return half_up(exact(component["base"]) + exact(component["k"]) * lead, 6)


def mean_of_all(self: Oracle) -> Fraction:
    return sum(self.unit_scores.values(), ZERO) / len(self.units)


def zero_product(self: Oracle, name: str, values: Values, link: Fraction | None) -> Values:
    return {name: ZERO} if link is None else Oracle.product(self, name, values, link)


def linked_too(self: Oracle, officer: str) -> Values:
    """With `coefficient`, L shows as a component of its own."""
    link, values = self.link(officer), Oracle.officer_components(self, officer)
    return values if link is None else {"org_link": half_up(link, 6)} | values


plant("days in no scored unit count", link=diluted)
plant("the link is that of the last unit", link=unit_on_the_day)
plant("a posting keeps its first version", postings=property(early_versions))
plant("L is not rounded", link_weighted=lambda self, link: link, components_shown=loose)
plant("L is rounded down", link_weighted=lambda self, link: down(link, 6))
plant("difference of rounded numbers", link_difference=rounded_difference)
plant("the mean takes unscored units", mean_unit=mean_of_all)
plant(
    "L of the coefficient is not rounded",
    link_coefficient=lambda self, value, link: half_up(value * link / 100, 6),
)
plant(
    "the product is not rounded",
    link_coefficient=lambda self, value, link: value * half_up(link, 6) / 100,
    components_shown=loose,
)
plant("a missing L makes the product 0", product=zero_product)
plant("the coefficient's L is a component", officer_components=linked_too)

# --- the weighted sum

plant("renormalise in spite of zero", divisor=lambda self, weights, present: sum(present.values()))
plant("zero in spite of renormalise", divisor=lambda self, weights, present: sum(weights.values()))
plant("base is rounded down", round_base=lambda self, base: down(base, 6))
plant("base is rounded to the decimals", round_base=lambda self, base: self.round_score(base))
plant("score is rounded down", round_score=lambda s, score: down(score, int(s.rules["decimals"])))
plant("score is rounded half even", round_score=lambda s, x: half_even(x, int(s.rules["decimals"])))
plant(
    "three decimals always",
    round_score=lambda s, x: half_up(x, 3),
    score_shown=lambda s, x: x and fixed(x, 3),
)
plant(
    "deductions are forgotten",
    officer_score=lambda self, b, bonus, cut: self.round_score(b + bonus),
)
plant(
    "bonus is added after rounding",
    officer_score=lambda self, base, bonus, cut: self.round_score(
        self.round_score(base) + bonus + cut
    ),
)


def unrounded_base(self: Oracle, row: Row) -> None:
    """The score from the base before its own rounding."""
    Oracle.score_row(self, row)
    weights = next(g["weights"] for g in self.rules["groups"] if g["id"] == row.group)
    present = {name: exact(w) for name, w in weights.items() if name in row.components}
    if row.score is not None:
        whole = self.divisor({name: exact(w) for name, w in weights.items()}, present)
        base = sum((w * row.components[name] for name, w in present.items()), ZERO) / whole
        row.score = self.officer_score(base, row.bonus, row.deduction)


plant("the score is of the unrounded base", score_row=unrounded_base)
