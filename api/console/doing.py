"""On which page is a task done?"""

from __future__ import annotations

import re
from typing import Any, Final
from urllib.parse import quote

_CASE: Final = re.compile(
    r"/v1/(drafts|claims|quarters|remediations|disputes|years|packs)/(.+)/[a-z]+"
)
"""The address of an act in a case: its page is called the same."""
_OWN: Final = {
    "acknowledge_entry": "acknowledgement",
    "acknowledge_result": "acknowledgement",
    "object_to_result": "objection",
}
"""At which form of whose own page."""


def what_of(todo: Any) -> dict[str, str]:
    """What is to be done, in both languages, without the ref that the API puts at its end."""
    ref = f" {todo['ref']}"
    return {language: said.removesuffix(ref) for language, said in todo["title"].items()}


def page_of(todo: Any) -> str | None:
    """A task that none of our pages does has none."""
    kind, ref = todo["kind"], str(todo["ref"])
    if found := _CASE.fullmatch(todo["where"]):
        return f"/console/{found[1]}/{quote(found[2], safe='/:@')}"
    if kind == "contest_decision":
        return f"/console/disputes/{quote(ref, safe='/')}#further"
    parts = ref.replace(":", "/").split("/")
    whose, _, named = (todo["subject"] or "").partition(":")
    pages = {
        "check_risk": "/console/risks?year={year}&unit={named}#risk_check",
        "confirm_evaluations": "/console/evaluations?year={year}&period={last}",
    }
    if kind in _OWN and named:
        pages[kind] = "/console/{whose}s/{named}?year={year}#" + _OWN[kind]
    if kind not in pages or len(parts) < 2:  # noqa: PLR2004
        return None
    told = {"year": parts[1], "last": parts[-1], "whose": whose, "named": named}
    return pages[kind].format_map({name: quote(said) for name, said in told.items()})
