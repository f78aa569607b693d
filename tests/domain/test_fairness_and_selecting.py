"""Is a rater warned of, and who comes into question by the results of several years?"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from domain.fairness import WARNINGS, Rated, goes_round, raters
from domain.selecting import GOOD, READY_MADE, Career, Result, Selection, judge
from domain.spread import Rotation
from tests.wording import codes_in

FIVE = Decimal(5)


def rated(rater: str, *scores: str, series: str = "regular_review") -> list[Rated]:
    return [Rated(rater, series, f"officer:{n}", Decimal(s)) for n, s in enumerate(scores)]


def test_each_rater_s_marks_are_counted_series_by_series() -> None:
    given = [*rated("a", "80", "90", "85"), *rated("a", "70", series="peer_evaluation")]
    peer, own = raters(given, FIVE)
    assert own.count == len(own.subjects) == 3
    assert [str(n) for n in (own.mean, own.lowest, own.highest)] == ["85.000000", "80", "90"]
    assert own.deviation == Decimal("4.082483")
    assert (peer.series, peer.count, peer.subjects) == ("peer_evaluation", 1, ("officer:0",))
    assert own.warnings == peer.warnings == ()


def test_who_gives_all_the_same_or_rates_outside_of_the_others_is_warned_of() -> None:
    same, wide = raters([*rated("a", "90", "90", "90"), *rated("b", "89", "90", "91")], FIVE)
    assert (same.warnings, wide.warnings) == (("all_equal",), ())
    low, high = raters([*rated("a", "80", "81", "82"), *rated("b", "86", "87", "86")], FIVE)
    assert low.warnings == high.warnings == ("outside",)
    # Two scores, or two of all the others, are too few to say anything.
    assert all(not r.warnings for r in raters(rated("a", "90", "90"), FIVE))
    few = [*rated("a", "60", "61", "62"), *rated("b", "99", "98")]
    assert all(not r.warnings for r in raters(few, FIVE))
    assert all(set(words) for words in WARNINGS.values())


@pytest.mark.parametrize(
    ("both", "once", "twice", "warned"),
    [(3, 2, 0, True), (2, 2, 0, False), (3, 2, 1, False), (3, 0, 0, False)],
)
def test_a_first_band_that_merely_goes_round_is_warned_of(
    both: int, once: int, twice: int, warned: bool
) -> None:
    assert goes_round(Rotation("g", (2023, 2024), both, once, twice)) is warned


def career(*grades: str, **but: Any) -> Career:
    """His grades up to and with 2024."""
    years = range(2025 - len(grades), 2025)
    given = zip(years, grades, strict=True)
    return Career("0012", {y: Result(y, g, band=1, rank=1, ranked=10) for y, g in given}, **but)


def chosen(selection: str, who: Career) -> bool:
    return judge(who, READY_MADE[selection], 2024).selected


def test_three_years_running_excellent_come_into_question_for_a_merit() -> None:
    assert chosen("merit_3", career("excellent", "excellent", "excellent"))
    assert not chosen("merit_3", career("excellent", "competent", "excellent"))
    assert not chosen("merit_3", career("excellent", "excellent"))
    held = career("excellent", "excellent", "excellent", restrictions=("nanyue/x#1",))
    assert not chosen("merit_3", held)
    (grades, free) = judge(held, READY_MADE["merit_3"], 2024).reasons
    assert (grades.met, free.met, "nanyue/x#1" in free.zh) == (True, False, True)
    assert codes_in(grades.zh) == set(), "grades are told by their names"


def test_competent_years_give_a_pay_step_and_a_level() -> None:
    assert chosen("pay_step", career("excellent", "competent"))
    assert not chosen("pay_step", career("competent", "basically_competent"))
    assert chosen("level", career(*["competent"] * 5))
    assert not chosen("level", career(*["competent"] * 4))
    assert chosen("rank_promotion", career("excellent"))
    assert not chosen("rank_promotion", career("competent"))


def test_training_is_for_the_last_tenth_and_where_points_were_lost() -> None:
    def at(rank: int, ranked: int) -> Career:
        return Career("0012", {2024: Result(2024, "competent", 2, rank, ranked)})

    assert chosen("training", at(10, 10))
    assert not chosen("training", at(9, 10))
    assert not chosen("training", at(9, 9))
    assert chosen("training", career("competent", lost=("T1",)))
    assert not chosen("training", career("competent"))


def test_bands_and_awards_are_asked_of_every_year() -> None:
    asked = Selection("x", "x", "x", years=2, grades=GOOD, at_least=1, max_band=1, awards=2)
    good = career("competent", "ungraded", awards=2)
    assert judge(good, asked, 2024).selected
    assert not judge(career("competent", awards=2), asked, 2024).selected
    assert not judge(career("competent", "ungraded", awards=1), asked, 2024).selected
    lower = Career(
        "0012", {y: Result(y, "competent", band=y - 2022) for y in (2023, 2024)}, awards=2
    )
    (_, band, _) = judge(lower, asked, 2024).reasons
    assert (band.code, band.met, "2024 2" in band.en) == ("band", False, True)
