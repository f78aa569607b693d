"""Do the columns beside a fact say what its bytes say, and does every command have its facts?"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any, Final, get_args

import rfc8785
from psycopg.rows import dict_row

from domain.accounts.facts import Granted
from domain.journal.envelope import ENTRIES_TOLD_MAX
from domain.journal.names import NAME_OF, NAMES, UPCASTS, current
from domain.journal.streams import stream_of
from projections.evidence.findings import Audited, Finding
from projections.evidence.store import BATCH

COLUMNS, COMMANDS, ERASURES = "typed columns", "commands", "erasures"
_TYPED: Final[dict[str, tuple[str, Callable[[Any], Any]]]] = {
    "bureau": ("bureau", str),
    "year": ("year", int),
    "subject": ("subject", str),
    "number": ("number", int),
    "item": ("item", str),
    "indicator": ("indicator", str),
    "effective_on": ("effective_on", date.fromisoformat),
    "points": ("claimed", Decimal),
}
"""Each column, the part of the state that it repeats, and how that is read."""


def columns(audited: Audited) -> Iterator[Finding]:
    """The typed columns, the stream and the name of every fact, from its stored bytes alone."""
    for first in range(audited.since, audited.size, BATCH):
        with audited.conn.cursor(row_factory=dict_row) as cursor:
            rows = cursor.execute(
                "SELECT * FROM journal.facts WHERE position > %s AND position <= %s"
                " ORDER BY position",
                (first, min(first + BATCH, audited.size)),
            ).fetchall()
        for row in rows:
            yield from _of_fact(row)
        audited.tell(COLUMNS, min(first + BATCH, audited.size))


def _of_fact(row: dict[str, Any]) -> Iterator[Finding]:
    position = row["position"]
    try:
        state = json.loads(row["state"])
        if row["topic"] not in {**NAMES, **UPCASTS}:
            yield Finding(COLUMNS, position, "name", "a known name", row["topic"])
            return
        for column, (part, read) in _TYPED.items():
            expected = None if state.get(part) is None else read(state[part])
            if row[column] != expected:
                yield Finding(COLUMNS, position, column, str(expected), str(row[column]))
        yield from _of_stream(row, state)
        yield from _of_rulebook(row, state)
    except (ValueError, KeyError, TypeError, AttributeError) as wrong:
        yield Finding(COLUMNS, position, "state", "the JSON of a fact", repr(wrong)[:200])


def _of_stream(row: dict[str, Any], state: dict[str, Any]) -> Iterator[Finding]:
    name, content = current(row["topic"], dict(state))
    stream = stream_of(NAMES[name].model_construct(**content))
    if (row["stream_name"], row["stream"]) != (stream.name, stream.id):
        found = f"{row['stream_name']} {row['stream']}"
        yield Finding(COLUMNS, row["position"], "stream", f"{stream.name} {stream.id}", found)


def _of_rulebook(row: dict[str, Any], state: dict[str, Any]) -> Iterator[Finding]:
    if row["topic"] == "rulebook-published":
        document = rfc8785.dumps(json.loads(state["document"]))
        found = "sha256:" + hashlib.sha256(document).hexdigest()
        if found != state["digest"] or document.decode() != state["document"]:
            yield Finding(COLUMNS, row["position"], "rulebook", state["digest"], found)


_UNANSWERING: Final = """
SELECT f.position, f.actor, c.actor FROM journal.facts AS f
  LEFT JOIN LATERAL (
      SELECT * FROM journal.commands WHERE last_position >= f.position
       ORDER BY last_position, first_position LIMIT 1) AS c ON c.first_position <= f.position
 WHERE f.position > %s AND f.position <= %s AND c.actor IS DISTINCT FROM f.actor
 ORDER BY f.position
"""
_OVERLAPPING: Final = """
SELECT (SELECT min(greatest(a.first_position, b.first_position)) FROM journal.commands AS a
         WHERE (a.actor, a.key) <> (b.actor, b.key)
           AND a.first_position <= b.last_position AND a.last_position >= b.first_position),
       b.actor, b.key
  FROM (SELECT actor, key, first_position, last_position,
               lag(last_position) OVER (ORDER BY last_position, first_position DESC) AS before
          FROM journal.commands WHERE last_position IS NOT NULL) AS b
 WHERE b.before >= b.first_position ORDER BY 1
"""


def commands(audited: Audited) -> Iterator[Finding]:
    """Every fact answers one command of its actor; a command's range holds its facts alone."""
    span = (audited.since, audited.size)
    for position, actor, found in audited.conn.execute(_UNANSWERING, span):
        what = "no command" if found is None else f"a command by {found}"
        yield Finding(COMMANDS, position, "command", f"a command by {actor}", what)
    for position, actor, key in audited.conn.execute(_OVERLAPPING):
        yield Finding(COMMANDS, position, f"command {key}", "facts of its own", f"two by {actor}")
    yield from _answers(audited)
    audited.tell(COMMANDS, audited.size)


_ANSWERS: Final = """
SELECT c.key, c.first_position AS first, c.last_position AS last, c.answer,
       coalesce(array_agg(f.bureau || '/' || f.year || '/' || f.subject || '#' || f.number
                          ORDER BY f.position)
                FILTER (WHERE f.topic = ANY(%s) AND f.position < c.first_position + %s),
            '{}') AS entries,
       count(f.position) AS facts
  FROM journal.commands AS c
  LEFT JOIN journal.facts AS f ON f.position BETWEEN c.first_position AND c.last_position
 WHERE c.first_position IS NULL OR c.first_position > %s AND c.first_position <= %s
 GROUP BY c.actor, c.key ORDER BY c.first_position
"""


def _answers(audited: Audited) -> Iterator[Finding]:
    """What a command was answered, and would be again: its facts and its entries."""
    given = (
        [NAME_OF[fact] for fact in get_args(Granted)],
        ENTRIES_TOLD_MAX,
        audited.since,
        audited.size,
    )
    with audited.conn.cursor(row_factory=dict_row) as cursor:
        for row in cursor.execute(_ANSWERS, given):
            first, last, answer = row["first"], row["last"], row["answer"]
            count = 0 if first is None or last is None else last - first + 1
            expected = {"facts": count, "entries": row["entries"]}
            told = {name: answer.get(name) for name in expected}
            if told != expected or row["facts"] != count:
                found = f"{row['facts']} facts; answered {told}"
                yield Finding(COMMANDS, last, f"command {row['key']}", str(expected), found)


def erasures(audited: Audited) -> Iterator[Finding]:
    """Whoever was erased has no key from before."""
    query = """
        SELECT f.position, f.subject FROM journal.facts AS f
          JOIN keys.subject_keys AS k ON k.subject = f.subject AND k.created_at < f.recorded_at
         WHERE f.topic = 'subject-erased' ORDER BY f.position"""
    for position, subject in audited.conn.execute(query):
        yield Finding(ERASURES, position, "key", f"no key of {subject}", "a key from before")
    audited.tell(ERASURES, audited.size)
