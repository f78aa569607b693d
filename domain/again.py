"""What cites the same as a claim, for the same beneficiary, and is nobody's decision yet?

Asked of the facts alone, so that an audit answers it as the decision did.
"""

from __future__ import annotations

from collections.abc import Iterator

from domain.accounts.facts import BonusAwarded, CommendationConferred
from domain.claims.facts import ClaimSubmitted
from domain.claims.state import ClaimState, linked_alike, named_in
from domain.claims.vocabulary import said_in_clear
from domain.corrected import last_of
from domain.journal.citing import Cited
from domain.journal.desk import Desk
from domain.vocabulary import case_ref, entry_key


def claimed_again(desk: Desk, claim: ClaimSubmitted) -> Iterator[str]:
    """The waiting claims and standing entries of a beneficiary of the claim that cite the same
    document or evidence; but what is linked with it, has its merit, or is another award."""
    state = desk.claim(claim.bureau, claim.number)
    alike = citing_the_same(desk, claim, state)
    decided = _decided(desk, claim, state, alike)
    for ref in alike:
        if ref not in decided and _is_of(desk, claim, state, ref):
            yield ref


def citing_the_same(desk: Desk, claim: ClaimSubmitted, state: ClaimState) -> tuple[str, ...]:
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
        found |= {last_of(desk, entry) for entry in entries}
    return frozenset(found)


def _number(ref: str) -> int:
    return int(ref.rpartition("/")[2])


def _is_of(desk: Desk, claim: ClaimSubmitted, state: ClaimState, ref: str) -> bool:
    """Is it a claim that waits, or an entry that stands, upwards, for one of the same, and no part
    of the same merit?"""
    whom, merit = named_in(claim), _merit(claim, state)
    if "#" not in ref:
        other = desk.claim(claim.bureau, _number(ref))
        said = other.submitted
        return (
            said is not None
            and other.ended is None
            and not whom.isdisjoint(named_in(said))
            and (merit is None or merit != _merit(said, other))
        )
    key, number = entry_key(ref)
    account = desk.account(*key)
    # In a log that was tampered with, a fact may name an account that it is not in.
    entry = next((entry for entry in account.entries if entry.number == number), None)
    return (
        isinstance(entry, BonusAwarded | CommendationConferred)
        and key.subject in whom
        and number not in account.reversed
        and (merit is None or merit != entry.merit)
    )


def _merit(claim: ClaimSubmitted, state: ClaimState) -> str | None:
    """As linked, or as it said."""
    return state.link.merit if state.link else said_in_clear(claim.content)["merit"]
