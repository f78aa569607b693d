"""When is a closed year run again beside its closed run, and what does the new run say?"""

from __future__ import annotations

import pytest

from domain import refusals as no
from domain.journal.names import Fact
from domain.restating import restate as beside
from domain.years.commands import RestateYear
from domain.years.decisions import taken
from domain.years.facts import RunTaken
from tests.domain.cast import (
    ADA,
    BO,
    BUREAU,
    DIGEST,
    HENGSHAN,
    NANYUE,
    a_bonus,
    a_unit,
    its_reversal,
    ref,
)
from tests.domain.scenario import given
from tests.domain.year_acts import (
    CLOSED,
    PUBLISHED,
    a_change,
    a_closing,
    a_restatement,
    closed,
    published,
    restate,
    run_of,
    run_taken,
)

AWARD = a_bonus()
KEPT = closed(*BUREAU, AWARD)
"""Ada's bonus counts in the run that was closed at position 12."""
ANNULLED = (*KEPT, its_reversal(AWARD))
FELL = (
    a_change(ADA, "score", "100.500", "100.000"),
    a_change(BO, "rank", "2", "1"),
)


def the_run(*history: Fact, closed_at: int, position: int | None = None) -> RunTaken:
    """The restated run, which names the closed one it stands beside."""
    was = run_of(*history, position=closed_at)
    return taken(beside(was, run_of(*history, position=position)), taken(was).digest)


def test_a_closed_year_is_restated_at_the_head() -> None:
    run = the_run(*ANNULLED, closed_at=12)
    given(*ANNULLED).when(restate()).then(a_restatement(run=run, since_closed=FELL))
    assert (run.position, run.edition) == (14, "nanyue@1")


def test_the_closed_run_stands_as_it_was_beside_the_restated_one() -> None:
    restated = (*ANNULLED, a_restatement(run=the_run(*ANNULLED, closed_at=12)))
    assert run_taken(*restated, position=12) == a_closing(*KEPT[:-1]).run
    assert run_taken(*restated, position=12).digest != run_taken(*restated).digest


def test_restatements_are_numbered() -> None:
    history = (*ANNULLED, a_restatement(run=the_run(*ANNULLED, closed_at=12)))
    again = a_restatement(number=2, run=the_run(*history, closed_at=12), since_closed=FELL)
    given(*history).when(restate()).then(again)


def test_a_restatement_may_name_an_earlier_position() -> None:
    run = the_run(*ANNULLED, closed_at=12, position=13)
    given(*ANNULLED).when(restate(position=13)).then(a_restatement(run=run))


@pytest.mark.parametrize("position", [11, 15])
def test_a_year_is_restated_between_its_closing_and_the_head(position: int) -> None:
    given(*ANNULLED).when(restate(position=position)).then_refused(
        no.PositionOutsideYear, position=str(position), first="12", head="14"
    )


def test_a_correction_after_the_close_shows_in_the_restated_run() -> None:
    mended = a_bonus(number=2, level="provincial", claimed="1", corrects=ref(AWARD))
    history = (*KEPT, its_reversal(AWARD, corrected_by=ref(mended)), mended)
    rose = (a_change(ADA, "score", "100.500", "101.000"),)
    run = the_run(*history, closed_at=12)
    given(*history).when(restate()).then(a_restatement(run=run, since_closed=rose))


def test_what_was_carried_over_is_not_in_the_restated_run() -> None:
    """The entry of the closed year stands in the account of 2025."""
    late = a_bonus(year=2025, carried_from=2024)
    history = (*CLOSED, late)
    run = the_run(*history, closed_at=11)
    given(*history).when(restate()).then(a_restatement(run=run))
    assert run_of(*history).places == run_of(*CLOSED).places


def test_only_a_closed_year_is_restated() -> None:
    given(*PUBLISHED).when(restate()).then_refused(no.YearNotClosed, bureau=NANYUE, year="2024")
    given(*BUREAU).when(restate()).then_refused(no.YearNotClosed)


def test_a_closed_run_that_no_longer_computes_is_not_restated() -> None:
    before = published(*BUREAU, AWARD)
    known = a_closing(*before).run
    history = (*before, a_closing(*before, run=known.model_copy(update={"digest": DIGEST})))
    given(*history).when(restate()).then_refused(
        no.RunNotReproduced, run="nanyue:2024:closed", recorded=DIGEST, computed=known.digest
    )


def test_the_bureau_must_be_named_where_there_are_two() -> None:
    asked = {"year": 2024, "authorised_by": "9002", "ground": "复核决定", "reason": "撤销"}
    history = (*ANNULLED, a_unit("hs", bureau=HENGSHAN))
    given(*history).when(RestateYear.model_validate(asked)).then_refused(no.BureauNotNamed)
