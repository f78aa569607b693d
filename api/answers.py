"""How does a written command answer?"""

from __future__ import annotations

from datetime import datetime

from fastapi import Response
from pydantic import BaseModel

from domain.journal.envelope import Receipt
from domain.vocabulary import entry_key


class Written(BaseModel):
    """The receipt: `position` is that of the last fact; `entries` are the refs brought forth.

    `facts` is 0 where everything was recorded already.
    """

    position: int
    recorded_at: datetime | None
    facts: int
    entries: list[str]


def told(receipt: Receipt, response: Response) -> Written:
    """The receipt as an answer; the headers say where the fact is and at which position."""
    response.status_code = 201
    response.headers["Merit-Position"] = str(receipt.position)
    response.headers["Location"] = _location(receipt)
    if receipt.replayed:
        response.headers["Idempotency-Replayed"] = "true"
    return Written(
        position=receipt.position,
        recorded_at=receipt.recorded_at,
        facts=receipt.facts,
        entries=list(receipt.entries),
    )


def _location(receipt: Receipt) -> str:
    if receipt.entries:
        account, number = entry_key(receipt.entries[0])
        return f"/v1/entries/{account}/{number}"
    return f"/v1/journal?after={max(receipt.position - max(receipt.facts, 1), 0)}"
