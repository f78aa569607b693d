"""How is an exact number rounded and written in SQL, without a float anywhere?

Division of whole numbers is `//`: `/` would be a float's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any


def half_up(num: str, den: str) -> str:
    """`num / den` to a whole number, a half going away from zero; `den` is above 0."""
    size = f"((2 * abs({num}) + ({den})) // (2 * ({den})))"
    return f"(CASE WHEN ({num}) < 0 THEN -{size} ELSE {size} END)"


def wide(number: str) -> str:
    """With room for a product of products; one that overflows even so is an error, never cut."""
    return f"CAST({number} AS HUGEINT)"


def literal(value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(literal, value))}]"
    text = str(value).replace("'", "''")
    return f"'{text}'"


def values(rows: Iterable[Sequence[Any]]) -> str:
    return ", ".join(f"({', '.join(map(literal, row))})" for row in rows)
