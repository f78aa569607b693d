"""Which commands wait for a second person, what do they say, and how did others end?

Read from the facts themselves, as they stood at a position.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Literal, LiteralString, get_args
from uuid import UUID

import psycopg
from psycopg.rows import dict_row

from domain import refusals as no
from domain.claims.facts import ClaimEnd
from domain.claims.state import Stage
from domain.claims.vocabulary import whole
from domain.journal.names import NAME_OF
from domain.journal.streams import seal_subject
from domain.vocabulary import case_ref
from projections.claim_steps import (
    AnswerRow,
    DistinctRow,
    EvidenceRow,
    LinkRow,
    StepRow,
    Way,
    ways_of,
)
from projections.conditions import asked_for
from projections.listings import Asked, page_after, page_token
from projections.scores import DIGEST, Unseal, View, digest_of

ClaimStanding = Literal["waiting", "approved", "rejected", "withdrawn"]

_ENDS: Final = [NAME_OF[kind] for kind in get_args(ClaimEnd)]
_CLAIMS: Final[LiteralString] = """
SELECT s.position, s.recorded_at, s.role, s.state, s.stream, e.position AS ended_position,
       e.recorded_at AS ended_at, e.actor AS ended_by, e.topic AS ended, e.state AS end_state
  FROM journal.facts AS s LEFT JOIN LATERAL (
       SELECT * FROM journal.facts WHERE stream = s.stream AND topic = ANY(%(ends)s)
          AND position <= %(position)s) AS e ON true
 WHERE s.topic = 'claim-submitted' AND s.position <= %(position)s AND s.position > %(after)s
"""
_OF: Final[dict[str, LiteralString]] = {
    "bureau": " AND s.bureau = %(bureau)s",
    "subject": " AND s.subject = %(subject)s",
    "number": " AND s.number = %(number)s",
    "state": " AND coalesce(e.topic, 'claim-waiting') = 'claim-' || %(state)s",
}


class ClaimRow(View):
    """A command that waits, or did: `asked` is all that it says, `digest` what an approval binds
    to: of a claim that was linked, of the link too. `legible`: whether its names and narrative
    are told; they may be erased, or another's to read. `stage` is what it waits for today.

    Of an award: the last days to claim it and to prove it, the steps taken, its evidence, with
    which claims it is linked, the entries that it came to, and what else cites the same document.
    Of a deduction that is heard first: until when, and what was said.
    """

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
    stage: Stage | None
    claim_until: date | None
    evidence_until: date | None
    hearing_until: date | None
    steps: tuple[StepRow, ...]
    evidence: tuple[EvidenceRow, ...]
    answers: tuple[AnswerRow, ...]
    waived_on: date | None
    linked: LinkRow | None
    distinct: tuple[DistinctRow, ...]
    resubmits: str | None
    entries: tuple[str, ...]
    cited_by: tuple[str, ...]
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


@dataclass(frozen=True)
class Reader:
    """Who reads: how names and narrative are opened for him, which day it is, and whether he
    may read every account of the bureau."""

    unseal: Unseal
    today: date
    of_all: bool = True


def list_claims(conn: psycopg.Connection[Any], asked: Asked, reader: Reader) -> Claims:
    """Those recorded up to the position, in the state that they had there."""
    position, (after, _) = page_after(asked.cursor, asked.position)
    rows = _select(conn, position, after, asked.limit + 1, asked.filters)
    items = _all_told(conn, rows[: asked.limit], position, reader)
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
    conn: psycopg.Connection[Any], position: int, key: tuple[str, int], reader: Reader
) -> ClaimRow:
    bureau, number = key
    rows = _select(conn, position, 0, 1, {"bureau": bureau, "number": number})
    if not rows:
        raise no.ClaimNotFound(claim=case_ref(bureau, number))
    return _all_told(conn, rows, position, reader)[0]


def _select(
    conn: psycopg.Connection[Any], position: int, after: int, limit: int, filters: Any
) -> list[dict[str, Any]]:
    given = dict(filters) | {"position": position, "after": after, "limit": limit, "ends": _ENDS}
    query = _CLAIMS + asked_for(_OF, given) + " ORDER BY s.position LIMIT %(limit)s"
    with conn.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(query, given).fetchall()


def _all_told(
    conn: psycopg.Connection[Any], rows: Sequence[dict[str, Any]], position: int, reader: Reader
) -> tuple[ClaimRow, ...]:
    streams: list[UUID] = [row["stream"] for row in rows]
    ways = ways_of(conn, streams, position, reader.unseal)
    return tuple(_told(row, ways[row["stream"]], reader) for row in rows)


def _told(row: Mapping[str, Any], way: Way, reader: Reader) -> ClaimRow:
    said = json.loads(row["state"])
    asked, legible = _asked(said, reader.unseal)
    end = json.loads(row["end_state"]) if row["end_state"] else {}
    reason = reader.unseal(seal_subject(end), end["reason"]) if "reason" in end else None
    named = {name: said.get(name) for name in ("bureau", "number", "command", "proposer")}
    beside = ("position", "recorded_at", "role", "ended_position", "ended_at", "ended_by")
    return ClaimRow.model_validate(
        {
            **named,
            **{name: row[name] for name in beside},
            **way.told(reader.today, of_all=reader.of_all),
            "subject": said.get("subject"),
            "asked": asked,
            "legible": legible,
            "digest": way.state.digest,
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
