"""What are the subjects and items called that a page speaks of?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from api.console.asking import Asking, Refused

NAMES_MAX = 200


async def names_of(ask: Asking, bureau: str | None, subjects: Iterable[str]) -> dict[str, str]:
    """By subject, as far as whoever looks may see the registers."""
    wanted = ",".join(dict.fromkeys(list(subjects)[:NAMES_MAX]))
    if not wanted:
        return {}
    try:
        found = await ask.get("/v1/subjects", bureau=bureau, among=wanted, limit=NAMES_MAX)
    except Refused as refused:
        if refused.status != HTTPStatus.FORBIDDEN:
            raise
        return {}
    return {row["subject"]: row["name"] for row in found["items"]}


async def titles_of(ask: Asking, bureau: str | None) -> dict[str, Mapping[str, str]]:
    """Of items and indicators as they are called today; without rules there are none."""
    try:
        found = await ask.get("/v1/items", bureau=bureau)
    except Refused as refused:
        if refused.status not in (HTTPStatus.CONFLICT, HTTPStatus.NOT_FOUND):
            raise
        return {}
    return {row["id"]: row["title"] for row in found["items"]}


def subjects_in(preview: Any) -> list[str]:
    """Of whom a preview tells."""
    if not preview:
        return []
    moved = [one["subject"] for one in preview["moves"]]
    return moved + [one["fact"]["subject"] for one in preview["facts"] if "subject" in one["fact"]]
