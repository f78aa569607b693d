"""When are the plans of units adopted?"""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from domain import refusals as no
from domain.registers.commands import AdoptPlans
from tests.domain.cast import HENGSHAN, NANYUE, PLAN_OF, YEAR, a_line, a_plan, a_unit
from tests.domain.scenario import given

UNITS = (a_unit(), a_unit("fa"))
Lines = tuple[dict[str, str], ...]


def adopt(*plans: tuple[str, Lines], **but: Any) -> AdoptPlans:
    listed = [{"unit": unit, "indicators": lines} for unit, lines in plans]
    return AdoptPlans.model_validate({"year": YEAR, "plans": listed} | but)


BOTH = adopt(*PLAN_OF.items())


def test_plans_are_adopted_together() -> None:
    given(*UNITS).when(BOTH).then(a_plan("zg"), a_plan("fa"))


def test_a_plan_that_reads_the_same_stays_quiet() -> None:
    given(*UNITS, a_plan(), a_plan("fa")).when(BOTH).then_nothing()


def test_only_the_plans_that_read_otherwise_are_facts() -> None:
    given(*UNITS, a_plan()).when(BOTH).then(a_plan("fa"))


def test_a_plan_is_replaced_as_a_whole() -> None:
    new = (a_line("T1", "60"), a_line("T9", "40"))
    given(*UNITS, a_plan(), a_plan("fa")).when(adopt(("zg", new))).then(a_plan("zg", *new))


def test_an_indicator_passes_to_another_owner_in_one_adoption() -> None:
    zg = (a_line("T1", "60", "support"), a_line("T2", "40"))
    fa = (a_line("T1", "30"), a_line("T3", "70"))
    given(*UNITS, a_plan(), a_plan("fa")).when(adopt(("zg", zg), ("fa", fa))).then(
        a_plan("zg", *zg), a_plan("fa", *fa)
    )


def test_each_year_has_plans_of_its_own() -> None:
    given(*UNITS, a_plan()).when(adopt(("zg", PLAN_OF["zg"]), year=2025)).then(a_plan(year=2025))


def test_a_plan_is_for_a_registered_unit_of_the_bureau() -> None:
    given(*UNITS).when(adopt(("nn", (a_line("T1", "100"),)))).then_refused(
        no.UnknownUnit, unit="nn"
    )
    history = (*UNITS, a_unit("hs", bureau=HENGSHAN))
    asked = adopt(("hs", (a_line("T1", "100"),)), bureau=NANYUE)
    given(*history).when(asked).then_refused(no.UnknownUnit, unit="hs", bureau=NANYUE)


def test_the_bureau_must_be_named_where_there_are_two() -> None:
    given(*UNITS, a_unit("hs", bureau=HENGSHAN)).when(BOTH).then_refused(no.BureauNotNamed)


def test_a_unit_carries_an_indicator_once() -> None:
    twice = (a_line("T1", "60"), a_line("T1", "40", "support"))
    given(*UNITS).when(adopt(("zg", twice))).then_refused(
        no.IndicatorTwice, unit="zg", indicator="T1"
    )


@pytest.mark.parametrize("base", ["99.9", "100.0001", "101"])
def test_the_base_points_sum_to_100(base: str) -> None:
    given(*UNITS).when(adopt(("zg", (a_line("T1", base),)))).then_refused(
        no.PlanDoesNotSumTo100, unit="zg", total=base
    )


@pytest.mark.parametrize(
    ("lines", "field"),
    [
        ((a_line("T1", "0"), a_line("T2", "100")), "base"),
        ((a_line("T1", "-10"), a_line("T2", "110")), "base"),
        ((a_line("T1", "100", step="0"),), "step"),
        ((a_line("T1", "100", step="-0.2"),), "step"),
    ],
)
def test_base_and_step_are_above_zero(lines: Lines, field: str) -> None:
    given(*UNITS).when(adopt(("zg", lines))).then_refused(
        no.StepNotPositive, field=field, indicator="T1"
    )


def test_an_indicator_has_an_owner() -> None:
    given(*UNITS).when(adopt(("fa", PLAN_OF["fa"]))).then_refused(
        no.IndicatorWithoutOwner, indicator="T1"
    )


def test_an_owner_may_not_drop_what_others_still_support() -> None:
    alone = (a_line("T2", "100"),)
    given(*UNITS, a_plan(), a_plan("fa")).when(adopt(("zg", alone))).then_refused(
        no.IndicatorWithoutOwner, indicator="T1"
    )


def test_an_indicator_has_one_owner() -> None:
    both = adopt(("zg", (a_line("T1", "100"),)), ("fa", (a_line("T1", "100"),)))
    given(*UNITS).when(both).then_refused(no.IndicatorWithTwoOwners, indicator="T1", units="fa, zg")
    second = adopt(("fa", (a_line("T1", "30"), a_line("T3", "70"))))
    given(*UNITS, a_plan()).when(second).then_refused(no.IndicatorWithTwoOwners)


def test_a_unit_has_one_plan_in_an_adoption() -> None:
    with pytest.raises(ValidationError, match="each unit one plan"):
        adopt(("zg", PLAN_OF["zg"]), ("zg", (a_line("T1", "100"),)))


@pytest.mark.parametrize("shares", [("2/3", "1/3"), (None, None)])
def test_the_carriers_of_an_indicator_have_shares_that_sum_to_one_or_none(
    shares: tuple[str | None, ...],
) -> None:
    given(*UNITS).when(adopt(*shared(*shares))).then(
        *(a_plan(unit, *lines) for unit, lines in shared(*shares))
    )


@pytest.mark.parametrize("shares", [("2/3", None), (None, "1/1"), ("2/3", "2/3"), ("1/2", "1/3")])
def test_shares_that_make_no_whole_are_refused(shares: tuple[str | None, ...]) -> None:
    given(*UNITS).when(adopt(*shared(*shares))).then_refused(no.SharesDoNotSumToOne)


def shared(owner: str | None, support: str | None) -> list[tuple[str, Lines]]:
    first = {"share": owner} if owner else {}
    second = {"share": support} if support else {}
    return [
        ("zg", (a_line("T1", "100") | first,)),
        ("fa", (a_line("T1", "30", "support") | second, a_line("T3", "70"))),
    ]
