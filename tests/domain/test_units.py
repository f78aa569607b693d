"""When is a unit established, reorganised, closed or merged?"""

from __future__ import annotations

from typing import Any

import pytest

from domain import refusals as no
from domain.registers.commands import CloseUnit, RegisterUnit
from domain.registers.facts import UnitReorganised
from tests.domain.cast import HENGSHAN, NANYUE, a_unit, an_edition, its_closing
from tests.domain.scenario import given


def register(unit: str = "zg", **but: Any) -> RegisterUnit:
    said = {"bureau": NANYUE, "unit": unit, "name": "征收管理科", "kind": "section"}
    return RegisterUnit.model_validate(said | but)


def reorganised(unit: str = "zg", **but: Any) -> UnitReorganised:
    today = {"effective_on": "2025-06-30"}
    return UnitReorganised.model_validate(register(unit).model_dump() | today | but)


def close(unit: str = "zg", **but: Any) -> CloseUnit:
    return CloseUnit.model_validate({"unit": unit, "effective_on": "2024-07-01"} | but)


def test_a_unit_is_established() -> None:
    given().when(register()).then(a_unit())


def test_a_unit_is_established_below_another_from_a_day_on() -> None:
    below = {"parent": "zg", "effective_on": "2024-03-01"}
    given(a_unit()).when(register("fa", **below)).then(a_unit("fa", **below))


def test_a_unit_that_reads_the_same_stays_quiet() -> None:
    given(a_unit()).when(register()).then_nothing()
    given(a_unit()).when(register(effective_on="2024-05-05")).then_nothing()


@pytest.mark.parametrize("change", [{"name": "征管科"}, {"kind": "branch"}, {"parent": "ju"}])
def test_a_unit_is_renamed_moved_or_given_another_kind(change: dict[str, str]) -> None:
    history = (a_unit("ju"), a_unit())
    given(*history).when(register(**change)).then(reorganised(**change))


def test_a_unit_is_reorganised_on_the_day_named_or_today() -> None:
    day = "2024-05-05"
    asked = register(name="征管科", effective_on=day)
    given(a_unit()).when(asked).then(reorganised(name="征管科", effective_on=day))


def test_a_unit_may_get_its_old_name_back() -> None:
    history = (a_unit(), reorganised(name="征管科"))
    given(*history).when(register()).then(reorganised())


def test_a_unit_is_compared_with_what_it_reads_on_the_day_not_with_what_was_recorded_last() -> None:
    july, march = "2024-07-01", "2024-03-01"
    recorded_late = reorganised(name="征管所", effective_on=march)
    history = (a_unit(), reorganised(name="征管科", effective_on=july), recorded_late)
    asked = {"name": "征管所", "effective_on": "2025-01-01"}
    given(*history).when(register(**asked)).then(reorganised(**asked))


def test_a_unit_id_belongs_to_one_bureau() -> None:
    given(an_edition(), a_unit(bureau=HENGSHAN)).when(register()).then_refused(
        no.UnitOfAnotherBureau, unit="zg", bureau=HENGSHAN
    )


def test_a_slip_of_the_pen_founds_no_bureau() -> None:
    """What is recorded first of all founds one, and so does an edition."""
    slip = register(bureau="nanyeu")
    given(a_unit()).when(slip).then_refused(no.BureauNotFounded, bureau="nanyeu", known=NANYUE)
    founded = (a_unit(), an_edition(bureau=HENGSHAN))
    given(*founded).when(register("hs", bureau=HENGSHAN)).then(a_unit("hs", bureau=HENGSHAN))


def test_a_unit_stands_below_a_unit_that_is_registered() -> None:
    given(a_unit()).when(register("fa", parent="nn")).then_refused(no.UnknownUnit, unit="nn")


def test_a_unit_stands_below_a_unit_of_its_own_bureau() -> None:
    history = (a_unit("hs", bureau=HENGSHAN), a_unit())
    given(*history).when(register(parent="hs")).then_refused(no.UnknownUnit, bureau=NANYUE)


def test_a_unit_never_stands_below_itself() -> None:
    history = (a_unit("ju"), a_unit("zg", parent="ju"), a_unit("fa", parent="zg"))
    given(*history).when(register("ju", parent="ju")).then_refused(no.UnitTreeCycle)
    given(*history).when(register("ju", parent="zg")).then_refused(no.UnitTreeCycle)
    given(*history).when(register("ju", parent="fa")).then_refused(
        no.UnitTreeCycle, unit="ju", parent="fa"
    )


def test_a_unit_is_closed() -> None:
    given(a_unit()).when(close()).then(its_closing())


def test_a_unit_is_merged_into_another() -> None:
    given(a_unit(), a_unit("fa")).when(close(into="fa")).then(its_closing(into="fa"))


def test_a_unit_is_closed_once() -> None:
    given(a_unit(), its_closing()).when(close(effective_on="2024-09-01")).then_refused(
        no.UnitClosed, unit="zg", closed_on="2024-07-01"
    )


def test_an_unknown_unit_cannot_be_closed() -> None:
    given(a_unit()).when(close("nn")).then_refused(no.UnknownUnit, unit="nn")


def test_a_unit_is_closed_by_its_own_bureau() -> None:
    given(a_unit()).when(close(bureau=NANYUE)).then(its_closing())
    given(a_unit()).when(close(bureau=HENGSHAN)).then_refused(no.UnknownUnit, bureau=HENGSHAN)


def test_a_unit_is_merged_into_a_unit_of_its_own_bureau() -> None:
    history = (a_unit(), a_unit("hs", bureau=HENGSHAN))
    given(*history).when(close(into="hs", bureau=NANYUE)).then_refused(no.UnknownUnit, unit="hs")
    given(a_unit()).when(close(into="nn")).then_refused(no.UnknownUnit, unit="nn")


def test_a_unit_is_merged_into_a_unit_that_is_open_on_the_day() -> None:
    closed = its_closing("fa", effective_on="2024-06-01")
    given(a_unit(), a_unit("fa"), closed).when(close(into="fa")).then_refused(
        no.UnitClosed, unit="fa", day="2024-07-01"
    )


def test_a_unit_is_not_merged_into_itself() -> None:
    given(a_unit()).when(close(into="zg")).then_refused(no.UnitMergedIntoItself, unit="zg")


def test_the_bureau_must_be_named_where_there_are_two() -> None:
    history = (a_unit(), a_unit("hs", bureau=HENGSHAN))
    given(*history).when(close()).then_refused(no.BureauNotNamed)


def test_a_refusal_to_close_names_the_bureau_it_looked_in() -> None:
    given(a_unit()).when(close("nn")).then_refused(no.UnknownUnit, bureau=NANYUE)
