"""Did a second person let through what one may not record alone, and was he one who may?

From the facts alone, by the domain's own rules as they stood before each command.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from itertools import groupby
from typing import Any, Final, LiteralString
from zoneinfo import ZoneInfo

import psycopg
from psycopg.rows import class_row

from domain.access.roles import OWNER, allows
from domain.claims.facts import ClaimApproved, ClaimSubmitted
from domain.claims.vocabulary import canonical
from domain.journal.looking import desk_over, read_shut
from domain.journal.names import NAME_OF, Fact
from domain.second import (
    ALWAYS,
    GRANTED,
    BoundOf,
    StarredOn,
    beneficiaries,
    needs_second,
    persons,
    role_over,
    starred_at,
    touched_by,
)
from domain.stars.facts import PostStarred
from domain.years.facts import YearClosed
from projections.evidence.findings import Audited, Finding

FOUR_EYES: Final = "four eyes"
_ZONE: Final = ZoneInfo("Asia/Shanghai")
_A_MOMENT: Final = timedelta(minutes=10)
"""What was decided just before midnight may be recorded just after it."""
_BATCH: Final = 10_000
_APPROVAL: Final = {"actor", "claim", "digest", "role"}

_FACTS: Final[LiteralString] = """
SELECT f.position, f.recorded_at, f.topic, f.state, f.actor, f.role, f.approvals,
       c.first_position, c.last_position, c.command
  FROM journal.facts AS f
  LEFT JOIN LATERAL (
      SELECT * FROM journal.commands WHERE last_position >= f.position
       ORDER BY last_position, first_position LIMIT 1) AS c ON c.first_position <= f.position
 WHERE f.position > %s AND f.position <= %s AND (f.topic = ANY(%s) OR f.approvals <> '[]')
 ORDER BY f.position
