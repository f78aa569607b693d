"""How are facts appended, so that commit order is position order and nothing is written twice?"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, Final, LiteralString
from uuid import UUID

import psycopg
from eventsourcing.persistence import (
    InterfaceError,
    OperationalError,
    StoredEvent,
)
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresFactory
from psycopg.rows import tuple_row
from psycopg.types.json import Jsonb

from domain.journal.asked import AT_ONCE, BUREAUS, GRANTEES, KEPT, OF_YEAR, REMEDIED, kept
from domain.journal.citing import (
    DOCUMENTS,
    MAY_CITE,
    TOPICS,
    Cited,
    alike,
    citations,
    citing,
)
from domain.journal.envelope import By, Kept
from domain.journal.log import Log
from domain.journal.names import stored
from domain.journal.naming import named
from domain.journal.streams import OPENINGS
from domain.recall import Stored

APPEND_AT_ONCE: Final = 1000

_APPEND: LiteralString = """
SELECT first_position, last_position, recorded_at FROM journal.append(
    %b::uuid[], %b::text[], %b::bigint[], %b::text[], %b::bytea[], %b::uuid[], %b::bigint[],
    %s, %s, %s, %s, %s, %s, %s, %s, %s::text, %s::integer, %s::bigint, %s)
"""
_BEFORE: LiteralString = """
SELECT c.command, c.last_position, coalesce(f.recorded_at, c.recorded_at) AS recorded_at, c.answer
  FROM journal.commands AS c LEFT JOIN journal.facts AS f ON f.position = c.last_position
 WHERE c.actor = %s AND c.key = %s
"""
_END_ALL: LiteralString = """
SELECT pg_terminate_backend(pid, %s) FROM pg_stat_activity
 WHERE usename = current_user AND application_name = %s
"""
ENDING_MILLISECONDS: Final = 5000
_KEEPS: LiteralString = (
    "SELECT FROM access.files WHERE subject = %s AND digest = decode(substr(%s, 8), 'hex') LIMIT 1"
)
_LAST_NUMBER: LiteralString = """
SELECT max(last.number) AS number
  FROM unnest(%s::text[]) AS opening (topic), LATERAL (
       SELECT number FROM journal.facts WHERE topic = opening.topic AND bureau = %s
          AND position <= %s ORDER BY position DESC LIMIT 1) AS last
"""


class AnswerLost(OperationalError):
    """The connection broke around COMMIT: whether it was heard, only the key can tell."""


@dataclass(frozen=True)
class Appending:
    """All that an append says besides the facts: see journal.append in sql/0011_parsed_once.sql."""

    by: By
    names: Mapping[UUID | str, str]
    reads: Mapping[UUID, int]
    key: str
    command: bytes
    answer: Mapping[str, Any]
    progress: Callable[[int], None] | None = None
    quiet: tuple[str, int, int] | None = None
    """(bureau, year, position): refused as stale if the year holds a later fact."""
    approvals: str = "[]"
    """Canonical JSON: who let the facts through besides whoever records them."""
    then: Appending | None = None
    """What its approver says besides, of the last fact, in the same transaction."""
    recorded_at: list[datetime] = field(default_factory=list)
    """Filled by the append: the journal's clock is the only one that counts."""


