"""Which acts on a quarter, a risk, a remediation does the audit let pass, which does it name?"""

from __future__ import annotations

from typing import Any

import pytest

from domain.packs.facts import PackIssued
from domain.quarters.facts import QuarterOpened
from domain.risks.facts import RiskChecked
from tests.domain.cast import ADA, BUREAU, NANYUE, YEAR, ZG, an_edition, its_reversal
from tests.domain.managed import (
    HEAD,
    LOSS,
    LOST,
    OFFICE,
    PERSON,
    a_briefing,
    a_freeze,
    a_remediation,
    a_report,
    a_return,
    a_verification,
    an_assessment,
    an_explanation,
    an_extension,
)
from tests.evidence.acting import holds, told

HEADS = holds("unit-head", HEAD, ZG)
HERSELF = holds("officer", PERSON, ADA)


def test_the_head_himself_explains_his_unit_s_loss() -> None:
    assert told(an_explanation(), HEADS, by=HEAD) == []
    both = (holds("officer", HEAD, "officer:0013"), holds("unit-head", HEAD, ZG, 2))
    assert told(an_explanation(), *both, by=HEAD) == []
    assert told(an_explanation(), HEADS) == ["speaks"]
    assert told(an_explanation(), HEADS, role="owner") == []
    only_records = holds("recorder", OFFICE, ZG)
    assert told(an_explanation(), only_records, by=OFFICE) == ["speaks"]
    above = holds("unit-head", HEAD, "unit:ju")
    assert told(an_explanation(), above, by=HEAD) == ["speaks"]
    assert told(an_explanation(), HEADS, by=HEAD, on="2023-12-31") == ["speaks"]


def begun(on: str) -> QuarterOpened:
    return QuarterOpened.model_validate(
        {"bureau": NANYUE, "year": YEAR, "quarter": 1, "effective_on": on}
    )


@pytest.mark.parametrize(
    ("on", "today", "found"),
    [
        ("2023-12-31", "2024-01-09", ["opened on"]),
        ("2024-01-01", "2024-01-09", []),
        ("2024-01-09", "2024-01-09", []),
        ("2024-01-10", "2024-01-09", ["opened on"]),
    ],
)
def test_a_quarter_is_opened_from_its_first_day_on(on: str, today: str, found: list[str]) -> None:
    assert told(begun(on), on=today) == found


def test_a_quarter_is_opened_once() -> None:
    assert told(begun("2024-01-09"), begun("2024-01-08")) == ["opened"]


def a_pack() -> PackIssued:
    said: dict[str, Any] = {"bureau": NANYUE, "year": YEAR, "quarter": 4, "number": 1}
    said |= {"unit": "zg", "leader": "0101", "known": 9, "as_of": "2024-12-31"}
    said |= {"digest": "sha256:" + "5a" * 32, "edition": "nanyue@1"}
    return PackIssued.model_validate(said)


@pytest.mark.parametrize(
    ("today", "found"), [("2025-01-07", ["quarter closes"]), ("2025-01-08", [])]
)
def test_a_quarter_that_the_rules_close_is_not_frozen_before(today: str, found: list[str]) -> None:
    """31 December 2024 is worked, New Year's Day is free, and so is the first weekend."""
    ruled = an_edition(procedure={"quarter_closes": "5"})
    assert told(a_freeze(quarter=4), ruled, on=today) == found
    assert told(a_pack(), ruled, on=today) == found


def test_where_the_rules_name_no_day_a_quarter_closes_when_it_is_over() -> None:
    assert told(a_freeze(quarter=4), an_edition(), on="2025-01-01") == []
    assert told(a_freeze(quarter=4), an_edition(), on="2024-12-31") == ["quarter closes"]
    assert told(a_briefing(held_on="2024-04-01"), *BUREAU, a_freeze()) == []
    assert told(a_briefing(held_on="2024-03-31"), *BUREAU, a_freeze()) == ["held on"]


@pytest.mark.parametrize(
    ("held_on", "today", "found"),
    [
        ("2024-04-07", "2024-04-12", ["held on"]),
        ("2024-04-08", "2024-04-12", []),
        ("2024-04-12", "2024-04-12", []),
        ("2024-04-13", "2024-04-12", ["held on"]),
    ],
)
def test_a_briefing_is_held_once_the_quarter_is_closed(
    held_on: str, today: str, found: list[str]
) -> None:
    ruled = an_edition(procedure={"quarter_closes": "5"})
    held = a_briefing(held_on=held_on)
    assert told(held, ruled, a_freeze(), on=today) == found


def test_a_briefing_goes_once_through_what_is_frozen_and_explained() -> None:
    held, frozen = a_briefing(), a_freeze(LOST)
    assert told(held, *BUREAU) == ["briefing"]
    known = (*BUREAU, LOSS, frozen)
    assert told(held, *known) == ["losses explained"]
    assert told(held, *known, an_explanation()) == []
    assert told(held, *known, its_reversal(LOSS)) == []
    assert told(held, *known, an_explanation(), held) == ["briefing"]


