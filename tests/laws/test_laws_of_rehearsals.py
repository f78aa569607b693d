"""What holds of every rehearsal: it ends in the candidate, rule by rule, and records nothing?"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.rehearsing import ALL_YEAR, Rehearsal, rehearse
from domain.restating import readings
from domain.rule_steps import rule_steps
from domain.rulebook import Edition, read_edition, to_document
from domain.run import Run, appraise
from domain.runsheet import run_sheet
from domain.spread import deviation, spread
from tests.laws.bureau_years import Moment, moments, product, record, run_at
from tests.laws.histories import LONG

SEEDS = range(150 if LONG else 15)
each_year = pytest.mark.parametrize("seed", SEEDS)
NAMES = ("rulebook", "version", "title", "effective_from", "fill_vacated")


def candidate(seed: int) -> Edition:
    return read_edition(product(seed).case.candidate or "")


def at_a_moment(seed: int) -> Moment:
    """The end of the year, or any moment at which units and officers are known."""
    *_, last = moments(seed, 1)
    return Moment(last.as_of, max(last.position, product(seed).heads[1]))


def rehearsal(seed: int, edition: Edition | None = None) -> Rehearsal:
    moment = at_a_moment(seed)
    return rehearse(record(seed), moment.as_of, moment.position, edition or candidate(seed))


def said(edition: Edition) -> dict[str, Any]:
    """What the document says of scoring, everything by its name."""
    document = {k: v for k, v in to_document(edition).items() if k not in NAMES}
    for part in ("items", "categories"):
        document[part] = {thing["id"]: thing for thing in document[part]}
    return document


@each_year
def test_the_steps_end_in_the_candidate(seed: int) -> None:
    found = rehearsal(seed)
    last = said(found.rules[-1].edition)
    right = said(candidate(seed))
    # A category that nothing uses any more cuts nothing, and stays to the end of the way.
    assert {**last, "categories": {n: last["categories"][n] for n in right["categories"]}} == right
    used = {item["category"] for item in last["items"].values()}
    assert used <= right["categories"].keys()


@each_year
def test_each_step_exchanges_one_rule_and_no_rule_twice(seed: int) -> None:
    found = rehearsal(seed)
    steps = [step for step in found.rules if step.rule != ALL_YEAR]
    assert len({step.rule for step in steps}) == len(steps)
    before = found.in_force.standing.edition
    documents = [said(before), *(said(step.edition) for step in steps)]
    for step, (one, other) in zip(steps, pairwise(documents), strict=True):
        part, _, name = step.rule.partition("/")
        changed = {k for k in one | other if k != "categories" and one.get(k) != other.get(k)}
        assert changed <= {part}
        assert step.before != step.after
        if name and part == "items":
            assert differing(one[part], other[part]) == {name}


def differing(one: Mapping[str, Any], other: Mapping[str, Any]) -> set[str]:
    return {k for k in {*one, *other} if one.get(k) != other.get(k)}


@each_year
def test_the_effects_on_each_lead_from_the_run_in_force_to_the_candidates(seed: int) -> None:
    found = rehearsal(seed)
    was, is_ = readings(found.in_force), readings(found.candidate)
    told = {(e.subject, e.what) for e in found.effects}
    for subject in was | is_:
        for what in ("score", "rank", "band", "grade"):
            start, end = was.get(subject, {}).get(what), is_.get(subject, {}).get(what)
            if (subject, what) not in told:
                assert start == end
                continue
            own = [e for e in found.effects if (e.subject, e.what) == (subject, what)]
            states = [start, *(e.after for e in own)]
            assert [e.before for e in own] == states[:-1]
            assert states[-1] == end
            assert all(e.before != e.after for e in own)


@each_year
def test_the_effects_are_told_in_the_order_of_the_rules(seed: int) -> None:
    found = rehearsal(seed)
    order = [step.rule for step in found.rules]
    places = [order.index(effect.rule) for effect in found.effects]
    assert places == sorted(places)


@each_year
def test_both_runs_are_those_that_an_appraisal_gives(seed: int) -> None:
    found, moment = rehearsal(seed), at_a_moment(seed)
    assert run_sheet(found.in_force) == run_sheet(run_at(seed, moment))
    tried = appraise(record(seed), moment.as_of, moment.position, candidate(seed))
    assert run_sheet(found.candidate) == run_sheet(tried)


@each_year
def test_an_unchanged_candidate_moves_nobody(seed: int) -> None:
    in_force = run_at(seed, at_a_moment(seed)).standing
    found = rehearsal(seed, in_force.edition)
    if len(in_force.editions) == 1:
        assert (found.rules, found.effects) == ((), ())
        assert readings(found.candidate) == readings(found.in_force)
    else:
        assert [step.rule for step in found.rules] == [ALL_YEAR]


@each_year
def test_the_way_back_exchanges_the_same_rules(seed: int) -> None:
    old, new = run_at(seed, at_a_moment(seed)).standing.edition, candidate(seed)
    there = {s.rule: (s.before, s.after) for s in rule_steps(old, new)}
    back = {s.rule: (s.after, s.before) for s in rule_steps(new, old)}
    assert there == back


scores = st.lists(
    st.decimals(0, 130, places=3, allow_nan=False) | st.sampled_from([Decimal("93.820")] * 3),
    min_size=1,
    max_size=40,
)


@settings(max_examples=2000 if LONG else 200, deadline=None)
@given(scores)
def test_the_deviation_is_the_root_of_the_variance_half_up_at_the_sixth_decimal(
    given_: list[Decimal],
) -> None:
    exact = [Fraction(s) for s in given_]
    n, total = len(exact), sum(exact, Fraction(0))
    # Another form than (x - mean)²: the mean of the squares less the square of the mean.
    variance = sum((x * x for x in exact), Fraction(0)) / n - (total / n) ** 2
    found, half = Fraction(deviation(given_)), Fraction(1, 2 * 10**6)
    assert found * 10**6 == int(found * 10**6)
    assert max(found - half, Fraction(0)) ** 2 <= variance < (found + half) ** 2


@each_year
def test_a_spread_counts_those_who_are_ranked(seed: int) -> None:
    for run in (rehearsal(seed).in_force, rehearsal(seed).candidate):
        for group in spread(run):
            check_spread(run, group)


def check_spread(run: Run, group: Any) -> None:
    inside = [p for p in run.places if p.group == group.group and p.rank is not None]
    marks = sorted(Fraction(p.standing.score) for p in inside if p.standing.score is not None)
    assert group.n == len(inside) == sum(group.bands.values())
    assert group.tied == sum(sum(q.rank == p.rank for q in inside) > 1 for p in inside)
    assert group.excellent == sum(p.grade == "excellent" for p in inside)
    if inside:
        assert (group.lowest, group.highest) == (marks[0], marks[-1])
        error = Fraction(group.mean) - sum(marks, Fraction(0)) / len(marks)
        assert abs(error) <= Fraction(1, 2 * 10**6)
