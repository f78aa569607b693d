"""Whom of the demo bureau do the tests ask about, and does an answer bear itself out?"""

from __future__ import annotations

import hashlib
import os
from decimal import Decimal
from typing import Any, Final

import rfc8785

from tests.api.asking import Api

LONG: Final = bool(os.environ.get("MERIT_LONG"))
YEARS: Final = (2023, 2024)
MOVED: Final = ("officer:0006", "officer:0020")
"""Two who changed their unit: in 2024, in 2023."""
SUBJECTS: Final = (
    *(f"officer:{n:04}" for n in (range(1, 121) if LONG else (1, 12, 34, 63, 107))),
    *MOVED,
    *(f"unit:{name}" for name in (("zg", "bg", "xx", "ld") if LONG else ("zg", "xx"))),
)


def answers_of(api: Api, subject: str, kind: str, raw: bool = False, **query: Any) -> Any:
    """The answer about a subject; `raw`: its bytes."""
    of, _, named = subject.partition(":")
    asked = {name: value for name, value in query.items() if value != ""}
    answer = api.ask(f"/{of}s/{named}/{kind}", asked)
    assert answer.status_code == 200, answer.text
    return answer.content if raw else answer.json()


def digest_holds(answer: dict[str, Any]) -> bool:
    """The digest is the SHA-256 of the canonical JSON of all the rest."""
    rest = {name: part for name, part in answer.items() if name != "digest"}
    said = "sha256:" + hashlib.sha256(rfc8785.dumps(rest)).hexdigest()
    return bool(said == answer["digest"])


def points(text: str) -> Decimal:
    """The number, written as the contract wants: no exponent, no trailing zeros, never -0."""
    number = Decimal(text)
    plain = format(number, "f")
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    assert text == plain, text
    assert text != "-0"
    return number
