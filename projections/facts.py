"""What does the journal hold, fact by fact, in order?"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final, LiteralString
from uuid import UUID

import psycopg
from psycopg.rows import dict_row

from projections.scores import View

PAGE: Final = 1000

_FACTS: Final[LiteralString] = """
SELECT position, recorded_at, stream_name AS stream, version, topic AS name, actor, role, request,
       correlation, causation, state
  FROM journal.facts WHERE position > %s AND position <= %s ORDER BY position LIMIT %s
"""


class JournalFact(View):
    """A fact in its envelope, as stored: names and narrative stay sealed.

    `digest` is the SHA-256 of the stored bytes.
    """

    position: int
    recorded_at: datetime
    stream: str
    version: int
    name: str
    actor: str
    role: str
    request: str | None
    correlation: UUID
    causation: str | None
    fact: dict[str, Any]
    digest: str


class JournalPage(View):
    """Facts in order; ask on with `after`. `digest` is that of the facts' digests, one a line."""

    items: tuple[JournalFact, ...]
    after: int
    head: int
    count: int
    digest: str


class Tally:
    """How many facts were told, and one digest for them all."""

    def __init__(self) -> None:
        self.count, self._hash = 0, hashlib.sha256()

    def take(self, fact: JournalFact) -> None:
        self.count += 1
        self._hash.update(f"{fact.digest}\n".encode())

    @property
    def digest(self) -> str:
        return f"sha256:{self._hash.hexdigest()}"


def page_of(items: Sequence[JournalFact], after: int, head: int) -> JournalPage:
    """The page that tells these facts, the first of them behind `after`."""
    tally = Tally()
    for fact in items:
        tally.take(fact)
    last = items[-1].position if items else after
    return JournalPage(
        items=tuple(items), after=last, head=head, count=tally.count, digest=tally.digest
    )


def list_facts(
    conn: psycopg.Connection[Any], after: int, upto: int, limit: int = PAGE
) -> list[JournalFact]:
    """The facts of positions after+1 … upto, at most `limit`."""
    with conn.cursor(row_factory=dict_row) as cursor:
        return [_fact(row) for row in cursor.execute(_FACTS, (after, upto, limit))]


def replay(conn: psycopg.Connection[Any], upto: int) -> Iterator[JournalFact]:
    """Every fact from the first to `upto`, read page by page."""
    after = 0
    while page := list_facts(conn, after, upto):
        yield from page
        after = page[-1].position


def _fact(row: dict[str, Any]) -> JournalFact:
    state = bytes(row.pop("state"))
    digest = "sha256:" + hashlib.sha256(state).hexdigest()
    return JournalFact(**row, fact=json.loads(state), digest=digest)