class JournalRecorder(PostgresApplicationRecorder):
    """The library's recorder, appending by one server-side function and creating no tables.

    It never tries again by itself: after a lost answer the caller asks by its key, and ten times
    five seconds below each of the ledger's own attempts would be minutes (Ledger._patiently).
    """

    appended: Callable[[float], None] | None = None
    """Told the seconds of each append, if anybody measures."""

    select_events = PostgresApplicationRecorder.select_events.__wrapped__
    select_notifications = PostgresApplicationRecorder.select_notifications.__wrapped__

    def create_table(self) -> None:
        """The tables come from numbered migrations."""

    def insert_events(
        self, stored_events: Sequence[StoredEvent], **kwargs: Any
    ) -> Sequence[int] | None:
        """Append in one transaction; a stale read is the library's IntegrityError."""
        appending: Appending = kwargs["appending"]
        assert not self.datastore.enable_db_functions, "that path loses facts for followers"
        positions: list[int] = []
        parts = list(_parts(stored_events, appending))
        with self.appender(alone=len(parts) == 1 and len(stored_events) <= APPEND_AT_ONCE) as curs:
            if len(stored_events) > APPEND_AT_ONCE:
                # A workbook, checked for minutes, rather waits for another one.
                curs.execute(b"SET LOCAL lock_timeout = 0")
            for facts, said in parts:
                for chunk in _chunks(facts):
                    positions.extend(self._append_chunk(curs, chunk, said))
                    if appending.progress is not None:
                        appending.progress(len(positions))
        return positions

    @contextmanager
    def appender(self, *, alone: bool) -> Iterator[Any]:
        """A cursor to append by: in a transaction, or by one statement alone, which commits itself.

        Raises AnswerLost where nobody heard whether it was committed.
        """
        committing, began = False, time.perf_counter()
        store = self.datastore
        try:
            with store.cursor() if alone else store.transaction(commit=True) as curs:
                committing = alone
                yield curs
                committing = True
        except (OperationalError, InterfaceError) as error:
            if committing and _unheard(error):
                raise AnswerLost(str(error)) from error.__cause__
            raise
        if self.appended is not None:
            self.appended(time.perf_counter() - began)

    def _append_chunk(self, curs: Any, chunk: Chunk, appending: Appending) -> range:
        try:
            row = self._append(curs, chunk[1], appending, first=chunk[0])
        except psycopg.DatabaseError as error:
            raise named(error, appending.key) from error
        appending.recorded_at.append(row["recorded_at"])
        return range(row["first_position"], row["last_position"] + 1)

    def _append(
        self, curs: Any, events: Sequence[StoredEvent], appending: Appending, *, first: bool
    ) -> Any:
        by = appending.by
        reads = appending.reads if first else {}
        curs.execute(
            _APPEND,
            (
                [e.originator_id for e in events],
                [appending.names[e.originator_id] for e in events],
                [e.originator_version for e in events],
                [e.topic for e in events],
                [e.state for e in events],
                list(reads.keys()),
                list(reads.values()),
                by.actor,
                by.role,
                by.request,
                by.correlation,
                by.causation,
                appending.key if first else None,
                appending.command,
                Jsonb(appending.answer),
                *((appending.quiet if first else None) or (None, None, None)),
                appending.approvals,
            ),
            prepare=True,
        )
        return curs.fetchone()

    def discard_broken(self) -> None:
        """Where one connection was lost, those that lie idle are mostly lost with it."""
        self.datastore.pool.check()

    def command_before(self, actor: str, key: str) -> dict[str, Any] | None:
        """What the key was used for, if it was."""
        with self.datastore.get_connection() as conn:
            return conn.execute(_BEFORE, (actor, key)).fetchone()

    def facts_of(self, bureau: str, year: int, upto: int) -> Generator[Stored, None, None]:
        """The facts that a bureau-year's results rest on, in order; what is sealed stays so."""
        asked = (bureau, year, upto)
        with (
            self.datastore.get_connection() as conn,
            conn.cursor(row_factory=tuple_row) as curs,
            closing[Any](curs.stream(OF_YEAR, asked, binary=True, size=AT_ONCE)) as rows,
        ):
            for row in rows:
                yield stored(*row)

    def log(self, head: int) -> Log:
        """The log as a desk asks it, up to a position."""
        return Log(
            head,
            lambda bureau, year: self.facts_of(bureau, year, head),
            cache(lambda kind, bureau: self.last_number(kind, bureau, head)),
            self.keeps,
            cache(lambda cited: self.citing(cited, head)),
            lambda bureau: self.grantees(bureau, head),
            lambda bureau, unit, indicator: self.remedied(bureau, unit, indicator, head),
        )

    def last_number(self, kind: str, bureau: str, upto: int) -> int:
        """The number of the last case of a kind in a bureau, up to a position."""
        with self.datastore.get_connection() as conn:
            row = conn.execute(_LAST_NUMBER, (list(OPENINGS[kind]), bureau, upto)).fetchone()
            assert row is not None
            return int(row["number"] or 0)

    def keeps(self, subject: str, digest: str) -> bool:
        """Whether a file of the subject with that digest is kept."""
        with self.datastore.get_connection() as conn:
            return conn.execute(_KEEPS, (subject, digest)).fetchone() is not None

    def citing(self, cited: Cited, upto: int) -> tuple[str, ...]:
        """The claims and entries that cite the same, up to a position."""
        asked: dict[str, Any] = {"topics": TOPICS, "bureau": cited.bureau, "upto": upto}
        with self.datastore.get_connection() as conn:
            documents = conn.execute(DOCUMENTS, asked).fetchall() if cited.document_no else ()
            asked["documents"] = alike((bytes(row["document"]) for row in documents), cited)
            asked["evidence"] = [piece.encode() for piece in cited.evidence]
            rows = conn.execute(MAY_CITE, asked).fetchall()
        return citing(citations((row["topic"], bytes(row["state"])) for row in rows), cited)

    def grantees(self, bureau: str, upto: int) -> tuple[str, ...]:
        """Whoever was granted a role in a bureau, up to a position."""
        with self.datastore.get_connection() as conn:
            return tuple(row["grantee"] for row in conn.execute(GRANTEES, (bureau, upto)))

    def remedied(self, bureau: str, unit: str, indicator: str, upto: int) -> tuple[int, ...]:
        """The remediations opened with a unit on an indicator, up to a position."""
        asked = (list(OPENINGS["remediation"]), bureau, unit, upto, indicator)
        with self.datastore.get_connection() as conn:
            return tuple(row["number"] for row in conn.execute(REMEDIED, asked))

    def keeping(self, stream: UUID, versions: Sequence[int]) -> list[Kept]:
        """Who recorded these facts of a stream or let them through, and when."""
        with self.datastore.get_connection() as conn:
            rows = conn.execute(KEPT, (stream, list(versions))).fetchall()
        return [kept(row["recorded_at"], row["actor"], row["approvals"]) for row in rows]

    def bureaus(self) -> tuple[str, ...]:
        """Every bureau that a fact names."""
        with self.datastore.get_connection() as conn:
            return tuple(row["bureau"] for row in conn.execute(BUREAUS))


