"""How does the log grow, and who vouches for it?

A process of its own, with a database role and a key of its own. Before each signature it holds
its own last signed checkpoint, kept outside the database, against the log: it never signs a
rewritten past, and where it finds one it halts all writing.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, LiteralString

import psycopg

from projections.evidence.heads import GrowingHeads, Head, heads_origin
from projections.evidence.holding import DOUBTS, LAST, PastRewritten, halt, halted, hold
from projections.evidence.keeping import keep
from projections.evidence.keys import SigningKey
from projections.evidence.leaves import Row, Rules, entry_of, learn
from projections.evidence.merkle import Frontier, frontier_at, leaf_hash
from projections.evidence.notes import Checkpoint, Note
from projections.evidence.store import BATCH, TILE_LEVELS, LogStore

_LEAD: Final[LiteralString] = "SELECT pg_try_advisory_lock(hashtext('merit-ledger/notary'))"
_HEAD: Final[LiteralString] = "SELECT coalesce(max(position), 0) FROM journal.facts"
_PREVIOUS: Final[LiteralString] = """
SELECT l.stream::text, l.version, l.leaf FROM evidence.leaves AS l
  JOIN unnest(%s::uuid[], %s::bigint[]) AS w(stream, version) USING (stream, version)
"""


class NotaryElsewhere(Exception):
    """Another notary leads: of two, one would fork the log."""


class Notary:
    """Seals facts into the log; `folder` keeps its last checkpoint, apart from the database."""

    def __init__(self, dsn: str, key: SigningKey, folder: Path, batch: int = BATCH) -> None:
        self._dsn, self._key, self._folder, self._batch = dsn, key, folder, batch
        self.vkey: Final = key.vkey

    @contextmanager
    def leading(self) -> Iterator[Leading]:
        """The one notary of its log: the lock of the database and that of its own folder."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = os.open(self._folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            with psycopg.connect(
                self._dsn, autocommit=True, application_name="merit notary"
            ) as conn:
                row = conn.execute(_LEAD).fetchone()
                if row is None or not row[0]:
                    raise NotaryElsewhere
                yield Leading(conn, self._key, self._folder, self._batch)
        except BlockingIOError:
            raise NotaryElsewhere from None
        finally:
            os.close(lock)


