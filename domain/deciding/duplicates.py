"""Was what a claim asks for claimed or granted already, for the same beneficiary?"""

from __future__ import annotations

from collections.abc import Iterator

from domain import refusals as no
from domain.accounts.facts import BonusAwarded, CommendationConferred
from domain.claims.commands import Distinct, VerifyClaim
from domain.claims.decisions import named_in
from domain.claims.facts import ClaimHeldDistinct, ClaimSubmitted
from domain.claims.state import ClaimState, linked_alike
from domain.claims.vocabulary import said_in_clear
from domain.deciding.awards import standing
from domain.journal.citing import Cited
from domain.journal.desk import Desk
from domain.vocabulary import case_ref, entry_key


def refuse_again(desk: Desk, claim: ClaimSubmitted) -> None:
    """Not while something cites the same, and nobody decided what it is to this claim."""
    if others := tuple(claimed_again(desk, claim)):
        ref = case_ref(claim.bureau, claim.number)
        raise no.SameClaimedAlready(claim=ref, others=", ".join(others))


def claimed_again(desk: Desk, claim: ClaimSubmitted) -> Iterator[str]:
    """The waiting claims and standing entries of a beneficiary of the claim that cite the same
    document or evidence; but what is linked with it, has its merit, or is another award."""
    state = desk.claim(claim.bureau, claim.number)
    alike = _citing_the_same(desk, claim, state)
    decided = _decided(desk, claim, state, alike)
    for ref in alike:
        if ref not in decided and _is_of(desk, claim, state, ref):
            yield ref


def held_distinct(
    desk: Desk, command: VerifyClaim, claim: ClaimSubmitted
) -> Iterator[ClaimHeldDistinct]:
    """A fact of each that is found to be another award; it must be one that cites the same."""
    alike = _citing_the_same(desk, claim, desk.claim(claim.bureau, claim.number))
    for one in command.distinct:
        other = _named(claim.bureau, one)
        if other not in alike:
            raise no.DistinctFromNothing(other=other, claim=case_ref(claim.bureau, claim.number))
        yield ClaimHeldDistinct(
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


def _citing_the_same(desk: Desk, claim: ClaimSubmitted, state: ClaimState) -> tuple[str, ...]:
    assert state.award is not None, "none but an award's claim is verified"
    # One that comes in at once makes this decision stale.
    desk.next_number("claim", claim.bureau)
    evidence = (*state.award.evidence, *(digest for e in state.added for digest in e.evidence))
    if state.award.document_no is None and not evidence:
        return ()
    own = frozenset({case_ref(claim.bureau, claim.number)})
    return desk.citing(Cited(claim.bureau, state.award.document_no, evidence, own))


def _decided(
    desk: Desk, claim: ClaimSubmitted, state: ClaimState, alike: tuple[str, ...]
) -> frozenset[str]:
    """What is linked with the claim or was found to be another award, by either of the two; and
    the entries that it came to."""
    own, found = case_ref(claim.bureau, claim.number), {one.other for one in state.distinct}
    for ref in alike:
        if "#" in ref:
            continue
        other = desk.claim(claim.bureau, _number(ref))
        if linked_alike(state.link, other.link) or own in (one.other for one in other.distinct):
            found.add(ref)
    for ref in tuple(found):
        entries = (ref,) if "#" in ref else desk.claim(claim.bureau, _number(ref)).entries
        found |= {_stands_as(desk, entry) for entry in entries}
    return frozenset(found)


def _number(ref: str) -> int:
    return int(ref.rpartition("/")[2])


def _stands_as(desk: Desk, ref: str) -> str:
    """The entry, or what it was corrected to since."""
    entry = standing(desk, ref)
    return ref if entry is None else f"{entry.bureau}/{entry.year}/{entry.subject}#{entry.number}"


def _is_of(desk: Desk, claim: ClaimSubmitted, state: ClaimState, ref: str) -> bool:
    """Is it a claim that waits, or an entry that stands, upwards, for one of the same, and no part
    of the same merit?"""
    whom, merit = named_in(claim), _merit(claim, state)
    if "#" not in ref:
        other = desk.claim(claim.bureau, _number(ref))
        waits = other.submitted is not None and other.ended is None
        if not waits or other.submitted is None or not whom & named_in(other.submitted):
            return False
        return merit is None or merit != _merit(other.submitted, other)
    key, number = entry_key(ref)
    if key.subject not in whom or number in desk.account(*key).reversed:
        return False
    entry = desk.account(*key).entries[number - 1]
    upwards = isinstance(entry, BonusAwarded | CommendationConferred)
    return upwards and (merit is None or merit != getattr(entry, "merit", None))


def _merit(claim: ClaimSubmitted, state: ClaimState) -> str | None:
    """As linked, or as it said."""
    return state.link.merit if state.link else said_in_clear(claim.content)["merit"]
