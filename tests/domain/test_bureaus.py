"""May a bureau be placed below another, and may an officer pass from one to the other?"""

from __future__ import annotations

from typing import Any, Final

import pytest

from domain import refusals as no
from domain.bureaus.commands import PlaceBureau, ReceiveOfficer, ReleaseOfficer, WithdrawRelease
from domain.bureaus.facts import (
    BureauPlaced,
    OfficerReceived,
    OfficerReleased,
    ReleaseWithdrawn,
)
from domain.registers.facts import MarkGiven, MarkWithdrawn, OfficerParticularsAmended
from tests.domain.cast import HENGSHAN, NANYUE, a_posting, a_unit, an_edition, an_officer
from tests.domain.scenario import given

CITY: Final = "hengyang"
UNITS: Final = (a_unit(), a_unit("hs", bureau=HENGSHAN), a_unit("hy", bureau=CITY))
POSTED: Final = (*UNITS, an_officer(), a_posting())
DAY: Final = "2024-07-01"


def place(bureau: str = NANYUE, above: str | None = CITY, start: str = "2024-01-01") -> PlaceBureau:
    return PlaceBureau.model_validate({"bureau": bureau, "above": above, "from": start})


def placed(bureau: str = NANYUE, above: str | None = CITY, on: str = "2024-01-01") -> BureauPlaced:
    return BureauPlaced.model_validate({"bureau": bureau, "above": above, "effective_on": on})


def test_a_bureau_is_placed_below_another() -> None:
    given(*UNITS).when(place()).then(placed())
    given(*UNITS, placed()).when(place()).then_nothing()


def test_a_placing_is_mended_from_the_same_day() -> None:
    given(*UNITS, placed()).when(place(above=None)).then(placed(above=None))
    given(*UNITS, placed(), placed(above=None)).when(place()).then(placed())


def test_a_bureau_that_others_stand_below_may_stand_below_none() -> None:
    below = placed(HENGSHAN, NANYUE)
    given(*UNITS, placed(), below).when(place(above=None)).then(placed(above=None))


def test_only_bureaus_that_there_are_are_placed() -> None:
    given(*UNITS).when(place(above="nowhere")).then_refused(no.BureauNotFounded, bureau="nowhere")
    given(*UNITS).when(place("nowhere")).then_refused(no.BureauNotFounded, bureau="nowhere")


def test_no_bureau_stands_above_itself_on_any_day() -> None:
    given(*UNITS).when(place(NANYUE, NANYUE)).then_refused(no.BureauTreeCycle, above=NANYUE)
    below = (placed(), placed(HENGSHAN, NANYUE, "2025-01-01"))
    given(*UNITS, *below).when(place(CITY, HENGSHAN)).then_refused(
        no.BureauTreeCycle, bureau=CITY, above=HENGSHAN
    )
    undone = (placed(CITY, HENGSHAN), placed(CITY, None))
    given(*UNITS, *undone).when(place(HENGSHAN, CITY)).then(placed(HENGSHAN, CITY))


def release(**but: Any) -> ReleaseOfficer:
    said = {"bureau": NANYUE, "officer": "0012", "to": HENGSHAN, "on": DAY}
    return ReleaseOfficer.model_validate(said | but)


def released(**but: Any) -> OfficerReleased:
    said = {"bureau": NANYUE, "officer": "0012", "to": HENGSHAN, "effective_on": DAY}
    return OfficerReleased.model_validate(said | but)


def receive(**but: Any) -> ReceiveOfficer:
    said = {"bureau": HENGSHAN, "officer": "0012", "unit": "hs", "post_level": "staff"}
    return ReceiveOfficer.model_validate(said | but)


@pytest.mark.parametrize(
    ("posting", "may"),
    [
        ({"start": "2024-06-30"}, True),
        ({"start": DAY}, False),
        ({"until": DAY}, True),
        ({"until": "2024-06-30"}, False),
        ({"bureau": HENGSHAN, "unit": "hs"}, False),
    ],
)
def test_who_is_released_was_posted_in_the_bureau_on_his_last_day(
    posting: dict[str, str], *, may: bool
) -> None:
    asked = given(*UNITS, an_officer(), a_posting(**posting)).when(release())
    if may:
        asked.then(released())
    else:
        asked.then_refused(no.NotPostedBefore, bureau=NANYUE, day=DAY)


KNOWN: Final = OfficerParticularsAmended(
    bureau=HENGSHAN, officer="0012", name="阿达", rank="四级主办"
)


def received(**but: Any) -> OfficerReceived:
    said = {"bureau": HENGSHAN, "officer": "0012", "released_by": NANYUE, "unit": "hs"}
    return OfficerReceived.model_validate(said | {"effective_on": DAY} | but)


MOVED: Final = (
    a_posting(until=DAY),
    KNOWN,
    a_posting(bureau=HENGSHAN, unit="hs", start=DAY),
)


def test_an_officer_is_released_and_stays_until_he_is_received() -> None:
    given(*POSTED).when(release()).then(released())
    given(*POSTED, released()).when(receive()).then(*MOVED, received())


