"""Which risk is of which grade, and when may it be checked?"""

from __future__ import annotations

from datetime import date

import pytest

from domain import refusals as no
from domain.risks.facts import RiskChecked
from tests.domain.cast import BUREAU, NANYUE, YEAR, an_edition
from tests.domain.managed import an_assessment, assess, check
from tests.domain.scenario import given


@pytest.mark.parametrize(
    ("ratings", "grade", "every"),
    [
        ((5, 5, 5, 5), "high", 5),
        ((4, 4, 4, 3), "high", 5),
        ((4, 4, 3, 3), "medium", 20),
        ((3, 3, 2, 2), "medium", 20),
        ((3, 2, 2, 2), "low", 60),
        ((1, 1, 1, 1), "low", 60),
    ],
)
def test_the_sum_of_the_four_ratings_decides_the_grade(
    ratings: tuple[int, int, int, int], grade: str, every: int
) -> None:
    names = ("difficulty", "scoring_method", "controllability", "current_state")
    rated = dict(zip(names, ratings, strict=True))
    graded = {"total": sum(ratings), "grade": grade, "check_every": every}
    given(*BUREAU).when(assess(**rated)).then(an_assessment(**rated, **graded))


def test_the_matrix_is_that_of_the_edition_in_force_on_the_day_of_the_assessment() -> None:
    strict = [
        {"grade": "high", "least": "17", "check_every": "3"},
        {"grade": "low", "least": "4", "check_every": "30"},
    ]
    later = an_edition(2, "2024-07-01", procedure={"risk": strict})
    history = given(*BUREAU, later)
    history.when(assess()).then(an_assessment())
    low = {"grade": "low", "check_every": 30, "edition": "nanyue@2", "assessed_on": "2024-07-01"}
    given(*BUREAU, later).when(assess(assessed_on="2024-07-01")).then(an_assessment(**low))


def test_only_an_indicator_of_the_plans_is_assessed_and_not_for_a_day_to_come() -> None:
    history = given(*BUREAU)
    history.when(assess(indicator="T9")).then_refused(no.IndicatorNotInPlan, indicator="T9")
    history.when(assess(assessed_on="2025-07-01")).then_refused(no.DateInFuture)
    history.when(check(checked_on="2025-07-01")).then_refused(no.DateInFuture)
    same_day = given(*BUREAU, today=date(2024, 1, 8))
    same_day.when(assess()).then(an_assessment())


def test_a_risk_is_checked_as_early_as_on_the_day_of_its_assessment() -> None:
    same_day = given(*BUREAU, an_assessment(), today=date(2024, 1, 8))
    (checked,) = same_day.when(check(checked_on="2024-01-08")).facts
    assert isinstance(checked, RiskChecked)
    assert checked.checked_on == date(2024, 1, 8)


@pytest.mark.parametrize("rating", [0, 6])
def test_a_rating_is_from_1_to_5(rating: int) -> None:
    with pytest.raises(ValueError, match="difficulty"):
        assess(difficulty=rating)


def test_a_check_is_of_a_risk_that_was_assessed_by_then() -> None:
    given(*BUREAU).when(check()).then_refused(no.RiskNotAssessed, indicator="T1")
    history = given(*BUREAU, an_assessment())
    history.when(check(checked_on="2024-01-07")).then_refused(no.RiskNotAssessed)
    given(*BUREAU, an_assessment()).when(check()).then(
        RiskChecked(
            bureau=NANYUE,
            year=YEAR,
            indicator="T1",
            unit="zg",
            checked_on=date(2024, 1, 15),
            finding="concern",
        )
    )


def test_a_risk_is_checked_in_the_year_of_its_indicator() -> None:
    history = given(*BUREAU, an_assessment())
    told = {"day": "2025-01-01", "year": "2024"}
    history.when(check(checked_on="2025-01-01")).then_refused(no.CheckOutsideYear, **told)
    assert history.when(check(checked_on="2024-12-31")).facts


@pytest.mark.parametrize("day", ["1990-11-29", "2023-12-31", "2025-01-01"])
def test_a_risk_is_assessed_in_the_year_of_its_indicator(day: str) -> None:
    given(*BUREAU).when(assess(assessed_on=day)).then_refused(no.RiskOutsideYear, year="2024")
