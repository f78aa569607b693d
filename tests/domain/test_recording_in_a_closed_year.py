"""What does a closed year still take, and where does the rest go?"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from domain import refusals as no
from tests.domain.cast import (
    BO,
    BUREAU,
    CAI,
    a_bonus,
    a_line,
    a_loss,
    a_plan,
    a_posting,
    a_reprimand,
    an_edition,
    an_officer,
    award,
    correct,
    its_reversal,
    lose,
    ref,
    reprimand,
    reverse,
    rulebook,
)
from tests.domain.scenario import given
from tests.domain.test_correcting_an_entry import corrected
from tests.domain.test_marks import a_mark, give
from tests.domain.test_publishing_a_rulebook import publish
from tests.domain.test_restrictions import a_restriction, impose
from tests.domain.workbooks import (
    FILE,
    a_loss_row,
    a_reversal_row,
    a_review,
    a_workbook,
    an_entry,
    its_import,
    source,
)
from tests.domain.year_acts import CLOSED, closed

OLD = a_bonus()
KEPT = (*BUREAU, OLD)
BONUS: dict[str, Any] = {"year": 2025, "carried_from": 2024}
PLANS_2025 = (a_plan(year=2025), a_plan("fa", year=2025))
BARE: dict[str, Any] = {"document_no": None, "reason": None, "evidence": [FILE]}


def test_an_entry_goes_to_the_next_year_and_says_from_where() -> None:
    given(*CLOSED).when(award()).then(a_bonus(**BONUS))
    given(*CLOSED).when(reprimand()).then(a_reprimand(**BONUS))


def test_an_entry_goes_past_every_year_that_is_closed() -> None:
    both = closed(*CLOSED, year=2025)
    given(*both, today=date(2026, 1, 20)).when(award()).then(a_bonus(**BONUS | {"year": 2026}))


def test_an_entry_keeps_the_points_of_its_own_date() -> None:
    dearer = an_edition(2, "2025-01-01", items={"I1": {"levels": {"municipal": "0.9"}}})
    given(*CLOSED, dearer).when(award()).then(a_bonus(**BONUS))
    day = {"effective_on": "2025-03-05"}
    own = a_bonus(year=2025, edition="nanyue@2", claimed="0.9", **day)
    given(*CLOSED, dearer, a_bonus(**BONUS)).when(award(**day)).then(
        own.model_copy(update={"number": 2})
    )


def test_an_entry_waits_until_the_next_year_begins() -> None:
    both = closed(*CLOSED, year=2025)
    given(*both, today=date(2025, 12, 31)).when(award()).then_refused(
        no.NoOpenYear, year="2024", last="2025"
    )
    given(*both, *PLANS_2025, today=date(2025, 12, 31)).when(lose()).then_refused(no.NoOpenYear)


def test_an_entry_is_refused_to_a_stranger_of_its_own_year() -> None:
    newcomer = (an_officer("0014"), a_posting("0014", start="2025-01-01"))
    given(*CLOSED, *newcomer).when(award(subject=CAI)).then_refused(no.NoPosting, year="2024")


def test_an_officer_who_left_takes_what_comes_late() -> None:
    left = (*BUREAU[:5], a_posting(until="2024-07-01"), *BUREAU[6:])
    given(*closed(*left)).when(award()).then(a_bonus(**BONUS))


def test_a_loss_goes_to_the_owner_of_the_indicator_in_the_next_year() -> None:
    moved = (
        a_plan("zg", a_line("T1", "30", "support"), a_line("T2", "70"), year=2025),
        a_plan("fa", a_line("T1", "60"), a_line("T3", "40"), year=2025),
    )
    given(*CLOSED, *moved).when(lose()).then(a_loss(**BONUS, subject="unit:fa"))


def test_a_loss_needs_the_indicator_in_the_year_that_takes_it() -> None:
    given(*CLOSED).when(lose()).then_refused(
        no.IndicatorNotInPlan, indicator="T1", bureau="nanyue", year="2025"
    )


def test_a_reversal_is_accepted() -> None:
    given(*closed(*KEPT)).when(reverse(OLD)).then(its_reversal(OLD))


def test_a_correction_stays_in_the_year() -> None:
    new = a_bonus(number=2, level="provincial", claimed="1")
    given(*closed(*KEPT)).when(correct(OLD, level="provincial")).then(*corrected(OLD, new))


def test_a_correction_stays_in_the_year_in_another_account_too() -> None:
    new = a_bonus(subject=BO)
    given(*closed(*KEPT)).when(correct(OLD, subject=BO)).then(*corrected(OLD, new))


def test_an_entry_carried_over_is_corrected_where_it_went() -> None:
    mine = a_bonus(**BONUS)
    new = a_bonus(**BONUS, number=2, level="provincial", claimed="1")
    given(*CLOSED, mine).when(correct(mine, level="provincial")).then(*corrected(mine, new))
    given(*CLOSED, mine).when(correct(mine, effective_on="2025-01-05")).then_refused(
        no.CorrectionLeavesYear, year="2024", day="2025-01-05"
    )


def test_a_mark_and_a_restriction_are_still_taken() -> None:
    given(*CLOSED).when(give()).then(a_mark())
    given(*CLOSED).when(impose()).then(a_restriction())


def test_a_workbook_of_the_year_sends_its_entries_and_losses_on() -> None:
    entry, loss, review = an_entry(2, "E1"), a_loss_row(2, "L1"), a_review(2, "R1")
    given(*CLOSED, *PLANS_2025).when(a_workbook(review, entry, loss)).then(
        a_mark(source=source(review)),
        a_bonus(**BONUS | BARE, source=source(entry)),
        a_loss(**BONUS | BARE, source=source(loss)),
        its_import(
            (review, "nanyue/2024/officer:0012/marks#1"),
            (entry, "nanyue/2025/officer:0012#1"),
            (loss, "nanyue/2025/unit:zg#1"),
        ),
    )


def test_a_workbook_of_the_year_annuls_what_it_sent_on() -> None:
    entry = an_entry(2, "E1")
    mine = a_bonus(**BONUS | BARE, source=source(entry))
    history = (*CLOSED, mine, its_import((entry, ref(mine))))
    undo = a_reversal_row(2, "V1", "E1")
    given(*history).when(a_workbook(entry, undo)).then(
        its_reversal(mine, source=source(undo, 2)), its_import((undo, ref(mine)), batch=2)
    )


def test_a_workbook_is_faulty_where_no_year_takes_its_entries() -> None:
    both = closed(*CLOSED, year=2025)
    given(*both).when(a_workbook(an_entry(2, "E1"), a_loss_row(2, "L1"))).then_faulty(
        ("entries!J2", no.NoOpenYear), ("losses!D2", no.NoOpenYear)
    )


@pytest.mark.parametrize("start", ["2024-01-01", "2024-07-01", "2024-12-31"])
def test_no_edition_starts_in_a_closed_year(start: str) -> None:
    given(*CLOSED).when(publish(rulebook(2, start))).then_refused(
        no.EditionStartsInClosedYear, edition="nanyue@2", start=start, year="2024"
    )


def test_an_edition_starts_in_the_year_after() -> None:
    given(*CLOSED).when(publish(rulebook(2, "2025-01-01"))).then(an_edition(2, "2025-01-01"))


def test_no_edition_reaches_over_a_closed_year_from_before_it() -> None:
    later = closed(an_edition(1, "2023-01-01"), *BUREAU[1:])
    given(*later).when(publish(rulebook(2, "2023-07-01"))).then_refused(
        no.EditionStartsInClosedYear, edition="nanyue@2", start="2023-07-01", year="2024"
    )


def test_a_frozen_year_takes_an_edition_in_the_live_view() -> None:
    frozen = CLOSED[:10]
    given(*frozen).when(publish(rulebook(2, "2024-07-01"))).then(an_edition(2, "2024-07-01"))
