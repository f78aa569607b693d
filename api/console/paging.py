"""Which rows of a long list does a page show, and where does it go on?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import urlencode

from fastapi import Request

ROWS_SHOWN: Final = 200
"""Of a table, unless its page says otherwise."""


def start_of(request: Request, count: int) -> int:
    """With which of all rows the page begins; beyond the last there is nothing to show."""
    said = request.query_params.get("after", "")
    start = int(said[:9]) if said.isdecimal() and said.isascii() else 0
    return start if start < count else 0


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
