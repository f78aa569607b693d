"""Is a quarter opened, frozen and gone through in its order, and its losses explained?"""

from __future__ import annotations

from datetime import date

import pytest

from domain import refusals as no
from domain.quarters.facts import QuarterFrozen, QuarterOpened
from domain.quarters.vocabulary import days_of, losses_digest
from domain.recall import record_of
from domain.run import appraise
from domain.years.decisions import taken
from tests.domain.cast import (
    ADA,
    BUREAU,
    HENGSHAN,
    NANYUE,
    YEAR,
    ZG,
    a_bonus,
    a_loss,
    an_edition,
    its_reversal,
    ref,
)
from tests.domain.claimants import role
from tests.domain.managed import (
    HEAD,
    LOSS,
    LOST,
    OFFICE,
    a_briefing,
    a_decision,
    a_freeze,
    an_explanation,
    brief,
    explain,
    freeze_quarter,
    open_quarter,
)
from tests.domain.scenario import given, stored

HEADS = role("unit-head", HEAD, ZG)
LATER = a_loss(number=2, effective_on="2024-04-01")


@pytest.mark.parametrize(
    ("quarter", "first", "last"),
    [(1, "01-01", "03-31"), (2, "04-01", "06-30"), (3, "07-01", "09-30"), (4, "10-01", "12-31")],
)
def test_a_quarter_is_three_months(quarter: int, first: str, last: str) -> None:
    days = [day.isoformat() for day in days_of(2024, quarter)]
    assert days == [f"2024-{first}", f"2024-{last}"]


def test_a_quarter_is_opened_once_and_not_before_it_begins() -> None:
    begun = QuarterOpened(bureau=NANYUE, year=YEAR, quarter=1, effective_on=date(2024, 1, 1))
    given(*BUREAU, today=date(2024, 1, 1)).when(open_quarter()).then(begun)
    early = given(*BUREAU, today=date(2023, 12, 31))
    early.when(open_quarter()).then_refused(no.QuarterNotBegun, first="2024-01-01")
    given(*BUREAU, begun).when(open_quarter()).then_refused(
        no.QuarterAlreadyOpened, day="2024-01-01"
    )


def test_a_freeze_takes_the_losses_of_the_quarter_and_the_scores_of_its_last_day() -> None:
    annulled = a_loss(number=3)
    facts = (*BUREAU, LOSS, LATER, annulled, its_reversal(annulled), a_bonus())
    record = record_of(stored(*facts), NANYUE, YEAR)
    run = taken(appraise(record, date(2024, 3, 31), len(facts)))
    (loss, *_) = record.losses
    given(*facts).when(freeze_quarter()).then(
        QuarterFrozen(
            bureau=NANYUE,
            year=YEAR,
            quarter=1,
            # 4 to 6 April 2024 are free, the 7th is worked.
            closes_on=date(2024, 4, 8),
            run=run,
            losses=(LOST,),
            losses_digest=losses_digest([loss]),
        )
    )


def test_the_edition_says_on_which_working_day_a_quarter_closes() -> None:
    ruled = (an_edition(procedure={"quarter_closes": "1"}), *BUREAU[1:])
    (frozen,) = given(*ruled).when(freeze_quarter()).facts
    assert isinstance(frozen, QuarterFrozen)
    assert frozen.closes_on == date(2024, 4, 1)


def test_before_that_day_nothing_is_frozen_where_the_edition_itself_says_it() -> None:
    ruled = (an_edition(procedure={"quarter_closes": "5"}), *BUREAU[1:])
    early = given(*ruled, today=date(2024, 4, 7))
    early.when(freeze_quarter()).then_refused(no.QuarterStillOpen, closes_on="2024-04-08")
    assert given(*ruled, today=date(2024, 4, 8)).when(freeze_quarter()).facts
    silent = (an_edition(procedure={"publication": "5"}), *BUREAU[1:])
    assert given(*silent, today=date(2024, 4, 1)).when(freeze_quarter()).facts


def test_a_loss_carried_into_the_next_year_still_belongs_to_its_quarter() -> None:
    carried = a_loss(year=2025, carried_from=2024)
    (frozen,) = given(*BUREAU, carried).when(freeze_quarter()).facts
    assert isinstance(frozen, QuarterFrozen)
    assert frozen.losses == (ref(carried),)


def test_a_quarter_is_frozen_once_after_its_last_day() -> None:
    last = given(*BUREAU, today=date(2024, 3, 31))
    last.when(freeze_quarter()).then_refused(
        no.QuarterNotOver, quarter="nanyue/2024Q1", last="2024-03-31"
    )
    assert given(*BUREAU, today=date(2024, 4, 1)).when(freeze_quarter()).facts
    given(*BUREAU, a_freeze()).when(freeze_quarter()).then_refused(
        no.QuarterAlreadyFrozen, position="10"
    )


def test_the_head_of_the_unit_that_lost_points_says_why() -> None:
    known = (*BUREAU, LOSS, HEADS)
    given(*known).when(explain(), HEAD).then(an_explanation())
    given(*known).when(explain(), OFFICE).then_refused(no.UnitHeadOnly, unit=ZG)
    above = role("unit-head", "token:above", "unit:ju")
    given(*known, above).when(explain(), "token:above").then_refused(no.UnitHeadOnly)


