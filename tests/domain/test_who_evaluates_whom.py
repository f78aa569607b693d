"""Who stands for a leader, where was the evaluated posted, and which packs count?"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from domain import refusals as no
from domain.deciding import Command
from domain.disputes.facts import DisputeWithdrawn
from domain.errors import Refusal
from domain.registers.commands import GiveMark
from tests.domain.cast import (
    ADA,
    BO,
    BUREAU,
    HENGSHAN,
    NANYUE,
    a_plan,
    a_posting,
    an_edition,
    an_officer,
)
from tests.domain.claimants import OWNER, settled
from tests.domain.evaluated import (
    LEADER,
    a_confirmation,
    a_disclosure,
    a_pack,
    a_seal,
    acknowledge,
    an_opening,
    confirm,
    issue,
    its_mark,
    its_reading,
    open_period,
    seal,
)
from tests.domain.scenario import given
from tests.domain.test_evaluations import CAST, READ, an_objection, known
from tests.domain.test_marks_of_leaders import GONE, LED, mark

CAI = an_officer("0014", name="蔡")


def test_whoever_holds_the_home_reads_and_evaluates_in_a_leader_s_place() -> None:
    assert settled(acknowledge(), OWNER, *CAST, a_pack()) == (its_reading(),)
    assert settled(seal(), OWNER, *CAST, *READ) == (a_seal(),)


@pytest.mark.parametrize(
    ("command", "who"),
    [
        (issue(bureau=HENGSHAN), "token:desk"),
        (acknowledge().model_copy(update={"bureau": HENGSHAN}), LEADER),
        (seal(bureau=HENGSHAN), LEADER),
        (open_period(bureau=HENGSHAN), "token:desk"),
        (confirm().model_copy(update={"bureau": HENGSHAN}), "token:desk"),
    ],
)
def test_a_bureau_that_no_fact_names_is_told_as_such(command: Command, who: str) -> None:
    known(*READ).when(command, who).then_refused(no.BureauNotFounded, bureau=HENGSHAN, known=NANYUE)


def test_a_pack_waits_until_the_rules_close_its_quarter() -> None:
    ruled = (an_edition(procedure={"quarter_closes": "5"}), *CAST[1:])
    early, in_time = (date(2024, 4, day) for day in (7, 8))
    given(*ruled, today=early).when(issue()).then_refused(
        no.QuarterStillOpen, quarter="nanyue/2024Q1", closes_on="2024-04-08"
    )
    assert given(*ruled, today=in_time).when(issue()).refusal is None


def test_nothing_is_read_of_a_bureau_without_a_rulebook() -> None:
    given(*LED[1:]).when(issue()).then_refused(no.NoRulebookPublished, bureau=NANYUE)


@pytest.mark.parametrize("other", [{"year": 2023}, {"quarter": 2}, {"unit": "fa"}])
def test_a_pack_that_is_not_read_hinders_none_but_the_same(other: dict[str, Any]) -> None:
    earlier = a_plan(year=2023)
    facts = (*LED, earlier, a_pack(**other), a_pack(number=2, **other), its_reading())
    assert given(*facts).when(issue()).refusal is None
    again = issue(**other)
    given(*facts).when(again).then_refused(no.PackStillUnread, pack="nanyue/2", leader="0013")


@pytest.mark.parametrize("unread", [1, 2, 3])
def test_each_pack_of_the_quarter_is_looked_at(unread: int) -> None:
    packs = [a_pack(number=n, leader=f"001{n}") for n in (1, 2, 3)]
    readings = [its_reading(number=n, leader=f"001{n}") for n in (1, 2, 3) if n != unread]
    facts = (*packs, *readings, a_seal(leader="0019"))
    known(*facts).when(open_period()).then_refused(no.PacksUnread, leaders=f"001{unread}")


@pytest.mark.parametrize(
    ("postings", "refusal"),
    [
        (({"start": "2024-03-31"},), None),
        (({"start": "2024-04-01"},), no.NotPostedThen),
        (({"until": "2024-04-01"},), None),
        (({"until": "2024-03-31"},), no.NotPostedThen),
        (({"bureau": HENGSHAN},), no.NotPostedThen),
        (({"bureau": HENGSHAN, "unit": "fa"}, {"start": "2024-03-01"}), None),
        (({"unit": "fa", "until": "2024-03-31"}, {"start": "2024-03-31"}), None),
        (({"unit": "fa", "until": "2024-02-01"}, {"start": "2024-03-01"}), None),
        (({"until": "2024-03-31"}, {"start": "2024-03-31", "unit": "fa"}), no.PackNotAcknowledged),
    ],
)
def test_one_is_evaluated_where_one_was_posted_on_the_period_s_last_day(
    postings: tuple[dict[str, Any], ...], refusal: type[Refusal] | None
) -> None:
    held = [a_posting("0014", **posting) for posting in postings]
    outcome = known(*READ, CAI, *held).when(seal(officer="0014"), LEADER)
    if refusal is None:
        outcome.then(a_seal(evaluated="0014"))
    elif refusal is no.NotPostedThen:
        outcome.then_refused(refusal, officer="0014", day="2024-03-31")
    else:
        outcome.then_refused(refusal, unit="fa", quarter="nanyue/2024Q1", leader="0013")


def test_the_mark_is_numbered_after_those_that_he_has() -> None:
    before = its_mark().model_copy(update={"series": "regular_review"})
    other = before.model_copy(update={"year": 2023, "number": 1, "period": "2023Q1"})
    known(*READ, a_seal(), before, other).when(open_period()).then(
        an_opening(), a_disclosure(mark=2), its_mark().model_copy(update={"number": 2})
    )


def test_what_an_evaluation_gave_others_does_not_bind_his_own_withdrawn_mark() -> None:
    his = its_mark().model_copy(update={"subject": BO})
    opened = (a_pack(), its_reading(), a_seal(), an_opening(), a_disclosure(), its_mark())
    facts = (*BUREAU, *opened, a_disclosure(subject=BO, mark=2), his, his, GONE)
    assert given(*facts).when(mark()).refusal is None
    other: GiveMark = mark(subject=BO)
    given(*facts).when(other).then_refused(no.MarkByEvaluationOnly, period="2024Q1")


@pytest.mark.parametrize("ended", [(), (1,), (2,), (1, 2), (1, 2, 3)])
def test_each_objection_that_waits_holds_the_confirmation_up(ended: tuple[int, ...]) -> None:
    objections = [an_objection(number=n) for n in (1, 2, 3)]
    ends = [DisputeWithdrawn(bureau=NANYUE, number=n, subject=ADA) for n in ended]
    done = (a_seal(), an_opening(), a_disclosure(), its_mark(), *objections, *ends)
    outcome = known(*done, today="2025-07-08").when(confirm())
    if waiting := [f"nanyue/{n}" for n in (1, 2, 3) if n not in ended]:
        outcome.then_refused(no.EvaluationsContested, disputes=", ".join(waiting))
    else:
        outcome.then(a_confirmation("2025-07-08"))
