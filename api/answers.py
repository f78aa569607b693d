"""How does a written command answer?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Annotated, Final

from fastapi import Response
from pydantic import BaseModel, Field

from domain.journal.envelope import Receipt
from domain.journal.streams import OPENINGS
from domain.vocabulary import entry_key

_READ_AT: Final = {
    "claim": "claims",
    "dispute": "disputes",
    "draft": "drafts",
    "pack": "packs",
    "remediation": "remediations",
}
"""Where one case of a kind is read; a contact is read in its list alone."""


class Written(BaseModel):
    """The receipt: `position` is that of the last fact; `entries` are the refs brought forth.

    `facts` is 0 where everything was recorded already. `claim`: with 202, where the command waits
    for a second person; `cited_by` are then the claims and entries that cite the same document.
    `case`: the numbered case that the command opened, said only where it opened one: `nanyue/3`.
    `digest`: of a row of a work ledger, or of a pack.
    """

    position: int
    recorded_at: datetime | None
    facts: int
    entries: list[str]
    claim: str | None = None
    digest: str | None = None
    cited_by: list[str] = []
    case: Annotated[str | None, Field(exclude_if=lambda case: case is None)] = None


def told(receipt: Receipt, response: Response) -> Written:
    """The receipt as an answer; the headers say where the fact is and at which position."""
    response.status_code = 202 if "claim" in receipt.details else 201
    response.headers["Merit-Position"] = str(receipt.position)
    response.headers["Location"] = _location(receipt)
    if receipt.replayed:
        response.headers["Idempotency-Replayed"] = "true"
    return written(receipt)


def written(receipt: Receipt) -> Written:
    """The receipt, whatever door the command came in by."""
    claim = receipt.details.get("claim")
    return Written(
        position=receipt.position,
        recorded_at=receipt.recorded_at,
        facts=_facts(receipt),
        entries=list(_entries(receipt)),
        claim=claim,
        digest=receipt.details.get("digest"),
        cited_by=list(receipt.details.get("cited_by", ())),
        case=None if claim else next((ref for _, ref in _cases(receipt)), None),
    )


def _facts(receipt: Receipt) -> int:
    """Those of the command that an approval lets through are its proposer's."""
    return int(receipt.details.get("facts", receipt.facts))


def _entries(receipt: Receipt) -> Sequence[str]:
    return tuple(receipt.details.get("entries", receipt.entries))


def _cases(receipt: Receipt) -> Iterator[tuple[str, str]]:
    return ((kind, receipt.details[kind]) for kind in OPENINGS if kind in receipt.details)


def _location(receipt: Receipt) -> str:
    for kind, ref in _cases(receipt):
        if kind in _READ_AT:
            return f"/v1/{_READ_AT[kind]}/{ref}"
    if entries := _entries(receipt):
        account, number = entry_key(entries[0])
        return f"/v1/entries/{account}/{number}"
    return f"/v1/journal?after={max(receipt.position - max(_facts(receipt), 1), 0)}"
