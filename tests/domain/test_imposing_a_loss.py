"""When does an indicator lose points, and in whose account?"""

from __future__ import annotations

import pytest

from domain import refusals as no
from domain.accounts.decisions import Setting, refusals_of_loss
from domain.accounts.state import AccountState
from domain.errors import Refusal
from domain.registers.state import Plans
from domain.rulebook import Editions
from tests.domain.cast import (
    BUREAU,
    HENGSHAN,
    NANYUE,
    PLAN_OF,
    YEAR,
    ZG,
    a_line,
    a_loss,
    a_plan,
    a_unit,
    edition,
    lose,
)
from tests.domain.scenario import TODAY, given


def test_a_loss_is_imposed_on_the_unit_that_owns_the_indicator() -> None:
    given(*BUREAU).when(lose()).then(a_loss())


def test_the_fact_holds_the_whole_loss_whoever_shares_it() -> None:
    given(*BUREAU).when(lose(points="30")).then(a_loss(points="30", claimed="-30"))


def test_losses_are_numbered_with_the_entries_of_the_account() -> None:
    given(*BUREAU, a_loss()).when(lose(indicator="T2", points="1.5")).then(
        a_loss(number=2, indicator="T2", points="1.5", claimed="-1.5")
    )


def test_the_plan_adopted_last_says_who_owns_the_indicator() -> None:
    swapped = (
        a_plan("zg", a_line("T1", "60", "support"), a_line("T2", "40")),
        a_plan("fa", a_line("T1", "30"), a_line("T3", "70")),
    )
    given(*BUREAU, *swapped).when(lose()).then(a_loss(subject="unit:fa"))


def test_a_loss_falls_in_the_year_of_its_date() -> None:
    plans = a_plan("zg", year=2025, indicators=PLAN_OF["zg"])
    day = "2025-04-01"
    given(*BUREAU, plans).when(lose(effective_on=day)).then(a_loss(effective_on=day, year=2025))


def test_an_indicator_must_be_carried_by_a_unit_of_the_year() -> None:
    given(*BUREAU).when(lose(indicator="T9")).then_refused(
        no.IndicatorNotInPlan, indicator="T9", year=str(YEAR)
    )
    given(*BUREAU).when(lose(effective_on="2025-01-01")).then_refused(
        no.IndicatorNotInPlan, indicator="T1", year="2025"
    )


def test_a_loss_is_not_imposed_ahead_of_its_date() -> None:
    plans = a_plan("zg", year=2025, indicators=PLAN_OF["zg"])
    given(*BUREAU, plans).when(lose(effective_on="2025-07-01")).then_refused(no.DateInFuture)


@pytest.mark.parametrize("points", ["0", "-0.2"])
def test_a_loss_is_a_positive_number_of_points(points: str) -> None:
    given(*BUREAU).when(lose(points=points)).then_refused(no.LossNotPositive, points=points)


def test_a_loss_is_a_multiple_of_the_indicators_step() -> None:
    given(*BUREAU).when(lose(points="0.5")).then_refused(
        no.PointsOffStep, points="0.5", step="0.2", of="T1", nearest="0.4, 0.6"
    )
    given(*BUREAU).when(lose(points="0.05")).then_refused(
        no.PointsOffStep, points="0.05", step="0.2", of="T1", nearest="0.2"
    )


def test_it_is_said_which_points_would_do() -> None:
    plans = Plans({"zg": a_plan("zg").indicators})
    account, setting = AccountState(NANYUE, YEAR, ZG), Setting(Editions.only(edition()), TODAY)
    (refusal,) = refusals_of_loss(lose(points="0.5"), account, plans, setting)
    assert refusal.message("en").endswith("the nearest that are: 0.4 or 0.6.")
    assert refusal.message("zh").endswith("最接近的分值为 0.4 或 0.6。")


def test_a_loss_needs_a_rulebook() -> None:
    given(*BUREAU[1:]).when(lose()).then_refused(no.NoRulebookPublished)


def test_the_bureau_must_be_named_where_there_are_two() -> None:
    given(*BUREAU).when(lose(bureau=None)).then(a_loss())
    history = (*BUREAU, a_unit("hs", bureau=HENGSHAN))
    given(*history).when(lose(bureau=None)).then_refused(no.BureauNotNamed)


def test_the_same_loss_recorded_twice_is_two_losses() -> None:
    given(*BUREAU, a_loss()).when(lose()).then(a_loss(number=2, subject=ZG))


def refused(plans: Plans, **but: str) -> list[type[Refusal]]:
    """Everything that forbids the loss."""
    account, setting = AccountState(NANYUE, YEAR, ZG), Setting(Editions.only(edition()), TODAY)
    return [type(one) for one in refusals_of_loss(lose(**but), account, plans, setting)]


def test_where_no_plan_says_a_step_a_loss_is_of_any_points() -> None:
    assert refused(Plans(), points="0.07") == []


def test_of_what_is_no_loss_no_step_is_asked() -> None:
    plans = Plans({"zg": a_plan("zg").indicators})
    assert refused(plans, points="0.07") == [no.PointsOffStep]
    assert refused(plans, points="-0.07") == [no.LossNotPositive]


def test_a_loss_may_be_of_today() -> None:
    assert refused(Plans(), effective_on=f"{TODAY}") == []
