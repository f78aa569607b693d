"""Which year, bureau and day is a draft of, and what is told of one that is not there?"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from domain import refusals as no
from domain.deciding import Command
from tests.domain.cast import HENGSHAN, NANYUE, a_posting, an_officer
from tests.domain.compiling import (
    CAST,
    DRAFTER,
    PARTY,
    T1,
    T2,
    T3,
    YEAR,
    ZG,
    draft,
    drafted,
    publish,
    registered,
    role,
    sign,
    signed,
    task,
    the_draft,
    the_tasks,
    upper,
)
from tests.domain.scenario import given
from tests.domain.test_comment_rounds import answer, asked, comment, open_round
from tests.domain.test_signing_a_draft import returned
from tests.domain.year_acts import a_closing

OWN = T1 | {"sources": [], "document": "岳税发〔2025〕3号"}


@pytest.mark.parametrize("command", [upper(bureau=HENGSHAN), draft(bureau=HENGSHAN)])
def test_a_bureau_that_no_fact_names_is_told_as_such(command: Command) -> None:
    given(*CAST, registered()).when(command, DRAFTER).then_refused(
        no.BureauNotFounded, bureau=HENGSHAN, known=NANYUE
    )


def test_of_a_closed_year_nothing_is_said_signed_or_published() -> None:
    facts = signed(drafted())
    closed = (*facts, a_closing(*facts, year=YEAR))
    for command, who in (
        (sign(facts, "party-committee"), PARTY),
        (returned(facts, "party-committee"), PARTY),
        (publish(facts), DRAFTER),
        (open_round(), DRAFTER),
        (comment(), ZG),
        (answer(), DRAFTER),
        (draft(replaces=1), DRAFTER),
    ):
        given(*closed).when(command, who).then_refused(
            no.YearAlreadyClosed, bureau=NANYUE, year=str(YEAR)
        )
    assert given(*asked()).when(comment(), ZG).refusal is None


def test_what_is_replaced_is_named_where_it_is_of_another_year() -> None:
    other = draft(OWN, T2, T3, replaces=1, year=2026)
    given(*drafted()).when(other, DRAFTER).then_refused(
        no.DraftOfAnotherYear, draft="nanyue/1", year=str(YEAR)
    )
    given(*drafted()).when(draft(replaces=7), DRAFTER).then_refused(
        no.DraftNotFound, draft="nanyue/7"
    )


def test_whoever_drafts_is_kept_under_all_of_his_names_in_order() -> None:
    names = [f"officer:00{n}" for n in range(20, 28)]
    held = [role(DRAFTER, "officer", one, n) for n, one in enumerate(names, start=1)]
    assert the_draft(drafted(None, *held)).persons == (*names, DRAFTER)


@pytest.mark.parametrize(
    ("year", "posting", "posted"),
    [
        (2026, {"start": "2026-01-01"}, True),
        (2026, {"start": "2026-01-02"}, False),
        (2026, {"until": "2026-01-02"}, True),
        (2026, {"until": "2026-01-01"}, False),
        (2024, {"start": "2024-12-31"}, True),
        (2024, {"until": "2025-01-01"}, True),
        (2024, {"until": "2024-12-31"}, False),
        (YEAR, {"start": "2025-06-30", "until": "2025-07-01"}, True),
    ],
)
def test_who_has_a_task_is_posted_on_the_year_s_day_that_is_nearest(
    year: int, posting: dict[str, Any], posted: bool
) -> None:
    held = (an_officer("0003", name="丙"), a_posting("0003", **posting))
    command = draft(OWN, T2, T3, year=year, personal=[task("0003")])
    outcome = given(*CAST, registered(), *held, today=date(2025, 6, 30)).when(command, DRAFTER)
    if posted:
        assert [one.subject for one in the_tasks(outcome.facts)] == ["officer:0003"]
    else:
        assert isinstance(outcome.refusal, no.DraftFaulty)
        assert [fault.place for fault in outcome.refusal.faults] == ["/personal/0/officer"]
