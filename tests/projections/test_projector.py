"""Do the read models follow the journal, whatever happens to them on the way?"""

from __future__ import annotations

import psycopg
import pytest

from domain import refusals as no
from domain.ledger import Ledger
from domain.years.commands import AnnounceWorkingDays, FreezeYear
from projections import projector
from projections.moments import resolve, wait_for
from projections.projector import Projector
from projections.scores import get_score
from tests.conftest import MASTER, Database
from tests.journal.cast import BUREAU, OFFICE, YEAR, bonus, deduction, open_bureau, reversal
from tests.journal.crowds import until
from tests.journal.facts import one
from tests.journal.loading import load_sample
from tests.projections.following import projecting

pytestmark = pytest.mark.postgres


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The projector looks again sooner than in earnest."""
    monkeypatch.setattr(projector, "POLL_SECONDS", 0.2)
    monkeypatch.setattr(projector, "RETRY_SECONDS", 0.2)


@pytest.fixture(scope="module")
def sample(module_database: Database) -> Database:
    """The small sample's bureau-year: every kind of row, reversals and lifts among them."""
    with Ledger(module_database.dsn("app"), MASTER) as ledger:
        load_sample(ledger, "small")
        ledger.handle(FreezeYear(bureau=BUREAU, year=YEAR), OFFICE)
        holiday = {"calendar_year": 2027, "holidays": ["2027-01-01"], "document_no": "1"}
        ledger.handle(AnnounceWorkingDays.model_validate(holiday | {"bureau": BUREAU}), OFFICE)
    module_database.project()
    return module_database


def _digests(database: Database) -> dict[str, tuple[int, str]]:
    with database.connect("auditor") as conn:
        return projector.digests(conn)


@pytest.mark.parametrize("batch", [1, 7, 1_000_000])
def test_ranges_of_any_size_make_the_same_read_models(sample: Database, batch: int) -> None:
    before = _digests(sample)
    assert all(rows > 0 for table, (rows, _) in before.items() if table != "unit_closings")
    with projector.connect(sample.dsn("projector")) as conn:
        conn.execute("DROP SCHEMA read CASCADE")
        projector.prepare(conn)
        sizes = []
        while took := projector.advance(conn, batch=batch):
            sizes.append(took)
        assert sum(sizes) == projector.head(conn)
        assert set(sizes[:-1]) <= {batch}
    assert _digests(sample) == before


def test_a_rebuild_makes_the_same_read_models(sample: Database) -> None:
    before = _digests(sample)
    rebuilt = projector.rebuild(sample.dsn("projector"))
    assert rebuilt.differed == ()
    assert rebuilt.rows == {table: rows for table, (rows, _) in before.items()}
    with sample.connect("auditor") as conn:
        assert rebuilt.position == projector.head(conn) == projector.cursor(conn)
        for left in ("read_next", "read_old"):
            assert one(conn, "SELECT to_regnamespace(%s)", left) is None
    assert _digests(sample) == before


def test_an_entry_and_its_reversal_may_come_in_one_range_or_in_two(
    ledger: Ledger, database: Database
) -> None:
    open_bureau(ledger)
    database.project()
    ledger.handle(bonus(), OFFICE)
    ledger.handle(reversal(1), OFFICE)
    ledger.handle(bonus(), OFFICE)
    database.project()
    ledger.handle(reversal(2), OFFICE)
    database.project()
    with database.connect("auditor") as conn:
        rows = conn.execute("SELECT number, position, reversed_at FROM read.entries ORDER BY 1")
        first = ledger.head - 3
        assert rows.fetchall() == [(1, first, first + 1), (2, first + 2, first + 3)]


@pytest.mark.parametrize(
    ("table", "tampering"),
    [
        ("entries", "UPDATE read.entries SET claimed = claimed + 1 WHERE number = 1"),
        ("entries", "DELETE FROM read.entries WHERE number = 1"),
        ("entries", "UPDATE read.entries SET claimed = claimed + 0.00000 WHERE number = 1"),
        (
            "calendars",
            "INSERT INTO read.calendars SELECT -position, recorded_at, actor, bureau,"
            " calendar_year, holidays, workdays, document_no FROM read.calendars",
        ),
        ("entries", "UPDATE read.entries SET reversed_at = 1 WHERE reversed_at IS NULL"),
        ("postings", "UPDATE read.postings SET until_on = start_on"),
        ("editions", "UPDATE read.editions SET document = replace(document, '0.7', '0.8')"),
        (
            "marks",
            "INSERT INTO read.marks SELECT -position, bureau, year, subject, -number,"
            " series, period, score, effective_on, source, withdrawn_at FROM read.marks LIMIT 1",
        ),
        ("units", "TRUNCATE read.units"),
        ("officers", "DROP TABLE read.officers"),
    ],
)
def test_a_rebuild_says_which_tables_differed_and_mends_them(
    sample: Database, table: str, tampering: str
) -> None:
    before = _digests(sample)
    with sample.connect() as owner:
        owner.execute(tampering.encode())
    assert _digests(sample) != before
    assert projector.rebuild(sample.dsn("projector")).differed == (table,)
    assert _digests(sample) == before


