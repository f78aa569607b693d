"""Does a receipt hold: one fact, as it was recorded, in the log that was signed?"""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any, Final

from projections.evidence.notes import MalformedNote, TooFewWitnesses, Trust, UntrustedNote
from projections.evidence.offline.certificates import Doubt, Proven
from projections.evidence.offline.narration import narrated, on_one_line
from projections.evidence.proofs import FalseProof, verify_proof

RECEIPT: Final = "receipt.1"


def check_receipt(receipt: dict[str, Any], trust: Trust) -> Proven:
    """Raises Doubt at the first thing that does not hold; else what the fact says, in words.

    A ValueError, KeyError or TypeError says that it is no receipt.
    """
    if receipt["form"] != RECEIPT:
        raise ValueError(f"not of the form {RECEIPT}")
    position, entry = receipt["position"], receipt["entry"]
    try:
        proof, opened = verify_proof(receipt["proof"], entry.encode(), trust)
    except TooFewWitnesses:
        raise
    except (FalseProof, MalformedNote, UntrustedNote) as wrong:
        raise Doubt(f"the proof: {wrong}", position) from None
    said, state = json.loads(entry), base64.b64decode(receipt["state"])
    if [str(proof.index + 1), said["position"]] != [str(position)] * 2:
        raise Doubt("its entry is another's", position)
    if said["log"] != opened.checkpoint.origin:
        raise Doubt("its entry is another log's", position)
    if said["state"] != hashlib.sha256(state).hexdigest():
        raise Doubt("its bytes are not those that were recorded", position)
    content = json.loads(state)
    words = words_of(said, content)
    if receipt["words"] != words:
        raise Doubt("its words are not what was recorded", position)
    held = [
        f"signed: {opened.checkpoint.origin}, {opened.checkpoint.size} facts, by "
        + ", ".join(one.by.name for one in (*opened.logs, *opened.witnesses)),
        f"in the log, unaltered: position {position}",
        words["zh"],
        words["en"],
    ]
    return Proven(held, [(position, said["name"], content)])


def words_of(entry: dict[str, Any], state: dict[str, Any]) -> dict[str, str]:
    """Who recorded what and when, by the log's entry and the stored state; times are UTC."""
    who, when = on_one_line(f"{entry['actor']} ({entry['role']})"), entry["recorded_at"]
    told = narrated(entry["name"], state)
    return {
        "zh": f"{who} 于 {when} 记录:{told['zh']}",
        "en": f"{who} recorded at {when}: {told['en']}",
    }
