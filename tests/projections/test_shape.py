"""Are read models that another program made folded anew, without anybody's hand?"""

from __future__ import annotations

import pytest

from domain import refusals as no
from domain.journal.streams import Stream
from domain.ledger import Ledger
from projections import projector
from projections.moments import wait_for
from tests.conftest import Database
from tests.journal.cast import BUREAU, OFFICE, YEAR, bonus, open_bureau
from tests.journal.facts import Stored, append, one

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


def test_a_fact_of_a_newer_program_is_not_passed_over(ledger: Ledger, database: Database) -> None:
    open_bureau(ledger)
    first = ledger.handle(bonus(), OFFICE)
    database.project()
    state = {"bureau": BUREAU, "year": YEAR, "subject": "officer:0001", "number": 2}
    newer = Stored(Stream("account", f"{BUREAU}/{YEAR}/officer:0001"), 2, "bonus-granted", state)
    with database.connect("app") as conn, database.connect() as owner:
        append(conn, [newer])
        for fold in (database.project, lambda: projector.rebuild(database.dsn("projector"))):
            with pytest.raises(no.FactNotUnderstood, match="bonus-granted"):
                fold()
            assert projector.cursor(owner) == first.position
    with pytest.raises(no.FactNotUnderstood, match="bonus-granted"):
        ledger.handle(bonus(), OFFICE)
    assert ledger.head == first.position + 1


def test_only_a_projector_that_leads_makes_the_read_models_anew(
    ledger: Ledger, database: Database
) -> None:
    """And meanwhile nobody reads those of another program."""
    open_bureau(ledger)
    database.project()
    with database.connect() as owner:
        owner.execute("UPDATE read.cursor SET shape = 'another'")
        before = one(owner, "SELECT 'read.entries'::regclass::oid")
        with projector.connect(database.dsn("projector")) as leader:
            leader.execute("SELECT pg_advisory_lock(hashtext('merit-ledger/projector'))")
            database.project()
            assert one(owner, "SELECT 'read.entries'::regclass::oid") == before
            with pytest.raises(no.ReadModelBehind):
                wait_for(owner, 1, seconds=0.1)
            with pytest.raises(RuntimeError, match="another program"):
                projector.advance(leader)
        database.project()
        wait_for(owner, ledger.head, seconds=0.1)
