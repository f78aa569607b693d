"""Which entries and marks have nothing behind them, where the rules ask for something?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final, LiteralString

from domain.bureaus.facts import OfficerReceived
from domain.evaluations.facts import EvaluationsOpened
from domain.journal.desk import Desk
from domain.journal.names import NAME_OF
from domain.registers.facts import MarkDocumented, MarkGiven
from domain.second import GRANTED_BY_ITEM
from projections.evidence.acts import acts, desks_before
from projections.evidence.approvals import Difference
from projections.evidence.findings import Audited

_EDITIONS: Final[LiteralString] = (
    "SELECT state FROM journal.facts WHERE topic = 'rulebook-published' AND position <= %s"
    " ORDER BY position"
)
_ENTRIES: Final[LiteralString] = (
    "SELECT position, state FROM journal.facts"
    " WHERE topic = ANY(%s) AND position > %s AND position <= %s ORDER BY position"
)
_BESIDE: Final[LiteralString] = (
    "SELECT topic FROM journal.facts WHERE position BETWEEN %s AND %s AND topic = ANY(%s)"
    " AND (topic <> %s OR position = %s)"
)


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
    beside = [NAME_OF[kind] for kind in (MarkDocumented, EvaluationsOpened, OfficerReceived)]
    for row in acts(audited, (MarkGiven,)) if asking else ():
        fact = row.fact
        assert isinstance(fact, MarkGiven)
        if row.position <= audited.since or fact.source or fact.series not in asking:
            continue
        span = (row.of, row.last_position or row.position)
        asked = (*span, beside, beside[0], row.position + 1)
        if audited.conn.execute(_BESIDE, asked).fetchone() is not None:
            continue
        if all(_asks(desk, fact) for desk in desks_before(audited.conn, row)):
            yield row.position


def _asking(audited: Audited) -> set[str]:
    """The series of which some edition asks for a document."""
    return {
        series
        for _, document in _editions(audited)
        for series, said in document["components"].items()
        if said.get("document") == "required"
    }


def _asks(desk: Desk, fact: MarkGiven) -> bool:
    editions = desk.rulebooks(fact.bureau).editions
    component = (
        editions.on(fact.effective_on).components.get(fact.series) if len(editions) else None
    )
    return component is not None and component.document == "required"


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