def test_a_live_projector_follows_as_soon_as_it_is_told(
    ledger: Ledger, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the journal's notification: looking by itself would take it longer."""
    monkeypatch.setattr(projector, "POLL_SECONDS", 2)
    with projecting(database) as live, database.connect("auditor") as conn:
        open_bureau(ledger)
        until(lambda: live.health.state == "leading")
        for _ in range(5):
            receipt = ledger.handle(bonus(), OFFICE)
            wait_for(conn, receipt.position, seconds=1)
        assert one(conn, "SELECT count(*) FROM read.entries") == 5


def test_a_second_projector_stands_by_and_takes_over(ledger: Ledger, database: Database) -> None:
    open_bureau(ledger)
    with projecting(database) as first:
        until(lambda: first.health.state == "leading")
        with projecting(database) as second:
            until(lambda: second.health.state == "standby")
            first.stop()
            until(lambda: second.health.state == "leading")
            receipt = ledger.handle(bonus(), OFFICE)
            with database.connect("auditor") as conn:
                wait_for(conn, receipt.position)
    assert projector.rebuild(database.dsn("projector")).differed == ()


def test_a_leader_whose_session_is_ended_loses_nothing(ledger: Ledger, database: Database) -> None:
    open_bureau(ledger)
    with projecting(database) as live, database.connect() as owner:
        until(lambda: live.health.state == "leading")
        ended = one(
            owner,
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE application_name = 'merit projector' AND datname = current_database()",
        )
        assert ended == 1
        receipt = ledger.handle(bonus(), OFFICE)
        until(lambda: live.health.state == "stopped")
        until(lambda: projector.cursor(owner) == receipt.position)
        until(lambda: live.health == projector.Health("leading"))
    assert projector.rebuild(database.dsn("projector")).differed == ()


def _held_up(database: Database, ledger: Ledger, live: Projector, owner: psycopg.Connection) -> int:
    """The projector meets a fact that it cannot fold; where its cursor stays."""
    until(lambda: live.health.state == "leading")
    until(lambda: projector.cursor(owner) == ledger.head)
    owner.execute("ALTER TABLE read.entries ADD CONSTRAINT broken CHECK (false) NOT VALID")
    ledger.handle(deduction(), OFFICE)
    until(lambda: live.health.state == "stopped")
    return projector.cursor(owner)


def test_an_error_stops_the_projector_loudly_and_nothing_is_skipped(
    ledger: Ledger, database: Database
) -> None:
    open_bureau(ledger)
    with projecting(database) as live, database.connect() as owner:
        stays = _held_up(database, ledger, live, owner)
        ledger.handle(bonus(), OFFICE)
        assert stays == ledger.head - 2
        assert "broken" in str(live.health.error)
        with pytest.raises(no.ReadModelBehind):
            wait_for(owner, ledger.head, seconds=0.1)
        before = get_score(owner, "officer:0001", resolve(owner, YEAR, position=stays))
        assert (before.position, before.count) == (stays, 0)
        assert (live.health.state, projector.cursor(owner)) == ("stopped", stays)
        owner.execute("ALTER TABLE read.entries DROP CONSTRAINT broken")
        until(lambda: projector.cursor(owner) == ledger.head)
        until(lambda: live.health == projector.Health("leading"))
        assert one(owner, "SELECT count(*) FROM read.entries") == 2
    assert projector.rebuild(database.dsn("projector")).differed == ()


def test_a_rebuild_cures_read_models_that_cannot_be_folded_any_more(
    ledger: Ledger, database: Database
) -> None:
    """As after an upgrade: the tables have another shape than the program's statements."""
    open_bureau(ledger)
    with projecting(database) as live, database.connect() as owner:
        _held_up(database, ledger, live, owner)
        rebuilt = projector.rebuild(database.dsn("projector"))
        assert "entries" in rebuilt.differed
        until(lambda: projector.cursor(owner) == ledger.head)
        until(lambda: live.health.state == "leading")
        assert one(owner, "SELECT count(*) FROM read.entries") == 1
