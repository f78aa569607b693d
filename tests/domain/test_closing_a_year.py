"""When is a year closed, by which run, and what becomes of what that run leaves out?"""

from __future__ import annotations

from datetime import date

import pytest

from domain import refusals as no
from domain.accounts.facts import EntryReversed, Granted
from domain.deciding.years import CARRIED, GROUND
from domain.years.commands import CloseYear
from domain.years.facts import YearClosed
from tests.domain.cast import (
    ADA,
    BO,
    BUREAU,
    HENGSHAN,
    NANYUE,
    a_bonus,
    a_line,
    a_loss,
    a_plan,
    a_unit,
    an_edition,
    its_reversal,
    ref,
)
from tests.domain.scenario import given
from tests.domain.year_acts import (
    CLOSED,
    CLOSING_DAY,
    FROZEN,
    LAST_DAY,
    PUBLISHED,
    a_change,
    a_closing,
    a_publication,
    close,
    closed,
    published,
    run_taken,
)

LATE = a_bonus()
WHY = "公示期内无异议,经党委会同意"


def carried(old: Granted, new: Granted) -> tuple[EntryReversed, Granted]:
    """Annulled in the closed year and entered anew in the next, each citing the other."""
    said = {"carried_from": 2024, "corrects": ref(old)}
    anew = new.model_copy(update=said)
    return its_reversal(old, corrected_by=ref(new), reason=CARRIED, ground=GROUND), anew


def test_a_year_is_closed_at_the_head_after_its_publication() -> None:
    given(*PUBLISHED, today=CLOSING_DAY).when(close()).then(a_closing(*PUBLISHED))
    assert a_closing(*PUBLISHED).run.position == 11


def test_a_closing_tells_what_it_changed_since_the_freeze_and_the_publication() -> None:
    history = (*PUBLISHED, LATE)
    moved = (
        a_change(ADA, "score", "100.000", "100.500"),
        a_change(BO, "rank", "1", "2"),
    )
    then = a_closing(*history, since_frozen=moved, since_published=moved)
    given(*history, today=CLOSING_DAY).when(close()).then(then)


def test_a_later_run_that_was_published_has_its_own_difference() -> None:
    before = (*FROZEN, LATE)
    history = (*before, a_publication(*FROZEN, run=run_taken(*before)))
    moved = (
        a_change(ADA, "score", "100.000", "100.500"),
        a_change(BO, "rank", "1", "2"),
    )
    given(*history, today=CLOSING_DAY).when(close()).then(a_closing(*history, since_frozen=moved))


def test_a_year_is_not_closed_while_objections_are_taken() -> None:
    given(*PUBLISHED, today=LAST_DAY).when(close()).then_refused(
        no.PublicationStillOpen, year="2024", closes_on="2025-01-17"
    )
    given(*PUBLISHED, today=date(2025, 1, 18)).when(close()).then(a_closing(*PUBLISHED))


def test_a_year_is_closed_earlier_where_somebody_says_why() -> None:
    given(*PUBLISHED, today=LAST_DAY).when(close(waived=WHY)).then(
        a_closing(*PUBLISHED, waived=WHY)
    )


@pytest.mark.parametrize("history", [BUREAU, FROZEN], ids=["open", "frozen"])
def test_a_year_is_closed_after_its_publication(history: tuple[Granted, ...]) -> None:
    given(*history).when(close()).then_refused(no.YearNotPublished, bureau=NANYUE, year="2024")


def test_a_year_is_closed_once() -> None:
    given(*CLOSED).when(close()).then_refused(no.YearAlreadyClosed, bureau=NANYUE, year="2024")


@pytest.mark.parametrize("position", [8, 13])
def test_a_year_is_closed_between_its_freeze_and_the_head(position: int) -> None:
    given(*PUBLISHED, LATE).when(close(position=position)).then_refused(
        no.PositionOutsideYear, position=str(position), first="9", head="12"
    )


def test_the_bureau_must_be_named_where_there_are_two() -> None:
    history = (*PUBLISHED, a_unit("hs", bureau=HENGSHAN))
    given(*history).when(CloseYear(year=2024)).then_refused(no.BureauNotNamed)


def test_what_an_earlier_run_leaves_out_is_carried_over() -> None:
    history = (*PUBLISHED, LATE)
    then = a_closing(*history, position=11, carried=(ref(LATE),))
    over = carried(LATE, a_bonus(year=2025))
    given(*history, today=CLOSING_DAY).when(close(position=11)).then(then, *over)


def test_what_is_carried_over_takes_the_next_number_of_the_next_account() -> None:
    own = a_bonus(year=2025, effective_on="2025-01-08")
    history = (*PUBLISHED, LATE, own)
    then = a_closing(*history, position=11, carried=(ref(LATE),))
    over = carried(LATE, a_bonus(year=2025, number=2))
    given(*history, today=CLOSING_DAY).when(close(position=11)).then(then, *over)


