"""Which bugs might the product have, one at each stage of SCORING §3-§6?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from domain import record, scoring, standing
from domain.rulebook import Editions
from domain.scoring import AccountScore, Cut, Entry
from domain.vocabulary import half_up

Plant = Callable[[pytest.MonkeyPatch], None]
ZERO = Decimal(0)


def on(owner: Any, name: str, bug: Any) -> Plant:
    return lambda patch: patch.setattr(owner, name, bug)


def down(value: Any, places: int) -> Decimal:
    exact = Fraction(value) * 10**places
    size = abs(exact.numerator) // exact.denominator
    return Decimal(size if exact >= 0 else -size).scaleb(-places)


def even(value: Any, places: int) -> Decimal:
    return Decimal(round(Fraction(value) * 10**places)).scaleb(-places)


def without_stage(stage: str) -> Plant:
    kept = scoring._cap

    def cap(passing: Any, named: str, cap_of: Any) -> None:
        if named != stage:
            kept(passing, named, cap_of)  # type: ignore[arg-type]

    return on(scoring, "_cap", cap)


def caps_of_the_last_edition(patch: pytest.MonkeyPatch) -> None:
    kept = scoring._item_cap

    def item_cap(p: Any) -> Any:
        key, of, cap = kept(p)
        return key, of, None if cap is None else cap / 2 if p.entry.effective_on.month > 6 else cap

    patch.setattr(scoring, "_item_cap", item_cap)


def one_side(patch: pytest.MonkeyPatch) -> None:
    def cap(passing: Any, stage: Any, cap_of: Any) -> None:
        running: dict[Any, Decimal] = {}
        for p in passing:
            key, of, most = cap_of(p)
            used = running.get(key, ZERO)
            if most is not None:
                room = min(max(most - used, ZERO), abs(p.left))
                p.cut(stage, room if p.up else -room, of, most)
            running[key] = used + abs(p.left)

    patch.setattr(scoring, "_cap", cap)


def lowest_taken(passing: Any) -> None:
    winners: dict[Any, Any] = {}
    for p in passing:
        if p.entry.merit is not None:
            best = winners.setdefault((p.entry.merit, p.up), p)
            if abs(p.left) < abs(best.left):
                winners[p.entry.merit, p.up] = p
    for p in passing:
        if p.entry.merit is not None and winners[p.entry.merit, p.up] is not p:
            p.cut("merit", ZERO, "")


def signs_mixed(passing: Any) -> None:
    winners: dict[Any, Any] = {}
    for p in passing:
        if p.entry.merit is not None:
            best = winners.setdefault(p.entry.merit, p)
            if abs(p.left) > abs(best.left):
                winners[p.entry.merit] = p
    for p in passing:
        if p.entry.merit is not None and winners[p.entry.merit] is not p:
            p.cut("merit", ZERO, "")


def ties_to_the_last(patch: pytest.MonkeyPatch) -> None:
    kept = scoring._take_highest
    patch.setattr(scoring, "_take_highest", lambda passing: kept(passing[::-1]))


def claiming(change: Callable[[Entry], Entry]) -> Plant:
    kept = scoring.claimed_points
    return on(scoring, "claimed_points", lambda item, entry: kept(item, change(entry)))


def by_position(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Entry, "order", property(lambda e: (date.min, e.position)))


def stays_in_force(patch: pytest.MonkeyPatch) -> None:
    def in_force(e: Entry, as_of: date, position: int) -> bool:
        return e.position <= position and e.effective_on <= as_of

    patch.setattr(Entry, "in_force", in_force)


def one_day_late(patch: pytest.MonkeyPatch) -> None:
    def in_force(e: Entry, as_of: date, position: int) -> bool:
        reversed_by_then = e.reversed_at is not None and e.reversed_at <= position
        return e.position <= position and not reversed_by_then and e.effective_on < as_of

    patch.setattr(Entry, "in_force", in_force)


def known_too_early(patch: pytest.MonkeyPatch) -> None:
    kept = Entry.in_force
    patch.setattr(Entry, "in_force", lambda e, as_of, position: kept(e, as_of, 10**9))


def losses_kept_whole(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(scoring, "_loss_share", lambda points, mine, carriers, edition: points)


def no_base_cap(patch: pytest.MonkeyPatch) -> None:
    kept = scoring.share_losses

    def share(*given: Any) -> AccountScore:
        found = kept(*given)
        lines = tuple(replace(x, counted=x.claimed, cuts=()) for x in found.lines)
        return AccountScore(lines, ZERO, sum((x.counted for x in lines), ZERO))

    patch.setattr("domain.standing.share_losses", share)


def default_owner_share(patch: pytest.MonkeyPatch) -> None:
    def share(points: Decimal, mine: Any, carriers: Any, edition: Any) -> Decimal:
        supports = sum(1 for line in carriers if not line.owner)
        if not supports:
            return points
        each = half_up(Fraction(points) * Fraction(2, 5) / supports, 4)
        return points - each * supports if mine.owner else each

    patch.setattr(scoring, "_loss_share", share)


def owner_rounded_too(patch: pytest.MonkeyPatch) -> None:
    def share(points: Decimal, mine: Any, carriers: Any, edition: Any) -> Decimal:
        supports = sum(1 for line in carriers if not line.owner)
        part = edition.unit.owner_share if mine.owner else None
        if not supports:
            return points
        return half_up(Fraction(points) * (part or (1 - edition.unit.owner_share) / supports), 4)

    patch.setattr(scoring, "_loss_share", share)


def days(start: int, end: int) -> Plant:
    def by_unit(self: Any, officer: str) -> dict[str, int]:
        first = date(self.record.year, 1, 1)
        after = self.as_of + timedelta(days=1 + end)
        found: dict[str, int] = {}
        for p in self._postings.get(officer, []):
            begins = max(p.start, first) + timedelta(days=start)
            span = (min(p.until or after, after) - begins).days
            if span > 0:
                found[p.unit] = found.get(p.unit, 0) + span
        return found

    return on(standing.Standing, "days_by_unit", by_unit)


def missing_is(rule: str) -> Plant:
    kept = standing.weighted_base

    def base(components: Mapping[str, Decimal], weights: Any, edition: Any) -> Decimal | None:
        return kept(components, weights, edition.model_copy(update={"missing": rule}))

    return on(standing, "weighted_base", base)


def aggregated(how: str) -> Plant:
    kept = standing._aggregate
    return on(
        standing,
        "_aggregate",
        lambda marks, component: kept(marks, component.model_copy(update={"aggregate": how})),
    )


def first_mark_counts(patch: pytest.MonkeyPatch) -> None:
    def latest(keyed: Any) -> Any:
        found: dict[Any, Any] = {}
        for key, thing in keyed:
            found.setdefault(key, thing)
        return tuple(found.values())

    patch.setattr(record, "_latest", latest)


def editions_by_as_of(patch: pytest.MonkeyPatch) -> None:
    kept = standing.Standing.__init__

    def init(self: Any, *given: Any) -> None:
        kept(self, *given)
        self.editions = Editions.only(self.edition)

    patch.setattr(standing.Standing, "__init__", init)


def editions_known_too_early(patch: pytest.MonkeyPatch) -> None:
    kept = record.Record.editions
    patch.setattr(record.Record, "editions", lambda self, position: kept(self, 10**9))


def rounding(module: Any, bug: Callable[[Any, int], Decimal], places: int) -> Plant:
    return on(module, "half_up", lambda value, at: (bug if at == places else half_up)(value, at))


def link(change: Callable[[Any], Any]) -> Plant:
    kept = standing.Standing.link

    def linked(self: Any, days: Mapping[str, int]) -> Any:
        found = kept(self, days)
        return None if found is None else change(found)

    return on(standing.Standing, "link", linked)


def cut_sign(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(scoring, "Cut", lambda stage, points, *rest: Cut(stage, abs(points), *rest))


def no_unit_totals(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(scoring, "_unit_total_cap", scoring._total_cap)


def no_own_points(patch: pytest.MonkeyPatch) -> None:
    kept = standing.Standing._score

    def score(self: Any, base: Any, account: AccountScore) -> Any:
        return kept(self, base, replace(account, deduction=ZERO))

    patch.setattr(standing.Standing, "_score", score)


PLANTS: dict[str, Plant] = {
    "in force: a reversal is ignored": stays_in_force,
    "in force: effective_on = as_of is too late": one_day_late,
    "in force: later facts are known": known_too_early,
    "claim: the quantity is ignored": claiming(lambda e: replace(e, quantity=None)),
    "claim: the share is ignored": claiming(lambda e: replace(e, share=Fraction(1))),
    "claim: cut off instead of rounded": rounding(scoring, down, 4),
    "claim: half to even": rounding(scoring, even, 4),
    "claim: by the edition of as_of": editions_by_as_of,
    "claim: by an edition not yet known": editions_known_too_early,
    "merit: no group at all": on(scoring, "_take_highest", lambda passing: None),
    "merit: the lowest is taken": on(scoring, "_take_highest", lowest_taken),
    "merit: signs in one group": on(scoring, "_take_highest", signs_mixed),
    "merit: a tie goes to the last": ties_to_the_last,
    "order: by position alone": by_position,
    "item cap: none": without_stage("item cap"),
    "item cap: another date's": caps_of_the_last_edition,
    "category cap: none": without_stage("category cap"),
    "total cap: none": without_stage("total cap"),
    "caps: both sides run together": one_side,
    "cuts: unsigned": cut_sign,
    "unit: the officers' totals": no_unit_totals,
    "loss: not split": losses_kept_whole,
    "loss: the default owner share": default_owner_share,
    "loss: the owner's part is rounded": owner_rounded_too,
    "loss: beyond the base": no_base_cap,
    "link: a day lost at the start": days(1, 0),
    "link: a day lost at the end": days(0, -1),
    "link: a day too many at the end": days(0, 1),
    "link: rounded to 3": link(lambda found: Fraction(half_up(found, 3))),
    "components: cut off": rounding(standing, down, 6),
    "components: half to even": rounding(standing, even, 6),
    "review: always the mean": aggregated("mean"),
    "review: always the last": aggregated("last"),
    "review: the first mark of a period": first_mark_counts,
    "base: missing counts as zero": missing_is("zero"),
    "base: missing is renormalised": missing_is("renormalise"),
    "score: cut off": rounding(standing, down, 3),
    "score: half to even": rounding(standing, even, 3),
    "score: deductions forgotten": no_own_points,
}
