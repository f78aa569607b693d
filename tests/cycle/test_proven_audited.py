"""Does the audit notice a mark without its document, an entry without its evidence?"""

from __future__ import annotations

import json
from typing import Any, LiteralString, cast

import pytest

from projections.evidence.findings import Audited
from projections.evidence.procedure_pass import procedures
from tests.cycle.tampering import Attack, Conn, at
from tests.cycle.test_procedures_audited import found_at, setting
from tests.cycle.year.evidence import Lived
from tests.evidence.approvals import head
from tests.evidence.attacks import rewrite, said

pytestmark = pytest.mark.postgres


def without(topic: str, *parts: str, of: dict[str, Any] | None = None) -> Attack:
    """The first such fact says nothing of it."""

    def attack(conn: Conn) -> int:
        position = at(conn, topic, **(of or {}))
        state = {k: v for k, v in said(conn, position).items() if k not in parts}
        conn.execute(
            "UPDATE journal.facts SET state = %s WHERE position = %s",
            (json.dumps(state, ensure_ascii=False).encode(), position),
        )
        return position

    return attack


def asked(conn: Conn, part: str, of: str | None = None, **asks: str) -> None:
    """The edition of the year says so of each component, or item; or of one."""
    position = at(conn, "rulebook-published")
    document = _asking(said(conn, position)["document"], part, of, **asks)
    rewrite(conn, position, document=document)


def _asking(text: str, part: str, of: str | None = None, **asks: str) -> str:
    document = json.loads(text)
    held = document[part]
    named = held if isinstance(held, dict) else {item["id"]: item for item in held}
    for name, one in named.items():
        if of in (None, name):
            one.update(asks)
    return json.dumps(document, ensure_ascii=False)


def _document(conn: Conn, position: int) -> None:
    """Its command says of which document it is, in the fact after it."""
    mark = said(conn, position)
    kept = {name: mark[name] for name in ("bureau", "year", "subject", "number")}
    rewrite(conn, position + 1, **kept, document_no="考核办〔2024〕3号")
    for statement in (
        "UPDATE journal.facts SET topic = 'mark-documented' WHERE position = %s + 1",
        "UPDATE journal.commands SET last_position = last_position + 1 WHERE first_position = %s",
    ):
        conn.execute(statement, (position,))


def test_a_mark_without_the_document_that_its_series_asks_for_is_found(lived: Lived) -> None:
    with lived.sealed.attacked() as conn:
        size = head(conn)
        asked(conn, "components", document="required")
        found = [f for f in procedures(Audited(conn, size)) if f.what == "document"]
        by_hand = at(conn, "mark-given", series="regular_review")
        assert by_hand in {f.position for f in found}
        assert at(conn, "mark-given", series="leader_evaluation") not in {f.position for f in found}
        with conn.transaction(force_rollback=True):
            _document(conn, by_hand)
            assert by_hand not in {f.position for f in procedures(Audited(conn, size))}
        assert list(procedures(Audited(conn, size, max(f.position or 0 for f in found)))) == []
        with conn.transaction(force_rollback=True):
            rewrite(conn, by_hand, bureau="hengshan")
            assert by_hand not in {f.position for f in procedures(Audited(conn, size))}
        rewrite(conn, by_hand, source={"batch": 1, "sheet": "reviews", "row": 2})
        assert by_hand not in {f.position for f in procedures(Audited(conn, size))}


def test_a_mark_is_asked_for_a_document_by_the_edition_of_its_own_day(lived: Lived) -> None:
    """Another edition asks for one; it is of a stream that no mark is judged by."""
    with lived.sealed.attacked() as conn:
        size, position = head(conn), at(conn, "entry-acknowledged")
        edition = said(conn, at(conn, "rulebook-published"))
        document = _asking(edition["document"], "components", document="required")
        rewrite(conn, position, **edition | {"document": document})
        setting(conn, position, "topic", "rulebook-published")
        assert list(procedures(Audited(conn, size))) == []


class Asked:
    """A connection that remembers what it was asked."""

    def __init__(self, conn: Conn) -> None:
        self._conn, self.questions = conn, list[str]()

    def execute(self, question: LiteralString, *given: Any) -> Any:
        self.questions.append(question)
        return self._conn.execute(question, *given)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._conn, name)

    def where_from(self, size: int) -> int:
        """Of how many marks was it asked where they are from?"""
        self.questions.clear()
        list(procedures(Audited(cast(Any, self), size)))
        return sum("mark-documented" in question for question in self.questions)


def test_no_mark_is_looked_up_of_whose_series_nobody_asks_for_a_document(lived: Lived) -> None:
    """A long ledger has many: each would be a question, and a rulebook read."""
    with lived.sealed.attacked() as conn:
        size, asking = head(conn), Asked(conn)
        assert asking.where_from(size) == 0
        asked(conn, "components", "leader_evaluation", document="required")
        (evaluated,) = conn.execute(_OF_LEADERS, (size,)).fetchone() or (0,)
        assert asking.where_from(size) == evaluated > 0


_OF_LEADERS: LiteralString = (
    "SELECT count(*) FROM journal.facts WHERE topic = 'mark-given' AND position <= %s"
    " AND convert_from(state, 'UTF8')::jsonb ->> 'series' = 'leader_evaluation'"
)


def test_only_of_the_items_that_ask_for_it_evidence_is_missed(lived: Lived) -> None:
    with lived.sealed.attacked() as conn:
        position = without("bonus-awarded", "evidence")(conn)
        edition, own = said(conn, at(conn, "rulebook-published")), said(conn, position)["item"]
        other = next(i["id"] for i in json.loads(edition["document"])["items"] if i["id"] != own)
        asked(conn, "items", own, evidence="optional")
        asked(conn, "items", other, evidence="required")
        assert found_at(conn, position) == []
        asked(conn, "items", own, evidence="required")
        assert found_at(conn, position) == [("evidence", f"of the item {own}")]


def test_an_entry_without_the_evidence_that_its_item_asks_for_is_found(lived: Lived) -> None:
    with lived.sealed.attacked() as conn:
        size = head(conn)
        position = without("bonus-awarded", "evidence")(conn)
        item = said(conn, position)["item"]
        asked(conn, "items", evidence="required")
        found = [f for f in procedures(Audited(conn, size)) if f.what == "evidence"]
        named = {f.position: f.expected for f in found}
        assert named[position] == f"of the item {item}"
        assert list(procedures(Audited(conn, size, found[-1].position or size))) == []
        rewrite(conn, position, evidence=["sha256:" + "1" * 64])
        assert position not in {f.position for f in procedures(Audited(conn, size))}
