"""What of a second person's approval does not hold, by the facts as they stood before it?"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, Final, LiteralString
from zoneinfo import ZoneInfo

import psycopg

from domain.access.roles import OWNER, allows
from domain.claims.facts import ClaimApproved, ClaimSubmitted
from domain.claims.vocabulary import canonical
from domain.journal.looking import desk_over, read_shut
from domain.journal.names import NAME_OF, Fact
from domain.second import Touched, beneficiaries, persons, role_over, touched_by
from projections.evidence.deciders import Undone, remedied
from projections.evidence.findings import listed

ROWS: Final[LiteralString] = """
SELECT f.position, f.recorded_at, f.topic, f.state, f.actor, f.role, f.approvals,
       c.first_position, c.last_position, c.command
  FROM journal.facts AS f
  LEFT JOIN LATERAL (
      SELECT * FROM journal.commands WHERE last_position >= f.position
       ORDER BY last_position, first_position LIMIT 1) AS c ON c.first_position <= f.position
"""
"""Each fact with the command that it answers; whoever asks says which facts, and in which order."""
_ZONE: Final = ZoneInfo("Asia/Shanghai")
_OF_CLAIM: Final[LiteralString] = (
    "SELECT position, topic, state, actor, role FROM journal.facts"
    " WHERE stream_name = 'claim:' || %s AND topic = %s"
)


@dataclass(frozen=True)
class Row:
    position: int
    recorded_at: datetime
    topic: str
    state: bytes
    actor: str
    role: str
    approvals: str
    first_position: int | None
    last_position: int | None
    command: bytes | None

    @property
    def of(self) -> int:
        """The command that it answers, or itself alone."""
        return self.first_position or self.position

    @cached_property
    def fact(self) -> Fact:
        return read_shut(self.topic, self.state)

    @cached_property
    def approved(self) -> list[dict[str, str]]:
        """The approvals that it names; whatever stands there and is none has no parts."""
        try:
            named = json.loads(self.approvals)
        except ValueError:
            named = self.approvals
        told = named if isinstance(named, list) else [named]
        return [one if _is_approval(one) else {} for one in told]


def _is_approval(one: object) -> bool:
    """Nobody's name, no claim and no digest holds what cannot be printed."""
    return isinstance(one, dict) and all(
        isinstance(part, str) and part.isprintable() for part in one.values()
    )


def day_of(at: datetime) -> date:
    return at.astimezone(_ZONE).date()


class Before:
    """The ledger as it stood before a command, on a day."""

    def __init__(
        self, conn: psycopg.Connection[Any], position: int, day: date, rows: list[Row]
    ) -> None:
        self.desk = desk_over(conn, day, position)
        self._facts = [row.fact for row in rows]
        first, *_ = self._facts
        self.bureau = str(getattr(first, "bureau", ""))

    def holds(self, principal: str, role: str, touched: tuple[Touched, ...] | None = None) -> bool:
        """Did he hold that role over all that the command touches, or that is named?"""
        held = role_over(
            self.desk,
            self.bureau,
            principal,
            lambda name: name == role,
            lambda: touched_by(self.desk, self._facts) if touched is None else touched,
        )
        return held is not None

    def persons(self, principal: str) -> frozenset[str]:
        return persons(self.desk, principal)

    @property
    def beneficiaries(self) -> frozenset[str]:
        return beneficiaries(self.desk, self._facts)


Difference = tuple[str, object, object]


def of_approval(
    conn: psycopg.Connection[Any],
    rows: list[Row],
    said: dict[str, str],
    before: list[Before],
) -> Iterator[Difference]:
    """What of the approval does not hold: its claim, its digest, the three persons, the role."""
    first, *_ = rows
    approver, role = said["actor"], said["role"]
    yield from of_claim(conn, rows, said)
    yield from of_digest(first, said["digest"])
    held = allows(role, "approve") and any(one.holds(approver, role) for one in before)
    if role != OWNER and not held:
        yield "approver's role", f"{approver} holds {role}, which approves", "no such grant then"
    *_, now = before
    if same := now.persons(approver) & now.persons(first.actor):
        yield "approver", f"another than {first.actor}", listed(same)
    for whose, who in (("approver", approver), ("proposer", first.actor)):
        if about := now.persons(who) & now.beneficiaries:
            yield f"{whose} and beneficiary", "two persons", listed(about)


