"""Does the notary seal every fact once, and sign only what goes on from what it signed before?"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, LiteralString

import psycopg
import pytest

from domain import refusals as no
from domain.ledger import Ledger
from projections.evidence.holding import LAST, PastRewritten
from projections.evidence.keys import SigningKey
from projections.evidence.merkle import leaf_hash, root_of
from projections.evidence.notary import NotaryElsewhere
from projections.evidence.notes import Checkpoint, open_checkpoint
from scripts.embedded import Server
from scripts.sealing import Sealing
from tests.api import bodies
from tests.api.asking import refused, serving
from tests.conftest import MASTER, OFFICE, Database
from tests.evidence.sealed import ORIGIN, Sealed
from tests.journal.cast import OFFICERS, bonus, open_bureau
from tests.journal.crowds import until
from tests.journal.databases import another_database, copy_log
from tests.journal.facts import one
from tests.journal.loading import entries_book

pytestmark = pytest.mark.postgres

_LEAVES: Final[LiteralString] = "SELECT l.* FROM evidence.leaves AS l ORDER BY index"
_HALTS: Final[LiteralString] = "SELECT count(*) FROM evidence.halts WHERE lifted_at IS NULL"
COUNT: Final = 300  # more than a tile holds


def sealing(database: Database, folder: Path) -> Sealed:
    return Sealed(database, folder / "notary")


@pytest.fixture
def begun(ledger: Ledger, database: Database, tmp_path: Path) -> Sealed:
    """A small bureau, sealed once."""
    open_bureau(ledger, OFFICERS)
    made = sealing(database, tmp_path)
    made.seal()
    return made


def test_every_fact_has_one_leaf_and_the_signed_root_is_theirs(
    begun: Sealed, ledger: Ledger
) -> None:
    for n in range(4):
        ledger.handle(bonus(OFFICERS[n]), OFFICE)
        assert begun.seal() == 1
    assert begun.seal() == 0
    with begun.database.connect("auditor") as conn:
        rows = conn.execute(_LEAVES).fetchall()
        signed = conn.execute("SELECT note, heads_note FROM evidence.signings").fetchall()
    assert [row[0] for row in rows] == list(range(ledger.head))
    assert [row[1] for row in rows] == list(range(1, ledger.head + 1))
    assert [leaf_hash(row[5]) for row in rows] == [row[4] for row in rows]
    checkpoints = [open_checkpoint(note, begun.trust).checkpoint for note, _ in signed]
    assert len(checkpoints) == 5
    for known in checkpoints:
        assert known == Checkpoint(ORIGIN, known.size, root_of(r[4] for r in rows[: known.size]))


@pytest.mark.parametrize("batch", [1, 7, 256, 257, COUNT])
def test_the_leaves_are_the_same_whatever_is_sealed_at_once(
    server: Server, whole: tuple[Database, list[Any]], tmp_path: Path, batch: int
) -> None:
    source, expected = whole
    target = another_database(server)
    copy_log(source, target, COUNT)
    copy_commands(source, target)
    made = sealing(target, tmp_path)
    with made.notary_of(batch).leading() as leading:
        assert leading.seal() == COUNT
    with target.connect() as conn:
        assert conn.execute(_LEAVES).fetchall() == expected
        tiles = conn.execute("SELECT level, index, hash FROM evidence.tiles").fetchall()
    assert tiles == [(1, 0, root_of(row[4] for row in expected[:256]))]


@pytest.fixture(scope="module")
def whole(
    module_database: Database, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Database, list[Any]]:
    """So many facts, sealed one after the other as they came."""
    made = sealing(module_database, tmp_path_factory.mktemp("whole"))
    with Ledger(module_database.dsn("app"), MASTER) as ledger:
        open_bureau(ledger, OFFICERS)
        made.seal()
        ledger.import_workbook(entries_book(OFFICERS, COUNT - ledger.head - 1), OFFICE)
        assert ledger.head == COUNT
    made.seal()
    with module_database.connect() as conn:
        return module_database, conn.execute(_LEAVES).fetchall()


def copy_commands(source: Database, target: Database) -> None:
    with (
        source.connect() as giver,
        target.connect() as taker,
        giver.cursor().copy("COPY journal.commands TO STDOUT") as out,
        taker.cursor().copy("COPY journal.commands FROM STDIN") as into,
    ):
        for part in out:
            into.write(part)


def test_an_idle_log_is_signed_anew_as_a_sign_of_life(begun: Sealed) -> None:
    time.sleep(1)
    assert begun.seal(idle=True) == 0
    with begun.database.connect() as conn:
        (one_at, first), (other_at, second) = conn.execute(
            "SELECT signed_at, note FROM evidence.signings ORDER BY number"
        ).fetchall()
        assert one(conn, "SELECT count(*) FROM evidence.checkpoints") == 1
    assert other_at > one_at
    body, other = (open_checkpoint(note, begun.trust) for note in (first, second))
    assert body.checkpoint == other.checkpoint
    assert first != second == begun.note
    begun.database.project()
    assert begun.audited().code == 0


def test_an_empty_journal_is_not_signed(database: Database, tmp_path: Path) -> None:
    made = sealing(database, tmp_path)
    with made.notary.leading() as leading:
        assert leading.seal(idle=True) == 0
    assert not (made.folder / LAST).exists()


@pytest.mark.parametrize("apart", [False, True], ids=["one folder", "two folders"])
def test_of_two_notaries_one_stands_by(begun: Sealed, tmp_path: Path, apart: bool) -> None:
    other = Sealed(begun.database, tmp_path / "other" if apart else begun.folder, begun.key)
    with begun.notary.leading() as leading:
        with pytest.raises(NotaryElsewhere), other.notary.leading():
            pass
        assert leading.seal(idle=True) == 0
    with begun.notary.leading() as leading:
        assert leading.pending == 0


def test_a_notary_that_stands_by_takes_over(begun: Sealed, ledger: Ledger) -> None:
    first, second = Sealing(begun.notary), Sealing(begun.notary)
    first.start()
    until(lambda: first.state == "leading")
    second.start()
    until(lambda: second.state == "standby")
    ledger.handle(bonus(), OFFICE)
    with begun.database.connect() as conn:
        until(lambda: one(conn, "SELECT count(*) FROM evidence.leaves") == ledger.head)
        first.stop()
        ledger.handle(bonus(), OFFICE)
        until(lambda: one(conn, "SELECT count(*) FROM evidence.leaves") == ledger.head)
    second.stop()
    begun.database.project()
    assert begun.audited().code == 0


def _lose_it(made: Sealed) -> None:
    (made.folder / LAST).unlink()


def _put(made: Sealed, size: int, root: bytes, key: SigningKey | None = None) -> None:
    signer = key or made.key
    (made.folder / LAST).write_text(signer.note(Checkpoint(ORIGIN, size, root).body).text)


def _garble(text: str) -> Callable[[Sealed], None]:
    def write(made: Sealed) -> None:
        (made.folder / LAST).write_text(text)

    return write


def _rewrite(made: Sealed, table: LiteralString, change: LiteralString) -> None:
    with made.database.connect() as conn:
        conn.execute("SET session_replication_role = replica")
        conn.execute(f"UPDATE {table} SET {change} WHERE position = 5")


def _delete(made: Sealed, statement: LiteralString) -> None:
    with made.database.connect() as conn:
        conn.execute("SET session_replication_role = replica")
        conn.execute(statement)


PASTS: Final[dict[str, Callable[[Sealed], None]]] = {
    "its own checkpoint is missing": _lose_it,
    "its own checkpoint is longer": lambda made: _put(made, 1000, bytes(32)),
    "its own checkpoint is another": lambda made: _put(made, 5, bytes(32)),
    "its own checkpoint is another's": lambda m: _put(m, 5, bytes(32), SigningKey.make(ORIGIN)),
    "its own checkpoint is empty": _garble(""),
    "its own checkpoint is garbage": _garble("\n\n— x y\n"),
    "a leaf was altered": lambda m: _rewrite(m, "evidence.leaves", "leaf = sha256('x')"),
    "the tail was deleted": lambda m: _delete(
        m,
        "DELETE FROM evidence.leaves WHERE position > 10; DELETE FROM journal.facts"
        " WHERE position > 10",
    ),
    "a leaf in the middle is gone": lambda m: _delete(
        m, "DELETE FROM evidence.leaves WHERE position = 5"
    ),
}


@pytest.mark.parametrize("name", PASTS)
def test_a_past_that_is_not_what_was_signed_halts_the_ledger(
    begun: Sealed, ledger: Ledger, name: str
) -> None:
    ledger.handle(bonus(), OFFICE)
    with begun.database.connect() as conn:
        before = one(conn, "SELECT count(*) FROM evidence.signings")
        own = begun.folder / LAST
        PASTS[name](begun)
        kept = own.read_bytes() if own.exists() else None
        with begun.notary.leading() as leading, pytest.raises(PastRewritten) as said:
            leading.seal(idle=True)
        assert one(conn, "SELECT count(*) FROM evidence.signings") == before
        assert (own.read_bytes() if own.exists() else None) == kept
        assert one(conn, _HALTS) == 1
        assert one(conn, "SELECT reason FROM evidence.halts") == str(said.value)
        assert one(conn, "SELECT raised_by FROM evidence.halts").endswith("_notary")
    with pytest.raises(no.LedgerHalted, match="refuses to sign") as refused:
        ledger.handle(bonus(), OFFICE)
    assert not re.search("[a-z]", re.sub(f"{LAST}|{ORIGIN}", "", refused.value.message("zh")))
    report = begun.audited("schema rights", note=begun.notes[-1])
    assert [f.what for f in report.findings] == ["halt 1"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal.facts SET position = position + 1 WHERE position ="
        " (SELECT max(position) FROM journal.facts)",
        "UPDATE journal.facts SET state = 'x' WHERE position ="
        " (SELECT max(position) FROM journal.facts)",
        "UPDATE journal.facts SET version = 99 WHERE position ="
        " (SELECT max(position) FROM journal.facts)",
    ],
    ids=["a gap", "no fact's bytes", "a stream's gap"],
)
def test_what_cannot_follow_is_not_sealed(
    begun: Sealed, ledger: Ledger, statement: LiteralString
) -> None:
    ledger.handle(bonus(), OFFICE)
    _delete(begun, statement)
    with begun.notary.leading() as leading, pytest.raises(PastRewritten):
        leading.seal()
    with begun.database.connect() as conn:
        assert one(conn, "SELECT max(position) FROM evidence.leaves") == ledger.head - 1 or (
            "position + 1" in statement
        )
        assert one(conn, _HALTS) == 1


def test_a_notary_in_service_says_why_it_refuses(begun: Sealed) -> None:
    _lose_it(begun)
    service = Sealing(begun.notary)
    service.start()
    service.wait()
    assert service.state == "refusing"
    assert service.error
    assert "missing from the notary's folder" in service.error


def test_a_halted_ledger_answers_and_takes_nothing_in_until_the_owner_lifts_it(
    database: Database, tmp_path: Path
) -> None:
    made = sealing(database, tmp_path)
    with serving(database) as api:
        bodies.open_bureau(api)
        number = bodies.hire(api)
        made.seal()
        _lose_it(made)
        with made.notary.leading() as leading, pytest.raises(PastRewritten):
            leading.seal(idle=True)
        problem = refused(api.post("/bonuses", bodies.bonus(number)), 503, "ledger-halted")
        assert "missing from the notary's folder" in problem["messages"]["en"]
        assert "查询不受影响：公证进程拒绝签发：公证目录中缺少" in problem["messages"]["zh"]
        assert api.read(f"/officers/{number}/score", year=2024)["score"]
        for role in ("app", "notary", "auditor", "projector", "backup"):
            with (
                database.connect(role) as conn,
                pytest.raises(psycopg.errors.InsufficientPrivilege),
            ):
                conn.execute("UPDATE evidence.halts SET lifted_at = now()")
        with database.connect() as owner:
            owner.execute(
                "UPDATE evidence.halts SET lifted_by = 'officer:9000', lifted_at = now(),"
                " lifted_why = '已核对备份'"
            )
        assert api.write("/bonuses", bodies.bonus(number))["entries"]
