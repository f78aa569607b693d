"""Does a receipt hold: one fact, as it was recorded, in the log that was signed?"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any, Final

from projections.evidence.notes import (
    MalformedNote,
    TooFewWitnesses,
    Trust,
    UntrustedNote,
    from_base64,
)
from projections.evidence.offline.certificates import Doubt, Proven, said_in, written_plainly
from projections.evidence.offline.narration import (
    WORDINGS,
    Wording,
    approvals_in_words,
    narrated,
    who_in_words,
)
from projections.evidence.proofs import PROOF_LINE, FalseProof, parse_proof, verify_proof

RECEIPT: Final = "receipt.1"
_PARTS_OF_RECEIPT: Final = {"form", "position", "words", "entry", "state", "proof"}


def check_receipt(receipt: dict[str, Any], trust: Trust) -> Proven:
    """Raises Doubt at the first thing that does not hold; else what the fact says, in words.

    A ValueError, KeyError or TypeError says that it is no receipt.
    """
    if receipt["form"] != RECEIPT or receipt.keys() != _PARTS_OF_RECEIPT:
        raise ValueError(f"not of the form {RECEIPT}")
    position, entry = receipt["position"], receipt["entry"]
    try:
        proof, opened = verify_proof(receipt["proof"], entry.encode(), trust)
    except TooFewWitnesses:
        raise
    except (FalseProof, MalformedNote, UntrustedNote) as wrong:
        raise Doubt(f"the proof: {wrong}", position) from None
    if type(position) is not int or position != proof.index + 1:
        raise Doubt("its proof is another's", proof.index + 1)
    state = from_base64(receipt["state"])
    said = said_in(entry.encode(), state, opened.checkpoint.origin, position)
    content = json.loads(state)
    words = words_of(said, content)
    if receipt["words"] not in [words_of(said, content, wording) for wording in WORDINGS]:
        raise Doubt("its words are not what was recorded", position)
    held = [
        f"signed: {opened.checkpoint.origin}, {opened.checkpoint.size} facts, by "
        + ", ".join(one.by.name for one in (*opened.logs, *opened.witnesses)),
        f"in the log, unaltered: position {position}",
        words["zh"],
        words["en"],
    ]
    return Proven(held, [(position, said["name"], content)])


def receipt_in(data: bytes) -> dict[str, Any]:
    """What a file holds: JSON, or one tlog-proof that bears a receipt's rest as its `extra`."""
    if not data.startswith(PROOF_LINE.encode()):
        return written_plainly(data.removesuffix(b"\n"))
    return {**written_plainly(parse_proof(data).extra or b""), "proof": data.decode()}


def as_proof(receipt: dict[str, Any]) -> str:
    """The receipt as one tlog-proof, which other programs check as well."""
    proof = parse_proof(receipt["proof"])
    rest = {name: part for name, part in receipt.items() if name != "proof"}
    extra = json.dumps(rest, ensure_ascii=False, separators=(",", ":")).encode()
    return replace(proof, extra=extra).text


def words_of(
    entry: dict[str, Any], state: dict[str, Any], wording: Wording = "named"
) -> dict[str, str]:
    """Who recorded what and when, by the log's entry and the stored state; times are UTC."""
    actor, role, when = entry["actor"], entry["role"], entry["recorded_at"]
    who = [who_in_words(actor, role, language, wording) for language in (0, 1)]
    told = narrated(entry["name"], state, wording)
    approved = approvals_in_words(entry["approvals"], wording)
    return {
        "zh": f"{who[0]} 于 {when} 记录:{told['zh']}{approved['zh']}",
        "en": f"{who[1]} recorded at {when}: {told['en']}{approved['en']}",
    }