def test_what_was_annulled_meanwhile_is_not_carried_over() -> None:
    history = (*PUBLISHED, LATE, its_reversal(LATE))
    then = a_closing(*history, position=11)
    given(*history, today=CLOSING_DAY).when(close(position=11)).then(then)


def test_a_run_that_leaves_out_nothing_carries_nothing_over() -> None:
    history = published(*BUREAU, LATE)
    given(*history).when(close(position=11)).then(a_closing(*history, position=11))


def test_a_correction_of_what_the_run_counts_stays_in_the_year() -> None:
    """Its original counts in the closed run: carried over it would count twice."""
    before = published(*BUREAU, LATE)
    mended = a_bonus(number=2, level="provincial", claimed="1", corrects=ref(LATE))
    history = (*before, its_reversal(LATE, corrected_by=ref(mended)), mended)
    given(*history).when(close(position=12)).then(a_closing(*history, position=12))
    history = (*PUBLISHED, LATE, its_reversal(LATE, corrected_by=ref(mended)), mended)
    (closing,) = given(*history).when(close(position=12)).facts
    assert isinstance(closing, YearClosed) and closing.carried == (), "the last that it counts"


def test_a_correction_of_a_correction_of_what_the_run_counts_stays_in_the_year_too() -> None:
    before = published(*BUREAU, LATE)
    second = a_bonus(number=2, level="provincial", claimed="1", corrects=ref(LATE))
    third = a_bonus(number=3, corrects=ref(second))
    history = (*before, its_reversal(LATE, corrected_by=ref(second)), second)
    history += (its_reversal(second, corrected_by=ref(third)), third)
    given(*history).when(close(position=12)).then(a_closing(*history, position=12))


def test_a_closing_rests_on_all_that_the_year_holds() -> None:
    history = given(*PUBLISHED, LATE, today=CLOSING_DAY)
    history.when(close(position=11))
    assert history.desk.quiet == (NANYUE, 2024, 12)


def test_a_correction_of_what_the_run_leaves_out_is_carried_over() -> None:
    mended = a_bonus(number=2, level="provincial", claimed="1", corrects=ref(LATE))
    history = (*PUBLISHED, LATE, its_reversal(LATE, corrected_by=ref(mended)), mended)
    then = a_closing(*history, position=11, carried=(ref(mended),))
    over = carried(mended, a_bonus(year=2025, level="provincial", claimed="1"))
    given(*history).when(close(position=11)).then(then, *over)


def test_a_loss_is_carried_to_the_unit_that_owns_the_indicator_then() -> None:
    swapped = (
        a_plan("zg", a_line("T1", "30", "support"), a_line("T2", "70"), year=2025),
        a_plan("fa", a_line("T1", "60"), a_line("T3", "40"), year=2025),
    )
    loss = a_loss()
    history = (*PUBLISHED, *swapped, loss)
    then = a_closing(*history, position=11, carried=(ref(loss),))
    over = carried(loss, a_loss(year=2025, subject="unit:fa"))
    given(*history).when(close(position=11)).then(then, *over)


def test_a_loss_of_an_indicator_that_went_out_of_use_stays_with_its_unit() -> None:
    loss = a_loss()
    history = (*PUBLISHED, loss)
    then = a_closing(*history, position=11, carried=(ref(loss),))
    given(*history).when(close(position=11)).then(then, *carried(loss, a_loss(year=2025)))


def test_what_is_carried_over_again_still_says_from_where() -> None:
    """2025 closes at a run that leaves out what the closing of 2024 had sent there."""
    day = date(2026, 2, 2)
    mine = a_bonus(year=2025, carried_from=2024, corrects=ref(LATE))
    history = (*published(*CLOSED, year=2025), mine)
    then = a_closing(*history, position=13, year=2025, carried=(ref(mine),))
    over = carried(mine, a_bonus(year=2026))
    given(*history, today=day).when(close(year=2025, position=13)).then(then, *over)


def test_nothing_is_carried_over_into_a_year_that_has_not_begun() -> None:
    history = (*published(*closed(*BUREAU, year=2025)), LATE)
    given(*history).when(close(position=14)).then_refused(no.NoOpenYear, year="2024", last="2025")


def test_the_closed_run_stays_what_it_was_whatever_comes() -> None:
    run = a_closing(*PUBLISHED).run
    edition = an_edition(2, "2025-01-01", items={"I1": None})
    for later in (a_loss(), its_reversal(LATE), edition):
        history = (*CLOSED, LATE, later)
        assert run_taken(*history, position=run.position) == run