def of_digest(first: Row, digest: str) -> Iterator[Difference]:
    """The command is the one that was approved."""
    recorded = f"sha256:{bytes(first.command or b'').hex()}"
    if recorded != digest:
        yield "command", digest, recorded


def _claim(conn: psycopg.Connection[Any], ref: str) -> tuple[int, str, ClaimSubmitted] | None:
    """Where and by whom a claim was made, and what it says."""
    made = conn.execute(_OF_CLAIM, (ref, NAME_OF[ClaimSubmitted])).fetchone()
    if made is None:
        return None
    position, topic, state, actor, _ = made
    claim = read_shut(topic, state)
    assert isinstance(claim, ClaimSubmitted)
    return position, actor, claim


def claim_named(conn: psycopg.Connection[Any], row: Row) -> ClaimSubmitted | None:
    """The claim that a fact's approvals name first, if they name one that there is."""
    first, *_ = row.approved or [{}]
    made = _claim(conn, first.get("claim", ""))
    if made is None:
        return None
    *_, claim = made
    return claim


def of_claim(
    conn: psycopg.Connection[Any], rows: list[Row], said: dict[str, str]
) -> Iterator[Difference]:
    """The claim was made by whom the facts name, of what they say, and approved with them."""
    first, *_ = rows
    ref, digest = said["claim"], said["digest"]
    made = _claim(conn, ref)
    if made is None:
        yield "claim", f"the claim {ref}", "no such claim"
        return
    position, actor, claim = made
    if position >= first.of or {actor, claim.proposer} != {first.actor}:
        yield "claim", f"made before by {first.actor}", f"at {position} by {actor}"
    if claim.digest != digest:
        yield "claim's digest", digest, claim.digest
    if claim.narrative is None and (own := _digest(claim.content)) != digest:
        yield "claim's content", digest, own
    if claim.command != "ClaimAward":
        yield from _other_than_claimed(claim, rows)
    ended = conn.execute(_OF_CLAIM, (ref, NAME_OF[ClaimApproved])).fetchone()
    at = (first.last_position or first.position) + 1
    expected = (at, said["actor"], said["role"], _seen(conn, first, claim) or digest)
    is_ = ended and (ended[0], *ended[3:], json.loads(ended[2])["digest"])
    if is_ != expected:
        yield "claim's approval", expected, is_


def _seen(conn: psycopg.Connection[Any], first: Row, claim: ClaimSubmitted) -> str | None:
    """Of what an approver must have seen, where it is not the claim alone: it was linked."""
    desk = desk_over(conn, day_of(first.recorded_at), first.of)
    state = desk.claim(claim.bureau, claim.number)
    return state.digest if state.link else None


def _digest(content: str) -> str:
    text = canonical(json.loads(content))
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


_TOLD_OTHERWISE: Final = ("bureau", "document", "position")
"""Parts of a command that its fact tells in its own way."""


def _other_than_claimed(claim: ClaimSubmitted, rows: list[Row]) -> Iterator[Difference]:
    """Parts of what was approved that the facts say otherwise, or leave out."""
    first, *_ = rows
    *_, last = rows
    content = json.loads(claim.content)
    yield from _otherwise(content, last if claim.command == "ReverseImport" else first)
    yield from _otherwise(content.get("replacement", {}), last)
    for undone in remedied(content, [row.fact for row in rows]):
        if isinstance(undone, Undone):
            yield from _otherwise(undone.said, rows[undone.place])
        else:
            yield undone


def _otherwise(parts: Mapping[str, Any], row: Row) -> Iterator[Difference]:
    fact = json.loads(row.state)
    for name in sorted(parts.keys() & type(row.fact).model_fields.keys()):
        # What is left out and what is empty are the same.
        part, told = parts[name] or None, fact.get(name) or None
        if name not in _TOLD_OTHERWISE and told != part:
            yield f"claimed {name}", part, told
