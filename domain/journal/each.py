"""How are the facts of several commands appended in one transaction, each by itself?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, LiteralString

from eventsourcing.persistence import StoredEvent
from psycopg.types.json import Jsonb

from domain.journal.naming import named_state
from domain.journal.recorder import Appending, JournalRecorder

_EACH: LiteralString = (
    "SELECT first_position, last_position, recorded_at, refused, why FROM journal.append_each(%s)"
)
Command = tuple[Sequence[StoredEvent], Appending]


def append_each(
    journal: JournalRecorder, commands: Sequence[Command]
) -> list[Sequence[int] | Exception]:
    """The positions of each, or why it was refused."""
    said = Jsonb([_said(*command) for command in commands])
    with journal.appender(alone=True) as curs:
        rows = curs.execute(_EACH, (said,), prepare=True).fetchall()
    return [_heard(row, appending) for row, (_, appending) in zip(rows, commands, strict=True)]


def _heard(row: dict[str, Any], appending: Appending) -> Sequence[int] | Exception:
    if row["refused"] is not None:
        refused = named_state(row["refused"], row["why"], appending.key)
        assert refused is not None, "journal.append_each catches what has a name"
        return refused
    appending.recorded_at.append(row["recorded_at"])
    return range(row["first_position"], row["last_position"] + 1)


def _said(events: Sequence[StoredEvent], appending: Appending) -> dict[str, Any]:
    """As journal.append_each takes it: see sql/0009_together.sql."""
    by, (bureau, year, since) = appending.by, appending.quiet or (None, None, None)
    return {
        "streams": [str(e.originator_id) for e in events],
        "names": [appending.names[e.originator_id] for e in events],
        "versions": [e.originator_version for e in events],
        "topics": [e.topic for e in events],
        "states": [e.state.decode() for e in events],
        "read_streams": [str(stream) for stream in appending.reads],
        "read_versions": list(appending.reads.values()),
        "actor": by.actor,
        "role": by.role,
        "request": by.request,
        "correlation": str(by.correlation) if by.correlation else None,
        "causation": by.causation,
        "key": appending.key,
        "command": appending.command.hex(),
        "answer": appending.answer,
        "quiet_bureau": bureau,
        "quiet_year": year,
        "quiet_since": since,
        "approvals": appending.approvals,
    }
