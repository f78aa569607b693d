"""What does the journal hold, fact by fact, in order?"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, LiteralString
from uuid import UUID

import psycopg
from psycopg.rows import dict_row

from domain import refusals as no
from domain.journal.streams import id_of
from domain.recall import UNREADABLE
from domain.vocabulary import plain
from projections.conditions import asked_for
from projections.scores import View

PAGE: Final = 1000

_FACTS: Final[LiteralString] = """
SELECT position, recorded_at, stream_name AS stream, version, topic AS name, actor, role, request,
       correlation, causation, approvals, state
  FROM journal.facts
 WHERE position > %(after)s AND position <= %(upto)s"""
_OF: Final[dict[str, LiteralString]] = {
    "bureau": " AND bureau = %(bureau)s",
    "year": " AND year = %(year)s",
    "name": " AND topic = %(name)s",
    "actor": " AND actor = %(actor)s",
    "subject": """
   AND position IN (
       SELECT position FROM journal.facts WHERE subject = %(subject)s
       UNION SELECT position FROM journal.facts WHERE stream = %(stream)s
       UNION SELECT position FROM journal.facts
              WHERE topic IN ('grade-decided', 'tie-resolved') AND %(subject)s ^@ 'officer:'
                AND (convert_from(state, 'UTF8')::jsonb ->> 'officer' = substr(%(subject)s, 9)
                     OR convert_from(state, 'UTF8')::jsonb -> 'order' ? substr(%(subject)s, 9)))
""",
}


@dataclass(frozen=True)
class Wanted:
    """Which facts are asked for; None asks for all. `name` is a fact's stored name.

    Of a subject: its accounts, marks and restrictions, its own particulars and postings, and what
    a committee decided of it.
    """

    subject: str | None = None
    bureau: str | None = None
    year: int | None = None
    name: str | None = None
    actor: str | None = None


ALL: Final = Wanted()


class JournalFact(View):
    """A fact in its envelope, as stored: names and narrative stay sealed.

    `approvals`: who let it through besides whoever recorded it. `digest` is the SHA-256 of the
    stored bytes.
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
    approvals: tuple[dict[str, str], ...]
    fact: dict[str, Any]
    digest: str


class StoredFact(JournalFact):
    """And its stored bytes, in base64: of these is `digest`."""

    state: str


class JournalPage(View):
    """Facts in order; ask on with `after`. `digest` is that of the facts' digests, one a line.

    `totals` are the claimed points of these facts by their name.
    """

    items: tuple[JournalFact, ...]
    query: dict[str, str]
    after: int
    head: int
    count: int
    totals: dict[str, str]
    digest: str


class Tally:
    """How many facts were told, what they claim, and one digest for them all."""

    def __init__(self) -> None:
        self.count, self._hash = 0, hashlib.sha256()
        self._claimed: dict[str, Decimal] = {}

    def take(self, fact: JournalFact) -> None:
        self.count += 1
        self._hash.update(f"{fact.digest}\n".encode())
        if "claimed" in fact.fact:
            before = self._claimed.get(fact.name, Decimal(0))
            self._claimed[fact.name] = before + Decimal(fact.fact["claimed"])

    @property
    def totals(self) -> dict[str, str]:
        """The points claimed, by the name of the facts; of reversals those that they undo."""
        return {name: plain(points) for name, points in sorted(self._claimed.items())}

    @property
    def digest(self) -> str:
        return f"sha256:{self._hash.hexdigest()}"


def page_of(
    items: Sequence[JournalFact], page: tuple[int, int, int], wanted: Wanted = ALL
) -> JournalPage:
    """The page (after, head, limit) that tells these facts of those wanted."""
    after, head, limit = page
    tally = Tally()
    for fact in items:
        tally.take(fact)
    last = items[-1].position if items else after
    return JournalPage(
        items=tuple(items),
        query={"after": str(after), "limit": str(limit)}
        | {name: str(said) for name, said in asdict(wanted).items() if said is not None},
        after=last,
        head=head,
        count=tally.count,
        totals=tally.totals,
        digest=tally.digest,
    )


def list_facts(
    conn: psycopg.Connection[Any],
    after: int,
    upto: int,
    limit: int = PAGE,
    wanted: Wanted = ALL,
) -> list[JournalFact]:
    """The facts wanted of positions after+1 … upto, at most `limit`."""
    return [JournalFact(**_said(row)) for row in _rows(conn, (after, upto, limit), wanted)]


def replay(
    conn: psycopg.Connection[Any], after: int, upto: int, wanted: Wanted = ALL
) -> Iterator[StoredFact]:
    """Every fact wanted from after+1 to `upto`, read page by page."""
    while page := _rows(conn, (after, upto, PAGE), wanted):
        for row in page:
            after = row["position"]
            yield StoredFact(**_said(row), state=base64.b64encode(row["state"]).decode())


def _rows(
    conn: psycopg.Connection[Any], page: tuple[int, int, int], wanted: Wanted
) -> list[dict[str, Any]]:
    given = dict(zip(("after", "upto", "limit"), page, strict=True)) | asdict(wanted)
    given["stream"] = wanted.subject and id_of(wanted.subject)
    query = _FACTS + asked_for(_OF, given) + " ORDER BY position LIMIT %(limit)s"
    with conn.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(query, given).fetchall()


def _said(row: dict[str, Any]) -> dict[str, Any]:
    state = bytes(row["state"])
    digest = "sha256:" + hashlib.sha256(state).hexdigest()
    envelope = {name: part for name, part in row.items() if name != "state"}
    try:
        fact = json.loads(state)
        fact.keys()  # of nothing but an object
    except UNREADABLE as wrong:
        what = type(wrong).__name__
        raise no.FactTorn(fact=row["position"], name=row["name"], what=what) from wrong
    envelope["approvals"] = json.loads(row["approvals"])
    return {**envelope, "fact": fact, "digest": digest}
