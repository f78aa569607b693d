"""May the office record an award itself after the last day on which it could be claimed?"""

from __future__ import annotations

from datetime import date
from typing import Any

from domain.accounts.commands import ConferCommendation
from domain.accounts.facts import CommendationConferred, LateEntryRecorded
from tests.domain.awarding import act
from tests.domain.cast import ADA, DIGEST, NANYUE
from tests.domain.claimants import ME, role

DESK = (role("recorder").model_copy(update={"start": date(2024, 1, 1)}),)
LAST, AFTER = date(2024, 3, 19), date(2024, 3, 20)
"""Ten working days after the document, which is of 5 March, and the day after them."""
WHY = "上级通报迟至三月底送达"


def commendation(**but: Any) -> ConferCommendation:
    said: dict[str, Any] = {"bureau": NANYUE, "subject": ADA, "item": "C1", "level": "municipal"}
    said |= {"effective_on": "2024-03-05", "reason": "先进个人", "evidence": (DIGEST,)}
    return ConferCommendation.model_validate(said | but)


def test_the_window_is_the_claims_and_the_office_may_say_why_it_comes_late() -> None:
    assert len(act(commendation(), ME, *DESK, today=AFTER)[1]) == 1
    entry, late = act(commendation(late_reason=WHY), ME, *DESK, today=AFTER)[1]
    assert isinstance(entry, CommendationConferred)
    assert late == LateEntryRecorded(
        bureau=NANYUE, year=2024, subject=ADA, number=entry.number, last_day=LAST, reason=WHY
    )
