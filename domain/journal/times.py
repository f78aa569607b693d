"""What time is it for the ledger? The journal's own, and never before its last fact."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final, LiteralString

from eventsourcing.postgres import PostgresDatastore

_HEAD: Final[LiteralString] = """
SELECT coalesce(max(position), 0) AS head, greatest(clock_timestamp(), max(recorded_at)) AS now
  FROM (SELECT * FROM journal.facts ORDER BY position DESC LIMIT 1) AS last
"""


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

    def head(self, datastore: PostgresDatastore) -> int:
        """The position of the last fact; what time it is there is told with it."""
        with datastore.get_connection() as conn:
            row = conn.execute(_HEAD).fetchone()
        assert row is not None
        self._ahead = row["now"] - datetime.now(UTC)
        return int(row["head"])
