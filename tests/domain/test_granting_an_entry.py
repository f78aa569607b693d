"""When is a bonus, deduction, commendation or reprimand granted, and when refused?"""

from __future__ import annotations

from typing import Any

import pytest

from domain import refusals as no
from domain.accounts.commands import GrantEntry
from domain.accounts.facts import Granted
from tests.domain.cast import (
    ADA,
    BUREAU,
    CAI,
    DIGEST,
    HENGSHAN,
    NANYUE,
    ZG,
    a_bonus,
    a_commendation,
    a_deduction,
    a_posting,
    a_reprimand,
    a_unit,
    an_edition,
    an_officer,
    award,
    commend,
    deduct,
    its_closing,
    reprimand,
)
from tests.domain.scenario import given

RANGED: dict[str, Any] = {"item": "W1", "level": None, "points": "1.5"}


@pytest.mark.parametrize(
    ("command", "fact"),
    [
        (award(), a_bonus()),
        (deduct(), a_deduction()),
        (commend(), a_commendation()),
        (reprimand(), a_reprimand()),
    ],
    ids=["bonus", "deduction", "commendation", "reprimand"],
)
def test_an_entry_is_granted_as_asked(command: GrantEntry, fact: Granted) -> None:
    given(*BUREAU).when(command).then(fact)


def test_entries_are_numbered_within_their_account() -> None:
    history = (*BUREAU, a_bonus(), a_bonus(subject="officer:0013"))
    given(*history).when(deduct()).then(a_deduction(number=2))


def test_the_same_act_recorded_twice_is_two_entries() -> None:
    given(*BUREAU, a_bonus()).when(award()).then(a_bonus(number=2))


def test_a_unit_has_an_account_too() -> None:
    given(*BUREAU).when(award(subject=ZG)).then(a_bonus(subject=ZG))


def test_the_account_year_is_the_year_of_the_business_date() -> None:
    day = "2025-03-05"
    given(*BUREAU).when(award(effective_on=day)).then(a_bonus(effective_on=day, year=2025))


def test_a_deduction_counts_down_by_its_quantity() -> None:
    given(*BUREAU).when(deduct(quantity=7)).then(a_deduction(quantity=7, claimed="-1.4"))


def test_a_joint_award_counts_its_share_to_four_decimals() -> None:
    granted = a_commendation(share="1/3", claimed="0.8333")
    given(*BUREAU).when(commend(share="1/3")).then(granted)


def test_a_ranged_item_counts_the_points_granted() -> None:
    given(*BUREAU).when(award(**RANGED)).then(a_bonus(**RANGED, claimed="1.5"))


def test_an_honour_without_points_is_still_an_entry() -> None:
    honour = {"item": "H0", "level": None}
    given(*BUREAU).when(commend(**honour)).then(a_commendation(**honour, claimed="0"))


def test_an_entry_is_judged_by_the_edition_in_force_on_its_date() -> None:
    autumn = an_edition(2, "2024-07-01", items={"I1": {"levels": {"municipal": "0.3"}}})
    history = given(*BUREAU, autumn)
    later = a_bonus(effective_on="2024-07-01", edition="nanyue@2", claimed="0.3")
    history.when(award(effective_on="2024-07-01")).then(later)
    given(*BUREAU, autumn).when(award(effective_on="2024-06-30")).then(
        a_bonus(effective_on="2024-06-30")
    )


def test_the_first_edition_also_covers_the_days_before_it() -> None:
    day, before = "2023-11-02", a_posting(unit="fa", start="2023-01-01", until="2024-01-01")
    granted = a_bonus(effective_on=day, year=2023)
    given(*BUREAU, before).when(award(effective_on=day)).then(granted)


def test_the_bureau_may_be_left_out_where_there_is_one() -> None:
    given(*BUREAU).when(award(bureau=None)).then(a_bonus())


def test_the_bureau_must_be_named_where_there_are_two() -> None:
    history = (*BUREAU, a_unit("hs", bureau=HENGSHAN))
    given(*history).when(award(bureau=None)).then_refused(no.BureauNotNamed)


def test_an_unknown_officer_has_no_account() -> None:
    given(*BUREAU).when(award(subject=CAI)).then_refused(no.UnknownOfficer, officer="0014")


@pytest.mark.parametrize(
    "elsewhere",
    [
        [],
        [a_posting("0014", start="2025-01-01")],
        [a_posting("0014", start="2022-01-01", until="2024-01-01")],
        [a_posting("0014", bureau=HENGSHAN)],
        [a_posting("0014", start="2024-04-01", until="2024-04-01")],
    ],
    ids=["none", "next year", "left before", "another bureau", "of no day"],
)
def test_an_officer_without_a_day_in_the_bureau_that_year_has_no_account(
    elsewhere: list[Any],
) -> None:
    history = (*BUREAU, an_officer("0014"), *elsewhere)
    given(*history).when(award(subject=CAI)).then_refused(no.NoPosting, year="2024", bureau=NANYUE)


def test_an_officer_who_left_during_the_year_keeps_the_account() -> None:
    left = a_posting(until="2024-02-01")
    given(*BUREAU, left).when(award()).then(a_bonus())


def test_an_unknown_unit_has_no_account() -> None:
    given(*BUREAU).when(award(subject="unit:nn")).then_refused(no.UnknownUnit, unit="nn")


