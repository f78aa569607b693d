"""What of the log is kept in the database, and how is a proof read from few of its rows?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, LiteralString

import psycopg
from psycopg.rows import args_row, class_row

from projections.evidence.heads import Head, Heads
from projections.evidence.leaves import Row, Rules, learn
from projections.evidence.merkle import node_hash, root_of

TILE_LEVELS: Final = 8
"""A tile holds 2^8 hashes; one row of evidence.tiles is the root over a whole tile below it."""
BATCH: Final = 20_000

# The commands' ranges never overlap (fact_passes sees to it): the first to end holds the fact.
FACTS: Final[LiteralString] = """
SELECT f.position, to_char(f.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
       f.stream::text, f.stream_name, f.version, f.topic, f.state, f.actor, f.role, f.request,
       f.correlation::text, f.causation, c.actor, c.key, c.command, f.approvals
  FROM journal.facts AS f
  LEFT JOIN LATERAL (
      SELECT * FROM journal.commands WHERE last_position >= f.position
       ORDER BY last_position, first_position LIMIT 1) AS c ON c.first_position <= f.position
 WHERE f.position > %s AND f.position <= %s ORDER BY f.position
"""
_RULES: Final[LiteralString] = (
    "SELECT topic, state FROM journal.facts"
    " WHERE topic = 'rulebook-published' AND position <= %s ORDER BY position"
)
_LEAVES: Final[LiteralString] = (
    "SELECT leaf FROM evidence.leaves WHERE index >= %s AND index < %s ORDER BY index"
)
_INDEXED: Final[LiteralString] = (
    "SELECT index, leaf FROM evidence.leaves WHERE index >= %s AND index < %s ORDER BY index"
)
_SEALED: Final[LiteralString] = (
    "SELECT position, leaf, entry FROM evidence.leaves WHERE index >= %s AND index < %s"
)
_TILES: Final[LiteralString] = (
    "SELECT hash FROM evidence.tiles WHERE level = %s AND index >= %s AND index < %s ORDER BY index"
)
_CHECKPOINT: Final[LiteralString] = (
    "SELECT c.size, c.root, c.heads, s.note || coalesce(w.lines, '') AS note,"
    "       s.heads_note, s.signed_at"
    "  FROM evidence.signings AS s JOIN evidence.checkpoints AS c USING (size)"
    "  LEFT JOIN LATERAL ("
    "       SELECT string_agg(cosignature, '' ORDER BY witness) AS lines FROM ("
    "           SELECT DISTINCT ON (witness) witness, cosignature FROM evidence.witnessings"
    "            WHERE size = c.size AND cosignature IS NOT NULL"
    "            ORDER BY witness, number DESC) AS latest) AS w ON true"
)
"""With each witness's latest cosignature: it is over the size and the root, whenever signed."""
_HEADS: Final[LiteralString] = """
SELECT f.stream_name, l.version, l.leaf
  FROM (SELECT stream, max(version) AS version FROM evidence.leaves WHERE index < %s
         GROUP BY stream) AS last
  JOIN evidence.leaves AS l USING (stream, version)
  JOIN journal.facts AS f USING (position)
"""


@dataclass(frozen=True)
class Checkpoint:
    """A signed size of the log: its root, the root of its streams' heads, and both notes."""

    size: int
    root: bytes
    heads: bytes
    note: str
    heads_note: str
    signed_at: datetime


class MissingHashes(LookupError):
    """Rows of the log are gone: what they would prove cannot be proven."""


class LogStore:
    """The log's rows, over a connection that may read them."""

    def __init__(self, conn: psycopg.Connection[Any]) -> None:
        self.conn = conn

    @property
    def size(self) -> int:
        """How many leaves there are."""
        row = self.conn.execute("SELECT max(index) + 1 FROM evidence.leaves").fetchone()
        return int(row[0]) if row and row[0] is not None else 0

    def leaves(self, first: int, after: int) -> list[bytes]:
        """Leaf hashes of indexes first … after-1; raises MissingHashes where one lacks."""
        return self._all(self.conn.execute(_LEAVES, (first, after)).fetchall(), after - first)

    def indexed(self, first: int, after: int) -> list[tuple[int, bytes]]:
        """Each leaf that there is of indexes first … after-1, with its index."""
        return self._in_binary(_INDEXED, first, after)

    def sealed(self, first: int, after: int) -> list[tuple[int, bytes, bytes]]:
        """Position, leaf hash and entry of each leaf that there is of indexes first … after-1."""
        return self._in_binary(_SEALED, first, after)

    def _in_binary(self, query: LiteralString, *given: int) -> list[Any]:
        """The same rows, faster: most of them are bytes."""
        return self.conn.execute(query, given, binary=True).fetchall()

    def subtree(self, level: int, index: int) -> bytes:
        """The root over the whole subtree, from at most 256 rows (see merkle.Subtree)."""
        tile_level, above = divmod(level, TILE_LEVELS)
        first, count = index << above, 1 << above
        if tile_level == 0:
            return root_of(self.leaves(first, first + count))
        given = (tile_level, first, first + count)
        hashes = self._all(self.conn.execute(_TILES, given).fetchall(), count)
        return _folded(hashes)

    @staticmethod
    def _all(rows: Sequence[Sequence[Any]], count: int) -> list[bytes]:
        if len(rows) != count:
            raise MissingHashes(f"{len(rows)} of {count} hashes")
        return [bytes(row[0]) for row in rows]

    def last_checkpoint(self, upto: int | None = None) -> Checkpoint | None:
        """The largest, or the largest that does not reach beyond `upto` leaves."""
        where: LiteralString = "" if upto is None else " WHERE c.size <= %s"
        query = _CHECKPOINT + where + " ORDER BY c.size DESC, s.number DESC LIMIT 1"
        with self.conn.cursor(row_factory=class_row(Checkpoint)) as cursor:
            return cursor.execute(query, () if upto is None else (upto,)).fetchone()

    def checkpoint_over(self, position: int) -> Checkpoint | None:
        """The first checkpoint that covers a position."""
        query: LiteralString = (
            _CHECKPOINT + " WHERE c.size >= %s ORDER BY c.size, s.number DESC LIMIT 1"
        )
        with self.conn.cursor(row_factory=class_row(Checkpoint)) as cursor:
            return cursor.execute(query, (position,)).fetchone()

    def checkpoints(self) -> Iterator[Checkpoint]:
        with self.conn.cursor(row_factory=class_row(Checkpoint)) as cursor:
            yield from cursor.execute(_CHECKPOINT + " ORDER BY s.number")

    def facts(self, after: int, upto: int) -> list[Row]:
        """Rows of journal.facts of positions after+1 … upto, each with the command it answers."""
        with self.conn.cursor(binary=True, row_factory=args_row(Row)) as cursor:
            return cursor.execute(FACTS, (after, upto)).fetchall()

    def rules_at(self, position: int) -> Rules:
        """The digests of the editions published up to the position."""
        rules: Rules = {}
        for name, state in self.conn.execute(_RULES, (position,)):
            learn(rules, name, state)
        return rules

    def leaf_of(self, stream: str, version: int) -> bytes | None:
        query = "SELECT leaf FROM evidence.leaves WHERE stream = %s AND version = %s"
        row = self.conn.execute(query, (stream, version)).fetchone()
        return bytes(row[0]) if row else None

    def heads(self, size: int) -> Heads:
        return Heads(self.heads_of(size))

    def heads_of(self, size: int) -> Iterator[Head]:
        """Each stream's last version among the first `size` leaves, with its leaf hash."""
        rows = self.conn.execute(_HEADS, (size,)).fetchall()
        return (Head(stream, version, bytes(leaf)) for stream, version, leaf in rows)


def _folded(hashes: list[bytes]) -> bytes:
    """The root over a power of two of whole subtrees."""
    while len(hashes) > 1:
        hashes = [node_hash(a, b) for a, b in zip(hashes[::2], hashes[1::2], strict=True)]
    return hashes[0]
