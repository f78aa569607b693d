"""When may a bureau-year's indicators be drafted, and is everything wrong said at once?"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from pydantic import ValidationError

from domain import refusals as no
from domain.claims.vocabulary import digest_text, said_of
from domain.drafts.commands import DraftIndicators, RegisterUpperIndicators
from domain.drafts.facts import DraftReplaced
from domain.errors import Fault, Refusal
from tests.domain.cast import HENGSHAN, NANYUE, a_plan, a_posting, a_unit, an_officer, its_closing
from tests.domain.compiling import (
    CAST,
    DRAFTER,
    T1,
    T2,
    T3,
    YEAR,
    carrier,
    draft,
    drafted,
    indicator,
    published,
    registered,
    signed,
    task,
    the_draft,
    the_tasks,
    upper,
)
from tests.domain.scenario import TODAY, given
from tests.domain.year_acts import a_closing

Faults = list[tuple[str, str]]


def faulty(command: DraftIndicators, *more: Any) -> tuple[Fault, ...]:
    refusal = given(*CAST, registered(), *more).when(command, DRAFTER).refusal
    assert isinstance(refusal, no.DraftFaulty), refusal
    assert refusal.details["count"] == str(len(refusal.faults))
    return refusal.faults


def faults_of(command: DraftIndicators, *more: Any) -> Faults:
    return [(fault.place, fault.code) for fault in faulty(command, *more)]


def test_what_comes_from_above_is_registered_with_its_document() -> None:
    assert isinstance(upper(), RegisterUpperIndicators)
    given(*CAST).when(upper()).then(registered())
    given(*CAST, registered()).when(upper()).then_nothing()
    later = {"document_date": "2025-03-01", "document_no": "湘税函〔2025〕20号"}
    given(*CAST, registered()).when(upper(**later)).then(registered(**later))


def test_an_upper_document_is_of_a_day_that_has_come_and_names_each_indicator_once() -> None:
    given(*CAST).when(upper(document_date="2025-07-01")).then_refused(
        no.DateInFuture, day="2025-07-01", today="2025-06-30"
    )
    today = {"document_date": TODAY}
    given(*CAST).when(upper(**today)).then(registered(**today))
    one = {"id": "U1", "title": "税费收入质量", "base": "60"}
    given(*CAST).when(upper(indicators=[one, one])).then_refused(
        no.IndicatorDraftedTwice, indicator="U1"
    )


def test_a_draft_says_who_drafted_it_and_bears_the_digest_of_all_it_says() -> None:
    command = draft(personal=[task()])
    facts = drafted(command)
    found = the_draft(facts)
    assert (found.number, found.drafter, found.persons) == (1, DRAFTER, (DRAFTER,))
    assert found.indicators == command.indicators
    named = command.model_copy(update={"bureau": NANYUE})
    assert found.digest == digest_text(said_of(named))
    (posted,) = the_tasks(facts)
    assert (posted.subject, posted.unit, posted.signed_at) == ("officer:0012", "zg", "unit-head")


def test_who_heads_a_unit_has_his_own_signed_by_the_leaders() -> None:
    (posted,) = the_tasks(drafted(draft(personal=[task("0003")]), *_a_head()))
    assert (posted.unit, posted.signed_at) == ("zg", "leader")


def _a_head() -> tuple[Any, ...]:
    return an_officer("0003", name="丙"), a_posting("0003", post_level="head")


def test_a_draft_may_take_the_place_of_one_that_stands() -> None:
    facts = drafted()
    outcome = given(*facts).when(draft(replaces=1), DRAFTER)
    assert outcome.facts[-1] == DraftReplaced(bureau=NANYUE, number=1, replaced_by=2)
    again = (*facts, *outcome.facts)
    given(*again).when(draft(replaces=1), DRAFTER).then_refused(no.DraftEnded, how_en="replaced")
    given(*facts).when(draft(replaces=7), DRAFTER).then_refused(no.DraftNotFound)
    other = draft(T1 | {"sources": []}, T2, T3, replaces=1, year=2026)
    given(*facts).when(other, DRAFTER).then_refused(no.DraftOfAnotherYear, year="2025")


def test_what_is_published_is_not_replaced_but_followed_by_a_version() -> None:
    facts = published(signed(drafted()))
    given(*facts).when(draft(replaces=1), DRAFTER).then_refused(no.DraftAlreadyPublished)


def test_nothing_is_drafted_for_a_closed_year() -> None:
    closed = (*CAST, a_closing(*CAST))
    given(*closed).when(draft(T1 | {"sources": []}, T2, T3, year=2024), DRAFTER).then_refused(
        no.YearAlreadyClosed
    )


_UNKNOWN = no.UnknownOfficer(officer="0099")
_TWICE = no.IndicatorDraftedTwice(indicator="T2")
WRONG: dict[str, tuple[DraftIndicators, str, Refusal | type[Refusal]]] = {
    "twice": (draft(T1, T2, T3, T2), "/indicators/3/id", _TWICE),
    "no leader": (
        draft(T1, T2 | {"leader": "0099"}, T3),
        "/indicators/1/leader",
        _UNKNOWN,
    ),
    "no upper": (
        draft(T1 | {"sources": [{"upper": "U9", "share": "1/2"}]}, T2, T3),
        "/indicators/0/sources/0/upper",
        no.UnknownUpperIndicator(upper="U9", year=YEAR),
    ),
    "no unit": (
        draft(T1, T2, T3, indicator("T4", "100", carrier("xx"))),
        "/indicators",
        no.UnknownUnit,
    ),
    "no owner": (
        draft(T1, T2 | {"carriers": [carrier("zg", "lead")]}, T3),
        "/indicators/1/carriers",
        no.IndicatorWithoutOwner,
    ),
    "two owners": (
        draft(T1, T2 | {"carriers": [carrier("zg"), carrier("fa")]}, T3 | {"base": "30"}),
        "/indicators/1/carriers",
        no.IndicatorWithTwoOwners,
    ),
    "shares": (
        draft(
            T1 | {"carriers": [carrier("zg", share="2/3"), carrier("fa", "lead", base="30")]},
            T2,
            T3,
        ),
        "/indicators/0/carriers",
        no.SharesDoNotSumToOne,
    ),
    "a unit twice": (
        draft(T1, T2 | {"base": "20", "carriers": [carrier("zg"), carrier("zg", "support")]}, T3),
        "/indicators/1/carriers",
        no.IndicatorTwice,
    ),
    "not a hundred": (draft(T1, T2 | {"base": "30"}, T3), "/indicators", no.PlanDoesNotSumTo100),
    "no step": (draft(T1, T2 | {"step": "0"}, T3), "/indicators/1/carriers", no.StepNotPositive),
    "not posted": (
        draft(personal=[task("0001")]),
        "/personal/0/officer",
        no.NoPosting(officer="0001", bureau=NANYUE, year=YEAR),
    ),
    "no officer": (draft(personal=[task("0099")]), "/personal/0/officer", _UNKNOWN),
    "task twice": (
        draft(personal=[task(), task()]),
        "/personal/1/id",
        no.PersonalIndicatorTwice(officer="0012", indicator=task()["id"]),
    ),
    "not his unit's": (
        draft(personal=[task(indicator="T3")]),
        "/personal/0/indicator",
        no.IndicatorNotOfUnit(officer="0012", unit="zg", indicator="T3"),
    ),
    "given by nobody": (
        draft(personal=[task(kind="assigned")]),
        "/personal/0/assigned_by",
        no.AssignerMissing(),
    ),
    "given by whom": (
        draft(personal=[task(kind="assigned", assigned_by="0099")]),
        "/personal/0/assigned_by",
        _UNKNOWN,
    ),
    "not given": (
        draft(personal=[task(assigned_by="0001")]),
        "/personal/0/assigned_by",
        no.AssignerNotWanted(),
    ),
}
_OWN = draft(personal=[task(kind="assigned", assigned_by="0012")])
WRONG["given by himself"] = (_OWN, *WRONG["given by nobody"][1:])


@pytest.mark.parametrize("case", WRONG)
def test_a_fault_is_said_with_its_place(case: str) -> None:
    command, place, refusal = WRONG[case]
    if isinstance(refusal, Refusal):
        assert Fault.of(place, refusal) in faulty(command)
    assert (place, refusal.code) in faults_of(command)


def test_of_an_upper_indicator_no_more_than_the_whole_is_taken_on() -> None:
    more = T2 | {"sources": [{"upper": "U1", "share": "2/3"}]}
    over = no.UpperIndicatorOverTaken(upper="U1", total=Fraction(7, 6))
    assert faulty(draft(T1, more, T3)) == (Fault.of("/indicators", over),)


def test_all_faults_are_said_at_once() -> None:
    found = faults_of(
        draft(T1 | {"leader": "0099"}, T2 | {"base": "30"}, T3, personal=[task("0099")])
    )
    assert [code for _, code in found] == [
        "unknown-officer",
        "plan-does-not-sum-to100",
        "unknown-officer",
    ]


def test_a_unit_that_has_a_plan_is_not_left_out() -> None:
    plan = a_plan("fa", year=YEAR)
    found = faulty(draft(indicator("T9", "100", carrier("zg"))), a_plan(year=YEAR), plan)
    assert found == (Fault.of("/indicators", no.DraftLeavesUnitOut(unit="fa", year=YEAR)),)


def test_a_unit_that_is_closed_carries_nothing() -> None:
    closing = its_closing("new", effective_on=date(2025, 3, 1))
    found = faults_of(
        draft(T1, T2, T3, indicator("T4", "100", carrier("new"))), a_unit("new"), closing
    )
    assert found == [("/indicators/3/carriers/0/unit", "unit-closed")]


def test_a_task_is_judged_by_the_unit_that_the_officer_is_in_on_the_day() -> None:
    moved = (
        a_posting(until="2025-03-01"),
        a_posting(unit="fa", start="2025-03-01"),
    )
    (posted,) = the_tasks(drafted(draft(personal=[task(indicator="T3")]), *moved))
    assert posted.unit == "fa"
    assert date(2025, 3, 1) <= TODAY


def test_a_text_with_hidden_characters_is_refused() -> None:
    for part in ("title", "standard", "document"):
        with pytest.raises(ValidationError, match="U\\+202E"):
            draft(T1 | {part: "税\u202e费"}, T2, T3)


def test_an_indicator_says_from_where_it_comes() -> None:
    nowhere = T2 | {"document": None}
    fault = Fault.of("/indicators/1/sources", no.IndicatorFromNowhere(indicator="T2"))
    assert faulty(draft(T1, nowhere, T3)) == (fault,)


def test_what_is_taken_on_may_be_the_whole() -> None:
    rest = T2 | {"sources": [{"upper": "U1", "share": "1/2"}]}
    assert the_draft(drafted(draft(T1, rest, T3))).number == 1


@pytest.mark.parametrize(
    ("posting", "posted"),
    [
        ({"start": TODAY}, True),
        ({"start": "2025-07-01"}, False),
        ({"until": "2025-07-01"}, True),
        ({"until": TODAY}, False),
        ({"bureau": HENGSHAN}, False),
    ],
)
def test_whoever_has_a_task_is_posted_in_the_bureau_on_the_day(
    posting: dict[str, Any], posted: bool
) -> None:
    known = (an_officer("0003", name="丙"), a_posting("0003", **posting))
    command = draft(personal=[task("0003", indicator="T1")], bureau=NANYUE)
    if not posted:
        refusal = no.NoPosting(officer="0003", bureau=NANYUE, year=YEAR)
        assert faulty(command, *known) == (Fault.of("/personal/0/officer", refusal),)
        return
    (found,) = the_tasks(drafted(command, *known))
    assert (found.unit, found.indicator) == ("zg", "T1")


def test_tasks_are_told_apart_by_officer_and_id() -> None:
    other = (an_officer("0003", name="丙"), a_posting("0003"))
    tasks = [task(), task("0003"), task(id="P2"), task(id="P3", indicator="T3")]
    refusal = no.IndicatorNotOfUnit(officer="0012", unit="zg", indicator="T3")
    found = faulty(draft(personal=tasks), *other)
    assert found == (Fault.of("/personal/3/indicator", refusal),)
    assert len(the_tasks(drafted(draft(personal=tasks[:3]), *other))) == 3


def test_a_task_that_leaders_sign_is_theirs_whoever_has_it() -> None:
    his = task(kind="assigned", assigned_by="0001", signed_at="leader")
    (found,) = the_tasks(drafted(draft(personal=[his])))
    assert (found.signed_at, found.assigned_by) == ("leader", "0001")
