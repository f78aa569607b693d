"""Which commands wait for a second person, what do they say, and how did others end?

Read from the facts themselves, as they stood at a position.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, Final, Literal, LiteralString

import psycopg
from psycopg.rows import dict_row

from domain import refusals as no
from domain.claims.vocabulary import claim_ref, whole
from domain.journal.streams import seal_subject
from projections.listings import Asked, page_after, page_token
from projections.scores import DIGEST, Unseal, View, digest_of

ClaimStanding = Literal["waiting", "approved", "rejected", "withdrawn"]

_CLAIMS: Final[LiteralString] = """
SELECT s.position, s.recorded_at, s.role, s.state, e.position AS ended_position,
       e.recorded_at AS ended_at, e.actor AS ended_by, e.topic AS ended, e.state AS end_state
  FROM journal.facts AS s LEFT JOIN LATERAL (
       SELECT * FROM journal.facts
        WHERE stream = s.stream AND version = 2 AND position <= %(position)s) AS e ON true
 WHERE s.topic = 'claim-submitted' AND s.position <= %(position)s AND s.position > %(after)s
   AND (%(bureau)s::text IS NULL OR s.bureau = %(bureau)s)
   AND (%(subject)s::text IS NULL OR s.subject = %(subject)s)
   AND (%(number)s::integer IS NULL OR s.number = %(number)s)
   AND (%(state)s::text IS NULL OR coalesce(e.topic, 'claim-waiting') = 'claim-' || %(state)s)
 ORDER BY s.position LIMIT %(limit)s
"""


class ClaimRow(View):
    """A command that waits, or did: `asked` is all that it says, `digest` what an approval binds
    to. `legible`: whether its names and narrative are told; they may be erased, or another's to
    read."""

    position: int
    recorded_at: datetime
    bureau: str
    number: int
    command: str
    proposer: str
    role: str
    subject: str | None
    asked: dict[str, Any]
    legible: bool
    digest: str
    state: ClaimStanding
    ended_position: int | None
    ended_at: datetime | None
    ended_by: str | None
    reason: str | None


class Claims(View):
    """One page of claims, oldest first; `next` asks on at the same position."""

    items: tuple[ClaimRow, ...]
    query: dict[str, str]
    next: str | None
    position: int
    count: int
    digest: str


def list_claims(conn: psycopg.Connection[Any], asked: Asked, unseal: Unseal) -> Claims:
    """Those recorded up to the position, in the state that they had there."""
    position, (after, _) = page_after(asked.cursor, asked.position)
    rows = _select(conn, position, after, asked.limit + 1, asked.filters)
    items = tuple(_told(row, unseal) for row in rows[: asked.limit])
    more = len(rows) > asked.limit
    found = Claims(
        items=items,
        query={name: str(said) for name, said in asked.filters.items() if said is not None},
        next=page_token(position, items[-1].position) if more else None,
        position=position,
        count=len(items),
        digest="",
    )
    return found.model_copy(update={DIGEST: digest_of(found.model_dump(mode="json"))})


def get_claim(
    conn: psycopg.Connection[Any], position: int, key: tuple[str, int], unseal: Unseal
) -> ClaimRow:
    bureau, number = key
    rows = _select(conn, position, 0, 1, {"bureau": bureau, "number": number})
    if not rows:
        raise no.ClaimNotFound(claim=claim_ref(bureau, number))
    return _told(rows[0], unseal)


def _select(
    conn: psycopg.Connection[Any], position: int, after: int, limit: int, filters: Any
) -> list[dict[str, Any]]:
    given = dict.fromkeys(("bureau", "subject", "number", "state")) | dict(filters)
    with conn.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(
            _CLAIMS, given | {"position": position, "after": after, "limit": limit}
        ).fetchall()


def _told(row: dict[str, Any], unseal: Unseal) -> ClaimRow:
    said = json.loads(row["state"])
    asked, legible = _asked(said, unseal)
    end = json.loads(row["end_state"]) if row["end_state"] else {}
    reason = unseal(seal_subject(end), end["reason"]) if "reason" in end else None
    named = {name: said.get(name) for name in ("bureau", "number", "command", "proposer")}
    beside = ("position", "recorded_at", "role", "ended_position", "ended_at", "ended_by")
    return ClaimRow.model_validate(
        {
            **named,
            **{name: row[name] for name in beside},
            "subject": said.get("subject"),
            "asked": asked,
            "legible": legible,
            "digest": said["digest"],
            "state": (row["ended"] or "claim-waiting").removeprefix("claim-"),
            "reason": reason,
        }
    )


def _asked(said: dict[str, Any], unseal: Unseal) -> tuple[dict[str, Any], bool]:
    clear = json.loads(said["content"])
    if "narrative" not in said:
        return clear, True
    try:
        return whole(clear, json.loads(unseal(seal_subject(said), said["narrative"]))), True
    except ValueError:
        return clear, False
