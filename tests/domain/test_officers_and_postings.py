"""When is an officer registered, and when is a posting recorded?"""

from __future__ import annotations

from typing import Any

import pytest

from domain import refusals as no
from domain.registers.commands import RecordPosting, RegisterOfficer
from domain.registers.facts import OfficerParticularsAmended
from tests.domain.cast import (
    HENGSHAN,
    NANYUE,
    a_posting,
    a_unit,
    an_edition,
    an_officer,
    award,
    its_closing,
)
from tests.domain.scenario import given

ROLL = (a_unit(), a_unit("fa"), an_officer())


def register(**but: Any) -> RegisterOfficer:
    said = {"bureau": NANYUE, "officer": "0012", "name": "阿达", "rank": "四级主办"}
    return RegisterOfficer.model_validate(said | but)


def amended(**but: Any) -> OfficerParticularsAmended:
    return OfficerParticularsAmended.model_validate(register(**but).model_dump())


def post(**but: Any) -> RecordPosting:
    said = {"officer": "0012", "unit": "zg", "post_level": "staff", "from": "2024-01-01"}
    return RecordPosting.model_validate(said | but)


def test_an_officer_is_registered() -> None:
    given().when(register()).then(an_officer())


def test_an_officer_is_registered_by_a_bureau_that_there_is() -> None:
    given(a_unit()).when(register(bureau="nanyeu")).then_refused(no.BureauNotFounded)


def test_an_officer_who_reads_the_same_stays_quiet() -> None:
    given(an_officer()).when(register()).then_nothing()


@pytest.mark.parametrize("change", [{"name": "阿达娜"}, {"rank": "三级主办"}, {"rank": None}])
def test_an_officers_particulars_are_amended(change: dict[str, Any]) -> None:
    given(an_officer()).when(register(**change)).then(amended(**change))


def test_an_officers_old_particulars_may_return() -> None:
    given(an_officer(), amended(rank=None)).when(register()).then(amended())


def test_a_posting_is_recorded() -> None:
    given(*ROLL).when(post()).then(a_posting())


def test_a_posting_may_be_recorded_long_after_it_began() -> None:
    given(*ROLL).when(post(**{"from": "2019-09-01"})).then(a_posting(start="2019-09-01"))


def test_a_posting_may_be_recorded_ahead() -> None:
    given(*ROLL).when(post(**{"from": "2025-09-01"})).then(a_posting(start="2025-09-01"))


def test_a_posting_that_reads_the_same_stays_quiet() -> None:
    given(*ROLL, a_posting()).when(post()).then_nothing()


def test_a_posting_ends_by_a_new_version_of_itself() -> None:
    ended = a_posting(until="2024-07-01")
    given(*ROLL, a_posting()).when(post(until="2024-07-01")).then(ended)
    given(*ROLL, a_posting(), ended).when(post(until="2024-07-01")).then_nothing()
    given(*ROLL, a_posting(), ended).when(post()).then(a_posting())


def test_a_posting_is_amended_in_its_level() -> None:
    given(*ROLL, a_posting()).when(post(post_level="head")).then(a_posting(post_level="head"))


def test_an_officer_is_transferred_on_the_day_the_old_posting_ends() -> None:
    old = a_posting(until="2024-07-01")
    new = {"unit": "fa", "from": "2024-07-01"}
    given(*ROLL, old).when(post(**new)).then(a_posting(unit="fa", start="2024-07-01"))


@pytest.mark.parametrize(
    ("start", "until"),
    [
        ("2024-06-30", None),
        ("2024-01-01", "2024-07-01"),
        ("2023-01-01", "2024-01-02"),
        ("2023-01-01", None),
        ("2024-03-01", "2024-03-02"),
    ],
)
def test_postings_never_overlap(start: str, until: str | None) -> None:
    old = a_posting(until="2024-07-01")
    asked = post(**{"unit": "fa", "from": start, "until": until})
    given(*ROLL, old).when(asked).then_refused(no.PostingsOverlap, unit="zg", start="2024-01-01")


def test_an_open_posting_leaves_no_room_after_its_start() -> None:
    given(*ROLL, a_posting()).when(post(**{"unit": "fa", "from": "2030-01-01"})).then_refused(
        no.PostingsOverlap
    )


def test_two_postings_in_the_same_unit_do_not_overlap_either() -> None:
    given(*ROLL, a_posting()).when(post(**{"from": "2024-05-01"})).then_refused(no.PostingsOverlap)


def test_reopening_an_ended_posting_may_not_overlap_the_next() -> None:
    history = (a_posting(until="2024-07-01"), a_posting(unit="fa", start="2024-07-01"))
    given(*ROLL, *history).when(post()).then_refused(no.PostingsOverlap, unit="fa")


def test_a_posting_before_the_next_one_is_recorded_late() -> None:
    later = a_posting(start="2024-07-01")
    asked = post(**{"unit": "fa", "until": "2024-07-01"})
    given(*ROLL, later).when(asked).then(a_posting(unit="fa", until="2024-07-01"))


def test_an_officer_is_in_one_bureau_on_a_day() -> None:
    hs, until = a_unit("hs", bureau=HENGSHAN), {"until": "2024-07-01"}
    elsewhere = (hs, a_posting(unit="hs", bureau=HENGSHAN))
    asked = post(bureau=NANYUE)
    given(*ROLL, *elsewhere).when(asked).then_refused(no.PostedInAnotherBureau, bureau=HENGSHAN)
    given(*ROLL, *elsewhere).when(post()).then_refused(no.BureauNotNamed)
    before = (hs, a_posting(unit="hs", bureau=HENGSHAN, **until))
    after = post(bureau=NANYUE, **{"from": "2024-07-01"})
    given(*ROLL, *before).when(after).then(a_posting(start="2024-07-01"))


def test_a_posting_of_no_day_voids_it() -> None:
    void = a_posting(until="2024-01-01")
    given(*ROLL, a_posting()).when(post(until="2024-01-01")).then(void)
    given(*ROLL, void).when(post(unit="fa")).then(a_posting(unit="fa"))
    given(*ROLL, an_edition(), void).when(award()).then_refused(no.NoPosting)


def test_a_posting_does_not_end_before_it_starts() -> None:
    given(*ROLL).when(post(until="2023-12-31")).then_refused(
        no.PostingEndsBeforeItStarts, start="2024-01-01", until="2023-12-31"
    )


def test_an_unknown_officer_is_not_posted() -> None:
    given(*ROLL).when(post(officer="0099")).then_refused(no.UnknownOfficer, officer="0099")


def test_nobody_is_posted_to_an_unknown_unit() -> None:
    given(*ROLL).when(post(unit="nn")).then_refused(no.UnknownUnit, unit="nn", bureau=NANYUE)


def test_nobody_is_posted_to_a_unit_of_another_bureau() -> None:
    history = (*ROLL, a_unit("hs", bureau=HENGSHAN))
    given(*history).when(post(unit="hs", bureau=NANYUE)).then_refused(no.UnknownUnit, unit="hs")


def test_nobody_is_posted_to_a_closed_unit() -> None:
    given(*ROLL, its_closing()).when(post(**{"from": "2024-07-01"})).then_refused(
        no.UnitClosed, unit="zg", day="2024-07-01"
    )


def test_a_posting_from_before_the_closing_may_still_be_ended() -> None:
    history = (*ROLL, a_posting(), its_closing())
    given(*history).when(post(until="2024-07-01")).then(a_posting(until="2024-07-01"))
