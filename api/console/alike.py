"""Does what is about to be recorded wait for its second person already?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from api.console.asking import Asking, Refused


async def waiting_alike(ask: Asking, facts: Sequence[Any]) -> list[str]:
    """The claims of the same subject that wait and speak of the same; to whom they are shown."""
    found = []
    for fact in (one["fact"] for one in facts if one["fact"].get("item")):
        asked = {"bureau": fact["bureau"], "subject": fact["subject"], "state": "waiting"}
        try:
            rows = (await ask.most("/v1/claims", **asked))["items"]
        except Refused as refused:
            if refused.status != HTTPStatus.FORBIDDEN:
                raise
            continue
        found += [f"{row['bureau']}/{row['number']}" for row in rows if _same(row["asked"], fact)]
    return found


def _same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """By one document, or where one is not named of one item and day, as entries are compared."""
    numbers = [_plain(said.get("document_no")) for said in (one, other)]
    if all(numbers):
        return numbers[0] == numbers[1]
    return all(one.get(name) == other[name] for name in ("item", "effective_on"))


def _plain(number: str | None) -> str:
    """However its brackets are written."""
    return "".join(letter for letter in number or "" if letter.isalnum())
