"""Which logs, keys and checkpoints do the tests talk of?"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache
from typing import Final

from projections.evidence.ed25519 import verify_ed25519
from projections.evidence.keys import SigningKey
from projections.evidence.merkle import Subtree, leaf_hash, root_of, subtree_of
from projections.evidence.notes import COSIGNATURE, Checkpoint, Note, Trust, ed25519_checks

ORIGIN: Final = "ledger.example/nanyue"
SIZES: Final = 300
NEAR_POWERS: Final = [2**n + by for n in range(9, 14) for by in (-1, 0, 1)]
AT: Final = 1_735_689_600

LOG: Final = SigningKey(ORIGIN, bytes(range(32)))
WITNESS: Final = SigningKey("audit.example/witness", bytes(range(32, 64)), COSIGNATURE)
OTHER_WITNESS: Final = SigningKey("it.example/witness", bytes(range(64, 96)), COSIGNATURE)
CHECKS: Final = ed25519_checks(verify_ed25519)
TRUST: Final = Trust(CHECKS, (LOG.vkey,))
WITNESSED: Final = Trust(CHECKS, (LOG.vkey,), (WITNESS.vkey, OTHER_WITNESS.vkey), 1)


def entry(index: int) -> bytes:
    """Of many lengths, an empty one among them."""
    return hashlib.sha256(b"%d" % index).digest() * (index % 5) + b"%d" % index * (index % 7)


def entries(size: int) -> list[bytes]:
    return [entry(index) for index in range(size)]


@cache
def leaves(size: int) -> tuple[bytes, ...]:
    return tuple(leaf_hash(one) for one in entries(size))


LARGEST: Final = leaves(max(NEAR_POWERS))
SUBTREE: Final[Subtree] = subtree_of(LARGEST)


@cache
def root(size: int) -> bytes:
    return root_of(LARGEST[:size])


def signed(size: int, hashed: bytes | None = None, *witnesses: SigningKey) -> str:
    """The text of a checkpoint."""
    body = Checkpoint(ORIGIN, size, root(size) if hashed is None else hashed).body
    return Note(body, (LOG.sign(body), *(one.cosign(body, AT) for one in witnesses))).text


def flipped(data: bytes, at: int, bit: int = 0) -> bytes:
    return data[:at] + bytes([data[at] ^ 1 << bit]) + data[at + 1 :]


def with_flip(proof: Sequence[bytes], which: int, at: int) -> list[bytes]:
    return [flipped(one, at) if place == which else one for place, one in enumerate(proof)]
