"""Which facts needed a second person before a command, by the rules and whatever the points?"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final, LiteralString

import psycopg

from domain.evaluations.facts import EvaluationsOpened
from domain.evaluations.vocabulary import SERIES
from domain.journal.looking import desk_over
from domain.journal.names import NAME_OF, Fact
from domain.registers.facts import MarkGiven, RulebookPublished
from domain.second import GRANTED_BY_ITEM, Asks, asks_at
from projections.evidence.approvals import Row, day_of

_EDITIONS: Final[LiteralString] = (
    "SELECT state FROM journal.facts WHERE topic = %s AND position <= %s"
)
_OPENED: Final[LiteralString] = (
    "SELECT position FROM journal.facts WHERE topic = %s AND position <= %s LIMIT 1"
)


@dataclass(frozen=True)
class Asking:
    """What the editions ask: `barring` items, by bureau and edition, and whether any keeps marks
    from one person; and whether leaders ever evaluated. Only then the ledger itself is read."""

    conn: psycopg.Connection[Any]
    barring: frozenset[tuple[str, str, str]]
    marks: bool
    evaluated: bool

    @property
    def of_marks(self) -> bool:
        return self.marks or self.evaluated

    def before(self, rows: list[Row]) -> Asks:
        first, *_ = rows

        def asks(fact: Fact) -> bool:
            match fact:
                case MarkGiven() if self._in_question(fact):
                    return asks_at(desk_over(self.conn, day_of(first.recorded_at), first.of))(fact)
                case _:
                    return isinstance(fact, GRANTED_BY_ITEM) and (
                        (fact.bureau, fact.edition, fact.item) in self.barring
                    )

        return asks

    def _in_question(self, mark: MarkGiven) -> bool:
        return self.marks or mark.series == SERIES


def rules_asking(conn: psycopg.Connection[Any], size: int) -> Asking:
    published = conn.execute(_EDITIONS, (NAME_OF[RulebookPublished], size)).fetchall()
    stated = [json.loads(state) for (state,) in published]
    editions = [(said, json.loads(said["document"])) for said in stated]
    barring = frozenset(
        (said["bureau"], f"{said['rulebook']}@{said['version']}", item["id"])
        for said, document in editions
        for item in document.get("items", ())
        if "restriction" in item
    )
    marks = any(document.get("alone", {}).get("marks") is False for _, document in editions)
    opened = conn.execute(_OPENED, (NAME_OF[EvaluationsOpened], size)).fetchone()
    return Asking(conn, barring, marks, opened is not None)
