"""Are streams that are read many at once the same as those read one by one?"""

from __future__ import annotations

import pytest

from domain import refusals as no
from domain.journal import store
from domain.journal.folding import folded_from
from domain.journal.streams import Stream
from domain.ledger import Ledger
from tests.conftest import MASTER, Database
from tests.journal.cast import BUREAU, OFFICE, OFFICERS, YEAR, bonus, mark, open_bureau
from tests.journal.loading import entries_book

pytestmark = pytest.mark.postgres

STREAMS = [
    *(Stream("officer", officer) for officer in OFFICERS),
    *(Stream("account", f"{BUREAU}/{YEAR}/officer:{officer}") for officer in OFFICERS),
    Stream("marks", f"{BUREAU}/{YEAR}/officer:{OFFICERS[0]}"),
    Stream("officer", "nobody"),
]


@pytest.fixture
def recorded(ledger: Ledger) -> Ledger:
    open_bureau(ledger, OFFICERS)
    ledger.handle(mark(), OFFICE)
    ledger.import_workbook(entries_book(OFFICERS, 3 * len(OFFICERS)), OFFICE)
    return ledger


@pytest.mark.parametrize("many", [2, 500])
def test_many_at_once_are_as_one_by_one(
    recorded: Ledger, database: Database, monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    monkeypatch.setattr(store, "MANY", many)
    one_by_one = {s: folded_from(s, recorded._facts) for s in STREAMS}
    with Ledger(database.dsn("app"), MASTER) as anew:
        desk = anew._desk(anew._look())
        desk.take_up(STREAMS + STREAMS)
        assert {one.stream: one.read for one in desk._loaded.values()} == one_by_one
        assert {one.stream: one.now for one in desk._loaded.values()} == one_by_one


def test_what_was_taken_up_is_not_asked_for_again(recorded: Ledger) -> None:
    desk = recorded._desk(recorded._look())
    desk.take_up(STREAMS)
    desk._select = desk.many = None  # type: ignore[assignment]
    assert len(desk.account(BUREAU, YEAR, f"officer:{OFFICERS[1]}").entries) == 3
    assert not desk.officer("nobody").registered


def test_a_stream_that_is_torn_is_told_of_where_it_is_wanted(
    recorded: Ledger, database: Database
) -> None:
    torn, whole = STREAMS[0], STREAMS[1]
    with database.connect() as owner:
        owner.execute("ALTER TABLE journal.facts DISABLE TRIGGER USER")
        owner.execute("UPDATE journal.facts SET state = '{' WHERE stream = %s", (torn.id,))
    with Ledger(database.dsn("app"), MASTER) as anew:
        desk = anew._desk(anew._look())
        desk.take_up([torn, whole])
        assert desk.officer(whole.of).registered
        with pytest.raises(no.FactTorn):
            desk.officer(torn.of)


def test_a_workbook_that_read_a_stream_others_moved_is_decided_anew(
    recorded: Ledger, database: Database
) -> None:
    """What is taken up is checked by the append, as everything that was read."""
    with Ledger(database.dsn("app"), MASTER) as other:
        moved = [bonus(OFFICERS[0])]

        def progress(stage: str, _: int) -> None:
            if stage == "check" and moved:
                other.handle(moved.pop(), OFFICE)

        book = entries_book(OFFICERS[:1], 2, "more")
        receipt = recorded.import_workbook(book, OFFICE, progress=progress)
    assert [entry.rpartition("#")[2] for entry in receipt.entries] == ["5", "6"]
