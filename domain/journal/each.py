"""How are the facts of several commands appended in one transaction, each by itself?"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, LiteralString

import psycopg
from eventsourcing.persistence import StoredEvent

from domain.journal.memory import Look
from domain.journal.naming import named, named_state
from domain.journal.recorder import Appending, JournalRecorder

_EACH: LiteralString = """
SELECT first_position, last_position, recorded_at, refused, why
  FROM journal.append_each(%s::jsonb)
"""
_ENCODER: Final = json.JSONEncoder(separators=(",", ":"))


@dataclass(frozen=True)
class Each:
    """What one command appends, as it is said to the journal."""

    text: str
    appending: Appending


def append_each(journal: JournalRecorder, commands: Sequence[Each]) -> list[range | Exception]:
    """The positions of each, or why it was refused."""
    said = f"[{','.join(command.text for command in commands)}]"
    with journal.appender(alone=True) as curs:
        try:
            rows = curs.execute(_EACH, (said,), prepare=True).fetchall()
        except psycopg.DatabaseError as error:
            if len(commands) > 1:
                raise  # It may be about any of them.
            raise named(error, commands[0].appending.key) from error
    return [_heard(*one) for one in zip(rows, commands, strict=True)]


def _heard(row: dict[str, Any], command: Each) -> range | Exception:
    if row["refused"] is not None:
        refused = named_state(row["refused"], row["why"], command.appending.key)
        assert refused is not None, "journal.append_each refuses for reasons that have a name"
        return refused
    command.appending.recorded_at.append(row["recorded_at"])
    return range(row["first_position"], row["last_position"] + 1)


def as_said(
    events: Sequence[StoredEvent], appending: Appending, look: Look, sealed_by: Mapping[str, bytes]
) -> Each:
    """The facts, what was known of the journal, and by which keys they are sealed: as
    journal.append_each takes it, see sql/0010_at_once.sql."""
    by, (bureau, year, since) = appending.by, appending.quiet or (None, None, None)
    said: dict[str, Any] = {
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
        "sealed_for": list(sealed_by),
        "sealed_by": [wrapped.hex() for wrapped in sealed_by.values()],
        "head": look.head,
        "head_at": look.head_at.isoformat() if look.head_at else None,
    }
    return Each(_ENCODER.encode(said), appending)