def _unheard(error: Exception) -> bool:
    """The server did not say that it failed; it was gone, or going."""
    state = getattr(error.__cause__, "sqlstate", None)
    return state is None or state.startswith(("08", "57P"))


def end_all(dsn: str, mark: str) -> None:
    """End the connections that bear the mark; once it answers, they can commit no more."""
    with psycopg.connect(dsn, autocommit=True) as conn:
        conn.execute(_END_ALL, (ENDING_MILLISECONDS, mark))


Chunk = tuple[bool, Sequence[StoredEvent]]
"""Whether it is the first of its transaction, and its facts."""


def _parts(
    events: Sequence[StoredEvent], appending: Appending
) -> Iterator[tuple[Sequence[StoredEvent], Appending]]:
    """A command's facts and, where another person let it through, the fact that says so."""
    if appending.then is None:
        yield events, appending
        return
    yield events[:-1], appending
    yield events[-1:], appending.then


def _chunks(events: Sequence[StoredEvent]) -> Iterator[Chunk]:
    """Chunks of one transaction; a command without facts is still one call, to keep its key."""
    if not events:
        yield True, ()
    for start in range(0, len(events), APPEND_AT_ONCE):
        yield start == 0, events[start : start + APPEND_AT_ONCE]


class JournalFactory(PostgresFactory):
    application_recorder_class = JournalRecorder
