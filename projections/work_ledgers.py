"""What does a work ledger say, and which entries cite its rows?"""

from __future__ import annotations

from datetime import date
from typing import Any, Final, LiteralString

import psycopg

from domain.work_ledgers.facts import LedgerRowRecorded
from projections.cases import CaseRow, Wanted, facts_told, page_of, shut
from projections.listings import Asked, Page
from projections.scores import View

_KINDS: Final = [LedgerRowRecorded]
_CITED: Final[LiteralString] = """
SELECT e.digest, bureau || '/' || year || '/' || subject || '#' || number, subject, reversed_at
  FROM read.entries, jsonb_array_elements_text(evidence) AS e(digest)
 WHERE bureau = ANY(%(bureaus)s) AND position <= %(position)s AND evidence ?| %(digests)s
   AND e.digest = ANY(%(digests)s) ORDER BY position
"""


class Citing(View):
    """An entry that cites a row as evidence; `reversed_at` is the position of its reversal."""

    entry: str
    subject: str
    reversed_at: int | None


class LedgerRow(CaseRow):
    """A row of a work ledger; `row_digest` is what entries cite."""

    bureau: str
    ledger: str
    row: int
    effective_on: date
    figures: dict[str, str]
    document_no: str
    row_digest: str
    cited_by: tuple[Citing, ...]


def list_ledger(conn: psycopg.Connection[Any], asked: Asked) -> Page[LedgerRow]:
    """The rows of all ledgers of a bureau, or of one."""
    told = facts_told(conn, Wanted(_KINDS, asked.position, asked.filters["bureau"]), shut)
    ledger = asked.filters.get("ledger")
    found = [
        (one.position, fact)
        for one in told
        if isinstance(fact := one.fact, LedgerRowRecorded) and ledger in (None, fact.ledger)
    ]
    citing = _citing(conn, asked.position, [fact for _, fact in found])
    rows = [
        LedgerRow(
            **fact.model_dump(exclude={"digest"}),
            position=position,
            row_digest=fact.digest,
            cited_by=tuple(citing.get(fact.digest, ())),
        )
        for position, fact in found
    ]
    return page_of(LedgerRow, rows, asked)


def _citing(
    conn: psycopg.Connection[Any], position: int, facts: list[LedgerRowRecorded]
) -> dict[str, list[Citing]]:
    digests, bureaus = [fact.digest for fact in facts], list({fact.bureau for fact in facts})
    given = {"bureaus": bureaus, "position": position, "digests": digests}
    found: dict[str, list[Citing]] = {}
    for digest, entry, subject, reversed_at in conn.execute(_CITED, given):
        undone = reversed_at if reversed_at is not None and reversed_at <= position else None
        cited = Citing(entry=entry, subject=subject, reversed_at=undone)
        found.setdefault(digest, []).append(cited)
    return found
