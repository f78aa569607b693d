"""When is a bureau-year opened, and with which plans does it begin?"""

from __future__ import annotations

from datetime import date

from domain import refusals as no
from domain.years.commands import OpenYear
from domain.years.facts import YearOpened
from tests.domain.cast import (
    BUREAU,
    HENGSHAN,
    NANYUE,
    a_bonus,
    a_line,
    a_plan,
    a_posting,
    a_unit,
    award,
    its_closing,
)
from tests.domain.scenario import given
from tests.domain.year_acts import an_opening, closed, open_year

WITHOUT_PLANS = BUREAU[:-2]
OWN_PLANS = (a_plan(year=2025), a_plan("fa", year=2025))


def test_a_first_year_is_opened_without_plans() -> None:
    given(*WITHOUT_PLANS).when(open_year()).then(an_opening())


def test_a_year_begins_with_the_plans_of_the_last() -> None:
    given(*BUREAU).when(open_year(2025)).then(an_opening(2025, plans_from=2024), *OWN_PLANS)


def test_a_year_may_begin_without_the_plans_of_the_last() -> None:
    given(*BUREAU).when(open_year(2025, carry_plans=False)).then(an_opening(2025))


def test_a_year_that_has_plans_of_its_own_keeps_them() -> None:
    own = (a_plan("zg", a_line("N1", "100"), year=2025),)
    given(*BUREAU, *own).when(open_year(2025)).then(an_opening(2025))


def test_a_unit_closed_by_then_hands_no_plan_on() -> None:
    merged = its_closing("fa", into="zg", effective_on="2025-01-01")
    opened = an_opening(2025, plans_from=2024)
    given(*BUREAU, merged).when(open_year(2025)).then(opened, a_plan(year=2025))


def test_a_unit_closed_later_still_has_its_plan() -> None:
    later = its_closing("fa", into="zg", effective_on="2025-01-02")
    opened = an_opening(2025, plans_from=2024)
    given(*BUREAU, later).when(open_year(2025)).then(opened, *OWN_PLANS)


def test_plans_that_lost_an_owner_are_not_carried_but_adopted_anew() -> None:
    ended = its_closing("zg", effective_on="2024-12-31")
    given(*BUREAU, ended).when(open_year(2025)).then_refused(
        no.IndicatorWithoutOwner, indicator="T1"
    )
    given(*BUREAU, ended).when(open_year(2025, carry_plans=False)).then(an_opening(2025))


def test_a_year_is_opened_once() -> None:
    given(*BUREAU, an_opening()).when(open_year()).then_refused(
        no.YearAlreadyOpened, bureau=NANYUE, year="2024"
    )


def test_a_year_that_went_on_without_being_opened_is_not_opened_behind() -> None:
    given(*closed(*BUREAU)).when(open_year()).then_refused(no.YearAlreadyOpened)


def test_the_next_year_may_be_opened_and_none_beyond_it() -> None:
    today = date(2025, 12, 31)
    given(*WITHOUT_PLANS, today=today).when(open_year(2026)).then(an_opening(2026))
    given(*BUREAU, today=today).when(open_year(2027)).then_refused(
        no.YearTooFarAhead, year="2027", today="2025-12-31"
    )


def test_a_year_takes_entries_whether_or_not_it_was_opened() -> None:
    given(*BUREAU).when(award()).then(a_bonus())
    given(*BUREAU, an_opening()).when(award()).then(a_bonus())
    ahead = (an_opening(2025), a_posting(start="2025-01-01"))
    day = {"effective_on": "2025-03-05"}
    given(*BUREAU, *ahead).when(award(**day)).then(a_bonus(year=2025, **day))


def test_each_bureau_opens_its_own_year() -> None:
    history = (*WITHOUT_PLANS, an_opening(), a_unit("hs", bureau=HENGSHAN))
    given(*history).when(OpenYear(year=2024)).then_refused(no.BureauNotNamed)
    opened = YearOpened(bureau=HENGSHAN, year=2024)
    given(*history).when(open_year(bureau=HENGSHAN)).then(opened)
