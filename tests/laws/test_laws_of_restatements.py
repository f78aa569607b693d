"""Who may rise beside a closed run? Only who wins it there with his own present result."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.banding import EXCELLENT
from domain.record import Record
from domain.restating import HELD_BAND, HELD_GRADE, restate
from domain.run import appraise
from domain.runsheet import run_sheet
from tests.laws.histories import LONG
from tests.laws.reopened import Place, Restated, restated

SEEDS = range(90, 400 if LONG else 140)
WORST = 99

each_year = pytest.mark.parametrize("seed", SEEDS)


def band(place: Place) -> int:
    return WORST if place.band is None else place.band


def risen(case: Restated) -> list[tuple[str, Place, Place, Place]]:
    """Whom the live view raises: the closed place, the live one, and that of the restated run."""
    old, live = case.by_oracle(now=False), case.by_oracle(now=True)
    kept = {p.officer: Place(p.band, p.grade) for p in case.runs[2].places}
    return [
        (officer, old.get(officer, Place(None, "")), place, kept[officer])
        for officer, place in live.items()
        if place.band is not None
        and (
            band(place) < band(old.get(officer, Place(None, "")))
            or EXCELLENT == place.grade != old.get(officer, Place(None, "")).grade
        )
    ]


@each_year
def test_nobody_rises_who_would_not_have_won_it_in_the_closed_runs_field(seed: int) -> None:
    for case in restated(seed):
        for officer, old, live, kept in risen(case):
            won = case.on_the_day(officer)
            best = min(band(old), band(won))
            assert band(kept) == (max(band(live), best) if best < WORST else band(live))
            held = live.grade == EXCELLENT and EXCELLENT not in (old.grade, won.grade)
            assert (kept.grade == EXCELLENT) == (live.grade == EXCELLENT and not held)


@each_year
def test_whoever_does_not_rise_stands_as_in_the_live_view(seed: int) -> None:
    for case in restated(seed):
        rising = {officer for officer, *_ in risen(case)}
        _, live, again = case.runs
        for now, then in zip(live.places, again.places, strict=True):
            assert now.officer in rising or now == then


@each_year
def test_a_restatement_leaves_scores_ranks_and_units_as_in_the_live_view(seed: int) -> None:
    for case in restated(seed):
        _, live, again = case.runs
        assert again.units == live.units
        for now, then in zip(live.places, again.places, strict=True):
            assert (now.standing, now.rank, now.group) == (then.standing, then.rank, then.group)


@each_year
def test_through_each_band_a_restated_run_seats_no_more_than_the_live_view(seed: int) -> None:
    for case in restated(seed):
        _, live, again = case.runs
        for number in (b.band for b in live.standing.edition.bands):
            for group in live.groups:
                seated = [
                    sum(
                        1
                        for p in run.places
                        if p.group == group.group and 0 < (p.band or 0) <= number
                    )
                    for run in (again, live)
                ]
                assert seated[0] <= seated[1]


@each_year
def test_who_is_held_back_is_told_so_and_is_excellent_from_the_right_band_alone(seed: int) -> None:
    for case in restated(seed):
        _, live, again = case.runs
        excellent = again.standing.edition.grades.excellent
        assert excellent is not None
        for now, then in zip(live.places, again.places, strict=True):
            assert (now.band != then.band) == (HELD_BAND in then.reasons)
            assert (now.grade != then.grade) == (HELD_GRADE in then.reasons)
            assert then.grade != EXCELLENT or then.band == excellent.from_band


@each_year
def test_where_vacated_seats_are_filled_the_restated_run_is_the_plain_run(seed: int) -> None:
    for case in restated(seed):
        record = filling(case.made.product.record)
        closed, live = (appraise(record, case.day, head) for head, _ in (case.closed, case.now))
        assert run_sheet(restate(closed, live)) == run_sheet(live)


def filling(record: Record) -> Record:
    """The record as if its editions let everybody move up into a seat left empty."""
    published = [
        replace(p, edition=p.edition.model_copy(update={"fill_vacated": True}))
        for p in record.publications
    ]
    return replace(record, publications=tuple(published))


def test_some_are_held_back_some_rise_and_some_become_excellent_by_their_own_result() -> None:
    """The laws above would be empty otherwise."""
    held = kept = excellent = 0
    for seed in SEEDS:
        for case in restated(seed):
            for _, old, live, again in risen(case):
                held += live != again
                kept += live == again
                excellent += again.grade == EXCELLENT != old.grade
    assert held > len(SEEDS) / 5
    assert kept > len(SEEDS) / 5
    assert excellent > 0
