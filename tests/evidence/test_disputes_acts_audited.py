"""Which acts on a dispute does the audit let pass, and which does it name?"""

from __future__ import annotations

from typing import Any, Final

import pytest

from domain.disputes.facts import (
    DisputeAccepted,
    DisputeDecided,
    DisputeDeclined,
    DisputeExtended,
    DisputeFiled,
    DisputeHearingHeld,
    DisputeWithdrawn,
)
from domain.evaluations.facts import EvaluationsOpened
from tests.domain.cast import ADA, BUREAU, NANYUE, YEAR, ZG, an_edition
from tests.domain.year_acts import FROZEN
from tests.evidence.acting import holds, told
from tests.evidence.test_years_acts_audited import RUN, a_publication

PERSON, OFFICE, OTHER = "token:ada", "token:office", "token:other"
HERSELF = holds("officer", PERSON, ADA)
KNOWN = (*BUREAU, HERSELF)
ENTRY: Final = {"entries": [f"nanyue/2024/{ADA}#1"]}


def a_dispute(**but: Any) -> DisputeFiled:
    """Known on 6 June 2024, raised a week later: five working days and ten, the 10th is free."""
    said: dict[str, Any] = {"bureau": NANYUE, "number": 1, "subject": ADA, "year": YEAR}
    said |= {"stage": "review", "about": ENTRY, "filed_by": PERSON, "statement": "误记"}
    said |= {"relief": "撤销", "known_on": "2024-06-06", "last_day": "2024-06-14"}
    said |= {"filed_on": "2024-06-13", "edition": "nanyue@1", "decide_by": "2024-06-27"}
    return DisputeFiled.model_validate(said | {"terms": {"run": RUN}} | but)


def filed(*before: Any, on: str = "2024-06-13", by: str = PERSON, **but: Any) -> list[str]:
    return told(a_dispute(**but), *KNOWN, *before, on=on, by=by)


@pytest.mark.parametrize(
    ("but", "found"),
    [
        ({}, []),
        ({"filed_by": OTHER}, ["raised by"]),
        ({"subject": "officer:0013"}, ["raised by"]),
        ({"edition": "nanyue@2"}, ["to be decided by"]),
        ({"decide_by": "2024-06-28"}, ["to be decided by"]),
        ({"decide_by": "2024-06-26"}, ["to be decided by"]),
        ({"last_day": "2024-06-17"}, ["could come in until"]),
        ({"last_day": "2024-06-13"}, ["could come in until"]),
        ({"asserted_on": "2024-06-11", "last_day": "2024-06-18"}, []),
        ({"asserted_on": "2024-06-11"}, ["could come in until"]),
        ({"filed_on": "2024-06-12", "decide_by": "2024-06-26"}, []),
        ({"filed_on": "2024-06-14", "decide_by": "2024-06-28"}, ["raised on"]),
    ],
)
def test_a_dispute_is_raised_by_whose_it_is_in_time(but: dict[str, Any], found: list[str]) -> None:
    assert filed(**but) == found


def test_a_dispute_is_raised_by_its_last_day_as_much_as_by_today() -> None:
    assert filed(on="2024-06-14", filed_on="2024-06-14", decide_by="2024-06-28") == []
    late = {"filed_on": "2024-06-17", "decide_by": "2024-07-01"}
    assert filed(on="2024-06-30", **late) == ["raised on"]
    assert filed(by=OTHER) == ["raised by"]
    assert filed(by=OTHER, filed_by=OTHER) == ["raised by"]


LAW: Final[dict[str, Any]] = {"stage": "statutory_appeal", "about": {"run": "closed"}}
"""Against a decision within 15 days, at once within 30; decided within 60; all of the calendar."""


def test_the_window_is_another_where_no_decision_is_appealed_against() -> None:
    law = LAW | {"decide_by": "2024-08-12"}
    assert filed(**law, last_day="2024-07-06") == []
    assert filed(**law, last_day="2024-06-21") == ["could come in until"]
    assert filed(**law, last_day="2024-06-21", against=2) == []
    assert filed(**law, last_day="2024-07-06", against=2) == ["could come in until"]
    review = {"stage": "statutory_review", "within": "30", "decide_within": "30"}
    appeal = {"stage": "statutory_appeal", "within": "15", "decide_within": "60"}
    strict = [one | {"days": "calendar"} for one in (review, appeal)]
    never = an_edition(2, "2024-06-01", procedure={"disputes": strict})
    said = LAW | {"edition": "nanyue@2", "decide_by": "2024-08-12", "last_day": "2024-06-21"}
    assert filed(never, **said) == ["could come in until"]


OBJECTION: Final[dict[str, Any]] = {
    "stage": "objection",
    "filed_on": "2025-01-16",
    "known_on": "2025-01-10",
    "decide_by": "2025-02-06",
}
WINDOW, OPEN = {"last_day": "2025-01-17"}, {"last_day": "2025-01-23"}


def objected(*before: Any, **but: Any) -> list[str]:
    return told(a_dispute(**OBJECTION | but), *before, HERSELF, on="2025-01-16", by=PERSON)


def test_what_is_published_is_objected_to_as_long_as_it_is() -> None:
    longer = (*FROZEN, a_publication(closes_on="2025-01-23", working_days=9))
    run = {"about": {"run": "published"}}
    assert objected(*longer, **run, **OPEN) == []
    assert objected(*longer, **run, **WINDOW) == []
    assert objected(*FROZEN, **run, **OPEN) == ["could come in until"]
    assert objected(*longer, **OPEN) == ["could come in until"]
    asked = {"stage": "review", **run}
    assert objected(*longer, **asked, **OPEN) == ["could come in until"]
    assert objected(*longer, **asked, **WINDOW) == []


