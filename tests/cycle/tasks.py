"""Which task waits for whom, as the tests ask it?"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

Read = Callable[..., Any]


def task(read: Read, who: str, kind: str, ref: str) -> Any:
    """The one task of that kind in that case, if it waits for him."""
    found = [t for t in read(who)["items"] if (t["kind"], t["ref"]) == (kind, ref)]
    return found[0] if found else None


def waits_for(read: Read, names: Iterable[str], kind: str, ref: str) -> list[str]:
    return [who for who in names if task(read, who, kind, ref)]
