"""Which bugs might the product have in ranks, bands, grades and a committee's decisions? (§7)"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from domain import banding, recall, restraints, run
from domain.banding import Place
from domain.recall import Stored
from domain.record import GradeDecision, Record, TieDecision
from domain.restraints import Interval, Restraints
from domain.rulebook import Edition, Ratio
from tests.laws.product_bugs import Plant, on

Ties = Sequence[TieDecision]
DECISIONS = ("tie-resolved", "grade-decided")


def deciding(choose: Callable[[Ties, Sequence[Place]], Sequence[Place] | None]) -> Plant:
    """Tied officers placed in another way by the same decisions."""
    return on(run, "decided_by", lambda ties: lambda tied: choose(ties, tied))


def ordered(order: Sequence[str], tied: Sequence[Place]) -> Sequence[Place]:
    return sorted(tied, key=lambda p: order.index(p.officer))


def naming(ties: Ties, tied: Sequence[Place]) -> list[TieDecision]:
    names = {p.officer for p in tied}
    return [tie for tie in ties if names <= set(tie.order)]


def first_decision(ties: Ties, tied: Sequence[Place]) -> Sequence[Place] | None:
    fitting = naming(ties, tied)
    return ordered(fitting[0].order, tied) if fitting else None


def any_decision(ties: Ties, tied: Sequence[Place]) -> Sequence[Place] | None:
    """A decision that leaves one of the tied out places him last."""
    named = [t for t in ties if {p.officer for p in tied} & set(t.order)]
    if not named:
        return None
    order = [*named[-1].order, *(p.officer for p in tied)]
    return ordered(order, tied)


def backwards(ties: Ties, tied: Sequence[Place]) -> Sequence[Place] | None:
    fitting = naming(ties, tied)
    return ordered(fitting[-1].order[::-1], tied) if fitting else None


def by_id(ties: Ties, tied: Sequence[Place]) -> Sequence[Place] | None:
    return tied if naming(ties, tied) else None


def exactly_named(ties: Ties, tied: Sequence[Place]) -> Sequence[Place] | None:
    fitting = [t for t in ties if {p.officer for p in tied} == set(t.order)]
    return ordered(fitting[-1].order, tied) if fitting else None


def grading(
    holds: Callable[[Iterable[GradeDecision]], Iterable[GradeDecision]] = lambda all_: all_,
    unranked: bool = False,
) -> Plant:
    def decide(places: Sequence[Place], record: Record, position: int) -> None:
        known = [g for g in record.grades if g.position <= position]
        decided = {g.officer: g.grade for g in holds(known)}
        for p in places:
            if (p.ranked or unranked) and p.officer in decided:
                p.grade = decided[p.officer]

    return on(run, "_decide_grades", decide)


def known_too_early(patch: pytest.MonkeyPatch) -> None:
    """Ties and grades as if they had been decided before anything else."""
    kept = recall.record_of

    def record_of(*given: Any) -> Record:
        found = kept(*given)
        return replace(
            found,
            ties=tuple(replace(t, position=0) for t in found.ties),
            grades=tuple(replace(g, position=0) for g in found.grades),
        )

    patch.setattr(recall, "record_of", record_of)


def of_any_year(patch: pytest.MonkeyPatch) -> None:
    kept = recall.record_of

    def record_of(facts: Iterable[Stored], bureau: str, year: int) -> Record:
        moved = (
            f._replace(state={**f.state, "year": year}) if f.name in DECISIONS else f for f in facts
        )
        return kept(moved, bureau, year)

    patch.setattr(recall, "record_of", record_of)


OF_DECISIONS: dict[str, Plant] = {
    "tie: no decision holds": deciding(lambda ties, tied: None),
    "tie: the first decision holds": deciding(first_decision),
    "tie: a decision that leaves somebody out holds": deciding(any_decision),
    "tie: a decision that names others too does not hold": deciding(exactly_named),
    "tie: the last named goes first": deciding(backwards),
    "tie: placed by id": deciding(by_id),
    "grade: no decision holds": grading(lambda known: ()),
    "grade: the first decision holds": grading(lambda known: reversed(list(known))),
    "grade: the unranked are graded": grading(unranked=True),
    "decisions: known too early": known_too_early,
    "decisions: of another year": of_any_year,
}


def by_float(n: int, quota: Ratio) -> int:
    return round(n * quota.num / quota.den)


def none_kept_back(patch: pytest.MonkeyPatch) -> None:
    kept = banding._bands
    patch.setattr(
        banding,
        "_bands",
        lambda ranked, edition, n, _, decided: kept(ranked, edition, n, 0, decided),
    )


def tie_breaks(change: Callable[[list[str]], list[str]]) -> Plant:
    kept = banding.keys_of

    def keys(p: Place, edition: Edition) -> Any:
        ties = change(list(edition.tie_break))
        return kept(p, edition.model_copy(update={"tie_break": ties}))

    return on(banding, "keys_of", keys)


def unsigned_deduction(patch: pytest.MonkeyPatch) -> None:
    kept = banding.keys_of

    def keys(p: Place, edition: Edition) -> Any:
        flipped = replace(p.standing.account, deduction=-p.standing.account.deduction)
        return kept(replace(p, standing=replace(p.standing, account=flipped)), edition)

    patch.setattr(banding, "keys_of", keys)


def dense_ranks(patch: pytest.MonkeyPatch) -> None:
    kept = banding._rank

    def rank(members: list[Place], edition: Edition) -> list[Place]:
        ordered_ = kept(members, edition)
        ranks = sorted({p.rank for p in ordered_ if p.rank is not None})
        for p in ordered_:
            p.rank = ranks.index(p.rank or 0) + 1
        return ordered_

    patch.setattr(banding, "_rank", rank)


def shared(change: Callable[[dict[str, int]], Mapping[str, int]]) -> Plant:
    kept = banding.excellent_shares
    return on(banding, "excellent_shares", lambda edition, sizes: change(kept(edition, sizes)))


def unpooled(edition: Edition, sizes: Mapping[str, int]) -> dict[str, int]:
    excellent = edition.grades.excellent
    assert excellent is not None
    return {g: banding.seats_of(n, excellent.quota) for g, n in sizes.items()}


def biting(how: str) -> Plant:
    kept = Interval.bites
    return on(Interval, "bites", lambda self, _, year, day: kept(self, how, year, day))


def ends_included(patch: pytest.MonkeyPatch) -> None:
    def bites(self: Interval, how: str, year: int, as_of: date) -> bool:
        from_day = as_of if how == "at_year_end" else date(year, 1, 1)
        return self.start <= as_of and (self.end or date.max) >= from_day

    patch.setattr(Interval, "bites", bites)


def rescinded_as_lifted(patch: pytest.MonkeyPatch) -> None:
    kept = restraints._recorded

    def recorded(record: Record, position: int) -> Any:
        ends = tuple(replace(e, how="lifted") for e in record.restriction_ends)
        return kept(replace(record, restriction_ends=ends), position)

    patch.setattr(restraints, "_recorded", recorded)


def heads_not_reached(patch: pytest.MonkeyPatch) -> None:
    kept = restraints.restraints
    patch.setattr(run, "restraints", lambda own, headed, *rest: kept(own, (), *rest))


def no_conditions(ranked: Iterable[Place], edition: Edition) -> None:
    """Nobody is put under a condition."""


OF_SEATS: dict[str, Plant] = {
    "groups: none is too small": on(banding, "_merge", lambda places, edition: None),
    "rank: dense": dense_ranks,
    "rank: no tie key": tie_breaks(lambda ties: []),
    "rank: the tie keys in another order": tie_breaks(lambda ties: ties[::-1]),
    "rank: more taken is better": unsigned_deduction,
    "seats: rounded": on(banding, "seats_of", by_float),
    "seats: the deferred keep none": none_kept_back,
    "band: no condition": on(banding, "_conditional", no_conditions),
    "band: the worst is ignored": on(Restraints, "max_band", None),
    "grade: shares not pooled": on(banding, "excellent_shares", unpooled),
    "grade: one share more": shared(lambda found: {g: n + 1 for g, n in found.items()}),
    "grade: nothing is required": on(banding, "meets", lambda p, key, least: True),
    "grade: no bar holds": on(Restraints, "bars", frozenset()),
    "restriction: always during the year": biting("during_year"),
    "restriction: always at the year's end": biting("at_year_end"),
    "restriction: its last day counts": ends_included,
    "restriction: a rescission lifts": rescinded_as_lifted,
    "restriction: heads are not reached": heads_not_reached,
    "restriction: nobody is deferred": on(Restraints, "deferred", False),
    "restriction: nobody is unranked": on(Restraints, "unranked", False),
}
