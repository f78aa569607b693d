"""What exactly does a command say, and what is the digest that an approval binds to?

The digest is the SHA-256 of canonical JSON: the command's name and every part of it, names sorted.
The parts that are names or narrative are kept apart, so that they alone are sealed.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any, Final

from domain.vocabulary import Value

Said = Mapping[str, Any]
_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True)
_BESIDE: Final = re.compile(r"[\s()\[\]{}<>〔〕【】〈〉《》「」第号號]")
"""What stands around the year and the number of a document, and is written now so, now so."""


def said_of(command: Value) -> dict[str, Any]:
    """The command's name and all that it says.

    In a part of its own, what is left out stays as it was, and null takes it away.
    """
    said = command.model_dump(mode="json", by_alias=True)
    for name, part in vars(command).items():
        if isinstance(part, Value):
            said[name] = part.model_dump(mode="json", by_alias=True, exclude_unset=True)
    return {"command": type(command).__name__, **said}


def canonical(said: Said) -> str:
    return _ENCODER.encode(said)


def digest_of(said: Said) -> bytes:
    return hashlib.sha256(canonical(said).encode()).digest()


def digest_text(said: Said) -> str:
    return f"sha256:{digest_of(said).hex()}"


def digest_linked(digest: str, claims: Iterable[int], merit: str, share: str | None) -> str:
    """Of a claim that was linked: of what it was until then, and of what the link makes of it."""
    return digest_text({"claim": digest, "claims": [*claims], "merit": merit, "share": share})


def said_in_clear(content: str) -> dict[str, Any]:
    """What a claim says, but for its names and narrative."""
    found = json.loads(content)
    assert isinstance(found, dict), "a claim holds a command"
    return found


def whole(clear: Said, words: Said) -> dict[str, Any]:
    """What was kept apart, as one again."""
    joined = dict(clear)
    for name, part in words.items():
        joined[name] = _joined(joined.get(name, {}), part)
    return joined


def _joined(clear: Any, words: Any) -> Any:
    if not isinstance(words, Mapping):
        return words
    if isinstance(clear, list):
        return [whole(one, words.get(str(n), {})) for n, one in enumerate(clear)]
    return whole(clear, words)


def document_key(document_no: str) -> str:
    """A document's number without what people write one way or the other: width, brackets, 号.

    Alike keys are a hint, never a proof: one document may hold two awards.
    """
    return _BESIDE.sub("", unicodedata.normalize("NFKC", document_no)).casefold()
