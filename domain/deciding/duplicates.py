"""Is a claim refused because the same was claimed before, and what is found to be another award?"""

from __future__ import annotations

from collections.abc import Iterator

from domain import refusals as no
from domain.again import citing_the_same, claimed_again
from domain.claims.commands import Distinct, VerifyClaim
from domain.claims.facts import ClaimSubmitted, DistinctAwardHeld
from domain.journal.desk import Desk
from domain.vocabulary import case_ref


def refuse_again(desk: Desk, claim: ClaimSubmitted) -> None:
    """Not while something cites the same, and nobody decided what it is to this claim."""
    if others := tuple(claimed_again(desk, claim)):
        ref = case_ref(claim.bureau, claim.number)
        raise no.SameClaimedAlready(claim=ref, others=", ".join(others))


def held_distinct(
    desk: Desk, command: VerifyClaim, claim: ClaimSubmitted
) -> Iterator[DistinctAwardHeld]:
    """A fact of each that is found to be another award; it must be one that cites the same."""
    alike = citing_the_same(desk, claim, desk.claim(claim.bureau, claim.number))
    for one in command.distinct:
        other = _named(claim.bureau, one)
        if other not in alike:
            raise no.DistinctFromNothing(other=other, claim=case_ref(claim.bureau, claim.number))
        yield DistinctAwardHeld(
            bureau=claim.bureau,
            number=claim.number,
            subject=str(claim.subject),
            other=other,
            reason=one.reason,
        )


def _named(bureau: str, one: Distinct) -> str:
    """One of the two; where both are named, or neither, nothing is."""
    if (one.claim is None) == (one.entry is None):
        return "-"
    return one.entry or case_ref(bureau, one.claim or 0)
