"""What does the approval of a claimed award grant, and does whoever approves reach all of that?"""

from __future__ import annotations

from collections.abc import Sequence

from domain import refusals as no
from domain.access.roles import OWNER
from domain.claims.commands import ClaimAward
from domain.claims.facts import ClaimRejected, ClaimSubmitted, ClaimWithdrawn
from domain.claims.state import ClaimState, linked_alike
from domain.deciding.awards import Asked, grant_award
from domain.deciding.permits import not_permitted
from domain.journal.desk import Desk
from domain.journal.envelope import By
from domain.second import beneficiaries, persons, role_over, touched_by
from domain.vocabulary import case_ref
from domain.waiting import award_in


def grant(desk: Desk, asked: ClaimAward, state: ClaimState) -> None:
    """And what the link makes of the claims that were granted earlier."""
    claim = state.submitted
    assert claim is not None, "what is approved was submitted"
    others = state.link.claims if state.link else ()
    _refuse_linked_on(desk, claim, state, others)
    granted = [n for n in others if desk.claim(claim.bureau, n).entries]
    earlier = {number: award_in(desk, claim.bureau, number) for number in granted}
    grant_award(desk, Asked(asked, claim.bureau, claim.number), earlier)


def _refuse_linked_on(
    desk: Desk, claim: ClaimSubmitted, state: ClaimState, others: Sequence[int]
) -> None:
    """What the link makes of the others was seen as well: none was linked otherwise since."""
    for number in others:
        other = desk.claim(claim.bureau, number)
        ended = isinstance(other.ended, ClaimRejected | ClaimWithdrawn)
        if not ended and not linked_alike(state.link, other.link):
            ref = case_ref(claim.bureau, claim.number)
            raise no.LinkedOtherwiseSince(claim=ref, other=case_ref(claim.bureau, number))


def refuse_partial(desk: Desk, claim: ClaimSubmitted, role: str, by: By) -> None:
    """An award may name others: the approval reaches all whose accounts it changes, and nobody
    who had a hand in it is one of them."""
    ref = case_ref(claim.bureau, claim.number)
    touched = touched_by(desk, desk.facts)
    held = role_over(desk, claim.bureau, by.actor, lambda name: name == role, lambda: touched)
    if role != OWNER and held is None:
        raise not_permitted("approve", ref)
    state = desk.claim(claim.bureau, claim.number)
    hands = [by.actor, *(step.actor for step in (state.checked, state.verified) if step)]
    about = beneficiaries(desk, desk.facts)
    if own := about & frozenset().union(*(persons(desk, one) for one in hands)):
        raise no.ApproverIsBeneficiary(subject=", ".join(sorted(own)))
