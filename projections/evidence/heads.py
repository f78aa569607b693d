"""Are these all the facts of a stream, up to a size of the log?

The last version of every stream at that size, sorted by the stream's name, under a Merkle tree of
their own: one leaf proves where a stream ends, two neighbours prove that no stream is between them.
What is signed is the count and the root, as a note of origin `<origin>/heads` and the log's size.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from projections.evidence.merkle import (
    HASH_BYTES,
    SIZE_MAX,
    all_hashes,
    inclusion_proof,
    leaf_hash,
    root_of,
    subtree_of,
    verify_inclusion,
)

_FORM: Final = "heads.1"
_STREAM_BYTES_MAX: Final = 2**16 - 1
_TEXT_MAX: Final = 1_000_000


class MalformedHeads(ValueError):
    """The text is no proof of a stream's head."""


class FalseHeads(ValueError):
    """The proof does not lead to the root that is signed, or proves something else."""


def heads_origin(origin: str) -> str:
    return f"{origin}/heads"


@dataclass(frozen=True)
class Head:
    """The last fact of a stream: its version, and its leaf hash in the log."""

    stream: str
    version: int
    leaf: bytes

    @property
    def entry(self) -> bytes:
        """Every part has its length before it or a fixed one: two heads never share their bytes."""
        stream = self.stream.encode()
        if len(stream) > _STREAM_BYTES_MAX or not 0 <= self.version <= SIZE_MAX:
            raise ValueError("no head of a stream")
        if not all_hashes([self.leaf]):
            raise ValueError("no leaf hash")
        length, version = len(stream).to_bytes(2, "big"), self.version.to_bytes(8, "big")
        return _FORM.encode() + length + stream + version + self.leaf


@dataclass(frozen=True)
class PlacedHead:
    """A head, its place among all, and the way to the root."""

    index: int
    head: Head
    path: tuple[bytes, ...]


@dataclass(frozen=True)
class HeadProof:
    """One head: the stream's own. None or two (one at either end): the stream has no facts."""

    count: int
    root: bytes
    placed: tuple[PlacedHead, ...]

    @property
    def text(self) -> str:
        form = {
            "form": _FORM,
            "count": self.count,
            "root": _encoded(self.root),
            "heads": [
                {
                    "index": one.index,
                    "stream": one.head.stream,
                    "version": one.head.version,
                    "leaf": _encoded(one.head.leaf),
                    "path": [_encoded(step) for step in one.path],
                }
                for one in self.placed
            ],
        }
        return json.dumps(form, sort_keys=True, separators=(",", ":")) + "\n"


class Heads:
    """All heads at one size of the log."""

    def __init__(self, heads: Iterable[Head]) -> None:
        self._heads = sorted(heads, key=_order)
        self._places = {head.stream: place for place, head in enumerate(self._heads)}
        if len(self._places) != len(self._heads):
            raise ValueError("a stream with two heads")
        hashes = [leaf_hash(head.entry) for head in self._heads]
        self._root, self._subtree = root_of(hashes), subtree_of(hashes)

    @property
    def signed_root(self) -> bytes:
        """What stands as the root in the note."""
        return heads_root(len(self._heads), self._root)

    def prove(self, stream: str) -> HeadProof:
        """The stream's head, or its neighbours where it has none."""
        place = self._places.get(stream)
        near = [place] if place is not None else self._around(stream)
        return HeadProof(len(self._heads), self._root, tuple(self._placed(at) for at in near))

    def _around(self, stream: str) -> list[int]:
        after = bisect_left(self._heads, stream.encode(), key=_order)
        return [at for at in (after - 1, after) if 0 <= at < len(self._heads)]

    def _placed(self, at: int) -> PlacedHead:
        path = inclusion_proof(at, len(self._heads), self._subtree)
        return PlacedHead(at, self._heads[at], tuple(path))


