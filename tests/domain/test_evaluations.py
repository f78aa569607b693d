"""Who evaluates whom, after reading what, and when is it opened and confirmed?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from domain import refusals as no
from domain.disputes.facts import DisputeFiled, DisputeWithdrawn, Terms
from domain.disputes.vocabulary import Disputed
from domain.evaluations.state import EvaluationsState, evolve
from domain.packs.facts import PackIssued
from domain.packs.vocabulary import pack_sheet
from domain.recall import record_of
from domain.years.facts import RunTaken
from tests.domain.cast import ADA, BUREAU, DIGEST, NANYUE, a_loss, an_officer
from tests.domain.claimants import OWNER, role
from tests.domain.evaluated import (
    LEADER,
    a_confirmation,
    a_disclosure,
    a_pack,
    a_reason,
    a_seal,
    a_waiver,
    acknowledge,
    an_opening,
    confirm,
    issue,
    its_mark,
    its_reading,
    open_period,
    seal,
)
from tests.domain.scenario import History, given, stored

CAST = (
    *BUREAU,
    a_loss(),
    role("leader", LEADER).model_copy(update={"start": date(2024, 1, 1)}),
    role("officer", LEADER, "officer:0013", number=2).model_copy(
        update={"start": date(2024, 1, 1)}
    ),
)
READ = (a_pack(), its_reading())
WHY = {"justification": "牵头攻坚成效突出"}


def known(*facts: Any, today: str = "2025-06-30") -> History:
    return given(*CAST, *facts, today=date.fromisoformat(today))


def test_a_pack_says_what_was_known_of_the_unit_on_the_quarters_last_day() -> None:
    outcome = known().when(issue())
    (pack,) = outcome.facts
    assert isinstance(pack, PackIssued)
    record = record_of(stored(*CAST), NANYUE, 2024)
    sheet = pack_sheet(record, ("zg", 1), date(2024, 3, 31), len(CAST))
    assert (pack.digest, pack.known, str(pack.as_of)) == (sheet.digest, len(CAST), sheet.as_of)
    # zg owns the indicator, and so bears three fifths of the 0.6 lost on it.
    assert (str(pack.unit_score), sheet.score) == ("99.64", "99.640")
    (lost, whole) = sheet.indicators
    assert [(lost.indicator, lost.lost), (whole.indicator, whole.lost)] == [
        ("T1", "-0.36"),
        ("T2", "0"),
    ]
    assert [loss.points for loss in lost.losses] == ["0.6"]
    assert [o.officer for o in sheet.officers] == ["0012"]


def test_a_pack_is_of_a_quarter_that_is_over_and_for_somebody_known() -> None:
    known(today="2024-03-31").when(issue()).then_refused(
        no.QuarterNotOver, quarter="nanyue/2024Q1", last="2024-03-31"
    )
    assert known(today="2024-04-01").when(issue()).refusal is None
    known().when(issue(unit="nowhere")).then_refused(no.UnknownUnit)
    known().when(issue(leader="0999")).then_refused(no.UnknownOfficer)


def test_a_pack_is_for_whoever_evaluates() -> None:
    known().when(issue(leader="0012")).then_refused(no.PackForLeadersOnly, officer="0012")
    other = "token:other"
    himself = role("officer", other, "officer:0012")
    known(himself).when(issue(leader="0012")).then_refused(no.PackForLeadersOnly)
    led = role("leader", other, number=2)
    assert known(himself, led).when(issue(leader="0012")).refusal is None
    ended = led.model_copy(update={"until": date(2025, 6, 30), "start": date(2025, 6, 1)})
    known(himself, ended).when(issue(leader="0012")).then_refused(no.PackForLeadersOnly)
    assert known().when(issue(leader="0012"), OWNER).refusal is None


def test_the_leader_himself_acknowledges_once() -> None:
    known(a_pack()).when(acknowledge(), LEADER).then(its_reading())
    known(a_pack()).when(acknowledge(), "token:other").then_refused(no.LeaderOnly, leader="0013")
    known(*READ).when(acknowledge(), LEADER).then_refused(
        no.PackAlreadyAcknowledged, pack="nanyue/1", day="2025-06-30"
    )
    known().when(acknowledge(7), LEADER).then_refused(no.PackNotFound, pack="nanyue/7")


@pytest.mark.parametrize(
    "facts",
    [
        (),
        (a_pack(),),
        (a_pack(unit="fa"), its_reading()),
        (a_pack(quarter=2), its_reading()),
        (a_pack(year=2023), its_reading()),
        (a_pack(leader="0012"), its_reading(leader="0012")),
        (its_reading(),),
    ],
    ids=["none", "unread", "another unit", "another quarter", "another year", "another's", "lost"],
)
def test_nobody_is_evaluated_before_his_unit_s_pack_was_read(facts: tuple[Any, ...]) -> None:
    known(*facts).when(seal(), LEADER).then_refused(no.PackNotAcknowledged, unit="zg")


def test_a_score_far_from_the_indicators_needs_a_reason() -> None:
    far = no.EvaluationUnjustified
    known(*READ).when(seal("95"), LEADER).then(a_seal("95"))
    known(*READ).when(seal("94.9"), LEADER).then_refused(far, indicators="100", outlier="5")
    known(*READ).when(seal("94.9", **WHY), LEADER).then(a_seal("94.9"), a_reason())
    # Of a unit without a score nothing is far.
    bare = a_pack(unit_score=None), its_reading()
    known(*bare).when(seal("10"), LEADER).then(a_seal("10"))
    for outside in ("100.5", "-0.5", "-1"):
        known(*READ).when(seal(outside, **WHY), LEADER).then_refused(no.MarkOutsideScale)
    for edge in ("0", "100"):
        known(*READ).when(seal(edge, **WHY), LEADER).then(a_seal(edge), a_reason())


def test_only_the_leader_himself_evaluates_and_never_himself() -> None:
    known(*READ).when(seal(), "token:other").then_refused(no.LeaderOnly)
    known(*READ).when(seal(officer="0013"), LEADER).then_refused(no.EvaluationOfOneself)
    known(*READ).when(seal(officer="0999"), LEADER).then_refused(no.UnknownOfficer)
    idle = an_officer("0014", name="蔡")
    known(*READ, idle).when(seal(officer="0014"), LEADER).then_refused(no.NotPostedThen)


def test_the_last_evaluation_before_the_opening_holds() -> None:
    state = evolve(evolve(EvaluationsState(), a_seal("90")), a_seal("92"))
    assert [s.score for s in state.sealed.values()] == ["92"]
    outcome = known(*READ, a_seal("90"), a_seal("92")).when(open_period())
    outcome.then(an_opening(), a_disclosure("92"), its_mark("92"))


def test_of_several_leaders_the_mean_is_the_mark() -> None:
    three = [a_seal(s, leader=x) for s, x in (("90", "0001"), ("90", "0002"), ("91", "0013"))]
    opened = known(*READ, *reversed(three)).when(open_period()).facts
    shown = [a_disclosure(s, leader=x) for s, x in (("90", "0001"), ("90", "0002"), ("91", "0013"))]
    assert opened == (an_opening(), *shown, its_mark("90.333333"))


def test_whoever_has_not_read_his_pack_is_waited_for_unless_it_is_said_why_not() -> None:
    unread = (a_pack(number=2, leader="0012"), a_pack(number=3, leader="0011"))
    facts, why = (*READ, *unread, a_seal()), "两位领导长期外出学习"
    known(*facts).when(open_period()).then_refused(no.PacksUnread, leaders="0011, 0012")
    known(*facts).when(open_period(waived=why)).then(
        an_opening(), a_waiver("0011", why), a_waiver("0012", why), a_disclosure(), its_mark()
    )
    known(*READ, a_seal()).when(open_period(waived=why)).then(
        an_opening(), a_disclosure(), its_mark()
    )


def test_what_was_opened_is_neither_sealed_nor_opened_again() -> None:
    done = (*READ, a_seal(), an_opening())
    known(*done).when(seal(), LEADER).then_refused(no.EvaluationsAlreadyOpened)
    known(*done).when(open_period()).then_refused(
        no.EvaluationsAlreadyOpened, period="nanyue/2024Q1", day="2025-06-30"
    )
    known(*READ).when(open_period()).then_refused(no.NothingEvaluated, period="nanyue/2024Q1")
    torn = a_seal("[erased 已抹除]")
    known(torn).when(open_period()).then_refused(no.EvaluationIllegible, leader="0013")


def test_it_is_confirmed_after_the_publication_s_last_day() -> None:
    done = (a_seal(), an_opening())
    last = {"last": "2025-07-07"}
    known().when(confirm()).then_refused(no.EvaluationsNotOpened)
    known(*done, today="2025-07-07").when(confirm()).then_refused(
        no.EvaluationsStillPublished, **last
    )
    known(*done, today="2025-07-08").when(confirm()).then(a_confirmation("2025-07-08"))
    known(*done, a_confirmation("2025-07-08"), today="2025-07-09").when(confirm()).then_refused(
        no.EvaluationsAlreadyConfirmed
    )


@pytest.mark.parametrize(
    ("but", "holds_up"),
    [
        ({}, True),
        ({"stage": "review"}, False),
        ({"year": 2023}, False),
        ({"subject": "officer:0013"}, False),
        ({"about": Disputed(marks=(2,))}, False),
        ({"about": Disputed(marks=(2, 1))}, True),
    ],
)
def test_an_objection_to_its_own_marks_alone_holds_the_confirmation_up(
    but: dict[str, Any], holds_up: bool
) -> None:
    objection = an_objection(**but)
    done = (a_seal(), an_opening(), a_disclosure(), its_mark(), objection)
    outcome = known(*done, today="2025-07-08").when(confirm())
    if holds_up:
        outcome.then_refused(no.EvaluationsContested, disputes=f"{NANYUE}/1")
    else:
        outcome.then(a_confirmation("2025-07-08"))
    ended = DisputeWithdrawn(bureau=NANYUE, number=1, subject=objection.subject)
    after = known(*done, ended, today="2025-07-08").when(confirm())
    after.then(a_confirmation("2025-07-08"))


def an_objection(**but: Any) -> DisputeFiled:
    day = date(2025, 7, 1)
    run = RunTaken(position=1, as_of=day, edition="nanyue@1", digest=DIGEST)
    said = {"bureau": NANYUE, "number": 1, "subject": ADA, "year": 2024, "stage": "objection"}
    days = dict.fromkeys(("filed_on", "known_on", "last_day", "decide_by"), day)
    words = {"filed_by": "token:ada", "statement": "有误", "relief": "请求更正"}
    more = {"edition": "nanyue@1", "terms": Terms(run=run), "about": Disputed(marks=(1,))}
    return DisputeFiled.model_validate({**said, **days, **words, **more, **but})


def test_the_year_is_evaluated_by_the_fourth_quarter_s_pack() -> None:
    fourth = a_pack(quarter=4, as_of="2024-12-31"), its_reading()
    known(*fourth).when(seal(period="year"), LEADER).then(a_seal(period="year"))
    known(*READ).when(seal(period="year"), LEADER).then_refused(
        no.PackNotAcknowledged, quarter="nanyue/2024Q4"
    )
    assert a_disclosure().subject == ADA
    assert a_disclosure().score == Decimal("97")
