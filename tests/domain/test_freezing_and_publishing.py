"""When are a year's results frozen and published, and what moves them no more?"""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Final

import pytest
from pydantic import ValidationError

from domain import refusals as no
from domain.deciding.years import refuse_act
from domain.errors import Refusal
from domain.journal.names import Fact
from domain.years.commands import FreezeYear, PublishYear
from tests.domain.cast import (
    BUREAU,
    HENGSHAN,
    NANYUE,
    a_bonus,
    a_loss,
    a_unit,
    an_edition,
    award,
    its_reversal,
    lose,
    reverse,
)
from tests.domain.scenario import given
from tests.domain.test_marks import a_mark, give
from tests.domain.year_acts import (
    CLOSED,
    CLOSING_DAY,
    FREEZE_DAY,
    FROZEN,
    LAST_DAY,
    PUBLICATION_DAY,
    PUBLISHED,
    a_freeze,
    a_publication,
    an_opening,
    freeze,
    open_year,
    publish,
    run_taken,
)

LATE = a_bonus()


def test_a_year_is_frozen_at_the_head() -> None:
    given(*BUREAU, today=FREEZE_DAY).when(freeze()).then(a_freeze(*BUREAU))
    run = a_freeze(*BUREAU).run
    assert (run.position, str(run.as_of), run.edition) == (9, "2024-12-31", "nanyue@1")


def test_the_same_facts_freeze_to_the_same_run_on_another_day() -> None:
    given(*BUREAU, today=date(2027, 8, 1)).when(freeze()).then(a_freeze(*BUREAU))


def test_another_fact_freezes_to_another_run() -> None:
    longer = (*BUREAU, LATE)
    given(*longer).when(freeze()).then(a_freeze(*longer))
    assert a_freeze(*longer).run.digest != a_freeze(*BUREAU).run.digest


def test_a_year_that_was_opened_is_frozen_alike() -> None:
    opened = (*BUREAU, an_opening())
    given(*opened).when(freeze()).then(a_freeze(*opened))


def test_a_year_is_frozen_once() -> None:
    given(*FROZEN, LATE).when(freeze()).then_refused(
        no.YearAlreadyFrozen, bureau=NANYUE, year="2024", position="9"
    )


def test_a_year_is_frozen_when_it_is_over() -> None:
    given(*BUREAU, today=date(2024, 12, 31)).when(freeze()).then_refused(
        no.YearNotOver, year="2024", today="2024-12-31", next="2025"
    )
    given(*BUREAU, today=date(2025, 1, 1)).when(freeze()).then(a_freeze(*BUREAU))


def test_nothing_is_frozen_without_a_rulebook() -> None:
    given(*BUREAU[1:]).when(freeze()).then_refused(no.NoRulebookPublished)


def test_the_bureau_must_be_named_where_there_are_two() -> None:
    history = (*FROZEN, a_unit("hs", bureau=HENGSHAN))
    given(*history).when(FreezeYear(year=2024)).then_refused(no.BureauNotNamed)
    given(*history).when(PublishYear(year=2024)).then_refused(no.BureauNotNamed)


def test_a_frozen_year_still_takes_what_comes() -> None:
    given(*FROZEN).when(award()).then(LATE)
    given(*FROZEN).when(lose()).then(a_loss())
    given(*FROZEN).when(give()).then(a_mark())
    given(*BUREAU, LATE, a_freeze(*BUREAU, LATE)).when(reverse(LATE)).then(its_reversal(LATE))


@pytest.mark.parametrize("late", [LATE, a_loss(), a_mark()], ids=["an entry", "a loss", "a mark"])
def test_what_comes_after_the_freeze_moves_the_live_view_alone(late: object) -> None:
    after = (*FROZEN, late)
    assert run_taken(*after, position=9) == a_freeze(*BUREAU).run  # type: ignore[arg-type]
    assert run_taken(*after).digest != a_freeze(*BUREAU).run.digest  # type: ignore[arg-type]


def test_a_reversal_after_the_freeze_leaves_the_frozen_run_as_it_was() -> None:
    before = (*BUREAU, LATE)
    after = (*before, a_freeze(*before), its_reversal(LATE))
    assert run_taken(*after, position=10) == a_freeze(*before).run


def test_the_frozen_run_is_published_from_today_on_for_five_working_days() -> None:
    given(*FROZEN, today=PUBLICATION_DAY).when(publish()).then(a_publication(*FROZEN))


def test_entries_that_came_meanwhile_are_not_in_the_frozen_run_that_is_published() -> None:
    history = (*FROZEN, LATE)
    given(*history, today=PUBLICATION_DAY).when(publish()).then(a_publication(*FROZEN))


