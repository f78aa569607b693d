"""What holds of every run of a bureau-year: seats, ranks, bands, and what may move a score?"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from domain.banding import EXCELLENT, GroupSeats, Place, keys_of
from domain.record import Record
from domain.rulebook import Band
from domain.run import Run, appraise
from domain.runsheet import run_sheet
from domain.scoring import Entry
from tests.laws.bureau_years import SEEDS, product, record, runs, scores, without_restrictions

pytestmark = pytest.mark.parametrize("seed", SEEDS)


def members(run: Run, group: GroupSeats) -> list[Place]:
    return [p for p in run.places if p.group == group.group and p.ranked]


def limited(run: Run) -> list[Band]:
    """The bands that have so many seats and no more: neither conditional nor the last open one."""
    return [b for b in run.standing.edition.bands if b.below is None and b.through is not None]


def test_no_band_has_more_officers_than_seats_unless_all_tied_enter(seed: int) -> None:
    for run in runs(seed):
        for group in run.groups:
            for band in limited(run):
                inside = [p for p in members(run, group) if p.band == band.band]
                entered = any(p.ties.get(f"band {band.band}") == "all entered" for p in inside)
                assert entered or len(inside) <= group.seats[band.band]


def test_through_each_band_sit_no_more_than_its_quota_but_for_all_who_are_tied(seed: int) -> None:
    for run in runs(seed):
        for group in run.groups:
            kept = sum(p.deferred for p in run.places if p.group == group.group)
            for band in limited(run):
                assert band.through is not None
                quota = group.n * band.through.num // band.through.den
                inside = [p for p in members(run, group) if (p.band or 0) <= band.band]
                all_entered = any("all entered" in p.ties.values() for p in inside)
                assert all_entered or len(inside) <= max(0, quota - kept)


def test_n_counts_the_deferred_and_not_the_unranked(seed: int) -> None:
    for run in runs(seed):
        n = Counter(p.group for p in run.places if not p.unranked)
        assert {g.group: g.n for g in run.groups if g.n} == dict(n)


def test_the_shares_of_excellent_add_up_to_the_pool(seed: int) -> None:
    for run in runs(seed):
        excellent = run.standing.edition.grades.excellent
        assert excellent is not None
        pool = sum(g.n for g in run.groups) * excellent.quota.num // excellent.quota.den
        assert sum(g.excellent for g in run.groups) == pool
        for group in run.groups:
            exact = Fraction(group.n * excellent.quota.num, excellent.quota.den)
            assert group.excellent - 1 < exact < group.excellent + 1


def test_nowhere_are_more_excellent_than_the_share_and_the_pool(seed: int) -> None:
    for run in runs(seed):
        over = False
        for group in run.groups:
            inside = [p for p in members(run, group) if p.grade == EXCELLENT]
            entered = any(p.ties.get(EXCELLENT) == "all entered" for p in inside)
            assert entered or len(inside) <= group.excellent
            over = over or entered
        pool = sum(g.excellent for g in run.groups)
        assert over or sum(p.grade == EXCELLENT for p in run.places) <= pool


def test_a_rank_is_one_more_than_the_number_strictly_ahead(seed: int) -> None:
    for run in runs(seed):
        edition = run.standing.edition
        for group in run.groups:
            ranked = members(run, group)
            for p in ranked:
                mine = keys_of(p, edition)
                assert p.rank == 1 + sum(keys_of(q, edition) > mine for q in ranked)


def test_who_is_unranked_or_deferred_has_neither_rank_nor_band(seed: int) -> None:
    for run in runs(seed):
        for p in run.places:
            assert (p.rank is None) == (p.band is None) == (not p.ranked)
            assert p.ranked or (p.grade == "ungraded" and p.reasons)


def test_a_better_key_has_no_worse_band_unless_a_restriction_bars_it(seed: int) -> None:
    for run in runs(seed):
        edition = run.standing.edition
        for group in run.groups:
            ranked = sorted(members(run, group), key=lambda p: p.rank or 0)
            for better in ranked:
                for worse in ranked:
                    if keys_of(better, edition) > keys_of(worse, edition):
                        assert better.band is not None
                        assert worse.band is not None
                        barred = (better.restraints.max_band or 0) > worse.band
                        assert barred or better.band <= worse.band


def test_a_restriction_holds_its_officer_down_and_changes_no_score(seed: int) -> None:
    free = without_restrictions(record(seed))
    for run in runs(seed):
        unrestricted = appraise(free, run.standing.as_of, run.standing.position)
        assert scores(run) == scores(unrestricted)
        lowest = {p.officer: p.restraints.max_band for p in run.places}
        below = {b.band for b in run.standing.edition.bands if b.below is not None}
        for p in run.places:
            held = p.band is None or p.band in below or p.band >= (lowest[p.officer] or 0)
            assert held, p


def _alone(whole: Record, subject: str) -> Record:
    """What the log says of units, of postings, and of this one officer in person."""

    def bears(whose: str) -> bool:
        return whose == subject or whose.startswith("unit:")

    return replace(
        whole,
        entries=tuple(e for e in whole.entries if bears(e.subject)),
        marks=tuple(m for m in whole.marks if bears(m.subject)),
        restrictions=tuple(r for r in whole.restrictions if bears(r.subject)),
        restriction_ends=tuple(r for r in whole.restriction_ends if bears(r.subject)),
    )


def test_no_score_rests_on_what_was_recorded_of_another_officer(seed: int) -> None:
    whole, made = record(seed), product(seed)
    day, head = date(made.case.year, 12, 31), len(made.facts)
    run = appraise(whole, day, head)
    for p in run.places:
        alone = appraise(_alone(whole, f"officer:{p.officer}"), day, head)
        assert alone.standing.officer(p.officer) == p.standing
        assert alone.units == run.units


def test_a_unit_score_rests_on_nothing_that_was_recorded_of_officers(seed: int) -> None:
    whole, made = record(seed), product(seed)
    day, head = date(made.case.year, 12, 31), len(made.facts)
    bare = replace(_alone(whole, "unit:"), postings=(), officers=())
    assert appraise(bare, day, head).units == appraise(whole, day, head).units


def test_reversing_an_entry_leaves_the_whole_run_as_if_it_had_never_been(seed: int) -> None:
    whole, made = record(seed), product(seed)
    day, head = date(made.case.year, 12, 31), len(made.facts)
    standing = [e for e in (*whole.entries, *whole.losses) if e.reversed_at is None]
    for entry in standing[::4]:
        undone = _with(whole, entry.ref, head)
        assert run_sheet(appraise(undone, day, head)) == run_sheet(
            appraise(_with(whole, entry.ref, None), day, head)
        )


def _with(whole: Record, ref: str, reversed_at: int | None) -> Record:
    """The record with the entry reversed at a position; None: without it."""

    def kept(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
        left = (e for e in entries if e.ref != ref or reversed_at is not None)
        return tuple(replace(e, reversed_at=reversed_at) if e.ref == ref else e for e in left)

    return replace(whole, entries=kept(whole.entries), losses=kept(whole.losses))


def test_a_run_at_a_position_rests_on_the_facts_up_to_it_alone(seed: int) -> None:
    made = product(seed)
    for run in runs(seed):
        day, head = run.standing.as_of, run.standing.position
        prefix = replace(made, case=replace(made.case, steps=()), facts=made.facts[:head], heads=[])
        assert run_sheet(appraise(prefix.record, day, head)) == run_sheet(run)
