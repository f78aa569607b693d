"""Is the log what was signed, and is every fact in it as it was when it was sealed?"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from projections.evidence.findings import Audited, Finding
from projections.evidence.heads import heads_origin
from projections.evidence.leaves import entry_of
from projections.evidence.merkle import Frontier, leaf_hash, root_of
from projections.evidence.notes import MalformedNote, Trust, UntrustedNote, Vkey, open_checkpoint
from projections.evidence.signatures import CHECKS
from projections.evidence.store import BATCH, TILE_LEVELS, LogStore

CHECKPOINTS, LEAVES, COMPLETENESS = "checkpoints", "leaves", "completeness"


def checkpoints(audited: Audited, trust: Trust) -> Iterator[Finding]:
    """Every checkpoint that was signed: its signatures, and its root over the leaves as they are.

    And the tiles, from which proofs are read, over those leaves.
    """
    store, frontier, key = LogStore(audited.conn), Frontier(), trust.logs[0]
    signed = list(store.checkpoints())
    for n, one in enumerate(signed):
        try:
            opened = open_checkpoint(one.note, replace(trust, quorum=0)).checkpoint
            heads_key = Vkey(heads_origin(key.name), key.algorithm, key.public)
            heads = open_checkpoint(one.heads_note, Trust(CHECKS, (heads_key,))).checkpoint
        except (MalformedNote, UntrustedNote) as wrong:
            yield Finding(CHECKPOINTS, one.size, "signature", key.text, str(wrong))
            continue
        stated = (opened.size, opened.root, heads.size, heads.root)
        if stated != (one.size, one.root, one.size, one.heads):
            yield Finding(
                CHECKPOINTS, one.size, "row", _shown(stated), _shown(one.__dict__.values())
            )
        while frontier.size < one.size:
            after = min(frontier.size + BATCH, one.size)
            frontier.extend(_leaves(audited, frontier.size, after))
            audited.tell(CHECKPOINTS, frontier.size)
            if frontier.size != after:
                yield Finding(CHECKPOINTS, frontier.size + 1, "leaf", "a leaf", "none")
                return
        if frontier.size == one.size and frontier.root != opened.root:
            yield Finding(CHECKPOINTS, one.size, "root", opened.root.hex(), frontier.root.hex())
        if n == len(signed) - 1 and (found := _heads_root(store, one.size)) != heads.root.hex():
            yield Finding(CHECKPOINTS, one.size, "heads", heads.root.hex(), found)
    yield from _tiles(audited)


def _heads_root(store: LogStore, size: int) -> str:
    try:
        return store.heads(size).signed_root.hex()
    except ValueError as wrong:
        return str(wrong)


def _tiles(audited: Audited) -> Iterator[Finding]:
    """Each is the root over the tile below it; its position is the last that it covers."""
    width, level = 1 << TILE_LEVELS, 1
    below = _leaves(audited, 0, audited.size)
    while below_size := audited.size >> TILE_LEVELS * level:
        roots = (root_of(islice(below, width)) for _ in range(below_size))
        query = "SELECT index, hash FROM evidence.tiles WHERE level = %s ORDER BY index"
        kept = {index: bytes(found) for index, found in audited.conn.execute(query, (level,))}
        expected = dict(enumerate(roots))
        for index in sorted(expected.keys() | kept.keys()):
            if expected.get(index) != kept.get(index):
                position = (index + 1) << TILE_LEVELS * level
                right, there = (h[index].hex() if index in h else "none" for h in (expected, kept))
                yield Finding(CHECKPOINTS, position, f"tile {level}/{index}", right, there)
        below, level = iter(expected.values()), level + 1
    for found in audited.conn.execute(
        "SELECT level, index FROM evidence.tiles WHERE level >= %s ORDER BY 1, 2", (level,)
    ):
        yield Finding(CHECKPOINTS, None, "tile {}/{}".format(*found), "none", "a tile")


def _leaves(audited: Audited, first: int, after: int) -> Iterator[bytes]:
    """Up to the first that lacks."""
    query = (
        "SELECT index, leaf FROM evidence.leaves WHERE index >= %s AND index < %s ORDER BY index"
    )
    for n, (index, leaf) in enumerate(audited.conn.execute(query, (first, after)), start=first):
        if index != n:
            return
        yield bytes(leaf)


def _shown(parts: Any) -> str:
    return " ".join(p.hex() if isinstance(p, bytes) else str(p) for p in parts)


def leaves(audited: Audited, origin: str) -> Iterator[Finding]:
    """Every fact hashed anew, from its own row, against the leaf that was sealed."""
    store = LogStore(audited.conn)
    previous: dict[Any, bytes] = {}
    rules: dict[tuple[str, str], str] = {}
    for first in range(0, audited.size, BATCH):
        after = min(first + BATCH, audited.size)
        sealed = {row[0]: (bytes(row[1]), bytes(row[2])) for row in _sealed(audited, first, after)}
        for row in store.facts(first, after):
            try:
                learn(rules, row)
                entry = entry_of(row, origin, previous.get(row["stream"]), rules)
            except (ValueError, LookupError, TypeError, AttributeError):
                # Its bytes are no fact's: without them it is no fact's entry either.
                entry = b""
            leaf, kept = sealed.get(row["position"], (b"", b""))
            # From the sealed leaf on: one altered fact is told once, not with all that follow it.
            previous[row["stream"]] = leaf or leaf_hash(entry)
            if leaf_hash(entry) != leaf or entry != kept:
                yield _differs(row["position"], entry, kept, leaf)
        audited.tell(LEAVES, after)


def _sealed(audited: Audited, first: int, after: int) -> Sequence[Sequence[Any]]:
    query = "SELECT position, leaf, entry FROM evidence.leaves WHERE index >= %s AND index < %s"
    return audited.conn.execute(query, (first, after)).fetchall()


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
    expected = 1
    query = "SELECT position FROM journal.facts ORDER BY position"
    for (position,) in audited.conn.execute(query):
        if position != expected:
            yield Finding(COMPLETENESS, expected, "position", str(expected), f"next is {position}")
            expected = position
        expected += 1
    for position, version, before in audited.conn.execute("""
        SELECT position, version, before FROM (
            SELECT position, version,
                   lag(version, 1, 0::bigint) OVER (PARTITION BY stream ORDER BY version) AS before
              FROM journal.facts) AS f
         WHERE version <> before + 1 ORDER BY position"""):
        yield Finding(COMPLETENESS, position, "version", str(before + 1), str(version))
    for index, position in audited.conn.execute("""
        SELECT l.index, l.position FROM evidence.leaves AS l
          LEFT JOIN journal.facts AS f USING (position)
         WHERE f.position IS NULL ORDER BY l.index"""):
        yield Finding(COMPLETENESS, position, "fact", f"the fact of leaf {index}", "none")
    for (position,) in audited.conn.execute(
        """
        SELECT f.position FROM journal.facts AS f LEFT JOIN evidence.leaves AS l USING (position)
         WHERE l.position IS NULL AND f.position <= %s ORDER BY f.position""",
        (audited.size,),
    ):
        yield Finding(COMPLETENESS, position, "leaf", "a leaf", "none")
    audited.tell(COMPLETENESS, audited.size)


def learn(rules: dict[tuple[str, str], str], row: dict[str, Any]) -> None:
    """The digest of each edition published so far."""
    if row["topic"] == "rulebook-published":
        state = json.loads(row["state"])
        rules[state["bureau"], f"{state['rulebook']}@{state['version']}"] = state["digest"]
