"""Is this entry in the log that was signed? One text file (c2sp.org/tlog-proof@v1) tells."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from projections.evidence.merkle import HASH_BYTES, leaf_hash, verify_inclusion
from projections.evidence.notes import (
    NOTE_BYTES_MAX,
    MalformedNote,
    Opened,
    Trust,
    decimal,
    from_base64,
    open_checkpoint,
)

PROOF_SUFFIX: Final = ".tlog-proof"
PROOF_LINE: Final = "c2sp.org/tlog-proof@v1"
_PATH_MAX: Final = 63


class MalformedProof(ValueError):
    """The text is no proof of the form tlog-proof@v1."""


class FalseProof(ValueError):
    """The proof does not lead from the entry to the root that is signed."""


@dataclass(frozen=True)
class LogProof:
    """`extra` is signed by nobody."""

    index: int
    path: tuple[bytes, ...]
    checkpoint: str
    extra: bytes | None = None

    @property
    def text(self) -> str:
        extra = [f"extra {base64.b64encode(self.extra).decode()}"] if self.extra else []
        path = [base64.b64encode(one).decode() for one in self.path]
        return "\n".join([PROOF_LINE, *extra, f"index {self.index}", *path, "", self.checkpoint])


def parse_proof(text: str | bytes) -> LogProof:
    """Raises MalformedProof; the checkpoint in it is not looked at."""
    try:
        known = text.decode() if isinstance(text, bytes) else text
        if len(known) > NOTE_BYTES_MAX:
            raise MalformedProof("too long")
        above, _, checkpoint = known.partition("\n\n")
        return _parsed(above.split("\n"), checkpoint)
    except (UnicodeError, MalformedNote) as wrong:
        raise MalformedProof(str(wrong)) from None


def verify_proof(text: str | bytes, entry: bytes, trust: Trust) -> tuple[LogProof, Opened]:
    """What the proof says of `entry`, once that is so.

    Raises MalformedProof, FalseProof; of its checkpoint MalformedNote, UntrustedNote.
    """
    proof = parse_proof(text)
    opened = open_checkpoint(proof.checkpoint, trust)
    known = opened.checkpoint
    if not verify_inclusion(proof.index, known.size, leaf_hash(entry), known.root, proof.path):
        raise FalseProof(f"the entry is not number {proof.index} of {known.origin}")
    return proof, opened


def _parsed(lines: Sequence[str], checkpoint: str) -> LogProof:
    rest = list(lines)
    if rest.pop(0) != PROOF_LINE:
        raise MalformedProof(f"the first line is not {PROOF_LINE}")
    extra = None
    if rest and rest[0].startswith("extra "):
        extra = from_base64(rest.pop(0).removeprefix("extra "))
    if not rest or not rest[0].startswith("index "):
        raise MalformedProof("no index")
    index = decimal(rest.pop(0).removeprefix("index "))
    path = tuple(from_base64(line) for line in rest)
    if len(path) > _PATH_MAX or any(len(one) != HASH_BYTES for one in path):
        raise MalformedProof("no path of hashes")
    return LogProof(index, path, checkpoint, extra)
