"""Are read models that another program made folded anew, without anybody's hand?"""

from __future__ import annotations

import pytest

from domain.ledger import Ledger
from projections import projector
from tests.conftest import Database
from tests.journal.cast import OFFICE, bonus, open_bureau
from tests.journal.facts import one

pytestmark = pytest.mark.postgres


@pytest.mark.parametrize(
    "made_by_another",
    ["UPDATE read.cursor SET shape = 'another'", "ALTER TABLE read.cursor DROP COLUMN shape"],
)
def test_read_models_of_another_shape_are_dropped_and_folded_anew(
    ledger: Ledger, database: Database, made_by_another: str
) -> None:
    open_bureau(ledger)
    ledger.handle(bonus(), OFFICE)
    database.project()
    with database.connect() as owner:
        owner.execute("ALTER TABLE read.entries DROP COLUMN document_no")
        owner.execute(made_by_another.encode())
        database.project()
        assert projector.cursor(owner) == ledger.head
        assert one(owner, "SELECT count(document_no) FROM read.entries WHERE false") == 0
        assert one(owner, "SELECT count(*) FROM read.entries") == 1


def test_read_models_of_our_own_shape_stay(ledger: Ledger, database: Database) -> None:
    open_bureau(ledger)
    database.project()
    with database.connect() as owner:
        before = one(owner, "SELECT 'read.entries'::regclass::oid")
        database.project()
        assert one(owner, "SELECT 'read.entries'::regclass::oid") == before