class GrowingHeads:
    """The heads of a log that grows: of each stream its last version, and the head's own hash."""

    def __init__(self, heads: Iterable[Head]) -> None:
        self._last: dict[str, tuple[int, bytes]] = {}
        for head in heads:
            if head.stream in self._last:
                raise ValueError("a stream with two heads")
            self._last[head.stream] = head.version, leaf_hash(head.entry)
        self._streams: list[str] | None = None

    def put(self, head: Head) -> None:
        """A stream's next fact. Raises ValueError where it is another's."""
        version, _ = self._last.get(head.stream, (0, b""))
        if head.version != version + 1:
            raise ValueError("a stream with two heads")
        if not version:
            self._streams = None
        self._last[head.stream] = head.version, leaf_hash(head.entry)

    @property
    def signed_root(self) -> bytes:
        if self._streams is None:
            self._streams = sorted(self._last, key=str.encode)
        root = root_of(self._last[stream][1] for stream in self._streams)
        return heads_root(len(self._streams), root)


def heads_root(count: int, root: bytes) -> bytes:
    """The count is bound to the root; its 0x02 makes it neither a leaf nor a node."""
    return hashlib.sha256(b"\x02" + count.to_bytes(8, "big") + root).digest()


def verify_head(proof: HeadProof, stream: str, signed_root: bytes) -> Head | None:
    """The stream's head; None where it is proven to have no facts. Raises FalseHeads."""
    if not 0 <= proof.count <= SIZE_MAX or heads_root(proof.count, proof.root) != signed_root:
        raise FalseHeads("another root is signed")
    for one in proof.placed:
        leaf = leaf_hash(one.head.entry)
        if not verify_inclusion(one.index, proof.count, leaf, proof.root, one.path):
            raise FalseHeads(f"{one.head.stream} is not head {one.index} of {proof.count}")
    own = [one.head for one in proof.placed if one.head.stream == stream]
    if own:
        return own[0]
    if not _nothing_between(proof, stream.encode()):
        raise FalseHeads(f"nothing is proven of {stream}")
    return None


def parse_head_proof(text: str | bytes) -> HeadProof:
    """Raises MalformedHeads."""
    if len(text) > _TEXT_MAX:
        raise MalformedHeads("too long")
    try:
        known = text.decode() if isinstance(text, bytes) else text
        form = json.loads(known)
        placed = tuple(_read(one) for one in form["heads"])
        proof = HeadProof(_number(form["count"]), _decoded(form["root"]), placed)
        written = proof.text
    except (LookupError, TypeError, ValueError, RecursionError) as wrong:
        raise MalformedHeads(f"no proof of a head: {type(wrong).__name__}") from None
    if written != known:
        raise MalformedHeads("not written as such proofs are")
    return proof


def _order(head: Head) -> bytes:
    return head.stream.encode()


def _nothing_between(proof: HeadProof, stream: bytes) -> bool:
    """Are those proven the neighbours on both sides, the ends of the list being neighbours too?"""
    below = [one.index for one in proof.placed if _order(one.head) < stream]
    above = [one.index for one in proof.placed if _order(one.head) > stream]
    before, after = below or [-1], above or [proof.count]
    return len(before) == len(after) == 1 and before[0] + 1 == after[0]


def _read(form: dict[str, object]) -> PlacedHead:
    stream, path = form["stream"], form["path"]
    if not isinstance(stream, str) or not isinstance(path, list):
        raise TypeError
    head = Head(stream, _number(form["version"]), _decoded(form["leaf"]))
    # Raises where it is none.
    _ = head.entry
    return PlacedHead(_number(form["index"]), head, tuple(_decoded(step) for step in path))


def _number(found: object) -> int:
    if type(found) is not int or not 0 <= found <= SIZE_MAX:
        raise TypeError
    return found


def _encoded(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _decoded(found: object) -> bytes:
    if not isinstance(found, str):
        raise TypeError
    try:
        data = base64.b64decode(found, validate=True)
    except binascii.Error:
        raise ValueError from None
    if len(data) != HASH_BYTES:
        raise ValueError
    return data