def test_what_leaders_gave_is_objected_to_as_long_as_it_is_published() -> None:
    said = {"bureau": NANYUE, "year": YEAR, "period": "Q4", "working_days": 9}
    said |= {"opens_on": "2025-01-13", "closes_on": "2025-01-23"}
    opened = EvaluationsOpened.model_validate(said)
    marks = {"about": {"marks": [1]}}
    assert objected(*BUREAU, opened, **marks, **OPEN) == []
    assert objected(*BUREAU, **marks, **OPEN) == ["could come in until"]
    assert objected(*BUREAU, opened, **OPEN) == ["could come in until"]


def _of(kind: type[Any], **said: Any) -> Any:
    return kind.model_validate({"bureau": NANYUE, "number": 1, "subject": ADA} | said)


ACCEPTED = _of(DisputeAccepted)
WITHDRAWN = _of(DisputeWithdrawn)
RAISED = (*KNOWN, a_dispute())
TAKEN_UP = (*RAISED, ACCEPTED)


def declined(ground: str = "nothing_to_decide") -> Any:
    return _of(DisputeDeclined, ground=ground, reason="已更正")


def heard(on: str = "2024-06-20") -> Any:
    return _of(DisputeHearingHeld, held_on=on, record="无异议")


@pytest.mark.parametrize("act", [ACCEPTED, declined(), heard()])
def test_only_others_go_on_with_a_dispute_that_waits(act: Any) -> None:
    assert told(act, *RAISED, by=OFFICE) == []
    assert told(act, *RAISED, by=PERSON) == ["acts"]
    assert told(act, *KNOWN, by=OFFICE) == ["dispute"]
    assert told(act, *RAISED, WITHDRAWN, by=OFFICE) == ["dispute"]


def test_a_dispute_is_taken_up_once_and_then_not_declined() -> None:
    for act in (ACCEPTED, declined()):
        assert told(act, *TAKEN_UP, by=OFFICE) == ["taken up"]
    assert told(heard(), *TAKEN_UP, by=OFFICE) == []


def test_what_came_in_in_time_is_not_declined_as_late() -> None:
    late = declined("out_of_time")
    assert told(late, *RAISED, by=OFFICE) == ["declined"]
    asserted = a_dispute(asserted_on="2024-06-11", last_day="2024-06-18")
    assert told(late, *KNOWN, asserted, by=OFFICE) == []
    assert told(declined(), *RAISED, by=OFFICE) == []


@pytest.mark.parametrize(
    ("on", "found"),
    [
        ("2024-06-12", ["held on"]),
        ("2024-06-13", []),
        ("2024-06-20", []),
        ("2024-06-21", ["held on"]),
    ],
)
def test_somebody_is_heard_once_the_dispute_has_come_in(on: str, found: list[str]) -> None:
    assert told(heard(on), *TAKEN_UP, by=OFFICE, on="2024-06-20") == found


def test_deciding_is_put_off_once_where_the_stage_allows_it() -> None:
    later = _of(DisputeExtended, decide_by="2024-09-11", reason="案情复杂")
    appeal = a_dispute(**LAW, decide_by="2024-08-12")
    waits = (*KNOWN, appeal, ACCEPTED)
    assert told(later, *waits, by=OFFICE, on="2024-08-12") == []
    other = later.model_copy(update={"decide_by": appeal.decide_by})
    assert told(other, *waits, by=OFFICE, on="2024-08-12") == ["to be decided by"]
    assert told(later, *waits, later, by=OFFICE, on="2024-08-12") == ["extended"]
    assert told(later, *TAKEN_UP, by=OFFICE, on="2024-06-27") == ["extended"]


def test_only_whose_it_is_takes_a_dispute_back() -> None:
    assert told(WITHDRAWN, *TAKEN_UP, by=PERSON) == []
    assert told(WITHDRAWN, *TAKEN_UP, by=OFFICE) == ["withdrawn by"]
    assert told(WITHDRAWN, *KNOWN, by=PERSON) == ["dispute"]
    assert told(WITHDRAWN, *TAKEN_UP, WITHDRAWN, by=PERSON) == ["dispute"]


def decided(outcome: str, *remedied: str) -> Any:
    said = {"ground": "第十二条", "document_no": "1号", "reason": "属实", "decided_by": OTHER}
    return _of(DisputeDecided, outcome=outcome, remedied=remedied, decided_on="2024-06-20", **said)


def test_what_was_taken_up_is_decided_once_and_put_right_or_upheld() -> None:
    entry = ENTRY["entries"][0]
    assert told(decided("upheld_original"), *TAKEN_UP) == []
    assert told(decided("varied", entry), *TAKEN_UP) == []
    assert told(decided("upheld_original", entry), *TAKEN_UP) == ["remedied"]
    assert told(decided("varied"), *TAKEN_UP) == ["remedied"]
    result = (*KNOWN, a_dispute(**LAW), ACCEPTED)
    assert told(decided("varied"), *result) == []
    for before in (KNOWN, RAISED, (*TAKEN_UP, WITHDRAWN)):
        assert told(decided("upheld_original"), *before) == ["decided"]


def test_a_unit_s_dispute_is_its_head_s() -> None:
    head = holds("unit-head", OTHER, ZG)
    unit = a_dispute(subject=ZG, filed_by=OTHER)
    assert told(unit, *BUREAU, head, by=OTHER, on="2024-06-13") == []
