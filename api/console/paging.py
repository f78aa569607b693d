"""Which rows of a long list does a page show, and where does it go on?"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final
from urllib.parse import urlencode

from fastapi import Request

ROWS_SHOWN: Final = 200
"""Of a table, unless its page says otherwise."""


def _asked(request: Request) -> int:
    said = request.query_params.get("after", "")
    return int(said[:9]) if said.isdecimal() and said.isascii() else 0


def start_of(request: Request, count: int) -> int:
    """With which of all rows the page begins; beyond the last there is nothing to show."""
    start = _asked(request)
    return start if start < count else 0


async def told_in_part(
    request: Request, read: Callable[..., Awaitable[Any]], shown: int, counted: str = "count"
) -> tuple[Any, int | None]:
    """What the API tells of the rows that were asked for, and with which one the next page begins.

    `read` asks it for `limit` rows `after` so many; how many there are the answer says itself.
    """
    start = _asked(request)
    told = await read(after=start, limit=shown)
    if start_of(request, told[counted]) < start:
        start, told = 0, await read(after=0, limit=shown)
    return told, following(start, told[counted], shown)


def following(start: int, count: int, shown: int) -> int | None:
    """With which row the next page begins, where there is one."""
    return start + shown if start + shown < count else None


def part_of(request: Request, rows: Sequence[Any], shown: int) -> tuple[Sequence[Any], int | None]:
    """The rows that were asked for, and with which one the next page begins."""
    start = start_of(request, len(rows))
    return rows[start : start + shown], following(start, len(rows), shown)


def onward(request: Request) -> str:
    """The query as it was asked, for another first row to be written behind."""
    asked = {name: said for name, said in request.query_params.items() if said and name != "after"}
    return "?" + urlencode(asked | {"after": ""})
