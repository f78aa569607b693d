"""Are a year's facts read all and in order, a few at a time, whoever stops half way?"""

from __future__ import annotations

import pytest

from domain import refusals as no
from domain.journal import recorder
from domain.journal.mapper import encode
from domain.ledger import Ledger
from tests.conftest import Database
from tests.journal.cast import BUREAU, OFFICE, OFFICERS, YEAR, open_bureau
from tests.journal.loading import entries_book

pytestmark = pytest.mark.postgres
ROWS = 20


@pytest.fixture
def recorded(ledger: Ledger) -> Ledger:
    open_bureau(ledger, OFFICERS)
    ledger.import_workbook(entries_book(OFFICERS, ROWS), OFFICE)
    return ledger


@pytest.mark.parametrize("at_once", [1, 3, 1000])
def test_every_fact_is_read_in_order_however_few_at_once(
    recorded: Ledger, database: Database, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(recorder, "AT_ONCE", at_once)
    facts = list(recorded.journal.facts_of(BUREAU, YEAR, recorded.head))
    with database.connect() as owner:
        kept = owner.execute("SELECT position, topic, state FROM journal.facts ORDER BY position")
        # A year's results do not rest on the workbook, which is the last fact.
        *told, (_, last, _) = kept.fetchall()
    assert [(*fact[:2], encode(dict(fact.state))) for fact in facts] == told
    assert (last, len(facts) > ROWS) == ("workbook-imported", True)


@pytest.mark.parametrize("at_once", [1, 3])
def test_whoever_stops_half_way_leaves_nothing_behind(
    recorded: Ledger, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(recorder, "AT_ONCE", at_once)
    for _ in range(20):  # more often than there are connections
        facts = recorded.journal.facts_of(BUREAU, YEAR, recorded.head)
        assert [next(facts).position, next(facts).position] == [1, 2]
        facts.close()
    with recorded.journal.datastore.get_connection() as conn:
        assert conn.execute("SELECT 1 AS one").fetchone() == {"one": 1}


def test_a_torn_fact_is_told_of_when_those_before_it_were_read(
    recorded: Ledger, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recorder, "AT_ONCE", 2)
    torn = recorded.head - 5
    with database.connect() as owner:
        owner.execute("ALTER TABLE journal.facts DISABLE TRIGGER USER")
        owner.execute("UPDATE journal.facts SET state = '{' WHERE position = %s", (torn,))
    read: list[int] = []
    with pytest.raises(no.FactTorn):
        read.extend(fact.position for fact in recorded.journal.facts_of(BUREAU, YEAR, torn))
    for fact in recorded.journal.facts_of(BUREAU, YEAR, torn - 1):
        read.append(fact.position)
    assert read[-1] == torn - 1