class Leading:
    """A notary that leads: it appends leaves and signs."""

    def __init__(
        self, conn: psycopg.Connection[Any], key: SigningKey, folder: Path, batch: int = BATCH
    ) -> None:
        self.conn, self.store, self._batch = conn, LogStore(conn), batch
        self._key, self._folder = key, folder
        self._heads_key = key.named(heads_origin(key.vkey.name))
        self._clock_key = key.clock()
        self._rules: Rules | None = None
        self._heads: GrowingHeads | None = None
        self._heads_size = 0
        self.origin: Final = key.vkey.name

    @property
    def pending(self) -> int:
        """How many facts have no leaf yet."""
        row = self.conn.execute(_HEAD).fetchone()
        return (int(row[0]) if row else 0) - self.store.size

    @property
    def halted(self) -> str | None:
        """Why nothing is recorded, while nobody has lifted the halt."""
        return halted(self.conn)

    def seal(self, *, idle: bool = False) -> int:
        """Leaves for all new facts, then one checkpoint; how many. `idle`: sign anew anyway.

        Raises PastRewritten, once writing is halted.
        """
        try:
            sealed = 0
            while grown := self._grow():
                sealed += grown
            if sealed or idle or self._unsigned():
                self._sign()
            return sealed
        except (*DOUBTS, psycopg.IntegrityError) as found:
            reason = f"the notary refuses to sign: {found}".strip()
            halt(self.conn, reason)
            raise PastRewritten(reason) from found

    def _unsigned(self) -> bool:
        last = self.store.last_checkpoint()
        return self.store.size > (last.size if last else 0)

    def _grow(self) -> int:
        """Leaves for the next batch of facts, in one transaction."""
        size = self.store.size
        rows = self.store.facts(size, size + self._batch)
        if not rows:
            return 0
        known = dict(self._previous(rows))
        rules = self._rules_at(size)
        leaves = []
        for n, row in enumerate(rows):
            if row.position != size + n + 1:
                raise PastRewritten(f"position {size + n + 1} is missing from the journal")
            prev = known.get((row.stream, row.version - 1))
            if prev is None and row.version != 1:
                raise PastRewritten(f"position {row.position} follows no fact of its stream")
            learn(rules, row.name, row.state)
            entry = entry_of(row, self.origin, prev, rules)
            leaf = leaf_hash(entry)
            known[row.stream, row.version] = leaf
            leaves.append((size + n, row.position, row.stream, row.version, leaf, entry))
        with self.conn.transaction(), self.conn.cursor() as cursor:
            copy: LiteralString = (
                "COPY evidence.leaves (index, position, stream, version, leaf, entry) FROM STDIN"
            )
            with cursor.copy(copy) as rows_in:
                for leaf_row in leaves:
                    rows_in.write_row(leaf_row)
            self._tiles(size, size + len(leaves))
        self._learn_heads(size, rows, [leaf_row[4] for leaf_row in leaves])
        return len(leaves)

    def _previous(self, rows: list[Row]) -> Iterator[tuple[tuple[str, int], bytes]]:
        """The leaf before each stream's first fact of the batch."""
        first: dict[str, int] = {}
        for row in rows:
            first.setdefault(row.stream, row.version - 1)
        given = (list(first), list(first.values()))
        for stream, version, leaf in self.conn.execute(_PREVIOUS, given):
            yield (stream, version), bytes(leaf)

    def _rules_at(self, position: int) -> Rules:
        """Read once; from then on they are learnt from what is sealed."""
        if self._rules is None:
            self._rules = self.store.rules_at(position)
        return self._rules

    def _heads_at(self, size: int) -> GrowingHeads:
        """Read once, as one leads; reading them anew would cost more with every fact."""
        if self._heads is None or self._heads_size != size:
            self._heads, self._heads_size = GrowingHeads(self.store.heads_of(size)), size
        return self._heads

    def _learn_heads(self, size: int, rows: list[Row], leaves: list[bytes]) -> None:
        heads = self._heads_at(size)
        for row, leaf in zip(rows, leaves, strict=True):
            heads.put(Head(row.stream_name, row.version, leaf))
        self._heads_size = size + len(rows)

    def _tiles(self, old: int, new: int) -> None:
        """The roots of the tiles that became whole."""
        level, width = 1, 1 << TILE_LEVELS
        while new >> TILE_LEVELS * level:
            for index in range(old >> TILE_LEVELS * level, new >> TILE_LEVELS * level):
                hashes = (
                    self.store.subtree(TILE_LEVELS * (level - 1), n)
                    for n in range(index * width, (index + 1) * width)
                )
                frontier = Frontier()
                frontier.extend(hashes)
                self.conn.execute(
                    "INSERT INTO evidence.tiles (level, index, hash) VALUES (%s, %s, %s)",
                    (level, index, frontier.root),
                )
            level += 1

    def _sign(self) -> None:
        size = self.store.size
        if size == 0:
            return
        frontier = frontier_at(size, self.store.subtree)
        self._hold_against_own()
        heads, now = self._heads_at(size).signed_root, datetime.now(UTC)
        body = Checkpoint(self.origin, size, frontier.root).body
        # The time is signed too: a checkpoint that nothing followed would otherwise have no age.
        signed = (self._key.sign(body), self._clock_key.cosign(body, int(now.timestamp())))
        note = Note(body, signed).text
        heads_body = Checkpoint(heads_origin(self.origin), size, heads).body
        heads_note = self._heads_key.note(heads_body).text
        # On its own disk before anybody else has it: who finds none would take it for stolen.
        keep(self._folder / LAST, note)
        with self.conn.transaction():
            self.conn.execute(
                "INSERT INTO evidence.checkpoints (size, root, heads) VALUES (%s, %s, %s)"
                " ON CONFLICT (size) DO NOTHING",
                (size, frontier.root, heads),
            )
            self.conn.execute(
                "INSERT INTO evidence.signings (size, note, heads_note, signed_at)"
                " VALUES (%s, %s, %s, %s)",
                (size, note, heads_note, now),
            )

    def _hold_against_own(self) -> None:
        """The log must begin with what this notary signed last, as it remembers it itself."""
        path = self._folder / LAST
        if path.exists():
            hold(self.store, self._key.vkey, path.read_bytes())
        elif self.store.last_checkpoint() is not None:
            raise PastRewritten(f"{LAST} is missing from the notary's folder")
