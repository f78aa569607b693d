"""Is a fact of an older shape understood for ever, by decisions and by the read models alike?"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import pytest

from domain import refusals as no
from domain.accounts.commands import AwardBonus
from domain.journal.desk import Desk
from domain.journal.envelope import Recorded
from domain.journal.names import UPCASTS
from domain.journal.streams import Stream
from domain.ledger import Ledger
from domain.registers.commands import CloseUnit
from domain.registers.facts import UnitClosed
from projections import projector
from tests.conftest import Database
from tests.journal.cast import BUREAU, OFFICE, bonus, officer, open_bureau, posting
from tests.journal.facts import Stored, append, log
from tests.journal.invariants import facts_of

pytestmark = pytest.mark.postgres

MERGED_ON: Final = date(2024, 7, 1)


def _merged(unit: str, into: str, version: int = 2) -> Stored:
    """As it was stored before merging became a closing that names `into`."""
    state = {"bureau": BUREAU, "unit": unit, "merged_into": into}
    state |= {"effective_on": MERGED_ON.isoformat()}
    return Stored(Stream("unit", unit), version, "unit-merged", state)


@pytest.fixture
def merged(ledger: Ledger, database: Database) -> Ledger:
    """The unit zg was merged into dj by a fact of the old name, among current facts."""
    assert "unit-merged" in UPCASTS
    open_bureau(ledger)
    ledger.handle(bonus(), OFFICE)
    with database.connect("app") as conn:
        append(conn, [_merged("zg", "dj")])
    ledger.handle(bonus(), OFFICE)
    return ledger


def _desk(ledger: Ledger) -> Desk:
    def select(stream: Any) -> list[Recorded]:
        return [r for r in ledger.events.get(stream) if isinstance(r, Recorded)]

    return Desk(select, lambda: (BUREAU,), ledger.today)


def test_the_fact_reads_in_its_current_shape(merged: Ledger) -> None:
    facts = [recorded.fact for _, recorded in facts_of(merged)]
    closings = [fact for fact in facts if isinstance(fact, UnitClosed)]
    assert closings == [UnitClosed(bureau=BUREAU, unit="zg", into="dj", effective_on=MERGED_ON)]


def test_the_bytes_stay_as_they_were(merged: Ledger, database: Database) -> None:
    with database.connect("auditor") as conn:
        names = [fact["topic"] for fact in log(conn)]
        assert names.count("unit-merged") == 1
        assert b"merged_into" in log(conn)[names.index("unit-merged")]["state"]


def test_a_desk_folds_it_as_a_closing(merged: Ledger) -> None:
    desk = _desk(merged)
    assert desk.unit("zg").closed_on == MERGED_ON
    assert desk.unit("dj").closed_on is None
    assert desk.reads == {Stream("unit", "zg").id: 2, Stream("unit", "dj").id: 1}


def test_decisions_are_held_to_it(merged: Ledger) -> None:
    merged.handle(officer("0002"), OFFICE)
    with pytest.raises(no.UnitClosed):
        merged.handle(posting("0002", start=MERGED_ON), OFFICE)
    with pytest.raises(no.UnitClosed):
        merged.handle(CloseUnit(unit="zg", effective_on=MERGED_ON), OFFICE)
    late = AwardBonus(subject="unit:zg", item="K1", effective_on=MERGED_ON)
    with pytest.raises(no.UnitClosed):
        merged.handle(late, OFFICE)
    before = merged.handle(posting("0002", start=date(2024, 6, 30)), OFFICE)
    assert before.facts == 1


def _closings(database: Database) -> list[tuple[Any, ...]]:
    with database.connect("auditor") as conn:
        return conn.execute(
            "SELECT position, bureau, unit, into_unit, effective_on FROM read.unit_closings"
            " ORDER BY position"
        ).fetchall()


@pytest.mark.parametrize("batch", [1, 2, 3, 1000])
def test_the_read_models_hold_it_beside_current_facts(
    merged: Ledger, database: Database, batch: int
) -> None:
    """In a range of its own, and in one with facts before and after it."""
    merged.handle(CloseUnit(unit="dj", effective_on=date(2024, 8, 1)), OFFICE)
    with projector.connect(database.dsn("projector")) as conn:
        projector.prepare(conn)
        while projector.advance(conn, batch=batch):
            pass
        live = projector.digests(conn)
    assert _closings(database) == [
        (merged.head - 2, BUREAU, "zg", "dj", MERGED_ON),
        (merged.head, BUREAU, "dj", None, date(2024, 8, 1)),
    ]
    assert live["entries"][0] == 2
    rebuilt = projector.rebuild(database.dsn("projector"))
    assert rebuilt.differed == ()
    assert _closings(database)[0][:4] == (merged.head - 2, BUREAU, "zg", "dj")
    with database.connect("auditor") as conn:
        assert projector.digests(conn) == live


def test_several_of_the_old_name_in_one_range_are_all_held(
    merged: Ledger, database: Database
) -> None:
    with database.connect("app") as conn:
        append(conn, [_merged("dj", "zz")])
        append(conn, [_merged("zz", "zg", version=1)])
    database.project()
    assert [row[2:4] for row in _closings(database)] == [("zg", "dj"), ("dj", "zz"), ("zz", "zg")]


def test_a_live_projector_meets_it_and_goes_on(merged: Ledger, database: Database) -> None:
    database.project()
    with database.connect("app") as conn:
        append(conn, [_merged("dj", "zz")])
    merged.handle(bonus(), OFFICE)
    database.project()
    assert [row[2:4] for row in _closings(database)] == [("zg", "dj"), ("dj", "zz")]


@pytest.mark.parametrize("following", [True, False], ids=["live follows", "live lags too"])
def test_a_swap_folds_what_came_meanwhile_of_the_old_name(
    merged: Ledger, database: Database, following: bool
) -> None:
    """In the swap either side may meet it, or both."""
    database.project()

    def meanwhile(_: int, __: int) -> None:
        with database.connect("app") as conn:
            append(conn, [_merged("dj", "zz")])
        if following:
            database.project()

    rebuilt = projector.rebuild(database.dsn("projector"), meanwhile)
    assert rebuilt.differed == ()
    assert [row[2:4] for row in _closings(database)] == [("zg", "dj"), ("dj", "zz")]
