"""Are roles that are known from before those that the journal tells of?"""

from __future__ import annotations

from datetime import date

import psycopg
import pytest

from api import holding
from api.holding import Holding
from domain.access.commands import GrantRole, RevokeRole
from domain.deciding.reaching import Held
from domain.ledger import Ledger
from projections import grants
from tests.conftest import OFFICE, Database
from tests.journal.cast import BUREAU, OFFICERS, bonus, officer, open_bureau

pytestmark = pytest.mark.postgres
ADA, BEN = "token:ada", "token:ben"
LATER = date(9999, 1, 1)
"""On which whatever was granted without an end holds."""


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Whose grants were read again."""
    asked: list[str] = []
    own = holding._read

    def reading(conn: psycopg.Connection, actor: str, today: date) -> tuple[Held, ...]:
        asked.append(actor)
        return own(conn, actor, today)

    monkeypatch.setattr(holding, "_read", reading)
    return asked


@pytest.fixture
def bureau(ledger: Ledger) -> Ledger:
    open_bureau(ledger, OFFICERS)
    return ledger


def granted(ledger: Ledger, actor: str, role: str = "auditor") -> None:
    ledger.handle(GrantRole(bureau=BUREAU, grantee=actor, role=role), OFFICE)


def test_grants_are_read_again_when_a_role_moved_and_not_before(
    bureau: Ledger, database: Database, read: list[str]
) -> None:
    held = Holding()
    granted(bureau, ADA)
    with database.connect("app") as conn:

        def roles(actor: str, today: date = LATER) -> list[str]:
            return sorted(one.role for one in held.of(conn, actor, today))

        assert roles(ADA) == ["auditor"] and roles(BEN) == []
        for _ in range(3):
            bureau.handle(bonus(), OFFICE)
            bureau.handle(officer("0099"), OFFICE) if not read[2:] else None
            assert roles(ADA) == ["auditor"] and roles(BEN) == []
        assert read == [ADA, BEN], "what others record moves no role"
        granted(bureau, BEN)
        assert roles(BEN) == roles(ADA) == ["auditor"]
        granted(bureau, BEN, "recorder")
        assert roles(BEN) == ["auditor", "recorder"]
        bureau.handle(RevokeRole(bureau=BUREAU, grantee=BEN, number=1), OFFICE)
        assert roles(BEN) == ["recorder"]
        before = len(read)
        assert roles(BEN, date(2023, 1, 1)) == [], "another day, other roles"
        assert roles(BEN) == ["recorder"] and len(read) == before + 2


def test_a_journal_that_is_put_back_is_read_again(
    bureau: Ledger, database: Database, read: list[str]
) -> None:
    held = Holding()
    granted(bureau, ADA)
    with database.connect("app") as conn, database.connect() as owner:
        assert len(held.of(conn, ADA, LATER)) == 1
        owner.execute("SET session_replication_role = replica")
        last = "position = (SELECT max(position) FROM journal.facts)"
        owner.execute(f"DELETE FROM journal.facts WHERE {last}")
        assert held.of(conn, ADA, LATER) == ()
        owner.execute(f"UPDATE journal.facts SET recorded_at = '2024-01-01' WHERE {last}")
        held.of(conn, ADA, LATER)
        assert read == [ADA] * 3, "a last fact of another time is another fact"


def test_further_behind_than_is_worth_learning_all_is_read_again(
    bureau: Ledger, database: Database, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grants, "MOVES_MAX", 3)
    held = Holding()
    with database.connect("app") as conn:
        for facts, again in ((2, False), (3, True), (1, False)):
            held.of(conn, ADA, LATER)
            read.clear()
            for _ in range(facts):
                bureau.handle(bonus(), OFFICE)
            held.of(conn, ADA, LATER)
            assert bool(read) is again


def test_no_more_callers_are_known_than_is_allowed(
    bureau: Ledger, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(holding, "CALLERS_MAX", 3)
    held = Holding()
    with database.connect("app") as conn:
        for n in range(10):
            held.of(conn, f"token:{n}", LATER)
            assert len(held._held) <= 3
