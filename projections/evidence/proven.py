"""Which entries and marks have nothing behind them, where the rules ask for something?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import chain
from typing import Any, Final, LiteralString

from domain.journal.looking import desk_over
from domain.journal.names import NAME_OF
from domain.registers.facts import MarkGiven
from domain.second import GRANTED_BY_ITEM
from projections.evidence.acts import acts
from projections.evidence.approvals import Difference, Row
from projections.evidence.findings import Audited

_EDITIONS: Final[LiteralString] = (
    "SELECT state FROM journal.facts WHERE topic = 'rulebook-published' AND position <= %s"
    " ORDER BY position"
)
_ENTRIES: Final[LiteralString] = (
    "SELECT position, state FROM journal.facts"
    " WHERE topic = ANY(%s) AND position > %s AND position <= %s ORDER BY position"
)
_BESIDE: Final[LiteralString] = """
SELECT FROM journal.facts WHERE position BETWEEN %(first)s AND %(last)s
   AND (topic = 'mark-documented' AND position = %(at)s + 1
        OR topic IN ('evaluations-opened', 'officer-received'))
"""
"""What a mark's command says of where it is from; a command is known by its last position."""


def unproven(audited: Audited) -> Iterator[tuple[int, Difference]]:
    for position in _undocumented(audited):
        yield position, ("document", "the document that its series asks for", "none")
    for position, item in _without_evidence(audited):
        yield position, ("evidence", f"of the item {item}", "none")


def _undocumented(audited: Audited) -> Iterator[int]:
    """Marks of a series whose component asks for a document, given by hand and without one.

    What leaders evaluated or another bureau had given brings none; a workbook's file is its own.
    """
    asking = _asking(audited)
    given = _given(audited) if asking else {}
    for row in chain.from_iterable(given.get(series, ()) for series in asking):
        if row.position > audited.since and not _brought(audited, row) and _asks(audited, row):
            yield row.position


def _given(audited: Audited) -> dict[str, list[Row]]:
    """The marks of each series."""
    found: dict[str, list[Row]] = {}
    for row in acts(audited, (MarkGiven,)):
        assert isinstance(row.fact, MarkGiven)
        found.setdefault(row.fact.series, []).append(row)
    return found


def _brought(audited: Audited, row: Row) -> bool:
    """Does the mark say where it is from, or the command that gave it?"""
    assert isinstance(row.fact, MarkGiven)
    asked = {"at": row.position, "first": row.of, "last": row.last_position}
    beside = audited.conn.execute(_BESIDE, asked).fetchone()
    return row.fact.source is not None or beside is not None


def _asking(audited: Audited) -> dict[str, None]:
    """The series of which some edition asks for a document."""
    return {
        series: None
        for _, document in _editions(audited)
        for series, said in document["components"].items()
        if said.get("document") == "required"
    }


def _asks(audited: Audited, row: Row) -> bool:
    """Does the edition of its day ask for one, as it was known then?"""
    assert isinstance(row.fact, MarkGiven)
    desk = desk_over(audited.conn, row.fact.effective_on, row.of)
    editions = desk.rulebooks(row.fact.bureau).editions
    components = editions.on(row.fact.effective_on).components if len(editions) else {}
    return row.fact.series in {s for s, one in components.items() if one.document == "required"}


def _editions(audited: Audited) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Each edition as it was published, and its document."""
    for (state,) in audited.conn.execute(_EDITIONS, (audited.size,)):
        said = json.loads(state)
        yield said, json.loads(said["document"])


def _without_evidence(audited: Audited) -> Iterator[tuple[int, str]]:
    """Entries without evidence of an item that asks for it; a workbook's file is its evidence."""
    required = {
        (said["bureau"], f"{said['rulebook']}@{said['version']}", item["id"])
        for said, document in _editions(audited)
        for item in document.get("items", ())
        if item.get("evidence") == "required"
    }
    topics = [NAME_OF[kind] for kind in GRANTED_BY_ITEM]
    asked = (topics, audited.since, audited.size)
    for position, state in audited.conn.execute(_ENTRIES, asked) if required else ():
        said = json.loads(state)
        named = (said["bureau"], said["edition"], said["item"])
        if named in required and not said.get("evidence"):
            yield position, said["item"]
