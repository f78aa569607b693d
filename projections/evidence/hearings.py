"""Was whoever lost points heard before, where the rulebook asks for it?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final, LiteralString

import psycopg

from domain.access.roles import allows
from domain.claims.facts import ClaimApproved
from domain.claims.state import ClaimState
from domain.journal.looking import desk_over, read_shut
from domain.journal.names import NAME_OF
from domain.second import Deduction, to_be_heard, unheard_rows
from projections.evidence.approvals import Difference, Row, claim_named, day_of

Hearings = frozenset[tuple[str, str, str]]
"""Bureau, edition and item of whatever asks for a hearing."""
_EDITIONS: Final[LiteralString] = (
    "SELECT state FROM journal.facts WHERE topic = 'rulebook-published' AND position <= %s"
)
_APPROVED: Final[LiteralString] = (
    "SELECT topic, state FROM journal.facts WHERE topic = %s AND position BETWEEN %s AND %s"
)


def hearings_of(conn: psycopg.Connection[Any], size: int) -> Hearings:
    found = set()
    for (state,) in conn.execute(_EDITIONS, (size,)):
        said = json.loads(state)
        edition = f"{said['rulebook']}@{said['version']}"
        for item in json.loads(said["document"]).get("items", ()):
            if item.get("hearing") == "required":
                found.add((said["bureau"], edition, item["id"]))
    return frozenset(found)


def unheard(
    conn: psycopg.Connection[Any], rows: list[Row], hearings: Hearings
) -> Iterator[Difference]:
    """The deductions of a command that were taken before the hearing was over."""

    def asks(fact: Deduction) -> bool:
        return (fact.bureau, fact.edition, fact.item) in hearings

    first, *_ = rows
    if not allows(first.role, "alone"):
        for fact in unheard_rows((row.fact for row in rows), asks):
            who = f"{first.actor} ({first.role}) alone"
            yield "hearing", f"{fact.subject} is heard, or imported by who acts alone", who
    for fact in to_be_heard((row.fact for row in rows), asks):
        expected, state = f"{fact.subject} is heard before {first.position}", _claim_of(conn, first)
        if state is None or state.hearing is None:
            yield "hearing", expected, "nobody was heard"
        elif state.waived is None and day_of(first.recorded_at) <= state.hearing.closes_on:
            yield "hearing", expected, state.hearing.closes_on


def _claim_of(conn: psycopg.Connection[Any], first: Row) -> ClaimState | None:
    """The claim that they came of, as it stood before: named by an approval, or approved by the
    same hand that recorded them."""
    claim = claim_named(conn, first)
    if claim is not None:
        key = (claim.bureau, claim.number)
    else:
        asked = (NAME_OF[ClaimApproved], first.of, first.last_position)
        row = conn.execute(_APPROVED, asked).fetchone()
        if row is None:
            return None
        topic, told = row
        approved = read_shut(topic, told)
        assert isinstance(approved, ClaimApproved)
        key = (approved.bureau, approved.number)
    return desk_over(conn, day_of(first.recorded_at), first.of).claim(*key)
