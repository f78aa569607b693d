"""What time is it for the ledger? The journal's own, and never before its last fact."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class JournalTime:
    """This machine's clock may be a day off: what the journal said last of its own is kept to.

    A clock that is given stands in for it.
    """

    def __init__(self, clock: Callable[[], datetime] | None) -> None:
        self._clock = clock
        self._ahead: timedelta | None = None

    @property
    def is_known(self) -> bool:
        return self._clock is not None or self._ahead is not None

    def now(self) -> datetime:
        if self._clock is not None:
            return self._clock()
        assert self._ahead is not None, "the journal was asked"
        return datetime.now(UTC) + self._ahead

    def told(self, now: datetime) -> None:
        """What time the journal says it is."""
        self._ahead = now - datetime.now(UTC)