@pytest.mark.parametrize(
    ("but", "found"),
    [
        ({}, []),
        ({"total": 15}, ["grade"]),
        ({"check_every": 20}, ["grade"]),
        ({"edition": "nanyue@2"}, ["grade"]),
        ({"grade": "medium"}, ["grade"]),
        ({"current_state": 3, "total": 15}, []),
        ({"current_state": 2, "total": 14, "grade": "medium", "check_every": 20}, []),
        ({"current_state": 2, "total": 14}, ["grade"]),
        ({"assessed_on": "2024-06-30"}, []),
        ({"assessed_on": "2024-07-01"}, ["assessed on"]),
    ],
)
def test_a_risk_is_graded_by_the_matrix_of_its_day(but: dict[str, Any], found: list[str]) -> None:
    assert told(an_assessment(**but), *BUREAU, on="2024-06-30") == found


def test_a_risk_is_assessed_in_its_year() -> None:
    before = an_edition(effective_from="2023-01-01")
    assert told(an_assessment(assessed_on="2023-12-31"), before) == ["assessed on"]
    assert told(an_assessment(assessed_on="2025-01-02"), before) == ["assessed on"]


@pytest.mark.parametrize(
    ("on", "found"),
    [
        ("2024-01-07", ["checked on"]),
        ("2024-01-08", []),
        ("2024-12-31", []),
        ("2025-01-01", ["checked on"]),
    ],
)
def test_a_risk_is_checked_once_assessed_in_its_year(on: str, found: list[str]) -> None:
    checked = RiskChecked.model_validate(
        {
            "bureau": NANYUE,
            "year": YEAR,
            "indicator": "T1",
            "unit": "zg",
            "checked_on": on,
            "finding": "sound",
        }
    )
    again = an_assessment(assessed_on="2024-12-31")
    assert told(checked, an_assessment(), again, on="2025-01-01") == found
    assert told(checked) == ["checked on"]
    assert told(checked, an_assessment(), on="2024-01-07") == ["checked on"]
    assert told(checked, an_assessment(), on=on) == found


def test_who_answers_for_it_reports_it_while_it_is_open() -> None:
    opened = (HEADS, HERSELF, a_remediation())
    for who in (HEAD, PERSON):
        assert told(a_report(reporter=who), *opened, by=who) == []
        assert told(a_report(reporter=OFFICE), *opened, by=who) == ["reporter"]
    assert told(a_report(reporter=OFFICE), *opened, by=OFFICE) == ["reporter"]
    assert told(a_report(reporter="local:root"), *opened, by="local:root", role="owner") == []
    assert told(a_report(reporter=HEAD), *opened, by="local:root", role="owner") == ["reporter"]
    assert told(a_report(reporter=HEAD), HEADS, by=HEAD) == ["reported"]
    again = (*opened, a_report())
    assert told(a_report(reporter=HEAD), *again, by=HEAD) == ["reported"]
    assert told(a_report(reporter=HEAD), *again, a_return(), by=HEAD) == []
    assert told(a_report(reporter=HEAD), *again, a_verification(), by=HEAD) == ["reported"]


def test_where_evidence_is_asked_for_it_is_reported_with() -> None:
    asked = (HEADS, a_remediation(evidence="required"))
    assert told(a_report(reporter=HEAD), *asked, by=HEAD) == ["evidence"]
    with_it = a_report(reporter=HEAD, evidence=["sha256:" + "5a" * 32])
    assert told(with_it, *asked, by=HEAD) == []


@pytest.mark.parametrize("found", [a_verification(), a_return()])
def test_another_than_who_put_it_right_verifies_what_was_reported(found: Any) -> None:
    opened = (HEADS, HERSELF, a_remediation())
    done = (*opened, a_report(reporter=HEAD))
    assert told(found, *done, by=OFFICE) == []
    assert told(found, *done, by=HEAD) == ["verifier"]
    assert told(found, *done, by=PERSON) == ["verifier"]
    assert told(found, *opened, by=OFFICE) == ["verified"]
    assert told(found, by=OFFICE) == ["verified"]
    assert told(found, *done, a_verification(), by=OFFICE) == ["verified"]
    assert told(found, *done, a_return(), by=OFFICE) == ["verified"]


@pytest.mark.parametrize(
    ("due_on", "effective_on", "found"),
    [
        ("2025-08-01", "2025-07-31", []),
        ("2025-07-31", "2025-07-31", ["due on"]),
        ("2025-08-29", "2025-08-01", ["due on"]),
    ],
)
def test_the_due_day_is_put_off_before_it_has_passed(
    due_on: str, effective_on: str, found: list[str]
) -> None:
    later = an_extension(due_on=due_on, effective_on=effective_on)
    opened = a_remediation(due_on="2025-07-31")
    assert told(later, opened) == found
    assert told(later, opened, a_report(), a_return()) == found
    assert told(later, opened, a_report()) == ["due on"]
    assert told(later) == ["due on"]