@pytest.mark.parametrize("day", ["2024-01-01", "2024-03-31"])
def test_its_first_and_its_last_day_are_of_the_quarter(day: str) -> None:
    lost = a_loss(effective_on=day)
    given(*BUREAU, lost, HEADS).when(explain(ref(lost)), HEAD).then(an_explanation(ref(lost)))


def test_only_a_loss_of_the_quarter_is_explained_in_it() -> None:
    history = given(*BUREAU, LOSS, LATER, a_bonus(), HEADS)
    history.when(explain(ref(LATER)), HEAD).then_refused(
        no.LossOutsideQuarter, quarter="nanyue/2024Q1"
    )
    history.when(explain(f"nanyue/2024/{ADA}#1"), HEAD).then_refused(no.EntryNoLoss)
    history.when(explain("nanyue/2024/unit:zg#9"), HEAD).then_refused(no.EntryNotFound)
    history.when(explain("hengshan/2024/unit:zg#1"), HEAD).then_refused(no.EntryNotFound)
    annulled = given(*BUREAU, LOSS, its_reversal(LOSS), HEADS)
    annulled.when(explain(), HEAD).then_refused(no.EntryAlreadyReversed)


def test_the_briefing_decides_about_losses_and_indicators() -> None:
    asked = brief(
        {"entry": LOST, "decision": "每周调度一次"},
        {"indicator": "T3", "decision": "提前核对"},
    )
    second = a_decision(number=2, subject="unit:fa", indicator="T3", decision="提前核对")
    given(*BUREAU, LOSS, a_freeze(LOST), an_explanation()).when(asked).then(
        a_briefing(), a_decision(entry=LOST), second
    )


def test_no_briefing_before_the_freeze_nor_while_a_loss_is_unexplained() -> None:
    given(*BUREAU, LOSS).when(brief()).then_refused(no.QuarterNotFrozen)
    frozen = (*BUREAU, LOSS, a_freeze(LOST))
    given(*frozen).when(brief()).then_refused(no.LossUnexplained, entries=LOST)
    given(*frozen, its_reversal(LOSS)).when(brief()).then(a_briefing())
    given(*frozen, an_explanation(), a_briefing()).when(brief()).then_refused(
        no.BriefingAlreadyHeld, day="2024-04-12"
    )


def test_a_briefing_is_held_after_the_quarter_by_officers_about_what_there_is() -> None:
    history = given(*BUREAU, LATER, a_freeze())
    history.when(brief(held_on="2025-07-01")).then_refused(no.DateInFuture)
    today = given(*BUREAU, a_freeze(), today=date(2024, 4, 12))
    today.when(brief(held_on="2024-04-12")).then(a_briefing())
    told = {"quarter": "nanyue/2024Q1", "closes_on": "2024-04-01", "day": "2024-03-31"}
    history.when(brief(held_on="2024-03-31")).then_refused(no.BriefingBeforeClosing, **told)
    first = given(*BUREAU, a_freeze()).when(brief(held_on="2024-04-01"))
    first.then(a_briefing(held_on="2024-04-01"))
    history.when(brief(attendees=["0014"])).then_refused(no.UnknownOfficer, officer="0014")
    said = {"decision": "提前核对"}
    history.when(brief(said)).then_refused(no.AboutOneThing)
    history.when(brief(said | {"entry": LOST, "indicator": "T1"})).then_refused(no.AboutOneThing)
    history.when(brief(said | {"indicator": "T9"})).then_refused(no.IndicatorNotInPlan)
    second = brief(said | {"entry": ref(LATER)})
    given(*BUREAU, LOSS, LATER, a_freeze()).when(second).then_refused(no.LossOutsideQuarter)


def test_a_briefing_is_not_held_before_the_working_day_on_which_the_quarter_closes() -> None:
    ruled = (an_edition(procedure={"quarter_closes": "5"}), *BUREAU[1:])
    history = given(*ruled, a_freeze())
    history.when(brief(held_on="2024-04-07")).then_refused(
        no.BriefingBeforeClosing, closes_on="2024-04-08"
    )
    history.when(brief(held_on="2024-04-08")).then(a_briefing(held_on="2024-04-08"))


def test_a_bureau_that_no_fact_names_is_told_as_such() -> None:
    elsewhere = {"bureau": HENGSHAN}
    for command in (
        open_quarter(**elsewhere),
        freeze_quarter(**elsewhere),
        explain(**elsewhere),
        brief(**elsewhere),
    ):
        given(*BUREAU, LOSS).when(command, HEAD).then_refused(
            no.BureauNotFounded, bureau=HENGSHAN, known=NANYUE
        )


def test_the_working_days_of_its_closing_are_counted_from_the_day_after_its_last() -> None:
    """31 December 2024 is worked, New Year's Day is free, and so is the first weekend."""
    (frozen,) = given(*BUREAU).when(freeze_quarter(quarter=4)).facts
    assert isinstance(frozen, QuarterFrozen)
    assert frozen.closes_on == date(2025, 1, 8)
    ruled = (an_edition(procedure={"quarter_closes": "5"}), *BUREAU[1:])
    given(*ruled, today=date(2025, 1, 7)).when(freeze_quarter(quarter=4)).then_refused(
        no.QuarterStillOpen, quarter="nanyue/2024Q4", closes_on="2025-01-08"
    )
    assert given(*ruled, today=date(2025, 1, 8)).when(freeze_quarter(quarter=4)).facts
