"""What did an audit find, and how does it end?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import psycopg

VERIFIED, TAMPERED, INCOMPLETE, UNREADABLE, STALE = 0, 1, 2, 3, 4
USAGE: Final = 64
"""Exit codes of `merit verify`."""

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it was recorded: the position, what was expected and found."""

    check: str
    position: int | None
    what: str
    expected: str
    found: str
    code: int = TAMPERED


@dataclass(frozen=True)
class Audited:
    """What the passes share: the database, the size under audit, how far the work is."""

    conn: psycopg.Connection[Any]
    size: int
    since: int = 0
    progress: Progress | None = None

    def tell(self, check: str, done: int) -> None:
        if self.progress is not None:
            self.progress(check, done, self.size)


def listed(names: Iterable[str]) -> str:
    """Several names in one line, always in one order."""
    return ", ".join(sorted(names))


Pass = Callable[[Audited], Iterator[Finding]]
