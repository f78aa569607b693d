"""Is whatever somebody does to the database found, at the first place that is not as it was?"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Final, LiteralString

import pytest

from domain.erasures.commands import EraseSubject
from domain.imports.commands import ImportWorkbook
from domain.journal.migrations import function_bodies
from domain.ledger import Ledger
from projections import projector
from projections.evidence.fact_passes import COLUMNS
from projections.evidence.findings import INCOMPLETE, STALE, TAMPERED, VERIFIED, Audited
from projections.evidence.holding import LAST
from projections.evidence.log_passes import COMPLETENESS, LEAVES
from projections.evidence.outside import OUTSIDE, outside
from projections.evidence.verify import Audit, passes_of, verify
from tests.conftest import MASTER, OFFICE, Database
from tests.cycle.tampering import CASES as OF_THE_CYCLE
from tests.evidence import attacks as an
from tests.evidence.cases import BEFORE_SEALING, CASES
from tests.evidence.sealed import Sealed, put_back, sealed_ledger
from tests.journal.cast import BUREAU, YEAR
from tests.journal.facts import one
from tests.journal.loading import book

pytestmark = pytest.mark.postgres
_ROWS_READ: Final[LiteralString] = """
SELECT sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::int
  FROM pg_stat_xact_user_tables WHERE (schemaname, relname) IN
       (('journal', 'facts'), ('evidence', 'leaves'))
"""
SINCE: Final = 353
"""The size of the first checkpoint that was kept of what is sealed here."""


@pytest.fixture(scope="module")
def made(module_database: Database, tmp_path_factory: pytest.TempPathFactory) -> Sealed:
    return sealed_ledger(module_database, tmp_path_factory.mktemp("sealed"))


@pytest.fixture(autouse=True)
def time_to_seal(monkeypatch: pytest.MonkeyPatch) -> None:
    """However long the tests take: some facts of theirs stay unsealed."""
    monkeypatch.setattr("projections.evidence.log_passes.SEALED_WITHIN", "1 day")


@pytest.mark.parametrize("garbage", [b"", b"x", b"[]", b"{}", b"null", b"\xff", b'{"year": "x"}'])
@pytest.mark.parametrize(
    "topic", ["bonus-awarded", "rulebook-published", "year-closed", "entry-reversed"]
)
def test_bytes_that_are_no_facts_are_a_finding_and_no_traceback(
    made: Sealed, topic: str, garbage: bytes
) -> None:
    with made.attacked() as conn:
        position = an.garbling(topic, garbage)(conn, made)
        report = made.audited(conn=conn)
        assert (report.code, report.first) == (TAMPERED, position), report.findings
        assert made.audited(LEAVES, conn=conn).first == position


@pytest.mark.parametrize("name", CASES)
def test_an_attack_is_found_where_it_was_made(made: Sealed, name: str, tmp_path: Path) -> None:
    case = CASES[name]
    with made.attacked() as conn:
        position = case.attack(conn, made)
        sealing = name in BEFORE_SEALING
        note = made.sealed_by(conn, tmp_path / "notary") if sealing else None
        report = made.audited(conn=conn, note=note)
        found = tuple(p.check for p in report.passes if p.findings)
        assert (found, report.code, report.first) == (case.found_by, case.code, position), (
            report.findings
        )
        assert all(f.expected != f.found for f in report.findings)
        for alone in found:
            own = made.audited(alone, conn=conn, note=note)
            assert [p.check for p in own.passes] == [alone]
            assert own.findings == tuple(f for f in report.findings if f.check == alone)
            assert own.code in (case.code, STALE)


def test_every_pass_finds_something_that_no_other_finds(made: Sealed) -> None:
    with made.database.connect() as conn:
        audit = Audit(made.trust, made.note, {})
        passes = {name for name, _ in passes_of(Audited(conn, 0), audit, datetime.now(UTC))}
    alone = {case.found_by[0] for case in CASES.values() if len(case.found_by) == 1}
    assert alone | {case.alone for case in OF_THE_CYCLE.values()} == passes


def test_nothing_is_found_where_nothing_was_touched(
    made: Sealed, tmp_path: Path, database: Database
) -> None:
    """Nor after a rebuild, nor while facts wait to be sealed, nor once they are."""
    own = sealed_ledger(database, tmp_path)
    assert _untouched(own) == (362, 364)
    assert projector.rebuild(database.dsn("projector")).differed == ()
    assert _untouched(own) == (362, 364)
    with Ledger(database.dsn("app"), MASTER) as ledger:
        ledger.import_workbook(more(), OFFICE)
        assert _untouched(own) == (362, 1365)
        database.project()
        assert _untouched(own) == (362, 1365)
        own.seal()
        assert _untouched(own) == (1365, 1365)
        erase = EraseSubject(
            bureau=BUREAU, subject="officer:0005", authorised_by="9002", ground="个保法"
        )
        ledger.handle(erase, OFFICE)
        ledger.import_workbook(more(1005, 1), OFFICE)
    database.project()
    own.seal()
    assert _untouched(own) == (1368, 1368)


def more(first: int = 0, count: int = 1000) -> ImportWorkbook:
    """Bonuses in the next year, which is open."""
    rows = [
        {
            "ref": f"more-{n}",
            "subject": "officer:0005",
            "kind": "bonus",
            "item": "W1",
            "points": Decimal("0.5"),
            "effective_on": date(YEAR + 1, 1, 1) + timedelta(days=n % 300),
            "reason": f"第{n}项",
        }
        for n in range(first, first + count)
    ]
    return book({"entries": rows}, "more").model_copy(update={"year": YEAR + 1})


def _untouched(own: Sealed) -> tuple[int, int]:
    report = own.audited()
    assert (report.code, report.first, report.findings) == (VERIFIED, None, ())
    return report.size, report.head


def test_a_copy_of_the_whole_home_is_held_against_what_somebody_else_kept(made: Sealed) -> None:
    """The database and the notary's folder are both of yesterday: they agree with each other."""
    with made.attacked() as conn:
        put_back(conn, made.older)
        own = (made.older_folder / LAST).read_text("utf-8")
        assert made.audited(conn=conn, note=own).code == VERIFIED
        for kept in made.notes[-2:]:
            report = made.audited(conn=conn, note=kept)
            assert (report.code, report.first) == (STALE, 359)
            assert [f.check for f in report.findings] == [OUTSIDE]
        assert made.audited(conn=conn, note=made.notes[0]).code == VERIFIED