def test_a_later_run_may_be_published_instead() -> None:
    history = (*FROZEN, LATE)
    later = a_publication(*FROZEN, run=run_taken(*history))
    given(*history, today=PUBLICATION_DAY).when(publish(position=11)).then(later)


@pytest.mark.parametrize("position", [8, 12])
def test_a_run_is_published_from_between_the_freeze_and_the_head(position: int) -> None:
    given(*FROZEN, LATE, today=PUBLICATION_DAY).when(publish(position=position)).then_refused(
        no.PositionOutsideYear, position=str(position), first="9", head="11"
    )


def test_a_publication_may_open_on_a_later_day() -> None:
    ahead = publish(opens_on="2025-01-13")
    given(*FROZEN, today=FREEZE_DAY).when(ahead).then(a_publication(*FROZEN))


def test_a_publication_does_not_open_before_it_is_recorded() -> None:
    given(*FROZEN, today=date(2025, 1, 14)).when(publish(opens_on="2025-01-13")).then_refused(
        no.PublicationStartsEarly, opens_on="2025-01-13", today="2025-01-14"
    )


def test_a_publication_may_stand_longer_but_not_shorter() -> None:
    longer = a_publication(*FROZEN, working_days=7, closes_on="2025-01-21")
    given(*FROZEN, today=PUBLICATION_DAY).when(publish(working_days=7)).then(longer)
    with pytest.raises(ValidationError):
        publish(working_days=4)


def test_a_publication_is_as_long_as_the_rules_of_the_year_s_last_day_ask() -> None:
    asked = (an_edition(procedure={"publication": 8}), *BUREAU[1:])
    frozen = (*asked, a_freeze(*asked))
    again = partial(given, *frozen, today=PUBLICATION_DAY)
    again().when(publish()).then(a_publication(*frozen, working_days=8, closes_on="2025-01-22"))
    again().when(publish(working_days=7)).then_refused(
        no.PublicationTooShort, given="7", least="8", edition="nanyue@1"
    )
    longer = a_publication(*frozen, working_days=9, closes_on="2025-01-23")
    again().when(publish(working_days=9)).then(longer)
    lax = (an_edition(procedure={"publication": 2}), *BUREAU[1:])
    of_lax = (*lax, a_freeze(*lax))
    given(*of_lax, today=PUBLICATION_DAY).when(publish()).then(a_publication(*of_lax))


def test_a_year_is_published_after_its_freeze() -> None:
    given(*BUREAU).when(publish()).then_refused(no.YearNotFrozen, bureau=NANYUE, year="2024")


def test_a_year_is_published_once() -> None:
    given(*PUBLISHED).when(publish()).then_refused(
        no.YearAlreadyPublished, opens_on="2025-01-13", closes_on="2025-01-17"
    )
    given(*CLOSED).when(publish()).then_refused(no.YearAlreadyPublished)


HINDERED: Final[list[tuple[tuple[Fact, ...], str, date, type[Refusal] | None]]] = [
    (BUREAU, "freeze", date(2024, 12, 31), no.YearNotOver),
    (FROZEN, "freeze", FREEZE_DAY, no.YearAlreadyFrozen),
    (BUREAU, "freeze", FREEZE_DAY, None),
    (BUREAU[1:], "freeze", FREEZE_DAY, no.NoRulebookPublished),
    ((a_unit(bureau=HENGSHAN),), "freeze", FREEZE_DAY, no.BureauNotFounded),
    (BUREAU, "publish", PUBLICATION_DAY, no.YearNotFrozen),
    (FROZEN, "publish", PUBLICATION_DAY, None),
    (PUBLISHED, "close", LAST_DAY, no.PublicationStillOpen),
    (PUBLISHED, "close", CLOSING_DAY, None),
    (PUBLISHED, "restate", CLOSING_DAY, no.YearNotClosed),
    (CLOSED, "restate", CLOSING_DAY, None),
]


@pytest.mark.parametrize(("facts", "act", "today", "refusal"), HINDERED)
def test_what_hinders_an_act_is_told_before_its_run_is_taken(
    facts: tuple[Fact, ...], act: str, today: date, refusal: type[Refusal] | None
) -> None:
    desk = given(*facts, today=today).desk
    if refusal is None:
        refuse_act(desk, NANYUE, 2024, act)
    else:
        with pytest.raises(refusal):
            refuse_act(desk, NANYUE, 2024, act)


def test_no_act_founds_a_bureau() -> None:
    for act in (freeze(bureau=HENGSHAN), open_year(bureau=HENGSHAN)):
        given(*BUREAU).when(act).then_refused(no.BureauNotFounded, bureau=HENGSHAN)
