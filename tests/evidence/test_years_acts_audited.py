"""Which acts on a year or an award's claim does the audit let pass, and which does it name?"""

from __future__ import annotations

from typing import Any, Final

import pytest

from domain.claims.facts import AwardClaimed, EvidenceAdded
from domain.years.facts import YearPublished
from tests.domain.cast import ADA, BUREAU, DIGEST, NANYUE, YEAR, an_edition
from tests.domain.year_acts import FROZEN, PUBLISHED, a_closing
from tests.evidence.acting import told

RUN: Final = {"position": 9, "as_of": "2024-12-31", "edition": "nanyue@1", "digest": DIGEST}


def a_publication(**but: Any) -> YearPublished:
    said = {"bureau": NANYUE, "year": YEAR, "run": RUN, "opens_on": "2025-01-13"}
    return YearPublished.model_validate(said | {"closes_on": "2025-01-17", "working_days": 5} | but)


def test_a_year_is_published_once_after_the_freeze() -> None:
    assert told(a_publication(), *FROZEN) == []
    assert told(a_publication(), *BUREAU) == ["published"]
    assert told(a_publication(), *PUBLISHED) == ["published"]


@pytest.mark.parametrize(
    ("but", "found"),
    [
        ({"working_days": 4, "closes_on": "2025-01-16"}, ["published for"]),
        ({"working_days": 6, "closes_on": "2025-01-20"}, []),
        ({"closes_on": "2025-01-16"}, ["published until"]),
        ({"closes_on": "2025-01-18"}, ["published until"]),
    ],
)
def test_it_is_published_for_as_long_as_said(but: dict[str, Any], found: list[str]) -> None:
    assert told(a_publication(**but), *FROZEN) == found


def test_by_the_edition_of_its_last_day() -> None:
    longer = an_edition(2, "2024-12-31", procedure={"publication": "6"})
    assert told(a_publication(), *FROZEN, longer) == ["published for"]
    later = an_edition(2, "2025-01-01", procedure={"publication": "6"})
    assert told(a_publication(), *FROZEN, later) == []


def test_a_year_is_closed_once_after_its_publication_or_by_a_waiver() -> None:
    closing = a_closing(*PUBLISHED)
    assert told(closing, *PUBLISHED, on="2025-01-18") == []
    assert told(closing, *PUBLISHED, on="2025-01-17") == ["closed"]
    waived = closing.model_copy(update={"waived": "无人异议"})
    assert told(waived, *PUBLISHED, on="2025-01-17") == []
    assert told(closing, *FROZEN, on="2025-01-18") == ["closed"]
    assert told(closing, *PUBLISHED, closing, on="2025-01-18") == ["closed"]


def an_award(**but: Any) -> AwardClaimed:
    """Claimed on 11 March 2024, a Monday: fifteen working days later it is 1 April."""
    said = {"bureau": NANYUE, "number": 1, "subject": ADA, "role": "officer"}
    said |= {"edition": "nanyue@1", "claimed_on": "2024-03-11", "evidence_until": "2024-04-01"}
    return AwardClaimed.model_validate(said | but)


@pytest.mark.parametrize(
    ("but", "today", "found"),
    [
        ({}, "2024-03-11", []),
        ({}, "2024-03-10", ["claimed on"]),
        ({"claim_until": "2024-03-11"}, "2024-06-30", []),
        ({"claim_until": "2024-03-10"}, "2024-06-30", ["claimed on"]),
        ({"claim_until": "2024-06-30"}, "2024-03-10", ["claimed on"]),
        ({"evidence_until": "2024-04-02"}, "2024-06-30", ["evidence until"]),
        ({"evidence_until": "2024-03-29"}, "2024-06-30", ["evidence until"]),
    ],
)
def test_an_award_is_claimed_and_proven_in_time(
    but: dict[str, Any], today: str, found: list[str]
) -> None:
    assert told(an_award(**but), an_edition(), on=today) == found


def test_evidence_has_its_days_from_the_one_after_the_claim() -> None:
    """New Year's Day is free."""
    said = {"claimed_on": "2023-12-29", "edition": "nanyue@1"}
    ruled = an_edition(effective_from="2023-01-01", procedure={"evidence_within": "1"})
    assert told(an_award(**said, evidence_until="2024-01-02"), ruled) == []
    assert told(an_award(**said, evidence_until="2023-12-29"), ruled) == ["evidence until"]


@pytest.mark.parametrize(
    ("added_on", "late", "found"),
    [
        ("2024-04-01", False, []),
        ("2024-04-01", True, ["evidence"]),
        ("2024-04-02", True, []),
        ("2024-04-02", False, ["evidence"]),
        ("2024-04-30", True, []),
        ("2024-05-01", True, ["evidence"]),
    ],
)
def test_late_evidence_is_said_to_be_late(added_on: str, late: bool, found: list[str]) -> None:
    said = {"bureau": NANYUE, "number": 1, "subject": ADA, "evidence": [DIGEST]}
    added = EvidenceAdded.model_validate(said | {"added_on": added_on, "late": late})
    assert told(added, an_award(), on="2024-04-30") == found
    assert told(added, on="2024-04-30") == ["evidence"]
