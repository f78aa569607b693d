"""May the office record an award itself after the last day on which it could be claimed?"""

from __future__ import annotations

from datetime import date
from typing import Any

from domain import refusals as no
from domain.accounts.commands import AwardBonus, ConferCommendation
from domain.accounts.facts import CommendationConferred, LateEntryRecorded
from domain.claims.commands import ApproveClaim
from domain.claims.facts import ClaimSubmitted
from tests.domain.awarding import act, refused
from tests.domain.cast import ADA, DIGEST, NANYUE, an_edition
from tests.domain.claimants import CHECKER, ME, role

DESK = (role("recorder").model_copy(update={"start": date(2024, 1, 1)}),)
LAST, AFTER = date(2024, 3, 19), date(2024, 3, 20)
"""Ten working days after the document, which is of 5 March, and the day after them."""
WHY = "上级通报迟至三月底送达"


def commendation(**but: Any) -> ConferCommendation:
    said: dict[str, Any] = {"bureau": NANYUE, "subject": ADA, "item": "C1", "level": "municipal"}
    said |= {"effective_on": "2024-03-05", "reason": "先进个人", "evidence": (DIGEST,)}
    return ConferCommendation.model_validate(said | but)


def test_it_is_in_time_until_the_last_day_and_then_the_office_says_why() -> None:
    assert refused(commendation(), ME, *DESK, today=LAST) is None
    assert refused(commendation(), ME, *DESK, today=AFTER) is no.EntryTooLate
    entry, late = act(commendation(late_reason=WHY), ME, *DESK, today=AFTER)[1]
    assert isinstance(entry, CommendationConferred)
    assert late == LateEntryRecorded(
        bureau=NANYUE, year=2024, subject=ADA, number=entry.number, last_day=LAST, reason=WHY
    )


def test_what_was_asked_for_in_time_is_approved_afterwards() -> None:
    bounded = an_edition(items={"C1": {"claim_within": "10"}}, alone={"points": "1"})
    before = (bounded.model_copy(update={"version": 2}), *DESK)
    claim = act(commendation(), ME, *before, today=LAST)[1][0]
    assert isinstance(claim, ClaimSubmitted)
    seen = ApproveClaim(bureau=NANYUE, number=claim.number, digest=claim.digest)
    assert refused(seen, CHECKER, *before, claim, today=date(2024, 4, 30)) is None


def test_an_item_without_such_a_window_may_be_recorded_at_any_time() -> None:
    bonus = AwardBonus.model_validate(
        {"bureau": NANYUE, "subject": ADA, "item": "W1", "points": "1"}
        | {"effective_on": "2024-03-05", "reason": "专项"}
    )
    assert refused(bonus, ME, *DESK, today=date(2024, 12, 30)) is None