def test_without_a_checkpoint_from_outside_nothing_is_said_to_be_verified(made: Sealed) -> None:
    with made.database.connect() as conn:
        report = verify(conn, Audit(made.trust, None, function_bodies()))
    assert (report.code, report.verdict) == (INCOMPLETE, "incomplete")


def test_facts_that_no_notary_has_sealed_for_long_are_not_said_to_be_verified(
    made: Sealed, monkeypatch: pytest.MonkeyPatch
) -> None:
    with made.attacked() as conn:
        conn.execute("DELETE FROM evidence.leaves WHERE index >= 360")
        conn.execute("DELETE FROM evidence.signings WHERE size > 360")
        conn.execute("DELETE FROM evidence.checkpoints WHERE size > 360")
        assert COMPLETENESS not in {f.check for f in made.audited(conn=conn).findings}
        monkeypatch.setattr("projections.evidence.log_passes.SEALED_WITHIN", "0 seconds")
        found = made.audited(COMPLETENESS, conn=conn)
        assert [(f.position, f.found) for f in found.findings] == [(361, "4 wait")]
        assert found.code == INCOMPLETE


def test_a_checkpoint_from_outside_grows_old(made: Sealed) -> None:
    with made.database.connect() as conn:
        later = datetime.now(UTC) + timedelta(hours=25)
        found = list(outside(Audited(conn, 362), made.note, made.trust, later))
    assert [(f.what, f.code) for f in found] == [("age", STALE)]


@pytest.mark.parametrize("note", ["", "x", "a\n1\nb\n", "\x00" * 9])
def test_what_is_no_checkpoint_is_no_proof(made: Sealed, note: str) -> None:
    with made.database.connect() as conn:
        found = list(outside(Audited(conn, 362), note, made.trust, datetime.now(UTC)))
    assert [f.code for f in found] == [TAMPERED]


def test_after_a_checkpoint_only_what_came_after_is_read(made: Sealed) -> None:
    """And nothing else is claimed: what was altered before it, the whole audit finds."""
    since = made.notes[-2]
    with made.attacked() as conn:
        sound = made.audited(conn=conn, since=since)
        assert (sound.code, sound.findings) == (VERIFIED, ())
        assert 0 < sound.since < sound.size
        before, after = sound.since, sound.size
        conn.execute("UPDATE journal.facts SET actor = 'x' WHERE position = %s", (before,))
        assert made.audited(conn=conn).first == before
        assert made.audited(conn=conn, since=since).code == VERIFIED
        conn.execute("UPDATE journal.facts SET actor = 'x' WHERE position = %s", (after,))
        report = made.audited(conn=conn, since=since)
        assert (report.code, report.first) == (TAMPERED, after)


def test_the_shorter_audit_reads_fewer_rows(made: Sealed) -> None:
    """Counted by the server: in a log of any size, about those that came after."""
    rows: list[int] = []
    with made.attacked() as conn:
        conn.execute("SET LOCAL enable_seqscan = off")
        for since in (None, made.notes[-2]):
            before = one(conn, _ROWS_READ)
            report = made.audited(LEAVES, COLUMNS, conn=conn, since=since)
            assert report.findings == ()
            rows.append(one(conn, _ROWS_READ) - before)
    whole, shorter = rows
    assert whole >= 2 * report.size
    assert shorter < whole / 4


@pytest.mark.parametrize("name", CASES)
def test_what_was_done_after_a_checkpoint_is_found_by_the_shorter_audit(
    made: Sealed, name: str, tmp_path: Path
) -> None:
    with made.attacked() as conn:
        position = CASES[name].attack(conn, made)
        note = made.sealed_by(conn, tmp_path / "notary") if name in BEFORE_SEALING else None
        if position is None or position <= SINCE:
            return
        report = made.audited(conn=conn, note=note, since=made.notes[0])
        assert report.code != VERIFIED
        assert (report.first, report.since) == (position, SINCE) or report.since == 0


def test_a_checkpoint_that_is_not_of_this_log_spares_nothing(made: Sealed) -> None:
    with made.attacked() as conn:
        conn.execute("UPDATE evidence.leaves SET leaf = sha256('x') WHERE index = 300")
        report = made.audited(conn=conn, since=made.notes[-2])
        assert (report.code, report.since) == (TAMPERED, 0)
