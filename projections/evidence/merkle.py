"""Is an entry in the log, and has the log only grown?

A Merkle tree as in RFC 6962 over leaf hashes. Makers of proofs raise ValueError on what cannot be;
verifiers say True or False to anything at all.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from typing import Final

HASH_BYTES: Final = 32
SIZE_MAX: Final = 2**63 - 1
EMPTY_ROOT: Final = hashlib.sha256(b"").digest()

Subtree = Callable[[int, int], bytes]
"""(level, index): the root over leaves index << level up to (index + 1) << level, all there."""


def leaf_hash(entry: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


class Frontier:
    """The whole subtrees of a log, largest first: all that is needed to go on appending to it.

    There are as many as `size` has binary ones, so 63 at most.
    """

    def __init__(self, size: int = 0, hashes: Iterable[bytes] = ()) -> None:
        kept = list(hashes)
        if not 0 <= size <= SIZE_MAX or len(kept) != size.bit_count() or not all_hashes(kept):
            raise ValueError(f"no frontier of {size} leaves")
        self._size, self._hashes = size, kept

    @property
    def size(self) -> int:
        return self._size

    @property
    def hashes(self) -> list[bytes]:
        return list(self._hashes)

    @property
    def root(self) -> bytes:
        return _folded(self._hashes)

    def append(self, leaf: bytes) -> None:
        self.extend((leaf,))

    def extend(self, leaves: Iterable[bytes]) -> None:
        size, hashes, sha256 = self._size, self._hashes, hashlib.sha256
        for leaf in leaves:
            if len(leaf) != HASH_BYTES or size == SIZE_MAX:
                raise ValueError(f"no leaf hash at {size}")
            carried, rest = leaf, size
            while rest & 1:
                carried = sha256(b"\x01" + hashes.pop() + carried).digest()
                rest >>= 1
            hashes.append(carried)
            self._size = size = size + 1


def root_of(leaves: Iterable[bytes]) -> bytes:
    frontier = Frontier()
    frontier.extend(leaves)
    return frontier.root


def frontier_at(size: int, subtree: Subtree) -> Frontier:
    return Frontier(size, _whole_subtrees(0, size, subtree))


def subtree_of(leaves: Sequence[bytes]) -> Subtree:
    """From leaves in memory; each level is hashed once, when it is first asked for."""
    levels = [list(leaves)]

    def subtree(level: int, index: int) -> bytes:
        while len(levels) <= level:
            below = levels[-1]
            pairs = zip(below[::2], below[1::2], strict=False)
            levels.append([node_hash(left, right) for left, right in pairs])
        return levels[level][index]

    return subtree


def inclusion_proof(index: int, size: int, hashes: Sequence[bytes] | Subtree) -> list[bytes]:
    """From the leaf's sibling up to the root's child. Asks for some log² of subtrees."""
    if not 0 <= index < size <= SIZE_MAX:
        raise ValueError(f"no leaf {index} of {size}")
    low, high, beside = 0, size, list[tuple[int, int]]()
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            beside.append((middle, high))
            high = middle
        else:
            beside.append((low, middle))
            low = middle
    return _roots(beside, size, hashes)


def consistency_proof(old: int, new: int, hashes: Sequence[bytes] | Subtree) -> list[bytes]:
    """That the tree of `new` leaves begins with that of `old`; empty where that needs no proof."""
    if not 0 <= old <= new <= SIZE_MAX:
        raise ValueError(f"no growth from {old} to {new}")
    if old in (0, new):
        return []
    low, high, beside = 0, new, list[tuple[int, int]]()
    while high != old:
        middle = low + _split(high - low)
        if old <= middle:
            beside.append((middle, high))
            high = middle
        else:
            beside.append((low, middle))
            low = middle
    if low:
        beside.append((low, high))
    return _roots(beside, new, hashes)


def verify_inclusion(
    index: int, size: int, leaf: bytes, root: bytes, proof: Sequence[bytes]
) -> bool:
    """Is this leaf hash number `index` of the `size` in the tree? (RFC 9162, 2.1.3.2)"""
    if not (_whole([index, size]) and index < size and _readable(proof, leaf, root)):
        return False
    node, last, found = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if node & 1 or node == last:
            found = node_hash(sibling, found)
            while not node & 1:
                node, last = node >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        node, last = node >> 1, last >> 1
    return last == 0 and found == root


def verify_consistency(
    old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Does the tree of `new` leaves begin with that of `old`? (RFC 9162, 2.1.4.2)

    Every tree begins with the empty one.
    """
    if not (_whole([old, new]) and old <= new and _readable(proof, old_root, new_root)):
        return False
    if (old == 0 and old_root != EMPTY_ROOT) or (new == 0 and new_root != EMPTY_ROOT):
        return False
    if old in (0, new):
        return not proof and (old == 0 or old_root == new_root)
    path = [old_root, *proof] if old & (old - 1) == 0 else proof
    return _grown(old, new, path) == (old_root, new_root)


def _grown(old: int, new: int, path: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """The two roots that a consistency proof leads to."""
    if not path:
        return None
    node, last = old - 1, new - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    old_found = new_found = path[0]
    for sibling in path[1:]:
        if last == 0:
            return None
        if node & 1 or node == last:
            old_found = node_hash(sibling, old_found)
            new_found = node_hash(sibling, new_found)
            while not node & 1:
                node, last = node >> 1, last >> 1
        else:
            new_found = node_hash(new_found, sibling)
        node, last = node >> 1, last >> 1
    return (old_found, new_found) if last == 0 else None


def all_hashes(found: Iterable[object]) -> bool:
    return all(type(one) is bytes and len(one) == HASH_BYTES for one in found)


def _readable(proof: object, *hashes: object) -> bool:
    return isinstance(proof, list | tuple) and all_hashes([*hashes, *proof])


def _whole(numbers: Iterable[object]) -> bool:
    return all(type(n) is int and 0 <= n <= SIZE_MAX for n in numbers)


def _split(leaves: int) -> int:
    """The largest power of two below: so many leaves are in the left of two or more."""
    return 1 << (leaves - 1).bit_length() - 1


def _roots(
    ranges: list[tuple[int, int]], size: int, hashes: Sequence[bytes] | Subtree
) -> list[bytes]:
    """The roots over each range, from the lowest."""
    if not callable(hashes):
        if len(hashes) < size:
            raise ValueError(f"{len(hashes)} leaves, not {size}")
        hashes = subtree_of(hashes)
    return [_folded(_whole_subtrees(low, high, hashes)) for low, high in reversed(ranges)]


def _whole_subtrees(low: int, high: int, subtree: Subtree) -> list[bytes]:
    """Largest first; `low` is a multiple of the largest, as in all that RFC 6962 asks for."""
    found = list[bytes]()
    while low < high:
        level = (high - low).bit_length() - 1
        found.append(subtree(level, low >> level))
        low += 1 << level
    return found


def _folded(hashes: Sequence[bytes]) -> bytes:
    if not hashes:
        return EMPTY_ROOT
    root = hashes[-1]
    for left in hashes[-2::-1]:
        root = node_hash(left, root)
    return root