def test_who_has_left_already_is_received_all_the_same() -> None:
    left = (*POSTED, a_posting(until=DAY), released())
    given(*left).when(receive()).then(*MOVED[1:], received())


def test_nobody_is_released_who_is_not_there_on_the_day_before() -> None:
    given(*UNITS, an_officer()).when(release()).then_refused(no.NotPostedBefore, day=DAY)
    given(*POSTED).when(release(on="2024-01-01")).then_refused(no.NotPostedBefore)
    given(*UNITS).when(release()).then_refused(no.UnknownOfficer)
    given(*POSTED).when(release(to=NANYUE)).then_refused(no.ReleasedToItself, bureau=NANYUE)
    given(*POSTED).when(release(to="nowhere")).then_refused(no.BureauNotFounded)


def test_nobody_is_received_who_was_not_released_to_the_bureau() -> None:
    given(*POSTED).when(receive()).then_refused(no.NotReleased, bureau=HENGSHAN)
    given(*POSTED, released(to=CITY)).when(receive()).then_refused(no.NotReleased)
    done = (*POSTED, released(), *MOVED, received())
    given(*done).when(receive()).then_refused(no.NotReleased)


def test_the_release_is_withdrawn_by_who_gave_it() -> None:
    withdrawn = ReleaseWithdrawn(bureau=NANYUE, officer="0012", to=HENGSHAN)
    asked = WithdrawRelease(bureau=NANYUE, officer="0012")
    given(*POSTED, released()).when(asked).then(withdrawn)
    given(*POSTED, released(), withdrawn).when(receive()).then_refused(no.NotReleased)
    given(*POSTED, released(), withdrawn).when(asked).then_refused(no.NotReleased)
    other = WithdrawRelease(bureau=HENGSHAN, officer="0012")
    given(*POSTED, released()).when(other).then_refused(no.NotReleased, bureau=HENGSHAN)


def test_who_is_posted_elsewhere_by_then_is_not_received() -> None:
    gone = (*POSTED, released(), a_posting(until="2024-03-01"))
    given(*gone).when(receive()).then_refused(no.NotPostedBefore, bureau=NANYUE)


def test_a_reception_is_a_posting_by_its_rules() -> None:
    history = (*POSTED, released())
    given(*history).when(receive(unit="zg")).then_refused(no.UnknownUnit, unit="zg")


def mark(number: int, period: str, score: str = "90", **but: Any) -> MarkGiven:
    said = {"bureau": NANYUE, "year": 2024, "subject": "officer:0012", "number": number}
    of = {"series": "regular_review", "period": period, "score": score}
    return MarkGiven.model_validate(said | of | {"effective_on": "2024-04-01"} | but)


def test_the_marks_of_the_year_go_with_him_where_the_bureau_takes_them() -> None:
    """The last of each period that stands; not what the bureau has itself, nor does not know."""
    void = MarkWithdrawn(
        bureau=NANYUE, year=2024, subject="officer:0012", number=4, reason="录入错误"
    )
    history = (
        *POSTED,
        an_edition(bureau=HENGSHAN),
        mark(1, "2024Q1", "80"),
        mark(2, "2024Q1", "92"),
        mark(3, "2024Q2"),
        mark(4, "2024Q3"),
        mark(5, "duty", series="duty_hours"),
        mark(1, "2023Q4", year=2023, effective_on="2023-12-31"),
        void,
        released(),
        mark(1, "2024Q2", "75", bureau=HENGSHAN),
    )
    taken = mark(2, "2024Q1", "92", bureau=HENGSHAN)
    ref = "nanyue/2024/officer:0012/marks#2"
    given(*history).when(receive(take_marks=True)).then(
        *MOVED, taken, received(taken=(ref,), numbers=(2,))
    )
    given(*history).when(receive()).then(*MOVED, received())


def test_marks_are_taken_in_the_order_of_their_recording_past_those_left_out() -> None:
    own = mark(1, "2024Q2", "75", bureau=HENGSHAN)
    listed = (
        mark(1, "2024Q1", "80"),
        mark(2, "2024Q2"),
        mark(3, "2024Q4", "91"),
        mark(4, "duty", series="duty_hours"),
        mark(5, "2024Q1", "92"),
    )
    given(*POSTED, an_edition(bureau=HENGSHAN), *listed, released(), own).when(
        receive(take_marks=True)
    ).then(
        *MOVED,
        mark(2, "2024Q4", "91", bureau=HENGSHAN),
        mark(3, "2024Q1", "92", bureau=HENGSHAN),
        received(
            taken=tuple(f"nanyue/2024/officer:0012/marks#{n}" for n in (3, 5)), numbers=(2, 3)
        ),
    )


@pytest.mark.parametrize("command", [release(), receive(), place()], ids=lambda c: type(c).__name__)
def test_what_passes_between_bureaus_names_them(command: Any) -> None:
    assert type(command).model_fields["bureau"].is_required()
