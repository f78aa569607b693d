"""Does a bureau-year go out as it stood at one position?"""

from __future__ import annotations

import pytest

from domain import refusals as no
from domain.ledger import Ledger
from projections.scores import digest_of
from projections.workbooks import get_workbook
from tests.conftest import OFFICE, Database
from tests.journal.cast import BUREAU, YEAR, bonus, mark, open_bureau

pytestmark = pytest.mark.postgres


def test_what_is_recorded_meanwhile_is_in_no_sheet(ledger: Ledger, database: Database) -> None:
    open_bureau(ledger)
    ledger.handle(bonus(), OFFICE)
    database.project()
    head = ledger.head

    def meanwhile(subject: str, text: str) -> str:
        """While the first sheet is being opened, others record and the read models follow."""
        if ledger.head == head:
            ledger.handle(bonus(), OFFICE)
            ledger.handle(mark(), OFFICE)
            database.project()
        return ledger.keyring.open(subject, text)

    with database.connect("app") as conn:
        then = get_workbook(conn, BUREAU, YEAR, meanwhile)
        now = get_workbook(conn, None, YEAR, meanwhile)
    assert (then.position, now.position) == (head, head + 2)
    sizes = [(len(found.sheets["entries"]), len(found.sheets["reviews"])) for found in (then, now)]
    assert sizes == [(1, 0), (2, 1)]
    for found in (then, now):
        assert found.count == sum(len(rows) for rows in found.sheets.values())
        assert found.digest == digest_of(found.model_dump(mode="json"))


def test_an_unknown_bureau_has_no_workbook(ledger: Ledger, database: Database) -> None:
    open_bureau(ledger)
    database.project()
    with database.connect("app") as conn, pytest.raises(no.UnknownBureau):
        get_workbook(conn, "nanyeu", YEAR, ledger.keyring.open)