def test_a_unit_has_no_account_in_another_bureau() -> None:
    history = (*BUREAU, an_edition(bureau=HENGSHAN))
    given(*history).when(award(subject=ZG, bureau=HENGSHAN)).then_refused(no.UnknownUnit)


def test_a_closed_unit_takes_entries_up_to_the_day_before() -> None:
    before, after = "2024-06-30", "2024-07-01"
    granted = a_bonus(subject=ZG, effective_on=before)
    given(*BUREAU, its_closing()).when(award(subject=ZG, effective_on=before)).then(granted)
    given(*BUREAU, its_closing()).when(award(subject=ZG, effective_on=after)).then_refused(
        no.UnitClosed, unit="zg", closed_on="2024-07-01", day=after
    )


def test_nothing_is_granted_without_a_rulebook() -> None:
    given(*BUREAU[1:]).when(award()).then_refused(no.NoRulebookPublished, bureau=NANYUE)


def test_nothing_is_granted_ahead_of_its_date() -> None:
    ahead = award(effective_on="2025-07-01")
    given(*BUREAU).when(ahead).then_refused(no.DateInFuture, day="2025-07-01", today="2025-06-30")


def test_today_is_not_the_future() -> None:
    day = "2025-06-30"
    given(*BUREAU).when(award(effective_on=day)).then(a_bonus(effective_on=day, year=2025))


def test_a_share_is_at_most_the_whole() -> None:
    given(*BUREAU).when(award(share="3/3")).then(a_bonus(share="3/3"))
    given(*BUREAU).when(award(share="4/3")).then_refused(no.ShareAboveOne, share="4/3")


def test_an_item_must_stand_in_the_edition_of_the_date() -> None:
    autumn = an_edition(2, "2024-07-01", items={"I1": None})
    given(*BUREAU, autumn).when(award(effective_on="2024-08-01")).then_refused(
        no.ItemNotInEdition, item="I1", edition="nanyue@2", day="2024-08-01"
    )


def test_an_item_is_granted_as_its_own_kind() -> None:
    given(*BUREAU).when(commend(item="I1")).then_refused(
        no.KindDoesNotFit, item="I1", is_kind="bonus", kind="commendation"
    )


def test_a_graded_item_demands_a_level() -> None:
    given(*BUREAU).when(award(level=None)).then_refused(no.LevelMissing, item="I1")


def test_a_level_must_be_one_of_the_item() -> None:
    given(*BUREAU).when(award(level="national")).then_refused(no.LevelNotInItem, level="national")


def test_an_ungraded_item_takes_no_level() -> None:
    given(*BUREAU).when(deduct(level="municipal")).then_refused(no.LevelNotWanted, item="X3")


def test_a_fixed_item_takes_no_points() -> None:
    given(*BUREAU).when(award(points="0.5")).then_refused(no.PointsNotWanted, item="I1")


def test_a_ranged_item_demands_points() -> None:
    given(*BUREAU).when(award(**RANGED | {"points": None})).then_refused(
        no.PointsMissing, low="0.5", high="2"
    )


@pytest.mark.parametrize("points", ["0.4", "2.1", "0", "-1"])
def test_points_lie_within_the_range(points: str) -> None:
    given(*BUREAU).when(award(**RANGED | {"points": points})).then_refused(
        no.PointsOutsideRange, points=points
    )


@pytest.mark.parametrize("points", ["0.5", "2", "2.0"])
def test_both_ends_of_the_range_may_be_granted(points: str) -> None:
    asked = RANGED | {"points": points}
    given(*BUREAU).when(award(**asked)).then(a_bonus(**asked, claimed=points))


def test_points_are_a_multiple_of_the_step() -> None:
    given(*BUREAU).when(award(**RANGED | {"points": "0.55"})).then_refused(
        no.PointsOffStep, points="0.55", step="0.1", of="W1", nearest="0.5, 0.6"
    )


def test_a_ranged_item_takes_no_quantity() -> None:
    given(*BUREAU).when(award(**RANGED, quantity=1)).then_refused(no.QuantityNotWanted, item="W1")


def test_an_entry_claims_less_than_a_million_points() -> None:
    history = (*BUREAU[1:], an_edition(items={"I1": {"levels": {"municipal": "20"}}}))
    given(*history).when(award(quantity=50_000)).then_refused(
        no.ClaimTooLarge, claimed="1000000", limit="1000000"
    )
    given(*history).when(award(quantity=49_999)).then(a_bonus(quantity=49_999, claimed="999980"))


def test_a_reason_is_given_where_the_rulebook_demands_it() -> None:
    given(*BUREAU).when(award(**RANGED, reason=None)).then_refused(no.ReasonMissing, item="W1")


def test_evidence_is_given_where_the_rulebook_demands_it() -> None:
    given(*BUREAU).when(commend(evidence=[])).then_refused(no.EvidenceMissing, item="C1")
    both = [DIGEST, "sha256:" + "0f" * 32]
    given(*BUREAU).when(commend(evidence=both)).then(a_commendation(evidence=both))


def test_who_recorded_and_who_approved_stay_with_the_entry() -> None:
    said = {"recorded_by": "9001", "approved_by": "9002", "merit": "劳动竞赛"}
    given(*BUREAU).when(award(subject=ADA, **said)).then(a_bonus(**said))
