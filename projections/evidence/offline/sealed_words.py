"""What do the sealed names and narrative of proven facts say, with the key of whom they are of?

A key that opens the ciphertext of a fact shows what was recorded: AES-GCM tells another key, and
ciphertext that was changed or moved to somebody else's fact.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from projections.evidence.offline.gcm import GCM_NONCE_BYTES, open_sealed
from projections.evidence.offline.narration import on_one_line
from projections.evidence.offline.scoring import FactTriple

NARRATIVE: Final = "narrative.1"
NARRATIVE_NAME: Final = "narrative.json"
_SEALED: Final = "sealed:1:"
_SHUT: Final = "does not open: erased, or another key 无法解开:已抹除或密钥不符"


def opened_words(narrative: dict[str, Any], facts: list[FactTriple]) -> Iterator[str]:
    """Each sealed text of the subjects whose keys are there, in order of position."""
    if narrative["form"] != NARRATIVE:
        raise ValueError(f"not of the form {NARRATIVE}")
    keys = {subject: base64.b64decode(key) for subject, key in narrative["keys"].items()}
    for subject in narrative["erased"]:
        yield f"{subject}: key destroyed, words erased 密钥已销毁,姓名与事由已抹除"
    for position, _, state in facts:
        subject = _sealed_for(state)
        for name, text in state.items():
            if subject in keys and isinstance(text, str) and text.startswith(_SEALED):
                said = _opened(keys[subject], subject, text)
                yield f"position {position} {name}: {_SHUT if said is None else _quoted(said)}"


def _opened(key: bytes, subject: str, text: str) -> str | None:
    sealed = base64.urlsafe_b64decode(text.removeprefix(_SEALED))
    nonce, body = sealed[:GCM_NONCE_BYTES], sealed[GCM_NONCE_BYTES:]
    said = open_sealed(key, nonce, body, subject.encode())
    return None if said is None else said.decode()


def _quoted(text: str) -> str:
    """On one line, so that no words can pass for what the verifier says."""
    return json.dumps(on_one_line(text), ensure_ascii=False)


def _sealed_for(state: Mapping[str, Any]) -> str:
    """With whose key the words of a fact are sealed."""
    if "subject" in state:
        return str(state["subject"])
    kinds = (kind for kind in ("officer", "unit", "bureau") if kind in state)
    return next((f"{kind}:{state[kind]}" for kind in kinds), "")
