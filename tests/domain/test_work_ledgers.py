"""Which rows does a work ledger take, and by which digest are they cited?"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from domain import refusals as no
from domain.work_ledgers.commands import RecordLedgerRow
from domain.work_ledgers.facts import LedgerRowRecorded
from tests.domain.cast import BUREAU, NANYUE
from tests.domain.scenario import given

ROW = {
    "bureau": NANYUE,
    "ledger": "revenue",
    "row": 1,
    "effective_on": "2025-03-31",
    "figures": {"b": "2", "a": "1"},
    "document_no": "no 5",
}


def row(**but: Any) -> RecordLedgerRow:
    return RecordLedgerRow.model_validate(ROW | but)


def recorded(**but: Any) -> LedgerRowRecorded:
    said = ROW | but
    # Of short ASCII texts and whole numbers this is what RFC 8785 writes.
    text = json.dumps(said, sort_keys=True, separators=(",", ":"))
    digest = "sha256:" + hashlib.sha256(text.encode()).hexdigest()
    return LedgerRowRecorded.model_validate(said | {"digest": digest})


def test_a_row_is_recorded_with_the_digest_of_all_that_it_says() -> None:
    given(*BUREAU).when(row()).then(recorded())
    given(*BUREAU, recorded()).when(row(row=2)).then(recorded(row=2))
    given(*BUREAU, recorded()).when(row(ledger="tax")).then(recorded(ledger="tax"))


def test_a_row_never_changes_and_is_of_a_day_that_has_come() -> None:
    other = row(figures={"a": "3"})
    given(*BUREAU, recorded()).when(other).then_refused(no.LedgerRowTaken, row="1")
    given(*BUREAU).when(row(effective_on="2025-07-01")).then_refused(no.DateInFuture)
    given(*BUREAU).when(row(effective_on="2025-06-30")).then(recorded(effective_on="2025-06-30"))
