"""Is the log what was signed, and is every fact in it as it was when it was sealed?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final, LiteralString

from projections.evidence.findings import INCOMPLETE, Audited, Finding
from projections.evidence.heads import heads_origin
from projections.evidence.leaves import entry_of, learn
from projections.evidence.merkle import Frontier, frontier_at, leaf_hash, root_of
from projections.evidence.notes import (
    MalformedNote,
    Trust,
    UntrustedNote,
    Vkey,
    open_checkpoint,
    signers,
)
from projections.evidence.signatures import CHECKS
from projections.evidence.store import BATCH, TILE_LEVELS, LogStore

_WIDTH: Final = 1 << TILE_LEVELS
_NO_LEAF: Final = (0, b"", b"")
SEALED_WITHIN: Final = "1 minute"
CLOCKS_APART: Final = timedelta(minutes=1)
CHECKPOINTS, LEAVES, COMPLETENESS = "checkpoints", "leaves", "completeness"


def checkpoints(audited: Audited, trust: Trust) -> Iterator[Finding]:
    """Every checkpoint that was signed: its signatures, and its root over the leaves as they are.

    And the tiles, from which proofs are read, over those leaves.
    """
    store, tree, key = LogStore(audited.conn), _Tree(audited), trust.logs[0]
    since = [one for one in store.checkpoints() if one.size > audited.since]
    signed = sorted(since, key=lambda one: one.size)
    for n, one in enumerate(signed):
        try:
            signing = open_checkpoint(one.note, trust.of_the_log)
            heads_key = Vkey(heads_origin(key.name), key.algorithm, key.public)
            heads = open_checkpoint(one.heads_note, Trust(CHECKS, (heads_key,))).checkpoint
            clock = signers(signing.note, (key.clock,), CHECKS)
        except (MalformedNote, UntrustedNote) as wrong:
            yield Finding(CHECKPOINTS, one.size, "signature", key.text, str(wrong))
            continue
        opened, at = signing.checkpoint, next((one.at for one in clock), None)
        stated = (opened.size, opened.root, heads.size, heads.root, at)
        if stated != (one.size, one.root, one.size, one.heads, int(one.signed_at.timestamp())):
            yield Finding(
                CHECKPOINTS, one.size, "row", _shown(stated), _shown(one.__dict__.values())
            )
        tree.grow(one.size)
        if tree.size < one.size:
            yield Finding(CHECKPOINTS, tree.size + 1, "leaf", "a leaf", "none")
            return
        if tree.root != opened.root:
            yield Finding(CHECKPOINTS, one.size, "root", opened.root.hex(), tree.root.hex())
        if n == len(signed) - 1 and (found := _heads_root(store, one.size)) != heads.root.hex():
            yield Finding(CHECKPOINTS, one.size, "heads", heads.root.hex(), found)
    tree.grow(audited.size)
    if tree.size < audited.size:
        yield Finding(CHECKPOINTS, tree.size + 1, "leaf", "a leaf", "none")
    else:
        yield from _tiles(audited, tree.tiles)


def _heads_root(store: LogStore, size: int) -> str:
    try:
        return store.heads(size).signed_root.hex()
    except ValueError as wrong:
        return str(wrong)


class _Tree:
    """The tree over the leaves as they are: each is read once, and hashed once."""

    def __init__(self, audited: Audited) -> None:
        self._audited, self._tail = audited, Frontier()
        self._base = self.size = audited.since >> TILE_LEVELS << TILE_LEVELS
        begun = frontier_at(self._base, LogStore(audited.conn).subtree)
        self._whole = Frontier(self._base >> TILE_LEVELS, begun.hashes)
        self._read: list[bytes] = []
        self.tiles: dict[int, bytes] = {}

    @property
    def root(self) -> bytes:
        return Frontier(self.size, [*self._whole.hashes, *self._tail.hashes]).root

    def grow(self, size: int) -> None:
        """To so many leaves, never fewer than it has, or up to the first that lacks."""
        while True:
            at = (self.size - self._base) % BATCH
            if at == 0:
                self._read = _leaves(self._audited, self.size)
            to_the_tile = _WIDTH - self.size % _WIDTH
            some = self._read[at : min(at + to_the_tile, at + size - self.size, BATCH)]
            if not some:
                return
            self._tail.extend(some)
            self.size += len(some)
            if self._tail.size == _WIDTH:
                self.tiles[self._whole.size] = self._tail.root
                self._whole.append(self._tail.root)
                self._tail = Frontier()
            self._audited.tell(CHECKPOINTS, self.size)


def _tiles(audited: Audited, roots: dict[int, bytes]) -> Iterator[Finding]:
    """Each is the root over the tile below it; its position is the last that it covers."""
    level, below = 1, dict[int, bytes]()
    while audited.size >> TILE_LEVELS * level:
        query = "SELECT index, hash FROM evidence.tiles WHERE level = %s ORDER BY index"
        kept = {index: bytes(found) for index, found in audited.conn.execute(query, (level,))}
        first = audited.since >> TILE_LEVELS * level
        if level > 1:
            last = audited.size >> TILE_LEVELS * level
            roots = {n: _over(below, n) for n in range(first, last)}
        judged = {index: found for index, found in kept.items() if index >= first}
        for index in sorted(roots.keys() | judged.keys()):
            if roots.get(index) != judged.get(index):
                position = (index + 1) << TILE_LEVELS * level
                right, there = (h[index].hex() if index in h else "none" for h in (roots, judged))
                yield Finding(CHECKPOINTS, position, f"tile {level}/{index}", right, there)
        below, level = {**kept, **roots}, level + 1
    for found in audited.conn.execute(
        "SELECT level, index FROM evidence.tiles WHERE level >= %s ORDER BY 1, 2", (level,)
    ):
        yield Finding(CHECKPOINTS, None, "tile {}/{}".format(*found), "none", "a tile")


def _over(below: dict[int, bytes], index: int) -> bytes:
    """The root over a whole tile."""
    return root_of([below[n] for n in range(index * _WIDTH, (index + 1) * _WIDTH)])


def _leaves(audited: Audited, first: int) -> list[bytes]:
    """The next batch, up to the first that lacks."""
    rows = LogStore(audited.conn).indexed(first, first + BATCH)
    return [leaf for n, (index, leaf) in enumerate(rows, start=first) if index == n]


def _shown(parts: Any) -> str:
    return " ".join(p.hex() if isinstance(p, bytes) else str(p) for p in parts)


def leaves(audited: Audited, origin: str) -> Iterator[Finding]:
    """Every fact hashed anew, from its own row, against the leaf that was sealed."""
    store = LogStore(audited.conn)
    previous: dict[str, bytes] = {}
    rules = store.rules_at(audited.since)
    for first in range(audited.since, audited.size, BATCH):
        after = min(first + BATCH, audited.size)
        sealed = {row[0]: row for row in store.sealed(first, after)}
        for row in store.facts(first, after):
            try:
                learn(rules, row.name, row.state)
                before = previous.get(row.stream)
                if before is None and audited.since:
                    before = store.leaf_of(row.stream, row.version - 1)
                entry = entry_of(row, origin, before, rules)
            except (ValueError, LookupError, TypeError, AttributeError):
                # Its bytes are no fact's: without them it is no fact's entry either.
                entry = b""
            _, leaf, kept = sealed.get(row.position, _NO_LEAF)
            # From the sealed leaf on: one altered fact is told once, not with all that follow it.
            previous[row.stream] = leaf or leaf_hash(entry)
            if leaf_hash(entry) != leaf or entry != kept:
                yield _differs(row.position, entry, kept, leaf)
        audited.tell(LEAVES, after)


def _differs(position: int, entry: bytes, kept: bytes, leaf: bytes) -> Finding:
    """Which part of the entry is another: what was sealed is expected, what is there was found."""
    if not kept:
        return Finding(LEAVES, position, "leaf", "a leaf", "none")
    if leaf_hash(kept) != leaf:
        return Finding(LEAVES, position, "entry of the leaf", leaf.hex(), leaf_hash(kept).hex())
    if not entry:
        return Finding(LEAVES, position, "state", str(_parts(kept).get("state")), "no fact's bytes")
    then, now = _parts(kept), _parts(entry)
    names = [name for name in {**then, **now} if then.get(name) != now.get(name)]
    name = names[0] if names else "entry"
    return Finding(LEAVES, position, name, str(then.get(name)), str(now.get(name)))


def _parts(entry: bytes) -> dict[str, Any]:
    try:
        parts = json.loads(entry)
    except ValueError:
        return {}
    return parts if isinstance(parts, dict) else {}


def completeness(audited: Audited) -> Iterator[Finding]:
    """Positions and versions without a gap, a leaf for every fact and a fact for every leaf."""
    expected = audited.since + 1
    query = "SELECT position FROM journal.facts WHERE position > %s ORDER BY position"
    for (position,) in audited.conn.execute(query, (audited.since,)):
        if position != expected:
            yield Finding(COMPLETENESS, expected, "position", str(expected), f"next is {position}")
            expected = position
        expected += 1
    for position, version, before in audited.conn.execute(
        """
        SELECT position, version, before FROM (
            SELECT position, version,
                   coalesce(lag(version) OVER (PARTITION BY stream ORDER BY version),
                            (SELECT max(e.version) FROM journal.facts AS e
                              WHERE e.stream = f.stream AND e.position <= %(since)s), 0) AS before
              FROM journal.facts AS f WHERE position > %(since)s) AS f
         WHERE version <> before + 1 ORDER BY position""",
        {"since": audited.since},
    ):
        yield Finding(COMPLETENESS, position, "version", str(before + 1), str(version))
    for index, position in audited.conn.execute(
        """
        SELECT l.index, l.position FROM evidence.leaves AS l
          LEFT JOIN journal.facts AS f USING (position)
         WHERE l.index >= %s AND f.position IS NULL ORDER BY l.index""",
        (audited.since,),
    ):
        yield Finding(COMPLETENESS, position, "fact", f"the fact of leaf {index}", "none")
    for (position,) in audited.conn.execute(
        """
        SELECT f.position FROM journal.facts AS f LEFT JOIN evidence.leaves AS l USING (position)
         WHERE l.position IS NULL AND f.position > %s AND f.position <= %s ORDER BY f.position""",
        (audited.since, audited.size),
    ):
        yield Finding(COMPLETENESS, position, "leaf", "a leaf", "none")
    yield from _waiting(audited)
    yield from _clock(audited)
    audited.tell(COMPLETENESS, audited.size)


def _waiting(audited: Audited) -> Iterator[Finding]:
    """Facts that no notary has sealed in time: nobody vouches for them."""
    query: LiteralString = """
        SELECT min(position), count(*) FROM journal.facts
         WHERE position > %s AND recorded_at < clock_timestamp() - %s::interval"""
    ((position, count),) = audited.conn.execute(query, (audited.size, SEALED_WITHIN))
    if position is not None:
        expected = f"sealed within {SEALED_WITHIN}"
        yield Finding(COMPLETENESS, position, "leaf", expected, f"{count} wait", INCOMPLETE)


def _clock(audited: Audited) -> Iterator[Finding]:
    """Whether the database's clock is behind its own last fact, or far from the auditor's.

    Positions decide order, so no score moves; but "within a minute" says nothing by such a clock.
    """
    query: LiteralString = """
        SELECT position, recorded_at, clock_timestamp() FROM journal.facts
         ORDER BY position DESC LIMIT 1"""
    for position, recorded_at, clock in audited.conn.execute(query).fetchall():
        if expected := _expected_of(clock, recorded_at, datetime.now(UTC)):
            yield Finding(COMPLETENESS, position, "clock", expected, f"{clock}", INCOMPLETE)


def _expected_of(clock: datetime, recorded_at: datetime, own: datetime) -> str | None:
    if recorded_at > clock + CLOCKS_APART:
        return f"the database's clock not before {recorded_at}"
    if abs(own - clock) > CLOCKS_APART:
        return f"the database's clock near the auditor's, {own}"
    return None
