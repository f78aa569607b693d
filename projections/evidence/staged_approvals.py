"""Was an award checked, verified and approved by three others, and granted as it was claimed?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from itertools import combinations
from typing import Any, Final, LiteralString, get_args

import psycopg

from domain.access.roles import OWNER, Permission, allows
from domain.accounts.facts import EntryReversed, ItemGranted
from domain.again import claimed_again
from domain.claims.facts import (
    ClaimChecked,
    ClaimRejected,
    ClaimSubmitted,
    ClaimVerified,
    ClaimWithdrawn,
)
from domain.claims.state import ClaimState, linked_alike
from domain.claims.vocabulary import said_in_clear
from domain.corrected import last_of
from domain.journal.citing import CITATIONS, TOPICS, citations, citing
from domain.journal.log import Log
from domain.journal.looking import Desks, shut
from domain.journal.names import NAME_OF
from domain.vocabulary import share_of
from projections.evidence.approvals import (
    Before,
    Difference,
    Row,
    claim_named,
    day_of,
    of_claim,
    of_digest,
)
from projections.evidence.findings import listed

_KEYS: Final = {"actor", "claim", "digest", "role", "stage"}
_STAGES: Final[dict[str, Permission]] = {
    "check": "check",
    "verify": "verify",
    "approve": "approve",
}
_STEPS: Final = {"check": NAME_OF[ClaimChecked], "verify": NAME_OF[ClaimVerified]}
_STEP: Final[LiteralString] = (
    "SELECT position, recorded_at, state FROM journal.facts"
    " WHERE stream_name = 'claim:' || %s AND topic = %s AND actor = %s AND role = %s"
    " AND position < %s ORDER BY position DESC LIMIT 1"
)
_TOLD: Final = ("item", "level", "quantity", "points", "effective_on", "document_no")


def of_award(
    conn: psycopg.Connection[Any], rows: list[Row], before: list[Before]
) -> Iterator[Difference]:
    """What of the three approvals, their persons and the entries granted does not hold."""
    first, *_ = rows
    *_, now = before
    claim, approvals = claim_named(conn, first), first.approved
    if claim is None or not _staged(approvals):
        yield "approvals", "check, verify, approve", first.approvals
        return
    *steps, last = approvals
    if len({(said["claim"], said["digest"]) for said in approvals}) > 1:
        yield "approvals", "of one claim", first.approvals
    yield from of_claim(conn, rows, last)
    yield from of_digest(first, last["digest"])
    for said in steps:
        yield from _of_step(conn, rows, claim, said)
    yield from _of_link(rows, claim, now)
    yield from _of_roles(first, claim, last, before)
    yield from _of_persons(first, approvals, now)
    yield from _claimed_again(conn, first, claim)
    yield from _other_than_awarded(claim, rows, now)


def _staged(approvals: list[dict[str, str]]) -> bool:
    """Three approvals in their order, whatever stands in their place."""
    whole = [said["stage"] for said in approvals if said.keys() == _KEYS]
    return whole == list(_STAGES) and len(approvals) == len(_STAGES)


def _of_step(
    conn: psycopg.Connection[Any], rows: list[Row], claim: ClaimSubmitted, said: dict[str, str]
) -> Iterator[Difference]:
    """A step was recorded before, by who held a role for it then."""
    first, *_ = rows
    stage, topic = said["stage"], _STEPS[said["stage"]]
    asked = (said["claim"], topic, said["actor"], said["role"], first.of)
    row = conn.execute(_STEP, asked).fetchone()
    if row is None:
        yield f"the step {stage}", f"by {said['actor']} ({said['role']})", "no such step"
        return
    position, recorded_at, state = row
    day = day_of(recorded_at)
    then = Before(conn, position, day, rows)
    # Whoever verifies sees the link; the first check may have come before it.
    seen = Before(conn, first.of, day, rows) if stage == "verify" else then
    digest = seen.desk.claim(claim.bureau, claim.number).digest
    if (told := json.loads(state)["digest"]) != digest:
        yield f"what was seen to {stage}", digest, told
    over = ((str(claim.subject), day),)
    held = allows(said["role"], _STAGES[stage]) and then.holds(said["actor"], said["role"], over)
    if said["role"] != OWNER and not held:
        expected = f"{said['actor']} holds {said['role']}, which may {stage}"
        yield f"the step {stage}", expected, "no such grant then"


def _of_roles(
    first: Row, claim: ClaimSubmitted, last: dict[str, str], before: list[Before]
) -> Iterator[Difference]:
    """Who claimed might speak for the subject, and who approved for all whom it names."""
    document = date.fromisoformat(said_in_clear(claim.content)["effective_on"])
    own = ((str(claim.subject), document),)
    claims = allows(first.role, "own") and any(
        one.holds(first.actor, first.role, own) for one in before
    )
    if first.role != OWNER and not claims:
        yield "role", f"{first.actor} holds {first.role}", "no such grant then"
    approves = allows(last["role"], "approve") and any(
        one.holds(last["actor"], last["role"]) for one in before
    )
    if last["role"] != OWNER and not approves:
        expected = f"{last['actor']} holds {last['role']}, which approves"
        yield "approver's role", expected, "no such grant then"


def _of_persons(first: Row, approvals: list[dict[str, str]], now: Before) -> Iterator[Difference]:
    """Four persons; whom it is for is none of the three who let it through."""
    hands = {"proposer": first.actor} | {said["stage"]: said["actor"] for said in approvals}
    for (one, his), (other, hers) in combinations(hands.items(), 2):
        if same := now.persons(his) & now.persons(hers):
            yield f"{one} and {other}", "two persons", listed(same)
    for stage in _STAGES:
        if about := now.persons(hands[stage]) & now.beneficiaries:
            yield f"{stage} and beneficiary", "two persons", listed(about)


def _claimed_again(
    conn: psycopg.Connection[Any], first: Row, claim: ClaimSubmitted
) -> Iterator[Difference]:
    """Nothing of its beneficiaries cited the same then, but what somebody had decided about."""
    # What it came to itself is in no account yet, so that its own entries are none of them.
    found = conn.execute(CITATIONS, (TOPICS, claim.bureau, first.of)).fetchall()
    rows = [(topic, bytes(state)) for topic, state in found]
    log = Log(
        head=first.of, select=lambda *_: (), citing=lambda cited: citing(citations(rows), cited)
    )
    desk = Desks(conn, day_of(first.recorded_at), first.of, shut, log)()
    if desk.claim(claim.bureau, claim.number).award is None:
        return
    if others := tuple(claimed_again(desk, claim)):
        yield "what cites the same", "nothing, or linked, or found distinct", listed(others)


def _other_than_awarded(
    claim: ClaimSubmitted, rows: list[Row], now: Before
) -> Iterator[Difference]:
    """Each of those named has one entry, as it was claimed and linked; nobody else has any."""
    said, state = said_in_clear(claim.content), now.desk.claim(claim.bureau, claim.number)
    shares = _shares(claim, said)
    granted = [row for row in rows if isinstance(row.fact, get_args(ItemGranted))]
    new = [row for row in granted if row.fact.corrects is None]  # type: ignore[union-attr]
    named = sorted(str(json.loads(row.state)["subject"]) for row in new)
    if named != sorted(shares):
        yield "awarded", listed(shares), listed(named)
        return
    for row in new:
        yield from _otherwise(said, shares, state, json.loads(row.state))
    undone = any(isinstance(row.fact, EntryReversed) for row in rows)
    if undone and state.link is None:
        yield "corrected", "nothing: the claim is not linked", "entries of others"


def _of_link(rows: list[Row], claim: ClaimSubmitted, now: Before) -> Iterator[Difference]:
    """Each claim that it was linked with is linked so still, and its entries were split so."""
    link = now.desk.claim(claim.bureau, claim.number).link
    for number in link.claims if link else ():
        ended = now.desk.claim(claim.bureau, number).ended
        if not isinstance(ended, ClaimRejected | ClaimWithdrawn):
            yield from _of_linked(rows, claim, number, now)


def _of_linked(
    rows: list[Row], claim: ClaimSubmitted, number: int, now: Before
) -> Iterator[Difference]:
    """The claim itself is among those that it is linked with, and has no entry yet."""
    link = now.desk.claim(claim.bureau, claim.number).link
    other = now.desk.claim(claim.bureau, number)
    if not linked_alike(one=link, other=other.link):
        yield f"link of claim {number}", f"as of claim {claim.number}", other.link
    elif other.submitted is not None:
        yield from _of_split(rows, other, now)


def _of_split(rows: list[Row], other: ClaimState, now: Before) -> Iterator[Difference]:
    """What was granted earlier was corrected to the part that the link gives it."""
    assert other.submitted is not None and other.link is not None, "it was looked at"
    said, part = said_in_clear(other.submitted.content), share_of(other.link.share)
    shares = _shares(other.submitted, said)
    standing = {last_of(now.desk, ref) for ref in other.entries}
    for row in rows:
        fact = json.loads(row.state)
        if fact.get("corrects") not in standing or fact["subject"] not in shares:
            continue
        wanted = (share_of(shares[fact["subject"]]) * part, other.link.merit)
        told = (share_of(fact.get("share")), fact.get("merit"))
        if told != wanted:
            yield f"corrected {fact['corrects']}", wanted, told


def _shares(claim: ClaimSubmitted, said: dict[str, Any]) -> dict[str, Any]:
    """Whom an award names, and the share of each."""
    shares = {str(claim.subject): said["share"]}
    return shares | {other["subject"]: other["share"] for other in said["others"]}


def _otherwise(
    said: dict[str, Any], shares: dict[str, Any], state: ClaimState, fact: dict[str, Any]
) -> Iterator[Difference]:
    part = share_of(state.link.share if state.link else None)
    wanted = {name: said[name] for name in _TOLD}
    wanted["merit"] = state.link.merit if state.link else said["merit"]
    wanted["share"] = share_of(shares[fact["subject"]]) * part
    wanted["evidence"] = list(state.evidence)
    told: dict[str, Any] = {name: fact.get(name) for name in wanted}
    told["share"] = share_of(fact.get("share"))
    for name in sorted(wanted):
        if (wanted[name] or None) != (told[name] or None):
            yield f"claimed {name}", wanted[name], told[name]
