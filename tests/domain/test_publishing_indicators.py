"""When does a draft become the bureau-year's set, and what may then change a plan?"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from domain import refusals as no
from domain.drafts.facts import IndicatorSetPublished
from domain.registers.commands import AdoptPlans
from domain.registers.facts import PlanAdopted
from domain.years.commands import OpenYear
from tests.domain.cast import NANYUE, a_line, a_plan
from tests.domain.compiling import (
    CAST,
    DRAFTER,
    SIGNERS,
    T1,
    T2,
    T3,
    YEAR,
    a_set,
    draft,
    drafted,
    facts_of,
    publish,
    published,
    signed,
    the_draft,
)
from tests.domain.scenario import given
from tests.domain.workbooks import a_workbook, row

ZG_PLAN = (a_line("T1", "60") | {"share": "2/3"}, a_line("T2", "40"))
FA_PLAN = (a_line("T1", "30", "support") | {"share": "1/3"}, a_line("T3", "70"))


def titled(*lines: dict[str, str]) -> tuple[dict[str, str], ...]:
    return tuple(line | {"title": f"指标{line['indicator']}"} for line in lines)


PLANS = (
    a_plan("zg", *titled(*ZG_PLAN), year=YEAR),
    a_plan("fa", *titled(*FA_PLAN), year=YEAR),
)


def test_a_signed_draft_becomes_version_one_and_its_plans_at_once() -> None:
    facts = signed(drafted())
    new = a_set(digest=the_draft(facts).digest, effective_on="2025-07-01")
    given(*facts).when(publish(facts), DRAFTER).then(new, *PLANS)


@pytest.mark.parametrize("signatures", range(len(SIGNERS)))
def test_only_a_fully_signed_draft_is_published(signatures: int) -> None:
    facts = signed(drafted(), signatures)
    order = ("party-committee nanyue", "leader 0001", "leader 0002", "unit-head fa", "unit-head zg")
    missing = order[signatures:] if signatures < 4 else order[3:4]
    given(*facts).when(publish(facts), DRAFTER).then_refused(
        no.DraftNotFullySigned, draft="nanyue/1", missing=", ".join(missing)
    )


def test_a_draft_is_published_once_as_it_was_seen_within_its_year() -> None:
    facts = signed(drafted())
    given(*published(facts)).when(publish(facts), DRAFTER).then_refused(
        no.DraftAlreadyPublished, draft="nanyue/1"
    )
    none = publish(facts, number=7)
    given(*facts).when(none, DRAFTER).then_refused(no.DraftNotFound, draft="nanyue/7")
    other = publish(facts, digest="sha256:" + "00" * 32)
    given(*facts).when(other, DRAFTER).then_refused(no.DraftReadsOtherwise)
    late = publish(facts, effective_on="2026-01-01")
    given(*facts).when(late, DRAFTER).then_refused(no.SetOutsideYear, year="2025", day="2026-01-01")
    early = publish(facts, effective_on="2024-12-31")
    given(*facts).when(early, DRAFTER).then_refused(no.SetOutsideYear)


def test_the_next_version_leaves_the_plans_that_read_the_same() -> None:
    first = published(signed(drafted()))
    second = (*first, *facts_of(given(*first).when(draft(T1, T2, _more(T3)), DRAFTER)))
    facts = signed(second)
    found = facts_of(given(*facts).when(publish(facts), DRAFTER))
    assert isinstance(found[0], IndicatorSetPublished)
    assert (found[0].version, found[0].draft) == (2, 2)
    assert [one.unit for one in found[1:] if isinstance(one, PlanAdopted)] == ["fa"]
    early = publish(facts, effective_on="2025-06-30")
    given(*facts).when(early, DRAFTER).then_refused(
        no.SetStartsEarlier, last="2025-07-01", day="2025-06-30"
    )
    held = (*facts, found[0].model_copy(update={"effective_on": date(2025, 9, 1)}))
    third = (*held, *facts_of(given(*held).when(draft(T1, T2, T3), DRAFTER)))
    between = publish(signed(third), effective_on="2025-08-01")
    given(*signed(third)).when(between, DRAFTER).then_refused(
        no.SetStartsEarlier, last="2025-09-01", day="2025-08-01"
    )


def _more(one: dict[str, Any]) -> dict[str, Any]:
    return one | {"step": "0.1"}


def adopt(*plans: PlanAdopted) -> AdoptPlans:
    listed = [{"unit": one.unit, "indicators": one.indicators} for one in plans]
    return AdoptPlans.model_validate({"bureau": NANYUE, "year": YEAR, "plans": listed})


def test_after_that_plans_change_by_published_sets_alone() -> None:
    facts = published(signed(drafted()))
    other = a_plan("zg", *titled(a_line("T2", "100")), year=YEAR)
    alone = a_plan("fa", *titled(a_line("T1", "30"), a_line("T3", "70")), year=YEAR)
    given(*facts).when(adopt(other, alone)).then_refused(
        no.PlansPublishedOnly, version="1", bureau=NANYUE, year="2025"
    )
    later = (*facts, a_set(version=2, draft=2))
    given(*later).when(adopt(other, alone)).then_refused(no.PlansPublishedOnly, version="2")
    given(*facts).when(adopt(*PLANS)).then_nothing()
    elsewhere = adopt(other, alone).model_copy(update={"year": 2026})
    assert given(*facts).when(elsewhere).refusal is None


def test_a_year_with_a_published_set_is_opened_without_the_last_years_plans() -> None:
    facts = published(signed(drafted()))
    opening = OpenYear(bureau=NANYUE, year=YEAR)
    given(*facts).when(opening).then_refused(no.PlansPublishedOnly)
    alone = opening.model_copy(update={"carry_plans": False})
    assert given(*facts).when(alone).refusal is None
    same = (*CAST, *PLANS, a_set(), *(p.model_copy(update={"year": 2024}) for p in PLANS))
    assert given(*same).when(opening).refusal is None


def test_the_rows_of_a_workbook_are_refused_where_they_read_otherwise() -> None:
    """They have no column for a share, which so stays as it stands."""
    facts = published(signed(drafted()))
    said = {"unit_id": "zg", "title": "指标T1", "base": "60", "step": "0.2", "role": "owner"}
    known = row("indicators", 2, **said, indicator_id="T1")
    book = a_workbook(known, year=YEAR)
    outcome = given(*facts).when(book)
    assert [type(fact).__name__ for fact in facts_of(outcome)] == ["WorkbookImported"]
    other = row("indicators", 2, **said | {"title": "别名"}, indicator_id="T1")
    given(*facts).when(a_workbook(other, year=YEAR)).then_faulty(
        ("indicators!B2", no.PlansPublishedOnly)
    )