"""
_BEGUN: Final[LiteralString] = (
    "SELECT first_position - 1 FROM journal.commands"
    " WHERE first_position <= %s AND last_position > %s ORDER BY last_position LIMIT 1"
)
_EDITIONS: Final[LiteralString] = (
    "SELECT state FROM journal.facts WHERE topic = 'rulebook-published' AND position <= %s"
)
_STARS: Final[LiteralString] = (
    "SELECT position FROM journal.facts WHERE topic = %s AND position <= %s LIMIT 1"
)
_OF_CLAIM: Final[LiteralString] = (
    "SELECT position, topic, state, actor, role FROM journal.facts"
    " WHERE stream_name = 'claim:' || %s AND topic = %s"
)


@dataclass(frozen=True)
class _Row:
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


def four_eyes(audited: Audited) -> Iterator[Finding]:
    """Every command whose facts need a second person, and every fact that names one."""
    bound_of, stars = _bounds(audited), _has_stars(audited)
    for rows in _commands(audited, bound_of is not None or stars):
        facts = [row.fact for row in rows]
        starred = _starred_before(audited.conn, rows) if stars else _nobody
        needs = needs_second(facts, bound_of or (lambda *_: None), starred)
        if needs or any(row.approvals != "[]" for row in rows):
            yield from _of_command(audited.conn, rows)
    audited.tell(FOUR_EYES, audited.size)


def _bounds(audited: Audited) -> BoundOf | None:
    """What one person may record by each edition; None where no edition has a bound."""
    found: dict[tuple[str, str], Decimal] = {}
    for (state,) in audited.conn.execute(_EDITIONS, (audited.size,)):
        said = json.loads(state)
        alone = json.loads(said["document"]).get("alone")
        if alone is not None:
            found[said["bureau"], f"{said['rulebook']}@{said['version']}"] = Decimal(
                alone["points"]
            )
    return (lambda bureau, edition: found.get((bureau, edition))) if found else None


def _has_stars(audited: Audited) -> bool:
    """Whether any post was ever starred: else nobody is looked up."""
    given = (NAME_OF[PostStarred], audited.size)
    return audited.conn.execute(_STARS, given).fetchone() is not None


def _nobody(_bureau: str, _subject: str, _day: date) -> bool:
    return False


def _starred_before(conn: psycopg.Connection[Any], rows: list[_Row]) -> StarredOn:
    """The starred posts as they were before the command."""
    first, *_ = rows
    return starred_at(desk_over(conn, _day(first.recorded_at), first.of))


def _commands(audited: Audited, bounded: bool) -> Iterator[list[_Row]]:
    """The facts in question, a command at a time; one that was begun before is read whole."""
    wanted = (*ALWAYS, YearClosed, *(GRANTED if bounded else ()))
    names = [NAME_OF[kind] for kind in wanted]
    begun = audited.conn.execute(_BEGUN, (audited.since, audited.since)).fetchone()
    (after,) = begun or (audited.since,)
    for _, rows in groupby(_rows(audited, after, names), key=lambda row: row.of):
        yield list(rows)


def _rows(audited: Audited, after: int, names: list[str]) -> Iterator[_Row]:
    for first in range(after, audited.size, _BATCH):
        upto = min(first + _BATCH, audited.size)
        with audited.conn.cursor(row_factory=class_row(_Row)) as cursor:
            yield from cursor.execute(_FACTS, (first, upto, names)).fetchall()
        audited.tell(FOUR_EYES, upto)


def _of_command(conn: psycopg.Connection[Any], rows: list[_Row]) -> Iterator[Finding]:
    first, *_ = rows

    def found(what: str, expected: object, is_: object) -> Finding:
        return Finding(FOUR_EYES, first.position, what, str(expected)[:300], str(is_)[:300])

    if other := next((row for row in rows if row.approvals != first.approvals), None):
        yield found("approvals", first.approvals, f"{other.approvals} at {other.position}")
        return
    days = dict.fromkeys((_day(first.recorded_at - _A_MOMENT), _day(first.recorded_at)))
    before = [_Before(conn, first.of, day, rows) for day in days]
    if first.role != OWNER and not any(one.holds(first.actor, first.role) for one in before):
        yield found("role", f"{first.actor} holds {first.role}", "no such grant then")
        return
    if first.approvals == "[]":
        if not allows(first.role, "alone"):
            yield found("approval", "a second person", f"{first.actor} ({first.role}) alone")
        return
    approvals = json.loads(first.approvals)
    if [approval.keys() for approval in approvals] != [_APPROVAL]:
        yield found("approvals", "one approval", first.approvals)
        return
    (approval,) = approvals
    for what, expected, is_ in _of_approval(conn, rows, approval, before):
        yield found(what, expected, is_)


def _day(at: datetime) -> date:
    return at.astimezone(_ZONE).date()


class _Before:
    """The ledger as it stood before a command, on a day."""

    def __init__(
        self, conn: psycopg.Connection[Any], position: int, day: date, rows: list[_Row]
    ) -> None:
        self.desk = desk_over(conn, day, position)
        self._facts = [row.fact for row in rows]
        first, *_ = self._facts
        self.bureau = str(getattr(first, "bureau", ""))

    def holds(self, principal: str, role: str) -> bool:
        """Did he hold that role over all that the command touches?"""
        held = role_over(
            self.desk,
            self.bureau,
            principal,
            lambda name: name == role,
            lambda: touched_by(self.desk, self._facts),
        )
        return held is not None

    def persons(self, principal: str) -> frozenset[str]:
        return persons(self.desk, principal)

    @property
    def beneficiaries(self) -> frozenset[str]:
        return beneficiaries(self.desk, self._facts)


Difference = tuple[str, object, object]


def _of_approval(
    conn: psycopg.Connection[Any],
    rows: list[_Row],
    said: dict[str, str],
    before: list[_Before],
) -> Iterator[Difference]:
    """What of the approval does not hold: its claim, its digest, the three persons, the role."""
    first, *_ = rows
    approver, role = said["actor"], said["role"]
    yield from _of_claim(conn, rows, said)
    recorded = f"sha256:{bytes(first.command or b'').hex()}"
    if recorded != said["digest"]:
        yield "command", said["digest"], recorded
    held = allows(role, "approve") and any(one.holds(approver, role) for one in before)
    if role != OWNER and not held:
        yield "approver's role", f"{approver} holds {role}, which approves", "no such grant then"
    now = before[-1]
    if same := now.persons(approver) & now.persons(first.actor):
        yield "approver", f"another than {first.actor}", ", ".join(sorted(same))
    for whose, who in (("approver", approver), ("proposer", first.actor)):
        if about := now.persons(who) & now.beneficiaries:
            yield f"{whose} and beneficiary", "two persons", ", ".join(sorted(about))


def _of_claim(
    conn: psycopg.Connection[Any], rows: list[_Row], said: dict[str, str]
) -> Iterator[Difference]:
    """The claim was made by whom the facts name, of what they say, and approved with them."""
    first, *_ = rows
    ref, digest = said["claim"], said["digest"]
    made = conn.execute(_OF_CLAIM, (ref, NAME_OF[ClaimSubmitted])).fetchone()
    if made is None:
        yield "claim", f"the claim {ref}", "no such claim"
        return
    position, topic, state, actor, _ = made
    claim = read_shut(topic, state)
    assert isinstance(claim, ClaimSubmitted)
    if position >= first.of or {actor, claim.proposer} != {first.actor}:
        yield "claim", f"made before by {first.actor}", f"at {position} by {actor}"
    if claim.digest != digest:
        yield "claim's digest", digest, claim.digest
    if claim.narrative is None and (own := _digest(claim.content)) != digest:
        yield "claim's content", digest, own
    yield from _other_than_claimed(claim, rows)
    ended = conn.execute(_OF_CLAIM, (ref, NAME_OF[ClaimApproved])).fetchone()
    at = (first.last_position or first.position) + 1
    expected = (at, said["actor"], said["role"], digest)
    is_ = ended and (ended[0], *ended[3:], json.loads(ended[2])["digest"])
    if is_ != expected:
        yield "claim's approval", expected, is_


def _digest(content: str) -> str:
    text = canonical(json.loads(content))
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


_TOLD_OTHERWISE: Final = ("bureau", "document", "position")
"""Parts of a command that its fact tells in its own way."""


def _other_than_claimed(claim: ClaimSubmitted, rows: list[_Row]) -> Iterator[Difference]:
    """Parts of what was approved that the facts say otherwise, or leave out."""
    first, *_ = rows
    *_, last = rows
    content = json.loads(claim.content)
    yield from _otherwise(content, last if claim.command == "ReverseImport" else first)
    yield from _otherwise(content.get("replacement", {}), last)


def _otherwise(parts: dict[str, Any], row: _Row) -> Iterator[Difference]:
    fact = json.loads(row.state)
    for name in sorted(parts.keys() & type(row.fact).model_fields.keys()):
        # What is left out and what is empty are the same.
        part, told = parts[name] or None, fact.get(name) or None
        if name not in _TOLD_OTHERWISE and told != part:
            yield f"claimed {name}", part, told
